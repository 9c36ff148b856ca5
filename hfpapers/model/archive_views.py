"""What is read back of the archive itself: kept responses, oddities, its size, and what a search found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hfpapers.model.fetched import RawRef


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
