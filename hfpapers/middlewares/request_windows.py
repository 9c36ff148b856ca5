"""Counting requests in the server's windows: how long the next request of a bucket must wait. Pure: no clock.

A short crawl goes at once; a long one spreads what is left evenly over the rest of the window, so that it is never
refused, and leaves a small reserve to others at the same address. Where a window's state is not known, at the
beginning and at each turn, one request goes ahead and the others wait for what its answer says.

`kind` is our guess at the bucket before the server names it. Moments are seconds on any clock that only goes
forward, handed in as `now`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeVar

from hfpapers.middlewares.rate_limit_header import Limit, Policy

ItemT = TypeVar("ItemT", Limit, Policy)

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

# An answer that tells how the window stands is on its way.
_SOON_SECONDS = 0.05


def reserve_of(quota: int) -> int:
    """Return how many requests of a quota are never used."""
    return min(RESERVE_REQUESTS, quota // RESERVE_PART)


def burst_of(quota: int) -> int:
    """Return how many requests go at once when a crawl begins."""
    return max(1, min(BURST_REQUESTS, quota // BURST_PART))


def seconds_within(requests: int, *, quota: int, cap: int | None) -> float:
    """Return how long so many requests take from the beginning of a crawl, by a quota of Hugging Face's windows."""
    bound = quota if cap is None else min(quota, cap)
    spread = requests - burst_of(bound)
    allowed = max(1, bound if bound == cap else bound - reserve_of(quota))
    return max(0, spread) * DEFAULT_WINDOW_SECONDS / allowed


@dataclass(slots=True)
class _Bucket:
    """One of the server's counters, as we know it.

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

    def roll(self, now: float) -> None:
        """Forget the window if it is over; what the next one holds, its first answer tells."""
        margin = min(_MARGIN_SECONDS, self.window_seconds / _MARGIN_PART)
        if self.ends_at is not None and now >= self.ends_at + margin:
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


@dataclass(frozen=True, slots=True)
class Ticket:
    """A request that is under way: where it was counted, when, and whether it was sent to learn how things stand."""

    kind: str
    bucket: _Bucket
    at: float
    is_probe: bool


class RequestWindows:
    """The buckets of one server. `cap` bounds what we send in a window, whatever the server would allow."""

    def __init__(self, cap: int | None = None) -> None:
        self._cap = cap
        self._buckets: dict[str, _Bucket] = {}
        self._names: dict[str, str] = {}

    def seconds_to_wait(self, kind: str, now: float) -> float:
        """Return how long to wait before a request: 0 where it may go at once; ask again afterwards."""
        bucket = self._bucket(kind)
        bucket.roll(now)
        if bucket.remaining is None and bucket.probes and not bucket.is_silent:
            return _SOON_SECONDS
        free = bucket.free(self._cap)
        if free is None:
            return 0.0
        if free <= 0:
            return self._seconds_to_turn(bucket, now)
        if bucket.last_at is None or bucket.ends_at is None or bucket.hurry_left(self._cap) > 0:
            return 0.0
        return max(0.0, bucket.last_at + (bucket.ends_at - bucket.last_at) / free - now)

    def is_used_up(self, kind: str, now: float) -> bool:
        """Tell whether nothing more may go in this window."""
        bucket = self._bucket(kind)
        bucket.roll(now)
        free = bucket.free(self._cap)
        return free is not None and free <= 0

    def seconds_for(self, kind: str, count: int, now: float) -> float:
        """Return how long so many more requests take by what the server allows; 0 where it names no limit."""
        bucket = self._bucket(kind)
        bucket.roll(now)
        bounds = [] if bucket.quota is None else [bucket.quota - reserve_of(bucket.quota)]
        bounds += [] if self._cap is None else [self._cap]
        count -= max(0, bucket.hurry_left(self._cap))
        if not bounds or count <= 0:
            return 0.0
        free, left = bucket.free(self._cap), 0.0 if bucket.ends_at is None else max(0.0, bucket.ends_at - now)
        if free is None or bucket.ends_at is None:
            free, left = 0, 0.0  # a window begins
        if count <= free:
            return left * count / free
        return left + (count - max(free, 0)) * bucket.window_seconds / max(1, min(bounds))

    def begin(self, kind: str, now: float) -> Ticket:
        """Count a request that is being sent; the ticket is for its end."""
        bucket = self._bucket(kind)
        bucket.roll(now)
        is_probe = bucket.remaining is None
        if not is_probe and bucket.hurry_left(self._cap) > 0:
            bucket.hurried += 1
        bucket.in_flight += 1
        bucket.probes += is_probe
        bucket.sent += 1
        bucket.last_at = now
        if bucket.ends_at is None:
            bucket.ends_at = now + bucket.window_seconds
        return Ticket(kind, bucket, now, is_probe)

    def finish(self, ticket: Ticket, limits: list[Limit], policies: list[Policy], now: float) -> None:
        """Count a request as over, and take over what the headers of its answer say.

        Several items are told apart by the bucket's name. Without any, as where there was no answer, the server is
        taken to have counted the request.
        """
        ticket.bucket.in_flight -= 1
        ticket.bucket.probes -= ticket.is_probe
        name = self._learn(ticket, [item.bucket for item in limits or policies])
        bucket = self._bucket(ticket.kind)
        bucket.roll(now)
        for policy in _of_bucket(policies, name):
            bucket.quota = policy.quota if policy.quota is not None else bucket.quota
            bucket.window_seconds = policy.window_seconds or bucket.window_seconds
        said = _of_bucket(limits, name)
        for limit in said:
            bucket.take(limit, asked_at=ticket.at, now=now)
        if not said:
            bucket.is_silent = True
            bucket.remaining = None if bucket.remaining is None else max(0, bucket.remaining - 1)

    def _seconds_to_turn(self, bucket: _Bucket, now: float) -> float:
        """Return how long until the window is certainly over."""
        if bucket.ends_at is None:
            return bucket.window_seconds
        margin = min(_MARGIN_SECONDS, bucket.window_seconds / _MARGIN_PART)
        return max(0.0, bucket.ends_at + margin - now) or _SOON_SECONDS

    def _bucket(self, kind: str) -> _Bucket:
        return self._buckets.setdefault(self._names.get(kind, kind), _Bucket())

    def _learn(self, ticket: Ticket, names: list[str]) -> str:
        """Return the name of a kind's bucket, as the server gives it or as we guess."""
        known = self._names.get(ticket.kind, ticket.kind)
        if not names or known in names or not names[0]:
            return known
        if ticket.kind not in self._names:
            # What was counted under our guess is the bucket's that the server names.
            self._buckets.setdefault(names[0], ticket.bucket)
        self._names[ticket.kind] = names[0]
        return names[0]


def _of_bucket(items: list[ItemT], name: str) -> list[ItemT]:
    return [item for item in items if item.bucket == name or not item.bucket][:1]
