"""Whole databases as plain rows, to be compared."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hfpapers.store.database import Database
from hfpapers.store.schema import metadata
from hfpapers.store.views import build_views

Rows = dict[str, list[tuple[Any, ...]]]

#: Tables of a run's own bookkeeping, which no replay gives back.
BOOKKEEPING = {"run", "fetch", "issue"}
_REFERENCES = {"fetch_id", "run_id"}


def dump_views(database: Database) -> Rows:
    """Give every row of every public view, sorted."""
    with database.engine.connect() as connection:
        return {
            view.name: _sorted(connection.execute(sa.text(f"SELECT * FROM {view.name}")).all())
            for view in build_views(database.engine.dialect.name)
        }


def dump_tables(database: Database, *, leave_out: frozenset[str] = frozenset()) -> Rows:
    """Give every row of every table but bookkeeping, sorted, without references to bookkeeping."""
    with database.engine.connect() as connection:
        return {
            table.name: _sorted(
                connection.execute(sa.select(*(c for c in table.c if c.name not in _REFERENCES | leave_out))).all()
            )
            for table in metadata.sorted_tables
            if table.name not in BOOKKEEPING
        }


def portable(rows: Rows) -> Rows:
    """Write values as SQLite does, so that the rows of both databases can be compared."""
    return {name: _sorted([tuple(map(_as_sqlite, row)) for row in table]) for name, table in rows.items()}


def _as_sqlite(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool | Decimal):
        return int(value)
    return value


def _sorted(rows: Any) -> list[tuple[Any, ...]]:
    return sorted((tuple(row) for row in rows), key=repr)
