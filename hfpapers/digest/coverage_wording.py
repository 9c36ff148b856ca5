"""The English sentences about what is held of each day: days in, banners and the coverage line out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hfpapers.digest.model import Banner, BannerKind
from hfpapers.digest.text import shortened
from hfpapers.digest.wording import counted, moment, span
from hfpapers.model.coverage import WHOLE_STATES, DayCoverage, DayState

_ERROR_CHARACTERS = 200
_STATE_WORDS: dict[DayState | None, str] = {
    DayState.COMPLETE: "complete",
    DayState.PARTIAL: "partial",
    DayState.EMPTY: "empty",
    DayState.FAILED: "failed",
    DayState.NOT_OPEN: "not open",
    None: "never asked for",
}


@dataclass(frozen=True, slots=True)
class HeldDay:
    """A day and how many listings of it are held."""

    coverage: DayCoverage
    held: int

    @property
    def day(self) -> date:
        """The UTC day."""
        return self.coverage.day

    @property
    def state(self) -> DayState | None:
        """What upstream gave for it; None where it was never asked."""
        return self.coverage.state


def banner_for(kind: BannerKind, days: Sequence[HeldDay]) -> Banner:
    """Write the one banner for all days of a kind, and the command that mends them where one does."""
    words = _BANNERS[kind]
    text = words.alone(days[0]) if len(days) == 1 else f"{words.together} {_runs(days, words.note)}."
    # One command over the whole span: the settled days in it cost no request.
    command = crawl_command(days[0].day, days[-1].day) if words.is_mendable else None
    return Banner(kind=kind, text=text, days=tuple(day.day for day in days), command=command)


def coverage_line(days: Sequence[HeldDay]) -> str:
    """Say in one sentence what is held of the period."""
    if len(days) > 1:
        return f"Coverage of {counted(len(days), 'day')}: {states_line(days)}."
    day = days[0]
    unsettled = ", not settled" if day.state in WHOLE_STATES and day.coverage.settled_at is None else ""
    return f"Coverage: {day.day} {_STATE_WORDS[day.state]}{_numbers(days)}{unsettled}."


def states_line(days: Sequence[HeldDay]) -> str:
    """Count the days by state: `5 complete (126 of 126), 2 empty`."""
    by_state = {state: [day for day in days if day.state is state] for state in _STATE_WORDS}
    return ", ".join(
        f"{len(in_state):,} {_STATE_WORDS[state]}{_numbers(in_state)}"
        for state, in_state in by_state.items()
        if in_state
    )


def problem_of(day: HeldDay) -> str:
    """Say why there is no list of a day, as the end of a sentence."""
    match day.state:
        case None:
            return "was never asked for"
        case DayState.NOT_OPEN:
            return "was not open when it was last asked for"
        case _:
            why = _error(day.coverage, " (")
            return f"could not be read at the latest attempt{f'{why})' if why else ''}"


def crawl_command(since: date, until: date) -> str:
    """Name the command that asks for these days."""
    if since == until:
        return f"hfpapers crawl --date {since.isoformat()}"
    return f"hfpapers crawl --since {since.isoformat()} --until {until.isoformat()}"


def _unsettled(day: HeldDay) -> str:
    seen = _seen(day)
    return f"The list of {day.day} may have changed since it was read{f' ({seen})' if seen else ''}."


def _partial(day: HeldDay) -> str:
    row = day.coverage
    if day.state is DayState.PARTIAL:
        held = f": {row.stored:,} of {row.expected:,} papers held whole" if _has_numbers(row) else ""
        return f"The list of {day.day} is incomplete{held}{_error(row, '. The latest attempt ended with: ')}."
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
            return f"may be incomplete: the latest attempt to read it failed{_error(day.coverage, ': ')}"


def _withdrawn(day: HeldDay) -> str:
    return f"The latest list of {day.day} held no papers; those of earlier lists are shown."


def _missing(day: HeldDay) -> str:
    return f"{day.day} is missing: it {problem_of(day)}."


def _not_open(day: HeldDay) -> str:
    return f"The list of {day.day} was not open yet when Hugging Face was last asked."


def _seen(day: HeldDay) -> str:
    return "" if day.coverage.answered_at is None else moment(day.coverage.answered_at)


def _state_note(day: HeldDay) -> str:
    row = day.coverage
    numbers = f", {row.stored:,} of {row.expected:,}" if day.state is DayState.PARTIAL and _has_numbers(row) else ""
    return f"{_STATE_WORDS[day.state]}{numbers}"


def _no_note(_day: HeldDay) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class _BannerWords:
    alone: Callable[[HeldDay], str]
    together: str
    note: Callable[[HeldDay], str]
    is_mendable: bool = False


_BANNERS = {
    BannerKind.UNSETTLED: _BannerWords(
        _unsettled, "The lists of these days may have changed since they were read:", _seen
    ),
    BannerKind.PARTIAL: _BannerWords(
        _partial,
        "The lists of these days are, or may be, incomplete; what is held of them is shown:",
        _state_note,
        is_mendable=True,
    ),
    BannerKind.WITHDRAWN: _BannerWords(
        _withdrawn, "The latest lists of these days held no papers; those of earlier lists are shown:", _no_note
    ),
    BannerKind.MISSING: _BannerWords(_missing, "These days are missing:", _state_note, is_mendable=True),
    BannerKind.NOT_OPEN: _BannerWords(
        _not_open, "The lists of these days were not open yet when Hugging Face was last asked:", _no_note
    ),
}


def _runs(days: Sequence[HeldDay], note: Callable[[HeldDay], str]) -> str:
    """Name days, neighbours with the same note as one span: `2024-04-09 to 2024-04-11 (never asked for), …`."""
    runs: list[list[HeldDay]] = []
    for day in days:
        last = runs[-1][-1] if runs else None
        if last is not None and day.day - last.day == timedelta(days=1) and note(day) == note(last):
            runs[-1].append(day)
        else:
            runs.append([day])
    notes = (f" ({note(run[0])})" if note(run[0]) else "" for run in runs)
    return ", ".join(f"{span(run[0].day, run[-1].day)}{text}" for run, text in zip(runs, notes, strict=True))


def _numbers(days: Sequence[HeldDay]) -> str:
    rows = [day.coverage for day in days]
    if not all(row.state in {DayState.COMPLETE, DayState.PARTIAL} and _has_numbers(row) for row in rows):
        return ""
    return f" ({sum(row.stored or 0 for row in rows):,} of {sum(row.expected or 0 for row in rows):,})"


def _has_numbers(row: DayCoverage) -> bool:
    return row.expected is not None and row.stored is not None


def _error(row: DayCoverage, lead: str) -> str:
    return f"{lead}{shortened(row.last_error, _ERROR_CHARACTERS).rstrip('.')}" if row.last_error else ""
