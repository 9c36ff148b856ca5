"""Times as both sources write them: ISO 8601 text with a time zone in, aware UTC datetime out."""

from __future__ import annotations

from datetime import UTC, datetime


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
