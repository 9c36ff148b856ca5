"""Scrapy's settings for a crawl in this process: those of `hfpapers.settings`, and what only such a crawl needs."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy.logformatter import LogFormatter
from scrapy.settings import Settings
from typing_extensions import override

from hfpapers import settings
from hfpapers.config import Config

if TYPE_CHECKING:
    from scrapy.http import Request, Response
    from scrapy.logformatter import LogFormatterResult
    from scrapy.spiders import Spider
    from twisted.python.failure import Failure


def build_settings(config: Config) -> Settings:
    """Gather the settings of every crawler."""
    values = {name: getattr(settings, name) for name in dir(settings) if name.isupper()}
    crawl_settings = Settings(values, priority="project")
    crawl_settings.set("HFPAPERS_CONFIG", config, priority="cmdline")
    crawl_settings.set("LOG_FORMATTER", f"{__name__}.TerseLogFormatter", priority="cmdline")
    crawl_settings.set("LOG_INSTALL_ROOT_HANDLER", value=False, priority="cmdline")  # the command's own logging stands
    return crawl_settings


class TerseLogFormatter(LogFormatter):
    """Leaves faults of storing to the command, which ends with them in one line; Scrapy would log the whole item."""

    @override
    def item_error(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """Say at the level of debugging that an item failed, without the item."""
        return {"level": logging.DEBUG, "msg": "an item could not be stored", "args": ()}

    @override
    def spider_error(
        self, failure: Failure, request: Request, response: Response | Failure, spider: Spider
    ) -> LogFormatterResult:
        """Say at the level of debugging that a callback failed."""
        return {"level": logging.DEBUG, "msg": "a callback failed", "args": ()}
