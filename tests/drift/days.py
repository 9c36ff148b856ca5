"""Days as the archive knows them, for tests of drift."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from hfpapers.model.coverage import DayCoverage, DayState, day_end

#: A Wednesday in a month without holidays of arXiv's.
TODAY = date(2026, 3, 25)


def read_day(day: date, count: int | None, *, hours_after_end: float = 49) -> DayCoverage:
    """A day whose list was read, empty where it held nothing; None is one that failed."""
    if count is None:
        return DayCoverage(day=day, state=DayState.FAILED, last_error="no answer")
    answered_at: datetime = day_end(day) + timedelta(hours=hours_after_end)
    state = DayState.COMPLETE if count else DayState.EMPTY
    return DayCoverage(day=day, state=state, expected=count, stored=count, answered_at=answered_at)


def weekdays_until(last: date, counts: Sequence[int | None]) -> list[DayCoverage]:
    """The weekdays that end with `last`, with these counts in order."""
    days: list[date] = []
    day = last
    while len(days) < len(counts):
        if day.weekday() < 5:
            days.insert(0, day)
        day -= timedelta(days=1)
    return [read_day(day, count) for day, count in zip(days, counts, strict=True)]
