"""A day and what is held of it, as sentences about coverage need it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hfpapers.digest.text import shortened
from hfpapers.model.coverage import DayCoverage, DayState

_ERROR_CHARACTERS = 200


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

    @property
    def error(self) -> str:
        """Why the latest look failed, short and on one line, without a full stop; empty where it did not."""
        return shortened(self.coverage.last_error or "", _ERROR_CHARACTERS).rstrip(".")

    @property
    def numbers(self) -> tuple[int, int] | None:
        """Entries stored and expected; None where either is not known."""
        row = self.coverage
        return None if row.stored is None or row.expected is None else (row.stored, row.expected)


def total_numbers(days: Sequence[HeldDay]) -> tuple[int, int] | None:
    """Add up entries stored and expected; None unless all of the days have a list and both numbers."""
    pairs = [day.numbers for day in days if day.state in {DayState.COMPLETE, DayState.PARTIAL}]
    known = [pair for pair in pairs if pair is not None]
    if len(known) != len(days):
        return None
    return sum(stored for stored, _ in known), sum(expected for _, expected in known)


def runs_of(days: Sequence[HeldDay], note: Callable[[HeldDay], str]) -> list[list[HeldDay]]:
    """Group days in order: neighbours of which the same is to be said come together."""
    runs: list[list[HeldDay]] = []
    for day in days:
        last = runs[-1][-1] if runs else None
        if last is not None and day.day - last.day == timedelta(days=1) and note(day) == note(last):
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs
