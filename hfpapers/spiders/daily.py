"""Reads the lists of a span of days, by the API or by the site's page.

The API gives at most 100 entries a page and says nowhere how many there are, so the
pages are walked (`plan.is_last_page`). With `via=auto` a day that the API cannot give whole is
asked of the site's page instead.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.exceptions import DontCloseSpider
from typing_extensions import override

from hfpapers import checks, ingest, plan
from hfpapers.errors import ConfigError
from hfpapers.model.coverage import has_ended
from hfpapers.model.fetched import Endpoint, Intent
from hfpapers.model.records import DailyPage
from hfpapers.sources.huggingface.urls import daily_api_url, daily_page_url
from hfpapers.spiders.base import ArchiveSpider, now
from hfpapers.spiders.page_limit import RECENT_DAYS, PageLimit

if TYPE_CHECKING:
    import scrapy
    from scrapy.crawler import Crawler

VIA = ("auto", "api", "page")


@dataclass(frozen=True, slots=True)
class _Walk:
    """A reading of one day's pages under way.

    Attributes:
        number: How often the list has been begun: again where it moved while it was read.
        seen: Papers on the pages before.
        is_whole: Every entry on the pages before could be read.
    """

    number: int = 1
    seen: frozenset[str] = frozenset()
    is_whole: bool = True


class DailySpider(ArchiveSpider):
    """`scrapy crawl daily -a since=2026-11-16 -a until=2026-11-19 [-a via=api|page|auto] [-a again=1]`.

    From `hfpapers.crawl` comes, too: `days`, the plan that was made of the span.
    """

    name = "daily"
    most_failures = 24  # a dozen days, by the API and by the page

    def __init__(
        self, *, via: str = "auto", again: str | bool = False, days: plan.DayPlan | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        if via not in VIA:
            raise ConfigError("via", f"{via!r} must be one of {', '.join(VIA)}")
        self.via = via
        self.again = again in {True, "1", "true", "yes"}
        self._days = days
        self._limit = PageLimit({}, {})

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make the spider, ready to ask one more page before it closes."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.probe_page_limit, signal=signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Ask for the days that the plan names; the days to come are known without asking."""
        with self.archive.read() as queries:
            recent, first_pages = queries.recent_counts(RECENT_DAYS), queries.owed.recent_first_pages(RECENT_DAYS)
            known = () if self._days is not None else queries.list_days(tuple(self.period.days()))
        self._limit = PageLimit(recent, first_pages)
        days = self._days or plan.plan_days(known, now=now(), again=self.again)
        for day in days.future:
            intent = Intent(endpoint=Endpoint.DAILY_API, day=day, look_at=now())
            yield ingest.NoSuchDay(intent=intent, at=now(), detail="the day has not begun in UTC")
        for day in days.ask:
            await self.until_room()
            if self.is_down:
                return
            yield self._ask_page(day) if self.via == "page" else self._ask_api(day, look_at=now())

    @override
    def on_answer(self, answer: ingest.Answer, context: Any) -> Iterator[Any]:
        """Go on with the list: its next page, the list once more, the site's page, or nothing."""
        if isinstance(answer, ingest.NoSuchDay):
            if has_ended(_day(answer.intent), answer.at):  # before that, no list is no fault that the page could heal
                yield from self._fall_back(answer.intent)
        elif isinstance(answer, ingest.DailyAnswer) and answer.fetched.intent.endpoint is Endpoint.DAILY_API:
            yield from self._walk_on(answer.fetched.intent, answer.parsed.record, context or _Walk())

    @override
    def on_failure(self, failure: ingest.Failure) -> Iterator[Any]:
        """Record the failure, and try the site's page where that is allowed."""
        yield failure
        yield from self._fall_back(failure.intent)

    @override
    def lacks(self) -> bool:
        with self.archive.read() as queries:
            return checks.is_incomplete(queries.list_days(tuple(self.period.days())))

    def probe_page_limit(self) -> None:
        """Ask for the page after one of the fullest short ones, once, where they look cut off alike.

        Raises:
            DontCloseSpider: A page was asked for; Scrapy then waits for it.
        """
        suspect = self._limit.suspect()
        engine = self.crawler.engine
        if suspect is None or engine is None:
            return
        day, look_at = suspect
        engine.crawl(self._ask_api(day, look_at=look_at, page=1))
        raise DontCloseSpider

    def _walk_on(self, intent: Intent, page: DailyPage, walk: _Walk) -> Iterator[scrapy.Request]:
        day = _day(intent)
        self._limit.note_page(page.offered)
        if page.offered > 0 and self._limit.is_probe(day, intent.page):
            for other, look_at in self._limit.learn(day):
                yield self._ask_api(other, look_at=look_at or now(), page=0 if look_at is None else 1)
        ids = frozenset(entry.arxiv_id for entry in page.entries)
        is_whole = walk.is_whole and page.unreadable == 0
        if walk.seen & ids and walk.number < self.config.max_tries:
            yield self._ask_api(day, look_at=now(), walk=_Walk(number=walk.number + 1))
        elif not self._is_last(intent, page.offered):
            further = replace(walk, seen=walk.seen | ids, is_whole=is_whole)
            yield self._ask_api(day, look_at=intent.look_at, page=intent.page + 1, walk=further)
        elif not is_whole:
            yield from self._fall_back(intent)
        elif intent.page == 0:
            self._limit.note_end(day, page.offered, look_at=intent.look_at or now())

    def _is_last(self, intent: Intent, offered: int) -> bool:
        """A page that was asked for beyond a short one ends the list only when it is empty."""
        if self._limit.is_probe(_day(intent), intent.page):
            return offered == 0
        return plan.is_last_page(offered, limit=intent.limit)

    def _fall_back(self, intent: Intent) -> Iterator[scrapy.Request]:
        if self.via == "auto" and intent.endpoint is Endpoint.DAILY_API:
            yield self._ask_page(_day(intent))

    def _ask_api(
        self, day: date, *, look_at: datetime | None, page: int = 0, walk: _Walk | None = None
    ) -> scrapy.Request:
        limit = self._limit.limit_for(day)
        intent = Intent(endpoint=Endpoint.DAILY_API, day=day, look_at=look_at, page=page, limit=limit)
        url = daily_api_url(self.config.hf_url, day, page=page, limit=limit)
        return self.request(url, intent, accept="application/json", context=walk)

    def _ask_page(self, day: date) -> scrapy.Request:
        intent = Intent(endpoint=Endpoint.DAILY_PAGE, day=day, look_at=now())
        return self.request(daily_page_url(self.config.hf_url, day), intent, accept="text/html")


def _day(intent: Intent) -> date:
    if intent.day is None:
        message = f"a request for a list must name its day: {intent}"
        raise ValueError(message)
    return intent.day
