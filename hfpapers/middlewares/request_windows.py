"""Counting requests in the server's windows: how long the next request of a bucket must wait. Pure: no clock.

A crawl that needs at most half of what is left goes at once; a longer one, and one of which that is not known, spreads
what is left evenly over the rest of the window, so that it is never refused, after a short burst. A small reserve is
left to others at the same address. Where a window's state is not known, at the
beginning and at each turn, one request goes ahead and the others wait for what its answer says.

`kind` is our guess at the bucket before the server names it. Moments are seconds on any clock that only goes
forward, handed in as `now`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from hfpapers.middlewares.rate_bucket import DEFAULT_WINDOW_SECONDS, Bucket, burst_of, reserve_of
from hfpapers.middlewares.rate_limit_header import Limit, Policy

ItemT = TypeVar("ItemT", Limit, Policy)

# An answer that tells how the window stands is on its way.
_SOON_SECONDS = 0.05


def seconds_within(requests: int, *, quota: int, cap: int | None) -> float:
    """Return how long so many requests take from the beginning of a crawl, by a quota of Hugging Face's windows."""
    bound = quota if cap is None else min(quota, cap)
    allowed = max(1, bound if bound == cap else bound - reserve_of(quota))
    # What is spread, until what remains is at most half of what is left of the window.
    spread = min(requests, 2 * requests - allowed) - burst_of(bound)
    return max(0, spread) * DEFAULT_WINDOW_SECONDS / allowed


@dataclass(frozen=True, slots=True)
class Ticket:
    """A request that is under way: where it was counted, when, and whether it was sent to learn how things stand."""

    kind: str
    bucket: Bucket
    at: float
    is_probe: bool


class RequestWindows:
    """The buckets of one server. `cap` bounds what we send in a window, whatever the server would allow."""

    def __init__(self, cap: int | None = None) -> None:
        self._cap = cap
        self._buckets: dict[str, Bucket] = {}
        self._names: dict[str, str] = {}
        self._expected: int | None = None

    def expect(self, requests: int) -> None:
        """Say how many requests are still to come, of whatever kind, as far as is known."""
        self._expected = requests

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
        if self._expected is not None and _are_few(self._expected, free):
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
        if _are_few(count, free):
            return 0.0
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

    def _seconds_to_turn(self, bucket: Bucket, now: float) -> float:
        """Return how long until the window is certainly over."""
        if bucket.ends_at is None:
            return bucket.window_seconds
        return max(0.0, bucket.ends_at + bucket.margin_seconds - now) or _SOON_SECONDS

    def _bucket(self, kind: str) -> Bucket:
        return self._buckets.setdefault(self._names.get(kind, kind), Bucket())

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


def _are_few(requests: int, free: int) -> bool:
    """Tell whether so many requests leave as much to others as they take."""
    return 2 * requests <= free


def _of_bucket(items: list[ItemT], name: str) -> list[ItemT]:
    return [item for item in items if item.bucket == name or not item.bucket][:1]
