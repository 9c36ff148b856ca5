"""What is read back: rows of the public views as plain values, for digests and commands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hfpapers.model.changes import LinkKind
from hfpapers.model.fetched import RawRef


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorView:
    """One author in order; `login` is the Hugging Face account, `is_hidden` that they asked not to be shown there."""

    position: int
    name: str
    login: str | None = None
    is_hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeywordView:
    """A keyword and who gave it (`huggingface`)."""

    keyword: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """A link and what it leads to."""

    kind: LinkKind
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingView:
    """One paper on one day's list: a row of `daily_papers` with its authors, keywords, links and categories.

    Attributes:
        position: Place in the latest whole list, from 1; None once the paper is absent from it.
        upvotes: The latest seen, as of `upvotes_observed_at`.
        organization: As shown (`Google`).
        licence: URL of the licence; None where it is not known.
    """

    day: date
    position: int | None
    arxiv_id: str
    title: str | None
    abstract: str | None
    upvotes: int | None
    upvotes_observed_at: datetime | None
    comments: int | None
    github_stars: int | None
    submitter: str | None
    submitter_name: str | None
    submitted_at: datetime | None
    organization: str | None
    organization_slug: str | None
    ai_summary: str | None
    ai_summary_model: str | None
    published_at: datetime | None
    updated_at: datetime | None
    version: int | None
    primary_category: str | None
    comment: str | None
    journal_ref: str | None
    doi: str | None
    licence: str | None
    code_url: str | None
    project_url: str | None
    hf_url: str
    arxiv_url: str
    authors: tuple[AuthorView, ...] = ()
    keywords: tuple[KeywordView, ...] = ()
    links: tuple[LinkView, ...] = ()
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchView:
    """One kept response: the `fetch` row that points into the WARC files."""

    fetch_id: int
    url: str
    requested_at: datetime
    status: int
    sha256: str
    size_bytes: int
    truncated: bool
    ref: RawRef
    endpoint: str | None
    day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueView:
    """One stored issue with where it was met."""

    issue_id: int
    severity: str
    code: str
    field: str
    detail: str
    arxiv_id: str | None
    raw: str | None
    url: str | None
    day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveStatus:
    """The archive at a glance.

    Attributes:
        first_day, last_day: Ends of the range that was ever asked for; None in a new archive.
        papers_owed: Papers that arXiv was not asked for, or that it failed to answer for.
        last_run_at: When the latest run began; `last_run_state` is how it ended, None while it runs.
    """

    first_day: date | None
    last_day: date | None
    papers: int
    listings: int
    observations: int
    papers_owed: int
    issues: int
    fetches: int
    last_run_at: datetime | None
    last_run_state: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """A paper that was found; `day` is the first day that lists it, None where no list does."""

    arxiv_id: str
    title: str | None
    day: date | None
    url: str
