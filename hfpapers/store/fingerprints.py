"""Whether two databases hold the same: rows of tables and views in, their number and a checksum out.

The checksum does not depend on the order of rows, nor on the kind of database: values are written alike before they
are hashed. It tells copies that differ, not forgeries.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hfpapers.store import schema
from hfpapers.store.copy_state import is_copy_task
from hfpapers.store.streaming import stream
from hfpapers.store.types import storable_text
from hfpapers.store.views import build_views

_DIGEST_BYTES = 16
_WHOLE = 1 << (8 * _DIGEST_BYTES)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Number of rows and their checksum, in hexadecimal digits."""

    rows: int
    checksum: str


def copied_columns(table: sa.Table) -> tuple[sa.Column[Any], ...]:
    """Give the columns that hold something of their own: what the database computes from others is left out."""
    return tuple(column for column in table.c if column.computed is None)


def select_rows(table: sa.Table) -> sa.Select[Any]:
    """Select what is to be the same in a copy; how far the copy itself is, is not."""
    statement = sa.select(*copied_columns(table))
    return statement.where(~is_copy_task(table.c.task)) if table is schema.bookmark else statement


def fingerprint_table(connection: sa.Connection, table: sa.Table) -> Fingerprint:
    """Count and sum up a table."""
    return _fingerprint(stream(connection, select_rows(table)))


def fingerprint_view(connection: sa.Connection, name: str) -> Fingerprint:
    """Count and sum up a public view."""
    return _fingerprint(stream(connection, sa.text(f"SELECT * FROM {name}")))  # noqa: S608 - one of `view_names`


def view_names(connection: sa.Connection) -> tuple[str, ...]:
    """Name the public views."""
    return tuple(view.name for view in build_views(connection.dialect.name))


def _fingerprint(chunks: Iterator[Sequence[Any]]) -> Fingerprint:
    rows, total = 0, 0
    for chunk in chunks:
        rows += len(chunk)
        for row in chunk:
            text = repr([_written_alike(value) for value in row])
            digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).digest()
            total += int.from_bytes(digest)
    return Fingerprint(rows, f"{total % _WHOLE:0{2 * _DIGEST_BYTES}x}")


def _written_alike(value: Any) -> int | str | None:
    """Write a value as both databases can give it: SQLite has no booleans and times, PostgreSQL sums as decimals."""
    if value is None or isinstance(value, int):
        return None if value is None else int(value)
    if isinstance(value, str):
        return storable_text(value)
    if isinstance(value, float | Decimal):
        number = float(value)
        return int(number) if number.is_integer() else f"{number:.12g}"
    return _text_of(value)


def _text_of(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return json.dumps(value, sort_keys=True, default=str)
