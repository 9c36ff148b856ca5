"""The Hugging Face token: sent to the configured Hugging Face server, and to nobody else.

In: any request. Out: the same, with `Authorization` if it may carry the token, and without it if not.
"""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler

from hfpapers.config import Config
from hfpapers.middlewares.origins import is_private, origin_of
from hfpapers.middlewares.wiring import config_of


class HfTokenMiddleware:
    """Sets `Authorization` where scheme, host and port are those of `hf_url`, over https or loopback only."""

    def __init__(self, config: Config) -> None:
        self._origin = origin_of(config.hf_url)
        self._header = f"Bearer {config.hf_token}" if config.hf_token and is_private(self._origin) else None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware from the crawl's configuration."""
        return cls(config_of(crawler))

    def process_request(self, request: Request) -> None:
        """Set or remove the header; it is set anew on each try, so a copied request cannot carry it elsewhere."""
        request.headers.pop("Authorization", None)
        if self._header is not None and origin_of(request.url) == self._origin:
            request.headers["Authorization"] = self._header
