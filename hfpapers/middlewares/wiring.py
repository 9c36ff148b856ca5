"""What every middleware takes from the crawler: the configuration, and waiting that a stop ends."""

from __future__ import annotations

import asyncio
import time
from typing import Final

from scrapy.crawler import Crawler

from hfpapers.config import Config
from hfpapers.errors import ConfigError
from hfpapers.middlewares.refusals import CrawlStoppingError

#: A wait is slept in slices of this, so that a stop (Ctrl-C) need not wait for its end.
SLICE_SECONDS: Final = 0.25


def config_of(crawler: Crawler) -> Config:
    """Return the configuration that the crawl was started with.

    Raises:
        ConfigError: There is none: `hfpapers.settings` is not the settings module in use.
    """
    config = crawler.settings.get("HFPAPERS_CONFIG")
    if not isinstance(config, Config):
        raise ConfigError("HFPAPERS_CONFIG", "is not set; the Scrapy settings must come from hfpapers.settings")
    return config


async def sleep_until(moment: float, crawler: Crawler, url: str) -> None:
    """Wait for a `time.monotonic()` moment; return at once if it is past.

    Raises:
        CrawlStoppingError: The crawl was told to stop meanwhile.
    """
    while (left := moment - time.monotonic()) > 0:
        raise_if_stopping(crawler, url)
        await asyncio.sleep(min(left, SLICE_SECONDS))


def raise_if_stopping(crawler: Crawler, url: str) -> None:
    """Raise `CrawlStoppingError` once the engine was told to stop: it waits for every request that is under way."""
    if not crawler.engine.running:
        raise CrawlStoppingError(url)
