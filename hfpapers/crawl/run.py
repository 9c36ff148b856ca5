"""One crawl: the archive opened, the days planned, Scrapy run, the outcome judged from the archive."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from scrapy.crawler import Crawler

from hfpapers import checks, ingest
from hfpapers.config import Config
from hfpapers.crawl.estimate import CrawlEstimate, build_estimate, plan_order, span_of
from hfpapers.crawl.forecast import Forecast
from hfpapers.crawl.lanes import Lanes, Step
from hfpapers.crawl.opening import open_when_free
from hfpapers.crawl.order import CrawlOrder, CrawlProgress, CrawlResult
from hfpapers.crawl.scrapy_settings import build_settings
from hfpapers.crawl.single_papers import count_owed
from hfpapers.crawl.watch import Watch
from hfpapers.middlewares.rate_limit import API, PAGES
from hfpapers.middlewares.request_windows import RequestWindows
from hfpapers.model.coverage import DayCoverage
from hfpapers.model.fetched import Endpoint, Intent
from hfpapers.model.kinds import PaperState
from hfpapers.model.periods import Period
from hfpapers.reread import catch_up
from hfpapers.spiders.arxiv import ArxivSpider
from hfpapers.spiders.daily import DailySpider
from hfpapers.spiders.feed import DayFeed
from hfpapers.spiders.licences import LicenceSpider
from hfpapers.spiders.papers import PaperSpider
from hfpapers.store.archive import Archive
from hfpapers.store.journal import Attempt


def run_crawl(
    config: Config,
    order: CrawlOrder,
    *,
    command: str,
    on_report: Callable[[ingest.WriteReport], None] | None = None,
    on_plan: Callable[[CrawlEstimate], None] | None = None,
    on_progress: Callable[[CrawlProgress], None] | None = None,
) -> CrawlResult:
    """Crawl, and say what came of it.

    Args:
        config: Where the archive and upstream are.
        order: What is wanted.
        command: What the user ran, for the `run` table.
        on_report: Called after every page that was written, in the thread of the crawl.
        on_plan: Called once before the first request, with what the crawl will take.
        on_progress: Called after `on_report`, with how far the crawl has got.

    Raises:
        ArchiveBusyError: Another program is writing to the archive, and the order does not wait for it.
        HfpapersError: The archive cannot be opened or written to. What was stored until then stays.
    """
    archive, asked_since = open_when_free(config, command=command, now=_now(), waits=order.waits)
    with archive:
        try:
            catch_up(archive)
            estimate = _plan(config, order, archive, asked_since)
            (on_plan or _ignore)(estimate)
            run = _Run(config, order, archive, estimate, asked_since, on_report or _ignore, on_progress or _ignore)
            run.crawl()
            result = run.result()
        except BaseException as error:
            archive.finish("failed", str(error)[:300] or type(error).__name__, now=_now())
            raise
        state = "incomplete" if result.is_incomplete else "ok"
        archive.finish("failed" if result.forbidden else state, "; ".join(result.forbidden) or None, now=_now())
    return result


def _plan(config: Config, order: CrawlOrder, archive: Archive, asked_since: datetime | None) -> CrawlEstimate:
    now = _now()
    with archive.read() as queries:
        days = plan_order(order, queries, now=now, asked_since=asked_since)
        return build_estimate(config, order, days, queries, now=now)


class _Run:
    """One crawl under way."""

    def __init__(
        self,
        config: Config,
        order: CrawlOrder,
        archive: Archive,
        estimate: CrawlEstimate,
        asked_since: datetime | None,
        on_report: Callable[[ingest.WriteReport], None],
        on_progress: Callable[[CrawlProgress], None],
    ) -> None:
        self._config, self._order, self._archive = config, order, archive
        self._days, self._span = estimate.plan, span_of(order)
        self._asked_since, self._began_at = asked_since, _now()
        self._windows = RequestWindows(config.hf_requests_per_window)
        self._robots_rules: dict[str, object] = {}
        self._feed = DayFeed()
        self._lanes: Lanes | None = None
        forecast = Forecast(
            self._windows,
            kind=PAGES if order.via == "page" or order.fulltext else API,
            interval_seconds=config.arxiv_interval_seconds,
            began=time.monotonic(),
        )
        self._watch = Watch(
            estimate=estimate,
            forecast=forecast,
            on_report=lambda report: self._take(report, on_report),
            on_progress=on_progress,
            on_fault=self._stop_soon,
        )

    def crawl(self) -> None:
        """Ask for what the plan names; nobody is asked, and Scrapy not started, where nothing is owed."""
        if self._span is None or not self._has_work():
            return
        self._lanes = Lanes(build_settings(self._config), prepare=self._prepare, lanes=self._steps(self._span))
        self._lanes.start()
        if self._watch.fatal is not None:
            raise self._watch.fatal
        self._lanes.raise_fault()
        if self._lanes.was_stopped:
            self._note_unanswered()

    def result(self) -> CrawlResult:
        """Judge what came of it."""
        coverages: tuple[DayCoverage, ...] = ()
        with self._archive.read() as queries:
            if self._span is not None:
                coverages = queries.list_days(tuple(self._span.days()))
        failed, absent = self._count_arxiv()
        asked = set(self._days.ask)
        lacking = checks.is_incomplete(coverage for coverage in coverages if coverage.day in asked)
        return CrawlResult(
            days=coverages,
            plan=self._days,
            requests=self._watch.requests,
            issues=self._watch.issues,
            arxiv_failed=failed,
            arxiv_absent=absent,
            forbidden=tuple(dict.fromkeys(self._watch.forbidden)) if lacking else (),
            interrupted=self._was_stopped,
            papers_failed=self._count_single_papers(),
        )

    @property
    def _was_stopped(self) -> bool:
        return self._lanes is not None and self._lanes.was_stopped

    def _has_work(self) -> bool:
        days, estimate = self._days, self._watch.estimate
        single = estimate.paper_requests + estimate.licence_requests
        return bool(days.ask or days.future or estimate.papers_owed or single)

    def _steps(self, span: Period) -> Iterable[list[Step]]:
        """Lay out both lanes: the lists, and arXiv, which is fed with them."""
        since_until = {"since": span.since.isoformat(), "until": span.until.isoformat()}
        lists = Step(spider=DailySpider, arguments=lambda: self._lists(since_until), done=self._feed.close)
        papers = Step(spider=PaperSpider, arguments=lambda: self._papers(since_until, span))
        arxiv = Step(spider=ArxivSpider, arguments=lambda: self._arxiv(since_until))
        licences = Step(
            spider=LicenceSpider,
            ready=self._feed.until_closed,
            arguments=lambda: since_until if self._order.licences else None,
        )
        return [lists, papers], [arxiv, licences]

    def _lists(self, since_until: dict[str, str]) -> dict[str, Any] | None:
        if not self._days.ask and not self._days.future:
            return None
        return {**since_until, "via": self._order.via, "again": self._order.again, "days": self._days}

    def _arxiv(self, since_until: dict[str, str]) -> dict[str, Any] | None:
        if not self._order.with_arxiv:
            return None
        refresh = self._order.with_refresh
        return {**since_until, "feed": self._feed, "refresh": refresh, "asked_since": self._asked_since}

    def _papers(self, since_until: dict[str, str], span: Period) -> dict[str, Any] | None:
        with self._archive.read() as queries:
            has_bare = queries.owed.has_bare_papers(span.since, span.until)
        if not (self._order.deep or self._order.fulltext or has_bare):
            return None
        return {**since_until, "deep": self._order.deep, "fulltext": self._order.fulltext}

    def _prepare(self, crawler: Crawler) -> None:
        # Not before: Scrapy copies the settings deeply for each crawler, and these are one thing for all.
        crawler.settings.set("HFPAPERS_ARCHIVE", self._archive, priority="cmdline")
        crawler.settings.set("HFPAPERS_WINDOWS", self._windows, priority="cmdline")
        crawler.settings.set("HFPAPERS_ROBOTS_RULES", self._robots_rules, priority="cmdline")
        self._watch.follow(crawler)

    def _take(self, report: ingest.WriteReport, on_report: Callable[[ingest.WriteReport], None]) -> None:
        if report.intent.day is not None and report.papers:
            self._feed.note(report.intent.day)
        on_report(report)

    def _stop_soon(self) -> None:
        if self._lanes is not None:
            self._lanes.stop_soon()

    def _note_unanswered(self) -> None:
        """Give the days that were asked for in vain, when the crawl was stopped, their state.

        Days that nobody was asked for keep theirs.
        """
        with self._archive.read() as queries:
            asked = queries.days_fetched(self._archive.run_id)
            unread = [c for c in queries.list_days(self._days.ask) if c.look_at is None or c.look_at < self._began_at]
        for coverage in unread:
            if coverage.day in asked:
                at = _now()
                intent = Intent(endpoint=Endpoint.DAILY_API, day=coverage.day, look_at=at)
                detail = "the crawl was stopped before the day's list was had"
                self._archive.note_attempt(Attempt(at=at, intent=intent, detail=detail))
                ingest.store(self._archive, ingest.Failure(intent=intent, at=at, detail=detail))

    def _count_arxiv(self) -> tuple[int, int]:
        """Count the papers that arXiv still owes, where it was asked, and those that it does not know."""
        if self._span is None:
            return 0, 0
        with self._archive.read() as queries:
            states = queries.owed.count_states(Endpoint.ARXIV_ATOM, self._span.since, self._span.until)
        failed = states.get(PaperState.FAILED, 0)
        unasked = 0 if self._was_stopped else states.get(None, 0)
        return (failed + unasked) if self._order.with_arxiv else 0, states.get(PaperState.ABSENT, 0)

    def _count_single_papers(self) -> int:
        """Count what is still owed of single papers; of a crawl that was stopped nothing is judged."""
        if self._span is None or self._was_stopped:
            return 0
        with self._archive.read() as queries:
            return count_owed(self._order, self._span, queries, now=_now()).total


def _ignore(_told: object) -> None:
    """Listen to nobody."""


def _now() -> datetime:
    return datetime.now(tz=UTC)
