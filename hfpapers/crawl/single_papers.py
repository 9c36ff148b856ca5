"""What an order owes of single papers: their own records, their texts, their licences; as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hfpapers import plan_papers
from hfpapers.crawl.order import CrawlOrder
from hfpapers.model.fetched import Endpoint
from hfpapers.model.periods import Period
from hfpapers.model.standing import PaperStanding
from hfpapers.store.queries import Queries


@dataclass(frozen=True, slots=True, kw_only=True)
class SinglePapers:
    """Requests, one a paper: `details` and `texts` to Hugging Face, `licences` to arXiv."""

    details: int = 0
    texts: int = 0
    licences: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.details + self.texts + self.licences


def count_owed(order: CrawlOrder, span: Period, queries: Queries, *, now: datetime) -> SinglePapers:
    """Count what is owed of the papers that the days' lists name.

    Records are owed without `deep`, too, of papers of which no list gave more than the id.
    """

    def standings(endpoint: Endpoint) -> Sequence[PaperStanding]:
        return queries.standings.list_standings(endpoint, span.since, span.until)

    has_details = order.deep or queries.owed.has_bare_papers(span.since, span.until)
    details = plan_papers.plan_details(standings(Endpoint.PAPER_API), now=now, deep=order.deep) if has_details else ()
    texts = plan_papers.plan_versioned(standings(Endpoint.PAPER_TEXT), now=now) if order.fulltext else ()
    licences = plan_papers.plan_versioned(standings(Endpoint.ARXIV_OAI), now=now) if order.licences else ()
    return SinglePapers(details=len(details), texts=len(texts), licences=len(licences))
