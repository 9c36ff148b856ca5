"""The state of a day: what upstream gave, and whether it can still change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

#: Hugging Face's first day with papers (measured, see docs/sources.md).
FIRST_DAY = date(2023, 5, 4)

#: An answer had this long after the day's end in UTC is final.
SETTLE_AFTER = timedelta(hours=48)


class DayState(StrEnum):
    """What upstream gave for a day."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    EMPTY = "empty"
    NOT_OPEN = "not_open"
    FAILED = "failed"


#: States in which all that upstream offered is stored.
WHOLE_STATES = frozenset({DayState.COMPLETE, DayState.EMPTY})


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCoverage:
    """What is known of one day at one source.

    Attributes:
        day: UTC.
        state: None where the day was never asked for.
        settled_at: When a final answer was had; None while the day can still change.
        expected: Entries in the latest answer that set the state; None where there was none.
        stored: How many of them are stored, each whole.
        pages: Requests that the latest look took.
        attempts: Looks begun in all.
        look_at: When the latest look began. `whole_look_at`: when the latest one that saw the whole list began.
        answered_at: When upstream last gave a list, an empty one included.
        last_error: Why the latest look did not end well; None where it did.
    """

    day: date
    state: DayState | None = None
    settled_at: datetime | None = None
    expected: int | None = None
    stored: int | None = None
    pages: int = 0
    attempts: int = 0
    look_at: datetime | None = None
    whole_look_at: datetime | None = None
    answered_at: datetime | None = None
    last_error: str | None = None


def day_end(day: date) -> datetime:
    """Return the moment at which a day ends, UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)


def has_ended(day: date, moment: datetime) -> bool:
    """Tell whether the UTC day was over at that moment."""
    return moment >= day_end(day)


def is_final(day: date, moment: datetime) -> bool:
    """Tell whether an answer had at that moment is final for the day."""
    return moment >= day_end(day) + SETTLE_AFTER
