"""Rows from one database into another, a chunk a transaction: COPY into PostgreSQL, `executemany` into SQLite.

In: a connection that reads, an engine that writes, and where to go on from. Out: the rows in their place, and after
each chunk how far it got. What has been written is not compared here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hfpapers.store import schema
from hfpapers.store.copy_state import CopyState, key_from_json, key_to_json, write_copy_state
from hfpapers.store.engine import WRITES, store_errors
from hfpapers.store.fingerprints import copied_columns, select_rows
from hfpapers.store.streaming import stream
from hfpapers.store.types import storable_text


@dataclass(frozen=True, slots=True)
class Moved:
    """A chunk that was committed: its table, its rows, and how many texts of it were changed to be storable."""

    table: str
    rows: int
    altered_texts: int


def move_rows(source: sa.Connection, target: sa.Engine, state: CopyState, *, now: datetime) -> Iterator[Moved]:
    """Copy what is left to copy, parents before children; each chunk is committed when it is given.

    A chunk is one transaction: what a kill costs, and what is in memory at once.
    """
    tables = schema.metadata.sorted_tables
    begin = len(tables) if state.table is None else [table.name for table in tables].index(state.table)
    for table in tables[begin:]:
        after = state.after if table.name == state.table else None
        yield from _move_table(source, target, table, _State(state, after, now))
    with writing(target) as connection:
        write_copy_state(connection, CopyState(source=state.source, mark=state.mark, table=None), now=now)


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Give a connection in a transaction that writes.

    Raises:
        StoreError: The database refused.
    """
    with store_errors(engine), engine.execution_options(**{WRITES: True}).begin() as connection:
        yield connection


def set_counters(connection: sa.Connection) -> None:
    """Let numbers that PostgreSQL gives out go on after those that were copied; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in schema.metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None:
            highest = connection.execute(sa.select(sa.func.max(column))).scalar()
            counter = sa.func.pg_get_serial_sequence(table.name, column.name)
            connection.execute(sa.select(sa.func.setval(counter, highest or 1, highest is not None)))


def empty_tables(connection: sa.Connection) -> None:
    """Remove all rows of all tables, and what the database made of them."""
    if connection.dialect.name == "postgresql":
        names = ", ".join(map(connection.dialect.identifier_preparer.format_table, schema.metadata.sorted_tables))
        connection.execute(sa.text(f"TRUNCATE {names} CASCADE"))
        return
    for table in reversed(schema.metadata.sorted_tables):
        connection.execute(sa.delete(table))


@dataclass(frozen=True, slots=True)
class _State:
    begun: CopyState
    after: tuple[Any, ...] | None
    now: datetime

    def at(self, table: str, after: tuple[Any, ...]) -> CopyState:
        return CopyState(source=self.begun.source, mark=self.begun.mark, table=table, after=after)


def _move_table(source: sa.Connection, target: sa.Engine, table: sa.Table, state: _State) -> Iterator[Moved]:
    keys = list(table.primary_key)
    statement = select_rows(table).order_by(*keys)
    if state.after is not None:
        statement = statement.where(sa.tuple_(*keys) > sa.tuple_(*_bound(state.after, keys)))
    for rows in stream(source, statement):
        with writing(target) as connection:
            altered = _insert(connection, table, rows)
            write_copy_state(connection, state.at(table.name, key_to_json(rows[-1], keys)), now=state.now)
        yield Moved(table.name, len(rows), altered)


def _bound(after: Sequence[Any], keys: Sequence[sa.Column[Any]]) -> Iterator[sa.BindParameter[Any]]:
    for column, value in zip(keys, key_from_json(after, keys), strict=True):
        yield sa.literal(value, column.type)


def _insert(connection: sa.Connection, table: sa.Table, rows: Sequence[sa.Row[Any]]) -> int:
    names = [column.name for column in copied_columns(table)]
    values = [tuple(storable_text(value) if isinstance(value, str) else value for value in row) for row in rows]
    if connection.dialect.name == "postgresql":
        _copy_in(connection, table, names, values)
    else:
        connection.execute(sa.insert(table), [dict(zip(names, row, strict=True)) for row in values])
    pairs = zip(rows, values, strict=True)
    return sum(before != kept for row, row_kept in pairs for before, kept in zip(row, row_kept, strict=True))


def _copy_in(connection: sa.Connection, table: sa.Table, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Measured three times as fast as `executemany`; psycopg does it, SQLAlchemy has no word for it."""
    preparer = connection.dialect.identifier_preparer
    columns = ", ".join(preparer.quote(name) for name in names)
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY {preparer.format_table(table)} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    cursor.close()
