"""Hugging Face's rate limits: requests are spread over its windows instead of being answered 429.

In: requests to the configured Hugging Face server, and the `RateLimit` headers of its answers. Out: the same
requests, when there is room. The counting is `request_windows`.
"""

from __future__ import annotations

import logging
import time
from typing import Final, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from hfpapers.middlewares.origins import is_huggingface
from hfpapers.middlewares.pauses import wait_for_host
from hfpapers.middlewares.rate_limit_header import parse_limits, parse_policies
from hfpapers.middlewares.refusals import HostPausedError
from hfpapers.middlewares.request_windows import RequestWindows, Ticket
from hfpapers.middlewares.waits import MAX_WAIT_SECONDS
from hfpapers.middlewares.wiring import SLICE_SECONDS, config_of, sleep_until

logger = logging.getLogger(__name__)

#: Our guesses at the buckets, until the server names them.
API: Final = "api"
PAGES: Final = "pages"
OTHER: Final = "other"

# A wait that is told; shorter ones pass before anyone has read of them.
_TOLD_SECONDS: Final = 10.0


class RateLimitMiddleware:
    """Holds requests back so that their bucket lasts for its window.

    Crawlers of one process share what they know of the server by `HFPAPERS_WINDOWS`, where it is set.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._config = config_of(crawler)
        shared = crawler.settings.get("HFPAPERS_WINDOWS")
        self._windows: RequestWindows = shared or RequestWindows(self._config.hf_requests_per_window)
        self._told_until = 0.0
        self._in_flight: dict[Request, Ticket] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware, which counts by signals.

        They tell the end of every request, whatever other middlewares make of its answer, and tell it before a
        waiting request can take the place.
        """
        middleware = cls(crawler)
        crawler.signals.connect(middleware.take_answer, signal=signals.response_downloaded)
        crawler.signals.connect(middleware.end, signal=signals.request_left_downloader)
        return middleware

    async def process_request(self, request: Request) -> None:
        """Wait for room in the bucket.

        Raises:
            HostPausedError: The window ends later than a crawl waits.
            CrawlStoppingError: The crawl was told to stop meanwhile.
        """
        if not is_huggingface(request.url, self._config):
            return
        kind = kind_of(request.url)
        while True:
            await wait_for_host(request.url, self._crawler)
            now = time.monotonic()
            wait = self._windows.seconds_to_wait(kind, now)
            if wait <= 0:
                break
            if wait > MAX_WAIT_SECONDS:
                raise HostPausedError(request.url, wait)
            self._tell_wait(request.url, kind, now, wait)
            # In slices, as an answer under way may tell of room, or of a pause.
            await sleep_until(now + min(wait, SLICE_SECONDS), self._crawler, request.url)
        self._in_flight[request] = self._windows.begin(kind, now)

    def _tell_wait(self, url: str, kind: str, now: float, wait: float) -> None:
        """Say once a window that it is used up, as after another program's crawl."""
        if wait > _TOLD_SECONDS and now >= self._told_until and self._windows.is_used_up(kind, now):
            logger.warning("%s: the rate limit is used up; waiting up to %.0f s", url, wait)
            self._told_until = now + wait

    def take_answer(self, response: Response, request: Request) -> None:
        """Count the request as over, and read the headers of its answer."""
        ticket = self._in_flight.pop(request, None)
        if ticket is None:
            return
        limit, policy = _header(response, "RateLimit"), _header(response, "RateLimit-Policy")
        limits, policies = parse_limits(limit), parse_policies(policy)
        if (limit and not limits) or (policy and not policies):
            logger.debug("%s: rate limit headers not understood: %r, %r", request.url, limit, policy)
        self._windows.finish(ticket, limits, policies, time.monotonic())

    def end(self, request: Request) -> None:
        """Count the request as over, if there was no answer."""
        ticket = self._in_flight.pop(request, None)
        if ticket is not None:
            self._windows.finish(ticket, [], [], time.monotonic())

    def process_exception(self, request: Request, exception: Exception) -> None:  # noqa: ARG002 - Scrapy's signature
        """Count the request as over: it may have failed between here and the downloader."""
        self.end(request)


def kind_of(url: str) -> str:
    """Guess the bucket of an address of Hugging Face."""
    path = urlsplit(url).path
    if "/api/" in path:
        return API
    return PAGES if "/papers" in path else OTHER


def _header(response: Response, name: str) -> str:
    return b",".join(response.headers.getlist(name)).decode("latin-1")
