"""Upserts by `executemany`: the same statement on both databases, rows as dicts.

Never multi-row VALUES (measured five to nine times slower), and never the same key twice
in one call (PostgreSQL refuses it): callers de-duplicate. A statement is built and compiled once, and values are made
ready a column at a time: SQLAlchemy's own way, a row and a value at a time, was a third of a crawl.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from hfpapers.store.types import Text, UTCDateTime, storable_texts

if TYPE_CHECKING:
    from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
    from sqlalchemy.dialects.sqlite import Insert as SqliteInsert

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
    merges = tuple(sorted((merge or {}).items(), key=itemgetter(0)))
    prepared = _prepare(connection.dialect, table, tuple(rows[0]), newer_by, merges)
    connection.exec_driver_sql(prepared.sql, prepared.values(rows))


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A compiled statement.

    Attributes:
        names: Its columns in the order of its parameters; `keys`: which of them are the key.
        take: Gives a row's values in that order.
        ready: By column: makes its values what the driver takes; None where they are.
        is_positional: Whether the driver takes rows as tuples; else as dicts.
    """

    sql: str
    names: tuple[str, ...]
    keys: tuple[int, ...]
    take: Callable[[Row], tuple[Any, ...]]
    ready: tuple[_Ready | None, ...]
    is_positional: bool

    def values(self, rows: Sequence[Row]) -> Any:
        """Return the rows as the driver takes them, in the order of keys.

        Two programs that write the same rows then wait for each other instead of locking up.
        """
        columns = zip(*map(self.take, rows), strict=True)
        made = [column if ready is None else ready(column) for column, ready in zip(columns, self.ready, strict=True)]
        in_order = sorted(zip(*made, strict=True), key=itemgetter(*self.keys))
        return in_order if self.is_positional else [dict(zip(self.names, row, strict=True)) for row in in_order]


_Ready = Callable[[Sequence[Any]], Sequence[Any]]


@lru_cache(maxsize=256)
def _prepare(
    dialect: sa.Dialect,
    table: sa.Table,
    names: tuple[str, ...],
    newer_by: str | None,
    merges: tuple[tuple[str, Merge], ...],
) -> _Prepared:
    """Compile the statement; the same arguments come again with every page, for functions are made once, too."""
    keys = [column.name for column in table.primary_key]
    statement = _statement(dialect, table, names, newer_by, dict(merges))
    compiled = statement.compile(dialect=dialect, column_keys=list(names))
    ordered = tuple(compiled.positiontup or names)
    return _Prepared(
        sql=compiled.string,
        names=ordered,
        keys=tuple(ordered.index(name) for name in keys),
        take=itemgetter(*ordered) if len(ordered) > 1 else lambda row: (row[ordered[0]],),
        ready=tuple(_ready(table.c[name].type, dialect) for name in ordered),
        is_positional=compiled.positional,
    )


def _ready(kind: sa.types.TypeEngine[Any], dialect: sa.Dialect) -> _Ready | None:
    """Return what makes values of a type ready, as SQLAlchemy would one by one."""
    if isinstance(kind, Text):
        return storable_texts
    process = kind.dialect_impl(dialect).bind_processor(dialect)
    if process is None:
        return None
    if isinstance(kind, UTCDateTime):
        return partial(_each_once, process)
    return lambda values: [process(value) for value in values]


def _each_once(process: Callable[[Any], Any], values: Sequence[Any]) -> list[Any]:
    """Convert each different value once: most rows of a page have the same times."""
    converted = {value: process(value) for value in set(values)}
    return [converted[value] for value in values]


def _statement(
    dialect: sa.Dialect, table: sa.Table, names: tuple[str, ...], newer_by: str | None, merge: Mapping[str, Merge]
) -> sa.Insert:
    keys = [column.name for column in table.primary_key]
    statement = _insert(dialect, table)
    columns = [name for name in names if name not in keys]
    incoming = statement.excluded
    is_newer = _is_newer(table, incoming, newer_by)
    merges: dict[str, Merge] = dict.fromkeys(columns, _replace if newer_by is None else keep_newest)
    if newer_by is not None:
        merges[newer_by] = keep_latest
    merges.update(merge)
    changes = {
        name: merges[name](table.c[name], incoming[name], is_newer)
        for name in columns
        if merges[name] is not keep_stored
    }
    if changes:
        return statement.on_conflict_do_update(index_elements=keys, set_=changes)
    return statement.on_conflict_do_nothing(index_elements=keys)


def _insert(dialect: sa.Dialect, table: sa.Table) -> SqliteInsert | PostgresqlInsert:
    if dialect.name == "sqlite":
        return sqlite_insert(table)
    from sqlalchemy.dialects.postgresql import insert  # noqa: PLC0415 - 20 ms that SQLite need not wait for

    return insert(table)


def keep_newest(stored: Any, incoming: Any, is_newer: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
    """The newer word wins, and silence (null) never erases."""
    return sa.case((is_newer, sa.func.coalesce(incoming, stored)), else_=sa.func.coalesce(stored, incoming))


def replace_if_newer(stored: Any, incoming: Any, is_newer: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
    """The newer row wins whole, silence included: for rows that mean nothing one column at a time."""
    return sa.case((is_newer, incoming), else_=stored)


def keep_stored(stored: Any, _incoming: Any, _is_newer: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
    """What is there stays; the row is only made where there is none."""
    return stored  # type: ignore[no-any-return]  # a column of the table


def keep_said(stored: Any, incoming: Any, _is_newer: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
    """What comes replaces, but silence (null) never erases: for facts that do not change, such as a version's date."""
    return sa.func.coalesce(incoming, stored)


def keep_latest(stored: Any, incoming: Any, _is_newer: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
    """Keep the later of two times."""
    return sa.case((sa.or_(stored.is_(None), incoming > stored), incoming), else_=stored)


def keep_earliest(stored: Any, incoming: Any, _is_newer: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
    """Keep the earlier of two times."""
    return sa.case((incoming < stored, incoming), else_=stored)


@cache
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
