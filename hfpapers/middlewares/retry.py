"""Bounded retries: one more try for what may go well later, after the wait that the server names or one that grows.

In: responses as served and network errors. Out: the request again, or, after the last try, the same response or
error, which is then the spider's to judge. Bodies are not read: `retry_request` is what a spider calls when a
parser says that a body means "later".

It stands on the downloader's side of decompression, since a body cut on the wire may not decompress.
"""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime
from typing import Final, Self

from scrapy import Request, signals
from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Response
from twisted.internet.error import ConnectError, ConnectionDone, ConnectionLost

from hfpapers.config import Config
from hfpapers.middlewares import meta
from hfpapers.middlewares.origins import is_arxiv, is_huggingface
from hfpapers.middlewares.pauses import pauses_of, wait_for_host
from hfpapers.middlewares.waits import MAX_WAIT_SECONDS, dictated_wait_seconds, growing_wait_seconds
from hfpapers.middlewares.wiring import config_of, sleep_until

logger = logging.getLogger(__name__)

#: 520 to 524 are Cloudflare's for a server behind it that does not answer.
RETRIED_STATUSES: Final = frozenset({408, 425, 429, 500, 502, 503, 504, *range(520, 525)})

#: arXiv throttles with it, too (seen since 2026-09); elsewhere it is an answer.
ARXIV_THROTTLE_STATUS: Final = 406

_TOO_MANY_REQUESTS = 429

#: Certificate errors come as DownloadFailedError. No OSError: it may be our own disk.
NETWORK_ERRORS: Final = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    TunnelError,
    ConnectError,
    ConnectionDone,
    ConnectionLost,
    ConnectionError,
)


def retry_request(
    request: Request, reason: str, config: Config, *, response: Response | None = None, at_least_seconds: float = 0.0
) -> Request | None:
    """Return the request to be made again, or None once it is not worth another try.

    Args:
        request: The request as it was made (`response.request` in a callback). Where None is returned, its
            `meta["hfpapers_gave_up"]` says why.
        reason: For the log: what was wrong, in a few words.
        config: Gives the bound on tries and the first wait.
        response: What was answered, whose headers may name the wait.
        at_least_seconds: Lower bound on the wait.
    """
    tries = int(request.meta.get(meta.TRY, 1))
    if tries >= config.max_tries:
        _give_up(request, f"{reason}; tried {tries} times")
        return None
    dictated = dictated_seconds(request, response, config) if response is not None else None
    if dictated is not None and dictated > MAX_WAIT_SECONDS:
        _give_up(request, f"{reason}; the server asks to wait {dictated:.0f} s, which is too long")
        return None
    wait = max(growing_wait_seconds(tries, config) if dictated is None else dictated, at_least_seconds)
    logger.warning("%s: try %d of %d failed (%s), next in %.1f s", request.url, tries, config.max_tries, reason, wait)
    again = request.replace(dont_filter=True)
    for key in meta.OF_ONE_EXCHANGE:
        again.meta.pop(key, None)
    again.meta[meta.TRY] = tries + 1
    again.meta[meta.NOT_BEFORE] = time.monotonic() + wait
    return again


def dictated_seconds(request: Request, response: Response, config: Config) -> float | None:
    """Return the wait that the headers name, None if none; `RateLimit` counts on a 429 of Hugging Face only."""
    counted = response.status == _TOO_MANY_REQUESTS and is_huggingface(request.url, config)
    return dictated_wait_seconds(
        _header(response, "Retry-After"), _header(response, "RateLimit") if counted else None, datetime.now(tz=UTC)
    )


class RetryMiddleware:
    """Makes requests again, and holds every request back from a server that said 429 or named a wait."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._config = config_of(crawler)
        self._pauses = pauses_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware, listening for responses before any middleware sees them.

        The signal comes before the request gives up its turn at arXiv: a pause that was registered only in
        `process_response` would let the next request in line slip through.
        """
        middleware = cls(crawler)
        crawler.signals.connect(middleware.note_pause, signal=signals.response_downloaded)
        return middleware

    def note_pause(self, response: Response, request: Request) -> None:
        """Register the pause that a response asks for."""
        if self._fault(request, response) is None:
            return
        wait = dictated_seconds(request, response, self._config)
        if wait is None and response.status == _TOO_MANY_REQUESTS:
            wait = growing_wait_seconds(int(request.meta.get(meta.TRY, 1)), self._config)
        if wait is not None:
            self._pauses.pause(request.url, time.monotonic() + wait)

    async def process_request(self, request: Request) -> None:
        """Wait until the request, and its server, may be asked; the turn at arXiv is not yet taken."""
        await sleep_until(request.meta.get(meta.NOT_BEFORE, 0.0), self._crawler, request.url)
        await wait_for_host(request.url, self._crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Ask again for what may be better later."""
        reason = self._fault(request, response)
        if reason is None:
            return response
        paused = min(self._pauses.seconds_left(request.url), MAX_WAIT_SECONDS)
        again = retry_request(request, reason, self._config, response=response, at_least_seconds=paused)
        return again or response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Ask again after a network error."""
        if not isinstance(exception, NETWORK_ERRORS):
            return None
        return retry_request(request, f"{type(exception).__name__}: {exception}"[:200], self._config)

    def _fault(self, request: Request, response: Response) -> str | None:
        """Return what is wrong with a response that is worth another try."""
        throttled = response.status == ARXIV_THROTTLE_STATUS and is_arxiv(request.url, self._config)
        if response.status in RETRIED_STATUSES or throttled:
            return f"status {response.status}"
        if "dataloss" in response.flags:
            return "the body was cut on the wire"
        return None


def _give_up(request: Request, reason: str) -> None:
    request.meta[meta.GAVE_UP] = reason
    logger.warning("%s: given up (%s)", request.url, reason)


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return None if value is None else value.decode("latin-1")
