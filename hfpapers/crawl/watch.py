"""Watching a crawl: what Scrapy signals in, counts and progress out. Judges nothing."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from scrapy import signals
from scrapy.crawler import Crawler
from twisted.python.failure import Failure

from hfpapers.crawl.estimate import CrawlEstimate
from hfpapers.crawl.forecast import Forecast
from hfpapers.crawl.order import CrawlProgress
from hfpapers.ingest import WriteReport
from hfpapers.model.fetched import Endpoint, Source
from hfpapers.plan import ARXIV_BATCH
from hfpapers.spiders.arxiv import ArxivSpider

_OF_LISTS = frozenset({Endpoint.DAILY_API, Endpoint.DAILY_PAGE})


@dataclass(kw_only=True)
class Watch:
    """Counts what comes of one crawl.

    Attributes:
        estimate: What the crawl was reckoned to take.
        forecast: What reckons the rest of it.
        on_report, on_progress: Called after everything that was written, in the thread of the crawl.
        on_fault: Called where something is wrong that must end the crawl.
        requests, issues: Responses that were had, and oddities that were recorded.
        fatal: The first such fault.
        forbidden: What robots.txt kept us from.
    """

    estimate: CrawlEstimate
    forecast: Forecast
    on_report: Callable[[WriteReport], None]
    on_progress: Callable[[CrawlProgress], None]
    on_fault: Callable[[], None]
    requests: int = 0
    issues: int = 0
    fatal: BaseException | None = None
    forbidden: list[str] = field(default_factory=list)
    _days: set[date] = field(default_factory=set, init=False)
    _list_pages: int = field(default=0, init=False)
    _paper_pages: int = field(default=0, init=False)
    _papers_done: int = field(default=0, init=False)
    _licences: int = field(default=0, init=False)
    _arxiv: Crawler | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self._wanted = frozenset(self.estimate.plan.ask)
        self.forecast.expect(self._pages_left())

    def follow(self, crawler: Crawler) -> None:
        """Listen to a crawler."""
        crawler.signals.connect(self.note_report, signal=signals.item_scraped)
        crawler.signals.connect(self.note_response, signal=signals.response_downloaded)
        crawler.signals.connect(self.note_fault, signal=signals.item_error)
        crawler.signals.connect(self.note_fault, signal=signals.spider_error)
        if crawler.spidercls is ArxivSpider:
            self._arxiv = crawler

    def note_response(self) -> None:
        """Count a response."""
        self.requests += 1

    def note_fault(self, failure: Failure) -> None:
        """End the crawl: what Scrapy would log and pass over is an unwritable archive or a fault of ours."""
        if self.fatal is None:
            self.fatal = failure.value
            self.on_fault()

    def note_report(self, item: WriteReport) -> None:
        """Count what was written, and tell of it."""
        self.issues += item.issues
        if item.is_forbidden and item.detail is not None:
            self.forbidden.append(item.detail)
        self._count(item)
        self.forecast.expect(self._pages_left())
        self.on_report(item)
        self.on_progress(self.progress(time.monotonic()))

    def progress(self, now: float) -> CrawlProgress:
        """Tell how far the crawl has got."""
        days = len(self.estimate.plan.ask)
        done, owed = len(self._days), self._owed()
        batches = math.ceil((owed + self._expected(days, done, owed)) / ARXIV_BATCH)
        batches += max(0, self.estimate.licence_requests - self._licences)
        return CrawlProgress(
            days_done=done,
            days=days,
            papers_done=self._papers_done,
            papers_owed=owed,
            seconds_left=self.forecast.seconds_left(pages=self._pages_left(), batches=batches, now=now),
        )

    def _pages_left(self) -> float:
        """Return how many requests to Hugging Face are left, by what the days that were read have taken."""
        days, done = len(self.estimate.plan.ask), len(self._days)
        lists = (days - done) * max(1.0, self._list_pages / max(1, done))
        return lists + max(0, self.estimate.paper_requests - self._paper_pages)

    def _count(self, item: WriteReport) -> None:
        now, intent = time.monotonic(), item.intent
        if intent.source is Source.HUGGINGFACE:
            self.forecast.note_page(now)
        if intent.endpoint in _OF_LISTS:
            self._list_pages += 1
            if intent.day in self._wanted:
                self._days.add(intent.day)
        elif intent.source is Source.HUGGINGFACE:
            self._paper_pages += 1
        else:
            self.forecast.note_batch(now, is_busy=self._owed() > 0)
            is_batch = intent.endpoint is Endpoint.ARXIV_ATOM
            self._papers_done += len(intent.arxiv_ids) * is_batch
            self._licences += not is_batch

    def _owed(self) -> int:
        """Return how many papers arXiv owes, of those known so far."""
        spider = None if self._arxiv is None else self._arxiv.spider
        return spider.papers_owed if isinstance(spider, ArxivSpider) else self.estimate.papers_owed

    def _expected(self, days: int, done: int, owed: int) -> float:
        """Return how many papers the lists that are left will bring, by those that were read."""
        if self.estimate.arxiv_requests == 0 or days == 0:
            return 0.0
        new = self._papers_done + owed - self.estimate.papers_owed
        a_day = new / done if done >= 5 else self.estimate.papers_expected / days  # noqa: PLR2004 - a few days tell little
        return max(0.0, (days - done) * a_day)
