"""How long to wait before the next try: what the server dictates, else a wait that grows. Pure."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Final

from hfpapers.config import Config
from hfpapers.middlewares.rate_limit_header import parse_limits
from hfpapers.model.retry_after import parse_retry_after

#: A longer wait is not waited: the request fails with the reason, and the next run asks again.
MAX_WAIT_SECONDS: Final = 900.0

#: The growing wait is lengthened by up to this part, at random, so that clients that failed together part ways.
JITTER: Final = 0.25


def growing_wait_seconds(tries: int, config: Config) -> float:
    """Return the wait after that many tries: `retry_seconds` doubled each time, plus up to `JITTER` of it."""
    wait = min(config.retry_seconds * 2.0 ** min(tries - 1, 60), MAX_WAIT_SECONDS)
    return wait * (1 + JITTER * random.random())  # noqa: S311 - spreads load, guards nothing


def dictated_wait_seconds(retry_after: str | None, rate_limit: str | None, now: datetime) -> float | None:
    """Return the wait that the server's headers name.

    Args:
        retry_after: Value of `Retry-After`: seconds or an HTTP date.
        rate_limit: Value of `RateLimit`, where it applies; asked only if `Retry-After` says nothing.
        now: Aware; what an HTTP date is compared with.

    Returns:
        Seconds above 0. None where nothing usable is said: no header, garbage, zero, a date that is past. Zero is
        no advice, since asking again at once is what led here.
    """
    seconds = parse_retry_after(retry_after, now) if retry_after else None
    if seconds is None and rate_limit:
        limits = parse_limits(rate_limit)
        # The bucket that is used up is the one that answered; where none says so, the longest wait is safe.
        spent = [limit for limit in limits if limit.remaining == 0] or limits
        seconds = max((limit.reset_seconds for limit in spent if limit.reset_seconds is not None), default=None)
    return seconds if seconds is not None and seconds > 0 else None
