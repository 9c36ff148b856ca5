"""One of the server's counters, as we know it: what its answers say in, what may still go in its window out. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hfpapers.middlewares.rate_limit_header import Limit

#: Hugging Face's window; used until a policy names another.
DEFAULT_WINDOW_SECONDS: Final = 300.0

#: Requests that go at once when a crawl begins, and the part of the quota that they never exceed.
BURST_REQUESTS: Final = 50
BURST_PART: Final = 5

#: Requests of a window that are never used, and the part of the quota that they never exceed: for the first requests
#: of other processes at the same address, and for what the server counts in another window than we do.
RESERVE_REQUESTS: Final = 8
RESERVE_PART: Final = 10

# `t` is in whole seconds and ages on the way: a window's end seems to move by so much while it stands.
_SAME_END_SECONDS = 2.0

# Some servers round `t` down: the window may end so much later than they say. Shorter for the short windows of tests.
_MARGIN_SECONDS = 1.0
_MARGIN_PART = 60


def reserve_of(quota: int) -> int:
    """Return how many requests of a quota are never used."""
    return min(RESERVE_REQUESTS, quota // RESERVE_PART)


def burst_of(quota: int) -> int:
    """Return how many requests go at once when a crawl begins."""
    return max(1, min(BURST_REQUESTS, quota // BURST_PART))


@dataclass(slots=True)
class Bucket:
    """A counter of requests in fixed windows.

    Attributes:
        quota: What a window holds; None until a policy says it. `most`: the most that was ever left.
        remaining: What is left; None until it is known, and once a window is over.
        told_at: When the answer came that said so.
        ends_at: The latest moment at which the window may end; None while no window is known.
        is_end_told: The server said so; else it is our guess.
        is_silent: The latest answer named no limit, or there was none: nothing is learned by waiting for one.
        probes: Requests under way that were sent to learn how the window stands.
        sent: In this window, by us. `hurried`: what went at once, in all.
        last_at: When the latest request went.
    """

    quota: int | None = None
    most: int = 0
    window_seconds: float = DEFAULT_WINDOW_SECONDS
    remaining: int | None = None
    told_at: float = 0.0
    ends_at: float | None = None
    is_end_told: bool = False
    is_silent: bool = False
    probes: int = 0
    in_flight: int = 0
    sent: int = 0
    hurried: int = 0
    last_at: float | None = None

    @property
    def size(self) -> int:
        """What a window holds, as far as it is known."""
        return self.most if self.quota is None else self.quota

    @property
    def margin_seconds(self) -> float:
        """How much later than it is said the window may end."""
        return min(_MARGIN_SECONDS, self.window_seconds / _MARGIN_PART)

    def roll(self, now: float) -> None:
        """Forget the window if it is over; what the next one holds, its first answer tells."""
        if self.ends_at is not None and now >= self.ends_at + self.margin_seconds:
            self.ends_at, self.is_end_told = None, False
            self.remaining = None
            # The server may count them in either window; in the new one is the safe reading.
            self.sent = self.in_flight

    def free(self, cap: int | None) -> int | None:
        """Return how many requests may still go in this window; None where nothing bounds them."""
        bounds = [] if self.remaining is None else [self.remaining - self.in_flight - reserve_of(self.size)]
        if cap is not None:
            bounds.append(cap - self.sent)
        return min(bounds, default=None)

    def hurry_left(self, cap: int | None) -> int:
        """Return how many requests may still go at once; none where half of the window is used up, by whomever."""
        if self.remaining is not None and 2 * self.remaining <= self.size:
            return 0
        bounds = [size for size in (self.size or None, cap) if size is not None]
        return burst_of(min(bounds)) - self.hurried if bounds else 0

    def take(self, limit: Limit, *, asked_at: float, now: float) -> None:
        """Take over what the server says of this bucket, in answer to a request of `asked_at`."""
        self.is_silent = False
        ends_at = now + (self.window_seconds if limit.reset_seconds is None else limit.reset_seconds)
        is_later = self.ends_at is None or not self.is_end_told or ends_at > self.ends_at + _SAME_END_SECONDS
        has_risen = self._take_remaining(limit.remaining, is_new=is_later, asked_at=asked_at, now=now)
        if is_later or (has_risen and limit.reset_seconds is not None):
            self.ends_at = ends_at
        elif limit.reset_seconds is not None and self.ends_at is not None:
            # `t` is rounded, and some answers were longer on their way: the earliest end is the nearest to the truth.
            self.ends_at = min(self.ends_at, ends_at)
        self.is_end_told = self.is_end_told or limit.reset_seconds is not None

    def _take_remaining(self, remaining: int | None, *, is_new: bool, asked_at: float, now: float) -> bool:
        """Take over what is left; tell whether it rose, which it does only in a new window.

        Within a window the number only falls, and answers may come out of order: the smallest is the latest. One
        that rose in answer to a later request is of a new window, or mends a count of ours that was too careful.
        """
        if remaining is None:
            return False
        self.most = max(self.most, remaining)
        has_risen = self.remaining is not None and remaining > self.remaining and asked_at >= self.told_at
        if self.remaining is None or is_new or has_risen or remaining < self.remaining:
            self.remaining, self.told_at = remaining, now
        return has_risen
