"""What the public views show, without the moments at which our requests happened to be made.

Two archives whose rows are equal here hold the same days, listings, papers and votes, however they came by them.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from hfpapers.store.database import Database
from hfpapers.store.views import build_views
from tests.store.dump import portable

Visible = dict[str, list[tuple[Any, ...]]]

_OURS = frozenset({"upvotes_observed_at", "observed_at", "first_seen_at", "last_seen_at", "answered_at"})


def visible(database: Database, *, leave_out: frozenset[str] = frozenset()) -> Visible:
    """Give every row of every public view, sorted, in SQLite's spelling whatever the database; and close it.

    Args:
        database: Is read.
        leave_out: Views that are not compared.
    """
    views = [view.name for view in build_views(database.engine.dialect.name) if view.name not in leave_out]
    with database.engine.connect() as connection:
        found = {name: _rows(connection.execute(sa.text(f"SELECT * FROM {name}"))) for name in views}
    database.close()
    return portable(found)


def last_votes(rows: Visible) -> Visible:
    """Leave out how often votes were looked at: a look that was broken off appends one, too."""
    return {name: sorted(set(table), key=repr) if name == "paper_votes" else table for name, table in rows.items()}


def _rows(result: sa.CursorResult[Any]) -> list[tuple[Any, ...]]:
    columns = list(result.keys())
    return [
        tuple(_shown(name, value) for name, value in zip(columns, row, strict=True) if name not in _OURS)
        for row in result
    ]


def _shown(column: str, value: Any) -> Any:
    """A day is settled or not; when, is ours."""
    return value is not None if column == "settled_at" else value
