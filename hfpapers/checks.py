"""What a look at a day came to: old state and outcome in, new state out. Pure.

The rule behind all of it: a poorer answer never hides a richer one, and a failure is never
an empty day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from hfpapers.model.coverage import WHOLE_STATES, DayCoverage, DayState, has_ended, is_final


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Upstream gave a list, or a page of one.

    Attributes:
        entries: Distinct papers offered so far. `unreadable`: how many of them were not stored whole.
        is_whole: The list was read to its end, and did not move meanwhile.
        has_moved: It moved while it was read, so that a paper may have been missed.
    """

    look_at: datetime
    observed_at: datetime
    entries: int
    unreadable: int
    pages: int
    is_whole: bool
    has_moved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NotOpen:
    """Upstream says, or the calendar does, that there is no such list: a day that has not come, or was refused."""

    look_at: datetime
    observed_at: datetime
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """Upstream could not be asked, or its answer could not be read."""

    look_at: datetime
    detail: str


Outcome = Answered | NotOpen | Failed


def judge_day(before: DayCoverage, outcome: Outcome, *, known_listings: int) -> DayCoverage:
    """Give the state of a day after a look.

    Args:
        before: Its state until now.
        outcome: What the look came to.
        known_listings: Papers known to have been on the day's list, by any look.

    Returns:
        The new state; `before` where the outcome is of an older look than the one that set it.
    """
    if before.look_at is not None and outcome.look_at < before.look_at:
        return before
    is_new_look = outcome.look_at != before.look_at
    begun = replace(before, look_at=outcome.look_at, attempts=before.attempts + is_new_look)
    match outcome:
        case Failed():
            return _without_answer(begun, DayState.FAILED, outcome.detail)
        case NotOpen():
            return _not_open(begun, outcome, known_listings)
        case Answered(entries=0, is_whole=True):
            return _empty(begun, outcome, known_listings)
        case Answered():
            return _listed(begun, outcome, known_listings)


def is_far_fewer(outcome: Answered, known_listings: int) -> bool:
    """Tell whether a whole list holds under half of the papers that are known of the day: a fault, not withdrawals."""
    return outcome.is_whole and 2 * outcome.entries < known_listings


def is_incomplete(coverages: Iterable[DayCoverage]) -> bool:
    """Tell whether some day that was asked for could not be had as upstream offers it; `not_open` is no lack."""
    return any(
        coverage.state not in WHOLE_STATES | {DayState.NOT_OPEN} or coverage.last_error is not None
        for coverage in coverages
    )


def _without_answer(begun: DayCoverage, state: DayState, detail: str) -> DayCoverage:
    """Keep what an earlier look gave, and say that this one gave nothing."""
    held = begun.state if begun.state in WHOLE_STATES | {DayState.PARTIAL} else state
    return replace(begun, state=held, last_error=detail)


def _not_open(begun: DayCoverage, outcome: NotOpen, known_listings: int) -> DayCoverage:
    if has_ended(begun.day, outcome.observed_at):
        return _without_answer(begun, DayState.FAILED, f"{outcome.detail}, though the day has ended")
    if known_listings:
        return _without_answer(begun, DayState.PARTIAL, f"{outcome.detail}, though {known_listings} papers are known")
    return replace(begun, state=DayState.NOT_OPEN, answered_at=outcome.observed_at, last_error=None)


def _empty(begun: DayCoverage, outcome: Answered, known_listings: int) -> DayCoverage:
    if known_listings:
        detail = f"an empty list was served, though {known_listings} papers are known"
        return _without_answer(begun, DayState.PARTIAL, detail)
    state = DayState.EMPTY if has_ended(begun.day, outcome.observed_at) else DayState.NOT_OPEN
    return replace(_answered(begun, outcome), state=state, whole_look_at=outcome.look_at)


def _listed(begun: DayCoverage, outcome: Answered, known_listings: int) -> DayCoverage:
    if is_far_fewer(outcome, known_listings):
        detail = f"only {outcome.entries} papers were listed, though {known_listings} are known"
        return _without_answer(begun, DayState.PARTIAL, detail)
    if outcome.is_whole and outcome.unreadable == 0:
        return replace(_answered(begun, outcome), state=DayState.COMPLETE, whole_look_at=outcome.look_at)
    if begun.state is DayState.COMPLETE:
        # A list that is still being read lacks nothing; if the reading breaks off, that is a failure of its own.
        is_lacking = outcome.has_moved or outcome.unreadable
        return replace(begun, last_error=_why_partial(outcome)) if is_lacking else begun
    partial = replace(_answered(begun, outcome), state=DayState.PARTIAL, settled_at=None)
    whole_look_at = outcome.look_at if outcome.is_whole else begun.whole_look_at
    return replace(partial, whole_look_at=whole_look_at, last_error=_why_partial(outcome))


def _answered(begun: DayCoverage, outcome: Answered) -> DayCoverage:
    final = is_final(begun.day, outcome.observed_at)
    return replace(
        begun,
        expected=outcome.entries,
        stored=outcome.entries - outcome.unreadable,
        pages=outcome.pages,
        answered_at=outcome.observed_at,
        settled_at=begun.settled_at or (outcome.observed_at if final else None),
        last_error=None,
    )


def _why_partial(outcome: Answered) -> str:
    if outcome.has_moved:
        return "the list moved while it was read; a paper may have been missed"
    if outcome.unreadable:
        return f"{outcome.unreadable} of {outcome.entries} entries could not be read whole"
    return f"only {outcome.pages} page(s) of the list were read"
