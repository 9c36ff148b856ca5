"""How far a copy of an archive has got: one row of `bookmark` in the database that it goes to.

As long as the row is there the database is no archive: part of it is missing, or was not compared yet.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from hfpapers.errors import StoreError
from hfpapers.store.engine import database_name, store_errors
from hfpapers.store.tables.tasks import bookmark
from hfpapers.store.types import UTCDateTime

_TASK = "copy from "


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyState:
    """A copy under way.

    Attributes:
        source: Name of the database that it is of.
        mark: Tells whether somebody wrote to that database since.
        table: The table that is being copied; those before it are done. None once all are.
        after: Primary key of the last row of it that is copied, as JSON; None where none is.
    """

    source: str
    mark: str
    table: str | None
    after: tuple[Any, ...] | None = None


def load_copy_state(engine: sa.Engine) -> CopyState | None:
    """Read how far a copy into a database of the current version has got; None where there is none under way.

    Raises:
        StoreError: It cannot be read.
    """
    table = bookmark
    with store_errors(engine), engine.connect() as connection:
        row = connection.execute(
            sa.select(table.c.task, table.c.position).where(is_copy_task(table.c.task))
        ).one_or_none()
    if row is None:
        return None
    position = json.loads(row.position)
    after = position["after"]
    return CopyState(
        source=row.task.removeprefix(_TASK),
        mark=position["mark"],
        table=position["table"],
        after=None if after is None else tuple(after),
    )


def refuse_unfinished_copy(engine: sa.Engine) -> None:
    """Refuse a database that is not yet the copy that it is to be.

    Raises:
        StoreError: It is not.
    """
    state = load_copy_state(engine)
    if state is not None:
        raise StoreError(
            database_name(engine),
            f"is an unfinished copy of {state.source}; finish it, from there: hfpapers db copy --to THIS",
        )


def write_copy_state(connection: sa.Connection, state: CopyState, *, now: datetime) -> None:
    """Record how far the copy is, in the transaction that got it there."""
    from hfpapers.store.bookmarks import Bookmarks  # noqa: PLC0415 - who opens an archive to read writes none

    position = {"mark": state.mark, "table": state.table, "after": state.after}
    Bookmarks(connection).save(f"{_TASK}{state.source}", position, now=now)


def delete_copy_state(connection: sa.Connection) -> None:
    """Say that no copy is under way."""
    connection.execute(sa.delete(bookmark).where(is_copy_task(bookmark.c.task)))


def is_copy_task(task: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Tell the rows of copies from those of other long tasks."""
    return task.startswith(_TASK, autoescape=True)


def key_to_json(row: sa.Row[Any], keys: Sequence[sa.Column[Any]]) -> tuple[Any, ...]:
    """Write a row's primary key so that JSON can hold it."""
    values = (row._mapping[column.name] for column in keys)  # noqa: SLF001 - `_mapping` is SQLAlchemy's public name
    return tuple(value.isoformat() if isinstance(value, date) else value for value in values)


def key_from_json(after: Sequence[Any], keys: Sequence[sa.Column[Any]]) -> tuple[Any, ...]:
    """Read a primary key back."""
    return tuple(_of_type(column, value) for column, value in zip(keys, after, strict=True))


def _of_type(column: sa.Column[Any], value: Any) -> Any:
    if isinstance(column.type, UTCDateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(column.type, sa.Date) else value
