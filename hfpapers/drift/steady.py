"""Which days tell something of upstream, and not of the calendar: states of days in, those that can be compared out.

A list fills up during its day and may be unready for up to 24 hours more, weekends have none, and after an American
holiday there is little to list: arXiv defers its mailings
(https://info.arxiv.org/help/availability.html), and Hugging Face lists what arXiv announced.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from hfpapers.model.coverage import WHOLE_STATES, DayCoverage, day_end

#: So many weekdays are what a day is compared with.
BASELINE_DAYS = 20
#: Calendar days that hold them, holidays at the turn of the year included, and the days that are judged.
HISTORY_DAYS = 60

_READY_AFTER = timedelta(hours=24)
_SATURDAY = 5
_MONDAY, _THURSDAY = 0, 3


def steady_days(coverages: Iterable[DayCoverage]) -> tuple[DayCoverage, ...]:
    """Give the days, in order, that can be compared: whole, read a day after their end or later, and no holidays."""
    found = [coverage for coverage in coverages if _is_ready(coverage) and not is_quiet(coverage.day)]
    return tuple(sorted(found, key=lambda coverage: coverage.day))


def is_quiet(day: date) -> bool:
    """Tell whether few papers, or none, are to be expected: a weekend, a holiday of arXiv's, or the weekday after."""
    return day.weekday() >= _SATURDAY or _is_holiday(day) or _is_holiday(_weekday_before(day))


def _is_ready(coverage: DayCoverage) -> bool:
    answered_at = coverage.answered_at
    return (
        coverage.state in WHOLE_STATES
        and coverage.expected is not None
        and answered_at is not None
        and answered_at >= day_end(coverage.day) + _READY_AFTER
    )


def _weekday_before(day: date) -> date:
    before = day - timedelta(days=1)
    while before.weekday() >= _SATURDAY:
        before -= timedelta(days=1)
    return before


def _is_holiday(day: date) -> bool:
    if (day.month, day.day) >= (12, 24) or (day.month, day.day) <= (1, 2):
        return True
    thanksgiving = _nth_weekday(day.year, 11, _THURSDAY, 4)
    movable = {
        _nth_weekday(day.year, 1, _MONDAY, 3),  # Martin Luther King Jr. Day
        _nth_weekday(day.year, 6, _MONDAY, 1) - timedelta(days=7),  # Memorial Day: the last Monday of May
        _nth_weekday(day.year, 9, _MONDAY, 1),  # Labor Day
        thanksgiving,
        thanksgiving + timedelta(days=1),
    }
    return day in movable or day in {_observed(date(day.year, 6, 19)), _observed(date(day.year, 7, 4))}


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _observed(day: date) -> date:
    """Return the weekday on which a holiday of a weekend is kept."""
    if day.weekday() < _SATURDAY:
        return day
    return day - timedelta(days=1) if day.weekday() == _SATURDAY else day + timedelta(days=1)
