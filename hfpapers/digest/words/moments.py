"""Moments, written the same in every language."""

from __future__ import annotations

from datetime import UTC, datetime


def moment(at: datetime) -> str:
    """Write a moment to the minute: `2026-11-20 02:10 UTC`."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def dates(since: datetime, until: datetime) -> tuple[str, ...]:
    """Write the days of two moments, once where they are the same."""
    return tuple(dict.fromkeys(f"{at.astimezone(UTC):%Y-%m-%d}" for at in (since, until)))
