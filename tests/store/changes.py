"""Changes as normalising makes them, for tests of the store; every value can be said otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from hfpapers.model.changes import (
    ArxivChange,
    ArxivPaperChange,
    AuthorChange,
    DailyChange,
    HuggingFacePaperChange,
    LinkChange,
    ListingChange,
    ObservationChange,
)
from hfpapers.model.fetched import Endpoint, Intent
from hfpapers.model.kinds import LinkKind, PaperState
from hfpapers.model.records import Account, Organization

DAY = date(2026, 11, 18)
T0 = datetime(2026, 11, 18, 12, 0, 0, 250_000, tzinfo=UTC)
T1 = datetime(2026, 11, 19, 12, tzinfo=UTC)
T2 = datetime(2026, 11, 21, 12, tzinfo=UTC)


def paper_id(number: int) -> str:
    return f"2611.{number:05d}"


def hf_paper(number: int, **changes: Any) -> HuggingFacePaperChange:
    paper = HuggingFacePaperChange(
        arxiv_id=paper_id(number),
        title=f"Paper {number}",
        raw_title=f"Paper\n  {number}",
        abstract=f"What paper {number} does.",
        raw_abstract=f"What paper {number} does.",
        published_at=T0,
        discussion_id=f"d{number}",
        thumbnail_url=None,
        ai_summary=None,
        ai_summary_model=None,
        code_added_by=None,
        organization=None,
        authors=(AuthorChange(name="Ada Alpha", login="ada"), AuthorChange(name="Bo Beta", is_hidden=True)),
        keywords=("agents", "memory"),
        links=(LinkChange(kind=LinkKind.CODE, url=f"https://github.com/o/r{number}"),),
        emptied=frozenset(),
    )
    return replace(paper, **changes)


def daily(
    papers: Sequence[HuggingFacePaperChange],
    at: datetime,
    *,
    votes: int | None = 5,
    page: int = 0,
    limit: int | None = 100,
    look_at: datetime | None = None,
    **changes: Any,
) -> DailyChange:
    change = DailyChange(
        day=DAY,
        intent=Intent(endpoint=Endpoint.DAILY_API, day=DAY, look_at=look_at or at, page=page, limit=limit),
        observed_at=at,
        offered=len(papers),
        duplicates=0,
        unreadable=0,
        papers=tuple(papers),
        listings=tuple(
            ListingChange(
                arxiv_id=paper.arxiv_id,
                rank=rank,
                title=paper.title,
                submitter="sub",
                submitted_at=None,
                submitter_organization=None,
                author_participating=None,
            )
            for rank, paper in enumerate(papers, start=1)
        ),
        observations=tuple(
            ObservationChange(arxiv_id=paper.arxiv_id, upvotes=votes, comments=0, github_stars=None) for paper in papers
        ),
        accounts=(Account(login="ada", full_name="Ada Alpha"), Account(login="sub", full_name="The Submitter")),
        organizations=(Organization(slug="lab", full_name="The Lab"),),
    )
    return replace(change, **changes)


def arxiv_paper(number: int, **changes: Any) -> ArxivPaperChange:
    paper = ArxivPaperChange(
        arxiv_id=paper_id(number),
        version=2,
        title=f"Paper {number} as arXiv has it",
        raw_title=f"Paper {number} as arXiv has it",
        abstract="The authors' abstract.",
        raw_abstract="The authors' abstract.",
        published_at=T0,
        updated_at=T1,
        primary_category="cs.CL",
        comment=None,
        journal_ref=None,
        doi=None,
        authors=(AuthorChange(name="Bo Beta"), AuthorChange(name="Ada Alpha"), AuthorChange(name="Cy Gamma")),
        categories=("cs.CL", "cs.AI"),
        links=(),
    )
    return replace(paper, **changes)


def arxiv(papers: Sequence[ArxivPaperChange], at: datetime, *, absent: Sequence[str] = ()) -> ArxivChange:
    states = [(paper.arxiv_id, PaperState.FOUND) for paper in papers]
    states += [(arxiv_id, PaperState.ABSENT) for arxiv_id in absent]
    return ArxivChange(observed_at=at, papers=tuple(papers), states=tuple(states))
