"""How long to wait before an endpoint is asked again: headers and the number of tries in, seconds out. Pure."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from hfpapers.model.retry_after import parse_retry_after

#: A longer wait is not waited: the run ends, and says so.
MAX_WAIT_SECONDS: Final = 900.0

#: The growing wait is lengthened by up to this part, at random, so that requests that failed together part ways.
_JITTER: Final = 0.25
_REMAINING: Final = {
    "x-ratelimit-remaining-requests": "x-ratelimit-reset-requests",
    "x-ratelimit-remaining-tokens": "x-ratelimit-reset-tokens",
}
_DURATION = re.compile(r"(?=\d)(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)(?:s|$))?(?:(\d+(?:\.\d+)?)ms)?")
_MILLISECONDS = re.compile(r"\d{1,9}(?:\.\d+)?")


def growing_wait_seconds(tries: int, retry_seconds: float) -> float:
    """Return the wait after that many tries: the first one doubled each time, and a little more at random."""
    wait = min(retry_seconds * 2.0 ** min(tries - 1, 60), MAX_WAIT_SECONDS)
    return wait * (1 + _JITTER * random.random())  # noqa: S311 - spreads load, guards nothing


def dictated_wait_seconds(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the wait that a refusal names; None where it names none that can be used.

    `Retry-After` in seconds or as a date, `retry-after-ms`, else the reset of what `x-ratelimit` says is used up.
    """
    milliseconds = headers.get("retry-after-ms", "").strip()
    if _MILLISECONDS.fullmatch(milliseconds):
        return float(milliseconds) / 1000 or None
    seconds = parse_retry_after(headers["retry-after"], now) if "retry-after" in headers else None
    if seconds is None:
        seconds = spent_wait_seconds(headers)
    return seconds if seconds is not None and seconds > 0 else None


def spent_wait_seconds(headers: Mapping[str, str]) -> float | None:
    """Return how long it takes until something of what `x-ratelimit` counts is left again; None where something is."""
    waits = [
        _duration_seconds(headers.get(reset, ""))
        for remaining, reset in _REMAINING.items()
        if headers.get(remaining, "").strip() == "0"
    ]
    return max((wait for wait in waits if wait is not None), default=None)


def _duration_seconds(text: str) -> float | None:
    """Read a duration as these headers have it: `6m0s`, `1.5s`, `20ms`, `12`."""
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, seconds, milliseconds = (float(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds + milliseconds / 1000
