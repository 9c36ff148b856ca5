"""A day's list, from record to change: `Parsed[DailyPage]` and its `Fetched` in, `DailyChange` and issues out.

Pure; the writer decides what of it is new. What is said of papers and people is made by `entries`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import count

from hfpapers.model.changes import DailyChange, ListingChange
from hfpapers.model.fetched import Fetched
from hfpapers.model.issues import Issue
from hfpapers.model.records import DailyEntry, DailyPage, Parsed
from hfpapers.normalize.entries import (
    accounts_of,
    name_of,
    normalize_entry,
    observations_of,
    organizations_of,
    served_title,
)
from hfpapers.normalize.text import text_or_none

#: The first day whose items give nearly arXiv's time instead of the time of listing (measured).
ITEM_TIME_IS_LISTING_BEFORE = date(2025, 3, 11)


def normalize_daily(page: Parsed[DailyPage], fetched: Fetched) -> tuple[DailyChange, tuple[Issue, ...]]:
    """Make a page's record into what will be stored.

    Args:
        page: What the parser read; no paper comes twice in it.
        fetched: Where it came from; its `requested_at` is when everything was observed.

    Returns:
        The change, and the issues that cleaning brought up (the parser's own are not repeated).

    Raises:
        ValueError: The response was not asked for as a day's list.
    """
    day = fetched.intent.day
    if day is None:
        raise ValueError(f"{fetched.url} was not asked for as a day's list")
    entries = page.record.entries
    issues: list[Issue] = []
    change = DailyChange(
        day=day,
        intent=fetched.intent,
        observed_at=fetched.requested_at,
        offered=page.record.offered,
        duplicates=page.record.duplicates,
        unreadable=page.record.unreadable,
        papers=tuple(normalize_entry(entry, issues) for entry in entries),
        listings=tuple(_listing(entry, rank, day) for rank, entry in _ranked(page.record)),
        taken_down=len(page.record.gaps),
        observations=tuple(observations_of(entries)),
        accounts=accounts_of(entries),
        organizations=organizations_of(entries),
    )
    return change, tuple(issues)


def _ranked(page: DailyPage) -> Iterator[tuple[int, DailyEntry]]:
    """Give each entry its rank; those of papers that were taken down stay free."""
    gaps = frozenset(page.gaps)
    free = (rank for rank in count(1) if rank not in gaps)
    return zip(free, page.entries, strict=False)


def _listing(entry: DailyEntry, rank: int, day: date) -> ListingChange:
    return ListingChange(
        arxiv_id=entry.arxiv_id,
        rank=rank,
        title=text_or_none(served_title(entry)),
        submitter=name_of(entry.submitter.login) if entry.submitter else None,
        submitted_at=_submitted_at(entry, day),
        submitter_organization=(name_of(entry.submitter_organization.slug) if entry.submitter_organization else None),
        author_participating=entry.author_participating,
    )


def _submitted_at(entry: DailyEntry, day: date) -> datetime | None:
    """Return when the paper was put on the list; the item's own time meant that in the lists of the first years."""
    if entry.submitted_at is None and day < ITEM_TIME_IS_LISTING_BEFORE:
        return entry.item_published_at
    return entry.submitted_at
