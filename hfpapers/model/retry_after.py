"""The header `Retry-After`: its value in, seconds out. Whether so long is waited is not said here."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime

_SECONDS = re.compile(r"\d{1,9}")


def parse_retry_after(value: str, now: datetime) -> float | None:
    """Return the wait that the header names, in seconds, of either form: a number or an HTTP date.

    Args:
        value: As served.
        now: Aware; what a date is compared with.

    Returns:
        Seconds, not above 0 for a date that is past; None for what is neither form.
    """
    text = value.strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
        return (moment - now).total_seconds()
    except (TypeError, ValueError, OverflowError):
        # Not a date, or (TypeError in the difference) a date with the zone -0000, which says nothing certain.
        return None
