"""arXiv's pace: one request at a time, and a pause after each, over all processes of this machine.

In: requests to arXiv, whatever for. Out: the same requests, each holding the machine's turn while it is with the
downloader. arXiv's terms of use: one connection at a time, three seconds between requests, counted over all
machines together; more than one machine is the user's to arrange (docs/scaling.md).
"""

from __future__ import annotations

import asyncio
import logging
import time
from pathlib import Path
from typing import Final, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from hfpapers.middlewares.origins import is_arxiv, pace_name, pace_seconds
from hfpapers.middlewares.pace_file import PaceFile, shared_folder
from hfpapers.middlewares.pauses import pauses_of, wait_for_host
from hfpapers.middlewares.wiring import config_of, raise_if_stopping, sleep_until

logger = logging.getLogger(__name__)

_POLL_SECONDS: Final = 0.1
_TELL_SECONDS: Final = 60.0


class PaceMiddleware:
    """Hands the machine's turn to one request after the other."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._config = config_of(crawler)
        folder = crawler.settings.get("HFPAPERS_PACE_FOLDER")
        self._folder = Path(folder) if folder else shared_folder()
        self._files: dict[str, PaceFile] = {}
        self._file: PaceFile | None = None  # the one whose turn is held, or was last
        # First come, first served within the process; between processes the quickest poll wins.
        self._queue = asyncio.Lock()
        self._holder: Request | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware; the signal comes whatever becomes of the response, so the turn is always given up."""
        middleware = cls(crawler)
        crawler.signals.connect(middleware.end, signal=signals.request_left_downloader)
        return middleware

    async def process_request(self, request: Request) -> None:
        """Wait for the turn and for the interval since the last request of any process.

        Raises:
            PaceError: The lock cannot be used.
            HostPausedError: arXiv asked for a longer wait than a crawl waits.
            CrawlStoppingError: The crawl was told to stop meanwhile.
        """
        if not is_arxiv(request.url, self._config):
            return
        # A connection kept open between requests would be a second one as soon as another process has its turn.
        request.headers["Connection"] = "close"
        while self._holder is not request:
            await wait_for_host(request.url, self._crawler)
            await self._queue.acquire()
            self._holder = request
            try:
                await self._take_turn(request.url)
            except BaseException:
                self._give_up_turn()
                raise
            if pauses_of(self._crawler).seconds_left(request.url) > 0:
                # The request before us was told to wait: so are we, and without keeping others from their turn.
                self._give_up_turn()

    def end(self, request: Request) -> None:
        """Stamp the end of the request and give up its turn, once."""
        if self._holder is not request or self._file is None:
            return
        try:
            self._file.stamp(wall=time.time(), monotonic=time.monotonic())
        finally:
            self._give_up_turn()

    def process_response(self, request: Request, response: Response) -> Response:
        """Give up the turn, if the signal did not come."""
        self.end(request)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:  # noqa: ARG002 - Scrapy's signature
        """Give up the turn: the request may have failed between here and the downloader."""
        self.end(request)

    async def _take_turn(self, url: str) -> None:
        self._file = file = self._file_of(url)
        tell_at = time.monotonic() + _TELL_SECONDS
        while not file.try_acquire():
            raise_if_stopping(self._crawler, url)
            if time.monotonic() > tell_at:
                logger.warning("%s: still waiting for another process's requests to arXiv to end", url)
                tell_at += _TELL_SECONDS
            await asyncio.sleep(_POLL_SECONDS)
        monotonic = time.monotonic()
        wait = file.seconds_to_wait(pace_seconds(url, self._config), wall=time.time(), monotonic=monotonic)
        await sleep_until(monotonic + wait, self._crawler, url)
        # Now, too, and not only at the end: a process may be killed in between, and a stamp that cannot be written
        # must stop the request, not its end.
        file.stamp(wall=time.time(), monotonic=time.monotonic())

    def _file_of(self, url: str) -> PaceFile:
        name = pace_name(url, self._config)
        if name not in self._files:
            self._files[name] = PaceFile(self._folder, name)
            self._files[name].forget_others(wall=time.time())
        return self._files[name]

    def _give_up_turn(self) -> None:
        self._holder = None
        if self._file is not None:
            self._file.release()
        self._queue.release()
