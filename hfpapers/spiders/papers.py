"""Asks Hugging Face for one paper at a time: its own record where one is owed, and its text where that is wanted.

What is owed is known by paper and endpoint, so a crawl that was broken off goes on where it was.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from hfpapers import ingest, plan_papers
from hfpapers.model.fetched import Endpoint, Intent
from hfpapers.sources.huggingface.urls import paper_api_url, paper_text_url
from hfpapers.spiders.base import ArchiveSpider, now

if TYPE_CHECKING:
    import scrapy

_YES = frozenset({True, "1", "true", "yes"})


class PaperSpider(ArchiveSpider):
    """`scrapy crawl papers -a since=2026-11-16 -a until=2026-11-19 [-a deep=1] [-a fulltext=1]`.

    Records of papers that are known by their id only are asked for always, with `deep` those of all; texts with
    `fulltext`. To be run after the lists of those days were read.
    """

    name = "papers"
    most_failures = 12

    def __init__(self, *, deep: str | bool = False, fulltext: str | bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.deep = deep in _YES
        self.fulltext = fulltext in _YES

    async def start(self) -> AsyncIterator[Any]:
        """Ask for what is owed: records, which cost little, before texts, of which the site gives fewer."""
        for arxiv_id in self._owed_details():
            await self.until_room()
            if self.is_down:
                return
            url = paper_api_url(self.config.hf_url, arxiv_id)
            yield self._ask(url, Endpoint.PAPER_API, arxiv_id, accept="application/json")
        for arxiv_id in self._owed_texts():
            await self.until_room()
            if self.is_down:
                return
            url = paper_text_url(self.config.hf_url, arxiv_id)
            yield self._ask(url, Endpoint.PAPER_TEXT, arxiv_id, accept="text/markdown, text/plain;q=0.9")

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
        return bool(self._owed_details() or self._owed_texts())

    def _owed_details(self) -> tuple[str, ...]:
        with self.archive.read() as queries:
            standings = queries.standings.list_standings(Endpoint.PAPER_API, self.period.since, self.period.until)
        return plan_papers.plan_details(standings, now=now(), deep=self.deep)

    def _owed_texts(self) -> tuple[str, ...]:
        if not self.fulltext:
            return ()
        with self.archive.read() as queries:
            standings = queries.standings.list_standings(Endpoint.PAPER_TEXT, self.period.since, self.period.until)
        return plan_papers.plan_versioned(standings, now=now())

    def _ask(self, url: str, endpoint: Endpoint, arxiv_id: str, *, accept: str) -> scrapy.Request:
        return self.request(url, Intent(endpoint=endpoint, arxiv_ids=(arxiv_id,)), accept=accept)
