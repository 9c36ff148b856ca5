"""Reading `RateLimit` and `RateLimit-Policy`, as Hugging Face sends them. Text in, values out; garbage is nothing.

`RateLimit: "api";r=498;t=212` and `RateLimit-Policy: "fixed window";"api";q=500;w=300`, several joined by commas.
They follow an old draft of draft-ietf-httpapi-ratelimit-headers, loosely, hence the lenience.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Long enough for any real count, short enough for int() and float().
_NUMBER = re.compile(r"\d{1,12}")


@dataclass(frozen=True, slots=True)
class Limit:
    """What is left in a bucket: `remaining` requests until `reset_seconds` from now. `bucket` is empty if unnamed."""

    bucket: str
    remaining: int | None
    reset_seconds: float | None


@dataclass(frozen=True, slots=True)
class Policy:
    """What a bucket holds: `quota` requests in a window of `window_seconds`."""

    bucket: str
    quota: int | None
    window_seconds: float | None


def parse_limits(value: str) -> list[Limit]:
    """Read `RateLimit`; items that say neither `r` nor `t` are left out."""
    limits = []
    for bucket, numbers in _items(value):
        remaining, reset = numbers.get("r"), numbers.get("t")
        if remaining is not None or reset is not None:
            limits.append(Limit(bucket, remaining, None if reset is None else float(reset)))
    return limits


def parse_policies(value: str) -> list[Policy]:
    """Read `RateLimit-Policy`; items that say neither `q` nor a `w` above 0 are left out."""
    policies = []
    for bucket, numbers in _items(value):
        quota, window = numbers.get("q"), numbers.get("w") or None
        if quota is not None or window is not None:
            policies.append(Policy(bucket, quota, None if window is None else float(window)))
    return policies


def _items(value: str) -> list[tuple[str, dict[str, int]]]:
    """Split into items: the last name before or among the parameters, and the parameters that are numbers."""
    items = []
    for item in value.split(","):
        names: list[str] = []
        numbers: dict[str, int] = {}
        for part in item.split(";"):
            key, equals, text = (piece.strip() for piece in part.partition("="))
            if equals and _NUMBER.fullmatch(text) and text.isascii():
                numbers[key.lower()] = int(text)
            elif not equals and key:
                names.append(key.strip('"').strip().lower())
        items.append((names[-1] if names else "", numbers))
    return items
