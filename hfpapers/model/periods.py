"""Spans of UTC days, as people name them: text in, one `Period` out.

No clock: words such as `today` are resolved by the caller, who has one.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from hfpapers.errors import InvalidPeriodError

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WEEK = re.compile(r"(\d{4})-?W(\d{1,2})", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_YEAR = re.compile(r"\d{4}")


class PeriodKind(StrEnum):
    """How the span was named; it decides the title of a digest."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `since` to `until`, both included.

    `label` is the span's name: `2024-04-15`, `2024-W15`, `2024-04`, `2024`, `2024-04-15..2024-04-19`.
    """

    kind: PeriodKind
    since: date
    until: date
    label: str

    @classmethod
    def of_day(cls, day: date) -> Self:
        """Make the period of one day."""
        return cls(PeriodKind.DAY, day, day, day.isoformat())

    @classmethod
    def of_week(cls, text: str) -> Self:
        """Read an ISO week, `2024-W15`: Monday to Sunday.

        Raises:
            InvalidPeriodError: There is no such week.
        """
        match = _WEEK.fullmatch(text.strip())
        if match is None:
            raise InvalidPeriodError(text, "a week is written 2024-W15")
        year, week = int(match[1]), int(match[2])
        try:
            monday = date.fromisocalendar(year, week, 1)
            sunday = monday + timedelta(days=6)
        except (ValueError, OverflowError) as error:
            raise InvalidPeriodError(text, f"the year {year} has no week {week}") from error
        return cls(PeriodKind.WEEK, monday, sunday, f"{year:04d}-W{week:02d}")

    @classmethod
    def of_month(cls, text: str) -> Self:
        """Read a month, `2024-04`.

        Raises:
            InvalidPeriodError: There is no such month.
        """
        match = _MONTH.fullmatch(text.strip())
        if match is None:
            raise InvalidPeriodError(text, "a month is written 2024-04")
        year, month = int(match[1]), int(match[2])
        try:
            first = date(year, month, 1)
        except ValueError as error:
            raise InvalidPeriodError(text, f"there is no month {match[2]} of {match[1]}") from error
        last = date(year, month, calendar.monthrange(year, month)[1])
        return cls(PeriodKind.MONTH, first, last, f"{year:04d}-{month:02d}")

    @classmethod
    def of_year(cls, text: str) -> Self:
        """Read a year, `2024`.

        Raises:
            InvalidPeriodError: There is no such year.
        """
        if _YEAR.fullmatch(text.strip()) is None or int(text) == 0:
            raise InvalidPeriodError(text, "a year is written 2024")
        year = int(text)
        return cls(PeriodKind.YEAR, date(year, 1, 1), date(year, 12, 31), f"{year:04d}")

    @classmethod
    def of_range(cls, since: date, until: date) -> Self:
        """Make the period of any days.

        Raises:
            InvalidPeriodError: It ends before it begins.
        """
        if until < since:
            raise InvalidPeriodError(f"{since} to {until}", "the span ends before it begins; swap --since and --until")
        label = f"{since.isoformat()}..{until.isoformat()}"
        return cls(PeriodKind.RANGE, since, until, label)

    def days(self) -> Iterator[date]:
        """Yield every day, in order."""
        for offset in range((self.until - self.since).days + 1):
            yield self.since + timedelta(days=offset)

    def clipped(self, first: date, last: date) -> Self | None:
        """Return the part of the period from `first` to `last`, under the same name; None where there is none."""
        since, until = max(self.since, first), min(self.until, last)
        return None if until < since else type(self)(self.kind, since, until, self.label)


def parse_day(text: str) -> date:
    """Read a day, `2024-04-15`.

    Raises:
        InvalidPeriodError: There is no such day.
    """
    if _DAY.fullmatch(text.strip()) is None:
        raise InvalidPeriodError(text, "a day is written 2024-04-15, or today, yesterday, latest")
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise InvalidPeriodError(text, "there is no such day") from error
