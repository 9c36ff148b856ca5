"""Rows of `coverage` as values."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from hfpapers.model.coverage import DayCoverage, DayState


def coverage_of(row: sa.Row[Any]) -> DayCoverage:
    """Turn a row of the `coverage` table into a value."""
    return DayCoverage(
        day=row.day,
        state=DayState(row.state),
        settled_at=row.settled_at,
        expected=row.expected,
        stored=row.stored,
        pages=row.pages,
        attempts=row.attempts,
        look_at=row.look_at,
        whole_look_at=row.whole_look_at,
        answered_at=row.answered_at,
        last_error=row.last_error,
    )
