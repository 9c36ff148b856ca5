"""Upserts by `executemany`: the same statement on both databases, rows as dicts.

Never multi-row VALUES (measured five to nine times slower), and never the same key twice
in one call (PostgreSQL refuses it): callers de-duplicate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

Row = Mapping[str, Any]
#: Gets the column as stored and as it comes, and whether what comes is newer; gives the value to keep.
Merge = Callable[[sa.ColumnElement[Any], sa.ColumnElement[Any], sa.ColumnElement[bool]], sa.ColumnElement[Any]]


def upsert(
    connection: sa.Connection,
    table: sa.Table,
    rows: Sequence[Row],
    *,
    newer_by: str | None = None,
    merge: Mapping[str, Merge] | None = None,
) -> None:
    """Insert rows, or update those whose primary key is there.

    Args:
        connection: In the caller's transaction.
        table: Its primary key decides what is there.
        rows: All with the same columns; no key twice. Their order does not matter.
        newer_by: The column that tells age. A row as old as the stored one or newer fills and
            replaces, an older one only fills what is null. Without it, what comes replaces.
        merge: How single columns are merged instead of the rule above.
    """
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    # In the order of keys: two programs that write the same rows then wait for each other instead of locking up.
    rows = sorted(rows, key=lambda row: tuple(row[name] for name in keys))
    statement = sqlite_insert(table) if connection.dialect.name == "sqlite" else postgresql_insert(table)
    columns = [name for name in rows[0] if name not in keys]
    incoming = statement.excluded
    is_newer = _is_newer(table, incoming, newer_by)
    merges: dict[str, Merge] = dict.fromkeys(columns, _replace if newer_by is None else keep_newest)
    if newer_by is not None:
        merges[newer_by] = keep_latest
    merges.update(merge or {})
    changes = {name: merges[name](table.c[name], incoming[name], is_newer) for name in columns}
    if changes:
        connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changes), rows)
    else:
        connection.execute(statement.on_conflict_do_nothing(index_elements=keys), rows)


def keep_newest(stored: Any, incoming: Any, is_newer: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
    """The newer word wins, and silence (null) never erases."""
    return sa.case((is_newer, sa.func.coalesce(incoming, stored)), else_=sa.func.coalesce(stored, incoming))


def replace_if_newer(stored: Any, incoming: Any, is_newer: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
    """The newer row wins whole, silence included: for rows that mean nothing one column at a time."""
    return sa.case((is_newer, incoming), else_=stored)


def keep_stored(stored: Any, _incoming: Any, _is_newer: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
    """What is there stays; the row is only made where there is none."""
    return stored  # type: ignore[no-any-return]  # a column of the table


def keep_latest(stored: Any, incoming: Any, _is_newer: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
    """Keep the later of two times."""
    return sa.case((sa.or_(stored.is_(None), incoming > stored), incoming), else_=stored)


def keep_earliest(stored: Any, incoming: Any, _is_newer: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
    """Keep the earlier of two times."""
    return sa.case((incoming < stored, incoming), else_=stored)


def newest_by(column: str, table: sa.Table) -> Merge:
    """Keep the value whose own time, in `column`, is later; a null value never wins."""

    def merge(stored: Any, incoming: Any, _is_newer: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
        comes_of: sa.ColumnElement[Any] = sa.literal_column(f"excluded.{column}")
        stored_of = table.c[column]
        wins = sa.and_(incoming.is_not(None), sa.or_(stored_of.is_(None), comes_of >= stored_of))
        return sa.case((wins, incoming), else_=stored)

    return merge


def _replace(_stored: Any, incoming: Any, _is_newer: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
    return incoming  # type: ignore[no-any-return]  # a column of `excluded`


def _is_newer(table: sa.Table, incoming: Any, newer_by: str | None) -> sa.ColumnElement[bool]:
    if newer_by is None:
        return sa.true()
    stored = table.c[newer_by]
    return sa.or_(stored.is_(None), incoming[newer_by] >= stored)
