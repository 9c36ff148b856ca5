"""What a crawl will take, before it is begun: requests to whom, and how long. Asks nobody, makes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime

from hfpapers import plan
from hfpapers.config import Config
from hfpapers.crawl.order import CrawlOrder
from hfpapers.crawl.single_papers import SinglePapers, count_owed
from hfpapers.middlewares.request_windows import seconds_within
from hfpapers.model.coverage import FIRST_DAY, DayCoverage, DayState
from hfpapers.model.fetched import Endpoint
from hfpapers.model.periods import Period
from hfpapers.plan import DayPlan
from hfpapers.store.database import Database
from hfpapers.store.lost import refuse_lost_database
from hfpapers.store.queries import Queries

#: What Hugging Face allows in five minutes, as documented; a token doubles it. A crawl goes by its headers.
API_QUOTA = 500
PAGE_QUOTA = 100

#: Papers of a day of which nothing is known, weekends included (measured: 35,000 in 1,300 days).
PAPERS_A_DAY = 27


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlEstimate:
    """What a crawl will take.

    Attributes:
        plan: Which days are asked for.
        list_requests: Requests for lists that are certain: one a day, and further pages where the counts are known.
        is_least: Some counts are not known, or can change: there may be further pages.
        papers_owed: Papers known already that arXiv owes, or is asked for once more.
        papers_expected: Papers of lists that were never read; an estimate.
        arxiv_requests: Requests to arXiv for both.
        paper_requests: Requests to Hugging Face for single papers, those that are expected included.
        licence_requests: Requests to arXiv for licences, those of expected papers included.
        huggingface_seconds, arxiv_seconds: How long each site takes by its own limits; they run side by side.
    """

    plan: DayPlan
    list_requests: int
    is_least: bool
    papers_owed: int
    papers_expected: int
    arxiv_requests: int
    paper_requests: int
    licence_requests: int
    huggingface_seconds: float
    arxiv_seconds: float

    @property
    def seconds(self) -> float:
        """How long it takes: the two sites are asked side by side."""
        return max(self.huggingface_seconds, self.arxiv_seconds)


def estimate_crawl(config: Config, order: CrawlOrder, *, now: datetime) -> CrawlEstimate:
    """Tell what a crawl will take.

    Raises:
        HfpapersError: There is an archive, but it cannot be read, or its database is lost.
    """
    refuse_lost_database(config)
    database = Database.open_if_any(config.database_url)
    if database is None:
        return build_estimate(config, order, plan_order(order, None, now=now), None, now=now)
    with closing(database), database.read() as queries:
        return build_estimate(config, order, plan_order(order, queries, now=now), queries, now=now)


def span_of(order: CrawlOrder) -> Period | None:
    """Return the days of the order since Hugging Face's first list; None where it ends before that."""
    return order.period.clipped(FIRST_DAY, order.period.until)


def plan_order(
    order: CrawlOrder, queries: Queries | None, *, now: datetime, asked_since: datetime | None = None
) -> DayPlan:
    """Plan the days of an order; without `queries` nothing is known of any."""
    return plan.plan_days(
        _coverages(order, queries), now=now, again=order.again, votes=order.with_votes, looked_since=asked_since
    )


def build_estimate(
    config: Config, order: CrawlOrder, days: DayPlan, queries: Queries | None, *, now: datetime
) -> CrawlEstimate:
    """Tell what the days of a plan will take; without `queries` nothing is known of any."""
    wanted = set(days.ask)
    asked = [coverage for coverage in _coverages(order, queries) if coverage.day in wanted]
    unread = sum(coverage.answered_at is None for coverage in asked)
    expected = round(unread * _papers_a_day(queries))
    lists = sum(_pages(coverage, order) for coverage in asked)
    owed = len(_owed(order, queries, now=now)) if order.with_arxiv else 0
    batches = -(-(owed + expected) // plan.ARXIV_BATCH) if order.with_arxiv else 0
    singly = _single_papers(order, queries, expected, now=now)
    by_page = order.via == "page"
    api, pages = singly.details + lists * (not by_page), singly.texts + lists * by_page
    return CrawlEstimate(
        plan=days,
        list_requests=lists,
        is_least=any(coverage.settled_at is None for coverage in asked) and not by_page,
        papers_owed=owed,
        papers_expected=expected,
        arxiv_requests=batches,
        paper_requests=singly.details + singly.texts,
        licence_requests=singly.licences,
        huggingface_seconds=_seconds(config, api, pages),
        arxiv_seconds=max(0, batches + singly.licences - 1) * config.arxiv_interval_seconds,
    )


def _coverages(order: CrawlOrder, queries: Queries | None) -> Sequence[DayCoverage]:
    span = span_of(order)
    days: tuple[date, ...] = () if span is None else tuple(span.days())
    return [DayCoverage(day=day) for day in days] if queries is None else queries.list_days(days)


def _pages(coverage: DayCoverage, order: CrawlOrder) -> int:
    is_known = coverage.state is DayState.COMPLETE and coverage.expected is not None
    return plan.pages_of(coverage.expected or 0) if is_known and order.via != "page" else 1


def _papers_a_day(queries: Queries | None) -> float:
    """Return what a calendar day has had of late: days with papers, and five of seven of them."""
    counts = {} if queries is None else queries.recent_counts(60)
    return PAPERS_A_DAY if len(counts) < 20 else sum(counts.values()) / len(counts) * 5 / 7  # noqa: PLR2004 - four weeks


def _owed(order: CrawlOrder, queries: Queries | None, *, now: datetime) -> Sequence[str]:
    span = span_of(order)
    if queries is None or span is None:
        return ()
    terms = plan.refresh_terms(now) if order.with_refresh else None
    papers = queries.owed.list_papers(Endpoint.ARXIV_ATOM, span.since, span.until, refresh=terms)
    return plan.plan_arxiv(papers, now=now, refresh=order.with_refresh)


def _single_papers(order: CrawlOrder, queries: Queries | None, expected: int, *, now: datetime) -> SinglePapers:
    """Count the requests for single papers, those included of papers that the lists may bring."""
    span = span_of(order)
    owed = SinglePapers() if queries is None or span is None else count_owed(order, span, queries, now=now)
    return SinglePapers(
        details=owed.details + expected * order.deep,
        texts=owed.texts + expected * order.fulltext,
        licences=owed.licences + expected * order.licences,
    )


def _seconds(config: Config, api: int, pages: int) -> float:
    token = 1 if config.hf_token is None else 2
    cap = config.hf_requests_per_window
    return max(
        seconds_within(api, quota=API_QUOTA * token, cap=cap), seconds_within(pages, quota=PAGE_QUOTA * token, cap=cap)
    )
