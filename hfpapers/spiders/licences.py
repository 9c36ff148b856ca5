"""Asks arXiv's OAI-PMH interface for licences and versions, one paper at a time, at arXiv's pace.

What is owed is known by paper, so a crawl that was broken off goes on where it was. Why not by sets of papers:
docs/decisions/0010.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from typing_extensions import override

from hfpapers import ingest, plan_papers
from hfpapers.model.fetched import Endpoint, Intent
from hfpapers.sources.arxiv.urls import oai_url
from hfpapers.spiders.base import ArchiveSpider, now


class LicenceSpider(ArchiveSpider):
    """`scrapy crawl licences -a since=2026-11-16 -a until=2026-11-19`, after the lists of those days were read."""

    name = "licences"
    site = "arXiv"
    most_failures = 3

    async def start(self) -> AsyncIterator[Any]:
        """Ask for what is owed."""
        for arxiv_id in self._owed():
            await self.until_room()
            if self.is_down:
                return
            intent = Intent(endpoint=Endpoint.ARXIV_OAI, arxiv_ids=(arxiv_id,))
            yield self.request(oai_url(self.config.oai_url, arxiv_id), intent, accept="text/xml, application/xml;q=0.9")

    @override
    def on_answer(self, answer: ingest.Answer, context: Any) -> Iterator[Any]:
        """An answer is whole; nothing follows from it."""
        return iter(())

    @override
    def on_failure(self, failure: ingest.Failure) -> Iterator[Any]:
        """Record the failure; the next run asks again."""
        yield failure

    @override
    def lacks(self) -> bool:
        return bool(self._owed())

    def _owed(self) -> tuple[str, ...]:
        with self.archive.read() as queries:
            standings = queries.standings.list_standings(Endpoint.ARXIV_OAI, self.period.since, self.period.until)
        return plan_papers.plan_versioned(standings, now=now())
