"""What is said in English of the days of a period: in digests, and in errors, which are English in any language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hfpapers.digest.held_day import HeldDay, runs_of, total_numbers
from hfpapers.digest.model import BannerKind
from hfpapers.digest.words.base import MOST_RUNS, CoverageWords
from hfpapers.digest.words.english_phrases import counted, span
from hfpapers.digest.words.moments import moment
from hfpapers.model.coverage import WHOLE_STATES, DayState

_STATES: dict[DayState | None, str] = {
    DayState.COMPLETE: "complete",
    DayState.PARTIAL: "partial",
    DayState.EMPTY: "empty",
    DayState.FAILED: "failed",
    DayState.NOT_OPEN: "not open",
    None: "never asked for",
}


class EnglishCoverage(CoverageWords):
    """English."""

    def banner(self, kind: BannerKind, days: Sequence[HeldDay]) -> str:
        """Say once for all days of a kind what is wrong with them."""
        words = _BANNERS[kind]
        return words.alone(days[0]) if len(days) == 1 else f"{words.together} {_runs(days, words.note)}."

    def line(self, days: Sequence[HeldDay]) -> str:
        """Say in one sentence what is held of the period."""
        if len(days) > 1:
            return f"Coverage of {counted(len(days), 'day')}: {states_line(days)}."
        day = days[0]
        unsettled = ", not settled" if day.state in WHOLE_STATES and day.coverage.settled_at is None else ""
        return f"Coverage: {day.day} {_STATES[day.state]}{_numbers(days)}{unsettled}."


def states_line(days: Sequence[HeldDay]) -> str:
    """Count the days by state: `5 complete (126 of 126), 2 empty`."""
    by_state = {state: [day for day in days if day.state is state] for state in _STATES}
    return ", ".join(
        f"{len(in_state):,} {_STATES[state]}{_numbers(in_state)}" for state, in_state in by_state.items() if in_state
    )


def problem_of(day: HeldDay) -> str:
    """Say why there is no list of a day, as the end of a sentence."""
    match day.state:
        case None:
            return "was never asked for"
        case DayState.NOT_OPEN:
            return "was not open when it was last asked for"
        case _:
            return f"could not be read at the latest attempt{f' ({day.error})' if day.error else ''}"


def _unsettled(day: HeldDay) -> str:
    seen = _seen(day)
    return f"The list of {day.day} may have changed since it was read{f' ({seen})' if seen else ''}."


def _partial(day: HeldDay) -> str:
    if day.state is DayState.PARTIAL:
        held = f": {day.numbers[0]:,} of {day.numbers[1]:,} papers held whole" if day.numbers else ""
        why = f". The latest attempt ended with: {day.error}" if day.error else ""
        return f"The list of {day.day} is incomplete{held}{why}."
    seen = _seen(day)
    return (
        f"The list of {day.day} {_latest_attempt(day)}. What is held of it{f', seen {seen},' if seen else ''} is shown."
    )


def _latest_attempt(day: HeldDay) -> str:
    match day.state:
        case None:
            return "may be incomplete: no look at it is on record"
        case DayState.NOT_OPEN:
            return "may be incomplete: the latest attempt found it not open"
        case _:
            return f"may be incomplete: the latest attempt to read it failed{f': {day.error}' if day.error else ''}"


def _withdrawn(day: HeldDay) -> str:
    return f"The latest list of {day.day} held no papers; those of earlier lists are shown."


def _missing(day: HeldDay) -> str:
    return f"{day.day} is missing: it {problem_of(day)}."


def _not_open(day: HeldDay) -> str:
    return f"The list of {day.day} was not open yet when Hugging Face was last asked."


def _seen(day: HeldDay) -> str:
    return "" if day.coverage.answered_at is None else moment(day.coverage.answered_at)


def _state_note(day: HeldDay) -> str:
    is_counted = day.state is DayState.PARTIAL and day.numbers is not None
    return f"{_STATES[day.state]}{_of(day.numbers, ', ') if is_counted else ''}"


def _no_note(_day: HeldDay) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class _BannerWords:
    alone: Callable[[HeldDay], str]
    together: str
    note: Callable[[HeldDay], str]


_BANNERS = {
    BannerKind.UNSETTLED: _BannerWords(
        _unsettled, "The lists of these days may have changed since they were read:", _seen
    ),
    BannerKind.PARTIAL: _BannerWords(
        _partial,
        "The lists of these days are, or may be, incomplete; what is held of them is shown:",
        _state_note,
    ),
    BannerKind.WITHDRAWN: _BannerWords(
        _withdrawn, "The latest lists of these days held no papers; those of earlier lists are shown:", _no_note
    ),
    BannerKind.MISSING: _BannerWords(_missing, "These days are missing:", _state_note),
    BannerKind.NOT_OPEN: _BannerWords(
        _not_open, "The lists of these days were not open yet when Hugging Face was last asked:", _no_note
    ),
}


def _runs(days: Sequence[HeldDay], note: Callable[[HeldDay], str]) -> str:
    """Name days, neighbours with the same note as one span: `2024-04-09 to 2024-04-11 (never asked for), …`."""
    runs = runs_of(days, note)
    named = [f"{span(run[0].day, run[-1].day)}{f' ({note(run[0])})' if note(run[0]) else ''}" for run in runs]
    more = len(named) - MOST_RUNS
    if more <= 1:
        return ", ".join(named)
    return f"{', '.join(named[:MOST_RUNS])}, and {more:,} more spans of days; {len(days):,} days in all"


def _numbers(days: Sequence[HeldDay]) -> str:
    numbers = _of(total_numbers(days), "")
    return f" ({numbers})" if numbers else ""


def _of(numbers: tuple[int, int] | None, lead: str) -> str:
    return "" if numbers is None else f"{lead}{numbers[0]:,} of {numbers[1]:,}"
