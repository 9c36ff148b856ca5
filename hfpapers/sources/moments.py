"""Times as both sources write them: ISO 8601 text with a time zone in, aware UTC datetime out."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import NamedTuple

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class NamedMoment(NamedTuple):
    """A time and the day that its text names, which is another one than the UTC day where the zone is another."""

    moment: datetime
    day: date


def read_named_moment(text: object) -> NamedMoment:
    """Read a time whose first ten characters name a day, or that day alone, which is then its midnight.

    Raises:
        ValueError: It is neither.
    """
    if isinstance(text, str) and _DAY.fullmatch(text.strip()):
        day = date.fromisoformat(text.strip())
        return NamedMoment(datetime(day.year, day.month, day.day, tzinfo=UTC), day)
    moment = read_moment(text)
    return NamedMoment(moment, date.fromisoformat(str(text).strip()[:10]))


def read_moment(text: object) -> datetime:
    """Read a time such as `2024-04-15T17:59:46.000Z`.

    Raises:
        ValueError: It is no text, no time, or names no time zone.
    """
    if not isinstance(text, str):
        raise ValueError("a time must be text")  # noqa: TRY004 - pydantic gathers a ValueError, and lets a TypeError through
    try:
        moment = datetime.fromisoformat(text.strip())
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError("not a time such as 2024-04-15T17:59:46.000Z") from error
    raise ValueError("a time without a time zone")
