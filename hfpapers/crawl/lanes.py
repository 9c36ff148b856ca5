"""Scrapy in this process: lanes of spiders that run side by side, each lane one spider after the other.

In: steps, each of which says, once its turn has come, which spider to run. It can be told to stop. It
knows nothing of what is crawled.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings
from scrapy.spiders import Spider

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One spider of a lane.

    Attributes:
        ready: Waited for before its turn has come.
        arguments: Asked when its turn has come: what the spider is made with; None where it has nothing to do.
        done: Called when it ended, or had nothing to do, or its turn never came.
    """

    spider: type[Spider]
    arguments: Callable[[], dict[str, Any] | None]
    ready: Callable[[], Awaitable[None]] | None = None
    done: Callable[[], None] = lambda: None


class Lanes(AsyncCrawlerProcess):
    """Runs lanes side by side.

    Args:
        crawl_settings: Of every crawler.
        prepare: Called with each crawler before its spider is made.
        lanes: The steps of each lane, in order.
    """

    def __init__(
        self, crawl_settings: Settings, *, prepare: Callable[[Crawler], None], lanes: Iterable[Sequence[Step]]
    ) -> None:
        with _quietly():
            super().__init__(crawl_settings)
        self.was_stopped = False
        self._prepare = prepare
        self._lanes = tuple(lanes)
        self._fault: Exception | None = None
        self._stopping: asyncio.Task[None] | None = None  # kept, or it may be collected before it ran

    def stop_soon(self) -> None:
        """Stop from within a crawl, for a fault that is told elsewhere."""
        self.was_stopped = True
        self._stopping = asyncio.get_running_loop().create_task(self.stop())

    def raise_fault(self) -> None:
        """Raise what went wrong outside of any request, such as in the start of a spider.

        Raises:
            BaseException: Whatever it was.
        """
        if self._fault is not None:
            raise self._fault

    async def join(self) -> None:
        """Run all lanes to their ends."""
        await asyncio.gather(*map(self._run, self._lanes))

    async def stop(self) -> None:
        """Stop every spider; no further step is begun."""
        if self.crawlers and not self.was_stopped:
            logger.warning("stopping; requests under way have some seconds to end; Ctrl-C again stops at once")
            self.was_stopped = True
        await super().stop()

    async def _run(self, lane: Sequence[Step]) -> None:
        for step in lane:
            try:
                await self._take(step)
            except Exception as fault:  # noqa: BLE001 - kept for raise_fault; Scrapy's loop would only log it
                self._fault = self._fault or fault
                self.stop_soon()
            finally:
                step.done()

    async def _take(self, step: Step) -> None:
        if step.ready is not None:
            await step.ready()
        arguments = None if self.was_stopped else step.arguments()
        if arguments is None:
            return
        with _quietly():
            crawler = self.create_crawler(step.spider)
        self._prepare(crawler)
        await self.crawl(crawler, **arguments)


@contextmanager
def _quietly() -> Iterator[None]:
    """Undo that Scrapy sets its own logger to DEBUG: below warnings it is for those who asked for debugging."""
    asked_for = logging.getLogger().getEffectiveLevel()
    level = asked_for if asked_for <= logging.DEBUG else logging.WARNING
    disabled = logging.root.manager.disable
    logging.disable(max(disabled, level - 1))
    try:
        yield
    finally:
        logging.disable(disabled)
        for name in ("scrapy", "twisted", "filelock"):
            logging.getLogger(name).setLevel(level)
