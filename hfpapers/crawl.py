"""Runs a crawl: what is wanted in, what came of it out. What commands and jobs call.

Starts Scrapy in this process (once per process: its reactor cannot be started again), the
lists first and then arXiv, and judges from the archive, not from Scrapy's statistics, whether all that
upstream offers is stored.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.logformatter import LogFormatter
from scrapy.settings import Settings
from twisted.python.failure import Failure
from typing_extensions import override

from hfpapers import checks, ingest, plan, settings
from hfpapers.config import Config
from hfpapers.model.changes import PaperState
from hfpapers.model.coverage import FIRST_DAY, DayCoverage
from hfpapers.model.fetched import Endpoint, Intent
from hfpapers.model.periods import Period
from hfpapers.spiders.arxiv import ArxivSpider
from hfpapers.spiders.daily import DailySpider
from hfpapers.store.archive import Archive
from hfpapers.store.journal import Attempt

if TYPE_CHECKING:
    from scrapy.http import Request, Response
    from scrapy.logformatter import LogFormatterResult
    from scrapy.spiders import Spider

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlOrder:
    """What is wanted.

    Attributes:
        period: The days; those before Hugging Face's first list are passed over.
        via: `auto`, `api` or `page`.
        with_arxiv: Whether arXiv is asked for what it owes.
        again: Whether settled days are asked for, too.
    """

    period: Period
    via: str = "auto"
    with_arxiv: bool = True
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlResult:
    """What came of it.

    Attributes:
        days: Every day that was wanted, with its state now.
        plan: Which of them were asked for.
        requests: Responses that were had, robots.txt, retries and redirects included.
        issues: Oddities that were recorded.
        arxiv_failed: Papers that arXiv was asked for in vain; `arxiv_absent` those that it does not know.
        forbidden: What robots.txt kept us from, where a day could not be had for it.
        interrupted: The crawl was told to stop before its end.
    """

    days: tuple[DayCoverage, ...]
    plan: plan.DayPlan
    requests: int
    issues: int
    arxiv_failed: int
    arxiv_absent: int
    forbidden: tuple[str, ...]
    interrupted: bool

    @property
    def is_incomplete(self) -> bool:
        """Whether something that upstream offers is not stored."""
        looked_at = set(self.plan.ask)
        whole_before = [coverage for coverage in self.days if coverage.day not in looked_at and coverage.settled_at]
        judged = [coverage for coverage in self.days if coverage not in whole_before]
        return self.interrupted or self.arxiv_failed > 0 or checks.is_incomplete(judged)


def run_crawl(
    config: Config, order: CrawlOrder, *, command: str, on_report: Callable[[ingest.WriteReport], None] | None = None
) -> CrawlResult:
    """Crawl, and say what came of it.

    Args:
        config: Where the archive and upstream are.
        order: What is wanted.
        command: What the user ran, for the `run` table.
        on_report: Called after every page that was written, in the thread of the crawl.

    Raises:
        HfpapersError: The archive cannot be opened or written to. What was stored until then stays.
    """
    span = order.period.clipped(FIRST_DAY, order.period.until)
    started_at = _now()
    with Archive.open(config, command=command, now=started_at) as archive:
        run = _Run(config, archive, on_report or (lambda _report: None), started_at)
        try:
            days = _plan(archive, span, now=started_at, again=order.again)
            if span is not None and (days.ask or days.future or order.with_arxiv):
                run.crawl(span, order, days)
            result = run.result(span, days)
        except BaseException as error:
            archive.finish("failed", str(error)[:300] or type(error).__name__, now=_now())
            raise
        state = "incomplete" if result.is_incomplete else "ok"
        archive.finish("failed" if result.forbidden else state, "; ".join(result.forbidden) or None, now=_now())
    return result


@dataclass
class _Run:
    """One crawl under way: collects what Scrapy signals."""

    config: Config
    archive: Archive
    on_report: Callable[[ingest.WriteReport], None]
    started_at: datetime
    requests: int = 0
    issues: int = 0
    fatal: BaseException | None = None
    interrupted: bool = False
    asked_arxiv: bool = False
    forbidden: list[str] = field(default_factory=list)

    def crawl(self, span: Period, order: CrawlOrder, days: plan.DayPlan) -> None:
        with _quietly():
            process = _InOrder(_settings(self.config))
        span_arguments = {"since": span.since.isoformat(), "until": span.until.isoformat()}
        if days.ask or days.future:
            arguments = {**span_arguments, "via": order.via, "again": order.again}
            process.add(self._crawler(process, DailySpider), arguments)
        if order.with_arxiv:
            self.asked_arxiv = True
            process.add(self._crawler(process, ArxivSpider), span_arguments)
        process.start()
        if self.fatal is not None:
            raise self.fatal
        process.raise_fault()
        self.interrupted = process.was_stopped
        if self.interrupted:
            self._note_unanswered(days)

    def _note_unanswered(self, days: plan.DayPlan) -> None:
        """Give the days that were asked for in vain, when the crawl was stopped, their state.

        Days that nobody was asked for keep theirs.
        """
        with self.archive.read() as queries:
            asked = queries.days_fetched(self.archive.run_id)
            unread = [c for c in queries.list_days(days.ask) if c.look_at is None or c.look_at < self.started_at]
        for coverage in unread:
            if coverage.day in asked:
                at = _now()
                intent = Intent(endpoint=Endpoint.DAILY_API, day=coverage.day, look_at=at)
                detail = "the crawl was stopped before the day's list was had"
                self.archive.note_attempt(Attempt(at=at, intent=intent, detail=detail))
                ingest.store(self.archive, ingest.Failure(intent=intent, at=at, detail=detail))

    def result(self, span: Period | None, days: plan.DayPlan) -> CrawlResult:
        coverages: tuple[DayCoverage, ...] = ()
        states: list[PaperState | None] = []
        if span is not None:
            with self.archive.read() as queries:
                coverages = queries.list_days(tuple(span.days()))
                states = [state for state, _, _ in queries.list_arxiv_states(span.since, span.until).values()]
        lacking = checks.is_incomplete(coverage for coverage in coverages if coverage.day in set(days.ask))
        return CrawlResult(
            days=coverages,
            plan=days,
            requests=self.requests,
            issues=self.issues,
            arxiv_failed=states.count(PaperState.FAILED) if self.asked_arxiv else 0,
            arxiv_absent=states.count(PaperState.ABSENT),
            forbidden=tuple(dict.fromkeys(self.forbidden)) if lacking else (),
            interrupted=self.interrupted,
        )

    def _crawler(self, process: _InOrder, spider: type[Spider]) -> Crawler:
        crawler = process.create_crawler(spider)
        # Not before: Scrapy copies the settings deeply for each crawler, and an open archive is one thing.
        crawler.settings.set("HFPAPERS_ARCHIVE", self.archive, priority="cmdline")
        crawler.signals.connect(self._note_report, signal=signals.item_scraped)
        crawler.signals.connect(self._note_response, signal=signals.response_downloaded)
        crawler.signals.connect(self._note_fault(process), signal=signals.item_error, weak=False)
        crawler.signals.connect(self._note_fault(process), signal=signals.spider_error, weak=False)
        return crawler

    def _note_report(self, item: ingest.WriteReport) -> None:
        self.issues += item.issues
        if item.is_forbidden and item.detail is not None:
            self.forbidden.append(item.detail)
        self.on_report(item)

    def _note_response(self) -> None:
        self.requests += 1

    def _note_fault(self, process: _InOrder) -> Callable[..., None]:
        """What Scrapy would log and pass over, an unwritable archive or a fault of ours, ends the crawl."""

        def note(failure: Failure) -> None:
            if self.fatal is None:
                self.fatal = failure.value
                process.stop_soon()

        return note


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


class _InOrder(AsyncCrawlerProcess):
    """Runs crawlers one after the other, and can be told to stop."""

    def __init__(self, crawl_settings: Settings) -> None:
        super().__init__(crawl_settings)
        self.was_stopped = False
        self._steps: list[tuple[Crawler, dict[str, Any]]] = []
        self._fault: Exception | None = None
        self._stopping: asyncio.Task[None] | None = None  # kept, or it may be collected before it ran

    def add(self, crawler: Crawler, arguments: dict[str, Any]) -> None:
        self._steps.append((crawler, arguments))

    def stop_soon(self) -> None:
        """Stop from within a crawl, for a fault that is told elsewhere."""
        self.was_stopped = True
        self._steps.clear()
        self._stopping = asyncio.get_running_loop().create_task(self.stop())

    def raise_fault(self) -> None:
        """Raise what went wrong outside of any request, such as in the start of a spider.

        Raises:
            BaseException: Whatever it was.
        """
        if self._fault is not None:
            raise self._fault

    async def join(self) -> None:
        while self._steps:
            crawler, arguments = self._steps.pop(0)
            try:
                await self.crawl(crawler, **arguments)
            except Exception as fault:  # noqa: BLE001 - kept for raise_fault; Scrapy's loop would only log it
                self._fault = fault
                return

    async def stop(self) -> None:
        if self.crawlers and not self.was_stopped:
            logger.warning("stopping once the requests under way have ended; Ctrl-C again stops at once")
            self.was_stopped = True
        self._steps.clear()
        await super().stop()


def _settings(config: Config) -> Settings:
    values = {name: getattr(settings, name) for name in dir(settings) if name.isupper()}
    crawl_settings = Settings(values, priority="project")
    crawl_settings.set("HFPAPERS_CONFIG", config, priority="cmdline")
    crawl_settings.set("LOG_FORMATTER", "hfpapers.crawl.TerseLogFormatter", priority="cmdline")
    crawl_settings.set("LOG_INSTALL_ROOT_HANDLER", value=False, priority="cmdline")  # the command's own logging stands
    return crawl_settings


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


def _plan(archive: Archive, span: Period | None, *, now: datetime, again: bool) -> plan.DayPlan:
    if span is None:
        return plan.DayPlan()
    with archive.read() as queries:
        return plan.plan_days(queries.list_days(tuple(span.days())), now=now, again=again)


def _now() -> datetime:
    return datetime.now(tz=UTC)
