"""Downloads that a stop breaks off, so that Ctrl-C need not wait for a server that stalls.

In: requests, as Scrapy's own handler takes them. Out: the same responses and errors; `CrawlStoppingError` for what was
still under way some seconds after the crawl was told to stop.
"""

from __future__ import annotations

import asyncio
import time
from typing import Final

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response
from typing_extensions import override

from hfpapers.middlewares.refusals import CrawlStoppingError
from hfpapers.middlewares.wiring import SLICE_SECONDS

#: So long a download may go on once the crawl was told to stop: most are over by then.
GRACE_SECONDS: Final = 5.0


class StoppableDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's handler of http and https."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._stoppable = crawler

    @override
    async def download_request(self, request: Request) -> Response:
        """Download, unless the crawl is stopped meanwhile.

        Raises:
            CrawlStoppingError: It was.
        """
        download = asyncio.ensure_future(super().download_request(request))
        stopping_at: float | None = None
        try:
            while not (await asyncio.wait({download}, timeout=SLICE_SECONDS))[0]:
                if self._stoppable.engine.running:
                    continue
                stopping_at = stopping_at or time.monotonic()
                if time.monotonic() - stopping_at >= GRACE_SECONDS:
                    raise CrawlStoppingError(request.url)
            return download.result()
        finally:
            download.cancel()
