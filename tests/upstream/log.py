"""Every request that came, in order: what tests count, and what tells a polite client from another."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

from tests.upstream.messages import Request, Role


@dataclass(slots=True, kw_only=True)
class Seen:
    """One request and what became of it.

    Attributes:
        path: As sent; `query` has the last value of each parameter.
        headers: Lower-case name to value, as sent; a repeated header joined by `, `.
        at_monotonic: When its head had been read, by `time.monotonic`.
        finished_at_monotonic: Just before the last byte was sent, or when it broke off; None while under way.
        status: None until it is decided, and for a connection that was reset.
        parallel: Requests of the role that were being answered then, this one included.
        fault: Kind of the fault that was played; None where there was none.
    """

    role: Role
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    at_monotonic: float
    finished_at_monotonic: float | None = None
    status: int | None = None
    parallel: int = 1
    fault: str | None = None
    is_robots: bool = False


class RequestLog:
    """A log that many threads write to."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: list[Seen] = []
        self._active: dict[Role, int] = {}
        self._last: dict[Role, float] = {}

    def begin(self, request: Request) -> tuple[Request, Seen]:
        """Note that a request came; return it with its gap and parallels, and its line in the log."""
        now = time.monotonic()
        with self._lock:
            gap, parallel = None, 1
            if not request.is_robots:
                gap = now - self._last[request.role] if request.role in self._last else None
                parallel = self._active.get(request.role, 0) + 1
                self._active[request.role] = parallel
                self._last[request.role] = now
            seen = Seen(
                role=request.role,
                method=request.method,
                path=request.path,
                query=request.query,
                headers=dict(request.headers),
                at_monotonic=now,
                parallel=parallel,
                is_robots=request.is_robots,
            )
            self._seen.append(seen)
        return replace(request, gap_seconds=gap, parallel=parallel), seen

    def decide(self, seen: Seen, status: int | None, fault: str | None) -> None:
        """Note what will be answered."""
        with self._lock:
            seen.status, seen.fault = status, fault

    def finish(self, seen: Seen) -> None:
        """Note that a request is answered; a second call does nothing."""
        with self._lock:
            if seen.finished_at_monotonic is not None:
                return
            seen.finished_at_monotonic = time.monotonic()
            if not seen.is_robots:
                self._active[seen.role] -= 1

    def all(self) -> list[Seen]:
        """Return a copy of every line, in order of arrival."""
        with self._lock:
            return [replace(seen) for seen in self._seen]

    def clear(self) -> None:
        """Forget what came; requests under way still count as parallel."""
        with self._lock:
            self._seen.clear()
            self._last.clear()
