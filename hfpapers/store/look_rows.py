"""A look is one reading of a day's list: one page of it in, its rows and how far the look has got out.

Called by the writer, inside its transaction. The statements are built once: they are the same for every page, and
building them took longer than the database takes to run them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from hfpapers.model.changes import DailyChange
from hfpapers.store import schema
from hfpapers.store.upsert import upsert


@dataclass(frozen=True, slots=True, kw_only=True)
class LookTotals:
    """One reading of a day's list, as far as it has got.

    Attributes:
        entries: Distinct papers offered. `unreadable`: how many of them were not stored whole.
        is_whole: The last page was reached, and no paper came on two pages.
        has_moved: A paper came on two pages: the list changed while it was read, and another may have been missed.
        goes_on_after_end: A page after one that should have been the last held entries: upstream lowered its limit.
    """

    entries: int
    unreadable: int
    pages: int
    is_whole: bool
    has_moved: bool
    goes_on_after_end: bool


def write_look(connection: sa.Connection, change: DailyChange, *, is_last: bool, fetch_id: int | None) -> LookTotals:
    """Write what a page adds to its look: the page, and the order of its papers."""
    page = {
        **_key(change),
        "endpoint": str(change.intent.endpoint),
        "observed_at": change.observed_at,
        "offered": change.offered,
        "distinct_entries": change.offered - change.duplicates - change.taken_down,
        "unreadable": change.unreadable,
        "is_last": is_last,
        "fetch_id": fetch_id,
    }
    upsert(connection, schema.look_page, [page])
    _write_positions(connection, change)
    return _totals(connection, change)


def place_listings(connection: sa.Connection, day: date, look_at: datetime, *, is_whole: bool) -> None:
    """Set positions from a look: from a whole one all of them, from a part only where there are none."""
    connection.execute(_PLACE_ALL if is_whole else _PLACE_NEW, {"of_day": day, "of_look": look_at})


_page, _position, _listing = schema.look_page, schema.look_position, schema.listing
_OF_DAY = sa.bindparam("of_day", type_=_page.c.day.type)
_OF_LOOK = sa.bindparam("of_look", type_=_page.c.look_at.type)
_OF_PAGE = sa.bindparam("of_page", type_=_page.c.page.type)
_PAGES = sa.and_(_page.c.day == _OF_DAY, _page.c.look_at == _OF_LOOK)
_POSITIONS = sa.and_(_position.c.day == _OF_DAY, _position.c.look_at == _OF_LOOK)

_FORGET_POSITIONS = sa.delete(_position).where(_POSITIONS, _position.c.page == _OF_PAGE)
_COUNT_BEFORE = sa.select(sa.func.coalesce(sa.func.sum(_page.c.offered), 0)).where(_PAGES, _page.c.page < _OF_PAGE)
_SUM_PAGES = sa.select(
    sa.func.sum(_page.c.distinct_entries).label("entries"),
    sa.func.sum(_page.c.unreadable).label("unreadable"),
    sa.func.count().label("pages"),
    sa.func.max(sa.case((_page.c.is_last, _page.c.page), else_=-1)).label("latest_end"),
    sa.func.max(_page.c.page).label("latest"),
    sa.func.min(sa.case((_page.c.is_last, _page.c.page))).label("first_end"),
    sa.func.max(sa.case((_page.c.offered > 0, _page.c.page), else_=0)).label("latest_with_entries"),
).where(_PAGES)
_COUNT_PLACED = sa.select(
    sa.func.count().label("places"), sa.func.count(_position.c.arxiv_id.distinct()).label("papers")
).where(_POSITIONS)

_PLACE = sa.select(sa.func.min(_position.c.position)).where(_POSITIONS, _position.c.arxiv_id == _listing.c.arxiv_id)
_PLACE_ALL = sa.update(_listing).where(_listing.c.day == _OF_DAY).values(position=_PLACE.scalar_subquery())
_PLACE_NEW = _PLACE_ALL.where(_listing.c.position.is_(None))


def _write_positions(connection: sa.Connection, change: DailyChange) -> None:
    key = _key(change)
    connection.execute(_FORGET_POSITIONS, _of(change))
    before = int(connection.execute(_COUNT_BEFORE, _of(change)).scalar_one())
    rows = [
        {**key, "rank": listing.rank, "position": before + listing.rank, "arxiv_id": listing.arxiv_id}
        for listing in change.listings
    ]
    upsert(connection, _position, rows)


def _totals(connection: sa.Connection, change: DailyChange) -> LookTotals:
    sums = connection.execute(_SUM_PAGES, _of(change)).one()
    placed = connection.execute(_COUNT_PLACED, _of(change)).one()
    has_moved = placed.places != placed.papers
    reached_end = sums.latest_end == sums.latest and sums.pages == sums.latest + 1
    return LookTotals(
        entries=int(sums.entries) - (placed.places - placed.papers),
        unreadable=int(sums.unreadable),
        pages=int(sums.pages),
        is_whole=reached_end and not has_moved,
        has_moved=has_moved,
        goes_on_after_end=sums.first_end is not None and sums.latest_with_entries > sums.first_end,
    )


def _key(change: DailyChange) -> dict[str, Any]:
    if change.intent.look_at is None:
        message = f"a request for a day's list must say when its look began: {change.intent}"
        raise ValueError(message)
    return {"day": change.day, "look_at": change.intent.look_at, "page": change.intent.page}


def _of(change: DailyChange) -> dict[str, Any]:
    return {f"of_{name}": value for name, value in zip(("day", "look", "page"), _key(change).values(), strict=True)}
