"""Asks arXiv for the papers of a span of days that it still owes, a hundred at a time.

Batches are only transport: what was asked and what came back are compared by paper. A batch
that arXiv refuses whole is halved, so that one bad id does not hold up the others. Beside a
crawl of lists it is fed with their papers as they are written (`DayFeed`), and asks as soon as a batch is full.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from typing_extensions import override

from hfpapers import ingest, plan
from hfpapers.middlewares import meta
from hfpapers.model.fetched import Endpoint, Intent
from hfpapers.model.kinds import PaperState
from hfpapers.sources.arxiv.urls import atom_url
from hfpapers.spiders.base import ArchiveSpider, now
from hfpapers.spiders.feed import DayFeed

if TYPE_CHECKING:
    import scrapy
    from scrapy.crawler import Crawler

_BAD_REQUEST = 400


class ArxivSpider(ArchiveSpider):
    """`scrapy crawl arxiv -a since=2026-11-16 -a until=2026-11-19`, after the lists of those days were read.

    From `hfpapers.crawl` come, too: `feed`, whose days are taken in until it is closed; `refresh`, to ask once more
    for young papers; `asked_since`, from when on a paper is not asked for twice.
    """

    name = "arxiv"
    site = "arXiv"
    most_failures = 3

    def __init__(
        self,
        *,
        feed: DayFeed | None = None,
        refresh: str | bool = False,
        asked_since: datetime | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._feed = feed
        self._refresh = refresh in {True, "1", "true", "yes"}
        self._asked_since = asked_since or now()
        self._waiting: dict[str, None] = {}
        # Under way, and no longer than that: what came of it is then in the archive. Where nothing came, it stays.
        self._asked: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make the spider, which hears of what was written."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.note_written, signal=signals.item_scraped)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Ask for what is owed; nothing is asked where nothing is."""
        self._take_in(self.period.since, self.period.until)
        while not self.is_down:
            for day in () if self._feed is None else self._feed.take():
                self._take_in(day, day)
            if len(self._waiting) >= plan.ARXIV_BATCH:
                yield self._ask(self._next_batch())
                await self.until_room()
            elif self._feed is None or not await self._feed.until_more():
                break
        if self._waiting and not self.is_down:
            yield self._ask(self._next_batch())

    @property
    def papers_owed(self) -> int:
        """How many papers wait for their batch or their answer, of those known so far."""
        return len(self._waiting) + len(self._asked)

    def note_written(self, item: ingest.WriteReport) -> None:
        """Forget papers whose answer is in the archive."""
        if item.detail is None:
            self._asked.difference_update(item.intent.arxiv_ids)

    @override
    def request_again(self, request: scrapy.Request) -> scrapy.Request:
        """Ask along for a paper that arXiv is known to have.

        An answer without any entry may be a fault, or mean that none of the papers is there. If the witness
        comes back alone, the others are absent.
        """
        ids = request.meta[meta.INTENT].arxiv_ids
        with self.archive.read() as queries:
            witness = queries.find_known_to_arxiv()
        if witness is None or witness in ids or len(ids) >= plan.ARXIV_BATCH:
            return request
        asked_for = self._ask((*ids, witness))
        return request.replace(url=asked_for.url, meta={**request.meta, meta.INTENT: asked_for.meta[meta.INTENT]})

    @override
    def on_answer(self, answer: ingest.Answer, context: Any) -> Iterator[Any]:
        """An answer is whole; nothing follows from it."""
        return iter(())

    @override
    def on_failure(self, failure: ingest.Failure) -> Iterator[Any]:
        """Record the failure, or ask for each half of a batch that was refused."""
        ids = failure.intent.arxiv_ids
        if failure.fetched is None or failure.fetched.status != _BAD_REQUEST or len(ids) == 1:
            yield failure
            return
        middle = len(ids) // 2
        yield self._ask(ids[:middle])
        yield self._ask(ids[middle:])

    @override
    def lacks(self) -> bool:
        with self.archive.read() as queries:
            states = queries.owed.count_states(Endpoint.ARXIV_ATOM, self.period.since, self.period.until)
        return PaperState.FAILED in states or None in states

    def _take_in(self, since: date, until: date) -> None:
        """Add what is owed of those days, and is not under way, to what waits for its batch."""
        moment = now()
        terms = plan.refresh_terms(moment) if self._refresh else None
        with self.archive.read() as queries:
            papers = queries.owed.list_papers(Endpoint.ARXIV_ATOM, since, until, refresh=terms)
        owed = plan.plan_arxiv(papers, now=moment, refresh=self._refresh, asked_since=self._asked_since)
        self._waiting.update(dict.fromkeys(arxiv_id for arxiv_id in owed if arxiv_id not in self._asked))

    def _next_batch(self) -> tuple[str, ...]:
        batch = tuple(islice(self._waiting, plan.ARXIV_BATCH))
        for arxiv_id in batch:
            del self._waiting[arxiv_id]
        self._asked.update(batch)
        return batch

    def _ask(self, arxiv_ids: tuple[str, ...]) -> scrapy.Request:
        intent = Intent(endpoint=Endpoint.ARXIV_ATOM, arxiv_ids=arxiv_ids)
        url = atom_url(self.config.arxiv_url, arxiv_ids, max_results=len(arxiv_ids))
        return self.request(url, intent, accept="application/atom+xml")
