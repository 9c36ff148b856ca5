"""What was known at an earlier moment: looks at days, and counts of papers, from rows that are never overwritten.

Titles, abstracts, keywords and links are held as last said only: nothing here tells what they were.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from hfpapers.store import schema

_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class LookPageView:
    """A page of a look at a day's list.

    Attributes:
        entries: Papers on it, each once. `unreadable`: how many of them were not stored whole.
        places: Position in the list, from 1, and paper, in order.
    """

    day: date
    look_at: datetime
    page: int
    observed_at: datetime
    entries: int
    unreadable: int
    is_last: bool
    places: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountsView:
    """A paper's counts, each as last seen by then; None where none had been seen."""

    upvotes: int | None = None
    upvotes_observed_at: datetime | None = None
    comments: int | None = None
    github_stars: int | None = None


class AsOf:
    """Reads on one connection; what was seen after `moment` does not count."""

    def __init__(self, connection: sa.Connection, moment: datetime) -> None:
        self._connection = connection
        self._moment = moment

    def list_pages(self, since: date, until: date) -> Mapping[date, tuple[LookPageView, ...]]:
        """Give the pages that were read of each day, in order of reading; days without any are left out."""
        page = schema.look_page
        places = self._places(since, until)
        rows = self._connection.execute(
            sa.select(page)
            .where(page.c.day.between(since, until), page.c.observed_at <= self._moment)
            .order_by(page.c.day, page.c.observed_at, page.c.look_at, page.c.page)
        )
        found: dict[date, list[LookPageView]] = defaultdict(list)
        for row in rows:
            view = LookPageView(
                day=row.day,
                look_at=row.look_at,
                page=row.page,
                observed_at=row.observed_at,
                entries=row.distinct_entries,
                unreadable=row.unreadable,
                is_last=row.is_last,
                places=tuple(places.get((row.day, row.look_at, row.page), ())),
            )
            found[row.day].append(view)
        return {day: tuple(pages) for day, pages in found.items()}

    def last_asked(self, since: date, until: date) -> Mapping[date, datetime]:
        """Tell when each day's list was last asked for and something was served; other days are left out."""
        fetch = schema.fetch
        rows = self._connection.execute(
            sa.select(fetch.c.day, sa.func.max(fetch.c.requested_at).label("at"))
            .where(fetch.c.day.between(since, until), fetch.c.requested_at <= self._moment)
            .group_by(fetch.c.day)
        )
        return {row.day: row.at for row in rows}

    def list_listed(self, since: date, until: date) -> frozenset[tuple[date, str]]:
        """Name the listings, as day and paper, that had been seen."""
        listing = schema.listing
        rows = self._connection.execute(
            sa.select(listing.c.day, listing.c.arxiv_id).where(
                listing.c.day.between(since, until), listing.c.first_seen_at <= self._moment
            )
        )
        return frozenset((row.day, row.arxiv_id) for row in rows)

    def covered_until(self) -> date | None:
        """Return the last day that had been asked for, and of which something had been served; None where none had."""
        found: date | None = self._connection.execute(
            sa.select(sa.func.max(schema.fetch.c.day)).where(schema.fetch.c.requested_at <= self._moment)
        ).scalar()
        return found

    def latest_day_with_papers(self) -> date | None:
        """Return the newest day of which papers had been seen; None where none had."""
        listing = schema.listing
        found: date | None = self._connection.execute(
            sa.select(sa.func.max(listing.c.day)).where(listing.c.first_seen_at <= self._moment)
        ).scalar()
        return found

    def load_counts(self, arxiv_ids: Collection[str]) -> Mapping[str, CountsView]:
        """Give the counts of papers; one that had not been observed has none."""
        seen = schema.observation
        known: dict[str, dict[str, int | datetime]] = defaultdict(dict)
        ids = sorted(set(arxiv_ids))
        for start in range(0, len(ids), _AT_ONCE):
            chunk = seen.c.arxiv_id.in_(ids[start : start + _AT_ONCE])
            rows = sa.select(seen).where(chunk, seen.c.observed_at <= self._moment)
            for row in self._connection.execute(rows.order_by(seen.c.arxiv_id, seen.c.observed_at)):
                said = {name: getattr(row, name) for name in ("upvotes", "comments", "github_stars")}
                known[row.arxiv_id].update({name: value for name, value in said.items() if value is not None})
                if row.upvotes is not None:
                    known[row.arxiv_id]["upvotes_observed_at"] = row.observed_at
        return {arxiv_id: CountsView(**known[arxiv_id]) for arxiv_id in ids}  # type: ignore[arg-type] # by name

    def _places(self, since: date, until: date) -> dict[tuple[date, datetime, int], list[tuple[int, str]]]:
        place = schema.look_position
        rows = self._connection.execute(
            sa.select(place.c.day, place.c.look_at, place.c.page, place.c.position, place.c.arxiv_id)
            .where(place.c.day.between(since, until), place.c.look_at <= self._moment)
            .order_by(place.c.day, place.c.look_at, place.c.page, place.c.position)
        )
        found: dict[tuple[date, datetime, int], list[tuple[int, str]]] = defaultdict(list)
        for row in rows:
            found[row.day, row.look_at, row.page].append((row.position, row.arxiv_id))
        return found
