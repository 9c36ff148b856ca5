"""Asks arXiv for the papers of a span of days that it still owes, a hundred at a time.

Batches are only transport: what was asked and what came back are compared by paper. A batch
that arXiv refuses whole is halved, so that one bad id does not hold up the others.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from hfpapers import ingest, plan
from hfpapers.middlewares import meta
from hfpapers.model.changes import PaperState
from hfpapers.model.fetched import Endpoint, Intent
from hfpapers.sources.arxiv.urls import atom_url
from hfpapers.spiders.base import ArchiveSpider, now

if TYPE_CHECKING:
    import scrapy

_BAD_REQUEST = 400


class ArxivSpider(ArchiveSpider):
    """`scrapy crawl arxiv -a since=2026-11-16 -a until=2026-11-19`, after the lists of those days were read."""

    name = "arxiv"

    async def start(self) -> AsyncIterator[Any]:
        """Ask for what is owed; nothing is asked where nothing is."""
        with self.archive.read() as queries:
            states = queries.list_arxiv_states(self.period.since, self.period.until)
        for batch in plan.plan_arxiv(states, now=now()):
            yield self._ask(batch)

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
            states = queries.list_arxiv_states(self.period.since, self.period.until)
        return any(state is PaperState.FAILED for state, _, _ in states.values())

    def _ask(self, arxiv_ids: tuple[str, ...]) -> scrapy.Request:
        intent = Intent(endpoint=Endpoint.ARXIV_ATOM, arxiv_ids=arxiv_ids)
        url = atom_url(self.config.arxiv_url, arxiv_ids, max_results=len(arxiv_ids))
        return self.request(url, intent, accept="application/atom+xml")
