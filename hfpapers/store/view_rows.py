"""Rows of the public views as plain values, in one order on both databases, so that two archives can be compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hfpapers.store.views import build_views

_AT_ONCE = 500

#: What tells the rows of a view apart.
VIEW_KEYS = {
    "author_papers": ("arxiv_id", "position"),
    "paper_keywords": ("arxiv_id", "source", "keyword"),
    "paper_links": ("arxiv_id", "source", "kind", "url"),
    "paper_votes": ("arxiv_id", "observed_at"),
    "coverage_days": ("source", "day"),
    "daily_papers": ("day", "arxiv_id"),
    "daily_counts": ("day",),
    "weekly_top": ("week", "arxiv_id"),
    "paper_enrichments": (
        "arxiv_id",
        "kind",
        "language",
        "model",
        "prompt_version",
        "schema_version",
        "input_hash",
    ),
    "llm_requests": (
        "arxiv_id",
        "kind",
        "language",
        "model",
        "prompt_version",
        "schema_version",
        "input_hash",
        "attempt",
    ),
    "deliveries": ("channel", "digest_key"),
}


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A row: its key, as texts that sort as the rows do, and all of its columns in order."""

    key: tuple[str, ...]
    values: dict[str, Any]


class ViewRows:
    """Reads on one connection, which must stay open while rows are taken."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def names(self) -> tuple[str, ...]:
        """Name the views."""
        return tuple(view.name for view in build_views(self._connection.dialect.name))

    def stream(self, view: str) -> Iterator[ViewRow]:
        """Give all rows of a view by its key; only some hundreds are in memory at a time.

        Times are text in UTC, days text, truth 0 or 1: the same on both databases.
        """
        keys = VIEW_KEYS[view]
        collation = ' COLLATE "C"' if self._connection.dialect.name == "postgresql" else ""
        order = ", ".join(f"CAST({key} AS TEXT){collation}" for key in keys)
        statement = sa.text(f"SELECT * FROM {view} ORDER BY {order}")  # noqa: S608 - our own names
        for row in self._connection.execute(statement, execution_options={"yield_per": _AT_ONCE}):
            values = {name: _plain(value) for name, value in row._mapping.items()}  # noqa: SLF001 - SQLAlchemy's public name
            yield ViewRow(tuple(str(values[key]) for key in keys), values)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool | Decimal):
        return int(value)
    return value
