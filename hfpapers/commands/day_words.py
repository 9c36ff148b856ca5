"""Days and numbers as commands word them: coverage in, short English out. What is no failure is not called one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from hfpapers import checks
from hfpapers.commands.counting import number_of
from hfpapers.digest.text import shortened
from hfpapers.model.coverage import SETTLE_AFTER, WHOLE_STATES, DayCoverage, DayState, day_end

#: Every state of a day in words, in the order in which they are told.
STATE_WORDS: dict[DayState | None, str] = {
    DayState.COMPLETE: "complete",
    DayState.EMPTY: "empty",
    DayState.PARTIAL: "partial",
    DayState.FAILED: "failed",
    DayState.NOT_OPEN: "not open",
    None: "never asked for",
}
_SATURDAY = 5
_ERROR_CHARACTERS = 200


def state_key(coverage: DayCoverage) -> str:
    """Name the state for machines: as the database does, or `never_asked`."""
    return "never_asked" if coverage.state is None else str(coverage.state)


def is_gap(coverage: DayCoverage, *, today: date) -> bool:
    """Tell whether the day lacks something that can be had: a day that has not ended may well have no list yet."""
    is_awaited = coverage.day >= today and coverage.state in {None, DayState.NOT_OPEN}
    return coverage.state not in WHOLE_STATES and not is_awaited


def is_faulty(coverage: DayCoverage) -> bool:
    """Tell whether the latest look at the day got less than upstream offers."""
    return checks.is_incomplete([coverage])


def can_change(coverage: DayCoverage) -> bool:
    """Tell whether what is held is all that there was, and not final yet."""
    return coverage.state in WHOLE_STATES and coverage.settled_at is None


def day_line(coverage: DayCoverage) -> str:
    """Word the state of a day: `2026-11-19: complete, 34 papers (can still change until 2026-11-22)`."""
    until = f" (can still change until {(day_end(coverage.day) + SETTLE_AFTER).date()})" if can_change(coverage) else ""
    return f"{coverage.day}: {_state(coverage)}{until}"


def why_lacking(coverage: DayCoverage) -> str:
    """Say why a day is not whole, or why the latest look at it failed."""
    if coverage.last_error is not None:
        return shortened(coverage.last_error, _ERROR_CHARACTERS).rstrip(".")
    if coverage.state is DayState.NOT_OPEN:
        return "Hugging Face had no list of it when it was last asked"
    return STATE_WORDS[coverage.state]


def weekend_days(coverages: Iterable[DayCoverage]) -> int:
    """Count the empty days that fall on a weekend, when Hugging Face lists nothing."""
    return sum(coverage.state is DayState.EMPTY and coverage.day.weekday() >= _SATURDAY for coverage in coverages)


def in_runs(coverages: Iterable[DayCoverage]) -> list[list[DayCoverage]]:
    """Put neighbouring days with the same state and reason together."""
    runs: list[list[DayCoverage]] = []
    for coverage in coverages:
        last = runs[-1][-1] if runs else None
        if (
            last is not None
            and coverage.day - last.day == timedelta(days=1)
            and (coverage.state, why_lacking(coverage)) == (last.state, why_lacking(last))
        ):
            runs[-1].append(coverage)
        else:
            runs.append([coverage])
    return runs


def counted_states(coverages: Sequence[DayCoverage]) -> str:
    """Count days by state: `22 complete, 8 empty (8 on weekends)`."""
    parts = []
    for state, words in STATE_WORDS.items():
        number = sum(coverage.state == state for coverage in coverages)
        on_weekends = weekend_days(coverages) if state is DayState.EMPTY else 0
        if number:
            parts.append(f"{number:,} {words}{f' ({on_weekends:,} on weekends)' if on_weekends else ''}")
    return ", ".join(parts)


def _state(coverage: DayCoverage) -> str:
    match coverage.state:
        case DayState.COMPLETE:
            return f"complete, {number_of(coverage.stored or 0, 'paper')}"
        case DayState.PARTIAL if coverage.expected is not None:
            return f"partial, {coverage.stored or 0:,} of {number_of(coverage.expected, 'paper')}"
        case DayState.EMPTY:
            weekend = ", as on most weekends" if coverage.day.weekday() >= _SATURDAY else ""
            return f"empty: Hugging Face listed no papers{weekend}"
        case DayState.NOT_OPEN:
            return "not open: Hugging Face has no list of it yet"
        case _:
            return STATE_WORDS[coverage.state]
