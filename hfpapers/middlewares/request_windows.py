"""Counting requests in the server's windows: how long the next request of a bucket must wait. Pure: no clock.

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

# `t` is in whole seconds and ages on the way: a window's end seems to move by so much while it stands.
_SAME_END_SECONDS = 2.0


@dataclass(slots=True)
class _Bucket:
    """One of the server's counters, as we know it. `remaining` and `ends_at` are None until they are known."""

    quota: int | None = None
    window_seconds: float = DEFAULT_WINDOW_SECONDS
    remaining: int | None = None
    ends_at: float | None = None
    in_flight: int = 0
    sent: int = 0

    def roll(self, now: float) -> None:
        """Begin the next window if this one is over."""
        if self.ends_at is not None and now >= self.ends_at:
            self.ends_at = None
            self.remaining = self.quota
            # The server may count them in either window; in the new one is the safe reading.
            self.sent = self.in_flight

    def take(self, limit: Limit, now: float) -> None:
        """Take over what the server says of this bucket."""
        ends_at = now + (self.window_seconds if limit.reset_seconds is None else limit.reset_seconds)
        is_new = self.ends_at is None or self.remaining is None or ends_at > self.ends_at + _SAME_END_SECONDS
        if limit.remaining is not None:
            # Answers may come out of order: within a window the smallest number is the latest.
            known = None if is_new else self.remaining
            self.remaining = limit.remaining if known is None else min(known, limit.remaining)
        if limit.reset_seconds is not None or is_new:
            self.ends_at = ends_at


@dataclass(frozen=True, slots=True)
class Ticket:
    """A request that is under way, and where it was counted."""

    kind: str
    bucket: _Bucket


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
        free = [] if bucket.remaining is None else [bucket.remaining - bucket.in_flight]
        if self._cap is not None:
            free.append(self._cap - bucket.sent)
        if min(free, default=1) > 0:
            return 0.0
        return (bucket.window_seconds if bucket.ends_at is None else bucket.ends_at - now) or 0.0

    def begin(self, kind: str, now: float) -> Ticket:
        """Count a request that is being sent; the ticket is for its end."""
        bucket = self._bucket(kind)
        bucket.roll(now)
        bucket.in_flight += 1
        bucket.sent += 1
        if bucket.ends_at is None:
            bucket.ends_at = now + bucket.window_seconds
        return Ticket(kind, bucket)

    def finish(self, ticket: Ticket, limits: list[Limit], policies: list[Policy], now: float) -> None:
        """Count a request as over, and take over what the headers of its answer say.

        Several items are told apart by the bucket's name. Without any, as where there was no answer, the server is
        taken to have counted the request.
        """
        ticket.bucket.in_flight -= 1
        name = self._learn(ticket, [item.bucket for item in limits or policies])
        bucket = self._bucket(ticket.kind)
        bucket.roll(now)
        for policy in _of_bucket(policies, name):
            bucket.quota = policy.quota if policy.quota is not None else bucket.quota
            bucket.window_seconds = policy.window_seconds or bucket.window_seconds
        said = _of_bucket(limits, name)
        for limit in said:
            bucket.take(limit, now)
        if not said and bucket.remaining is not None:
            bucket.remaining = max(0, bucket.remaining - 1)

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
