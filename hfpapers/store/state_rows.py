"""What asking an endpoint for papers came to, as rows; called by the writer, inside its transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hfpapers.model.fetched import Endpoint
from hfpapers.model.kinds import PaperState
from hfpapers.store import schema
from hfpapers.store.upsert import keep_stored, replace_if_newer, upsert


def write_states(
    connection: sa.Connection,
    endpoint: Endpoint,
    states: Sequence[tuple[str, PaperState]],
    *,
    asked_at: datetime,
    detail: str | None,
    fetch_id: int | None,
    arxiv_version: int | None,
) -> None:
    """Write the states; a failure never hides that a paper was found before. A paper without a row gets one."""
    _ensure_papers(connection, [arxiv_id for arxiv_id, _ in states], asked_at)
    failed = [arxiv_id for arxiv_id, state in states if state is PaperState.FAILED]
    known = _found_among(connection, endpoint, failed)
    common = {
        "endpoint": str(endpoint),
        "asked_at": asked_at,
        "detail": detail,
        "fetch_id": fetch_id,
        "arxiv_version": arxiv_version,
    }
    rows = [
        {**common, "arxiv_id": arxiv_id, "state": str(state)} for arxiv_id, state in states if arxiv_id not in known
    ]
    upsert(connection, schema.paper_coverage, rows, newer_by="asked_at", merge=_MERGES)


def _ensure_papers(connection: sa.Connection, arxiv_ids: Iterable[str], seen_at: datetime) -> None:
    rows = [{"arxiv_id": i, "first_seen_at": seen_at, "last_seen_at": seen_at} for i in dict.fromkeys(arxiv_ids)]
    merge = dict.fromkeys(("first_seen_at", "last_seen_at"), keep_stored)
    upsert(connection, schema.paper, rows, merge=merge)


def _found_among(connection: sa.Connection, endpoint: Endpoint, arxiv_ids: Sequence[str]) -> frozenset[str]:
    if not arxiv_ids:
        return frozenset()
    table = schema.paper_coverage
    found = sa.select(table.c.arxiv_id).where(
        table.c.endpoint == str(endpoint),
        table.c.arxiv_id.in_(arxiv_ids),
        table.c.state == str(PaperState.FOUND),
    )
    return frozenset(connection.execute(found).scalars())


def _version_of_newest(stored: Any, incoming: Any, _is_newer: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
    """Keep the version that was known at the newest answer; the same answer once more, in replay, changes nothing."""
    comes_at: sa.ColumnElement[Any] = sa.literal_column("excluded.asked_at")
    is_later = comes_at > schema.paper_coverage.c.asked_at
    return sa.case((is_later, incoming), else_=sa.func.coalesce(stored, incoming))


_MERGES = {
    **dict.fromkeys(("state", "detail", "fetch_id"), replace_if_newer),
    "arxiv_version": _version_of_newest,
}
