"""Faults on demand: what makes an upstream lie, break off or refuse.

Each builder gives a `Fault`; `Upstream.fault` queues it for a role. A fault may change the
request before it is answered, or the answer after; how an answer breaks on the wire is
told to the server by `Response.wire`. No sockets here.
"""

from __future__ import annotations

import gzip
import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from urllib.parse import urlencode

from tests.upstream.messages import Request, Response, Role, Wire, redirect, text_response

_MIB = 1024 * 1024
_TOTAL = re.compile(rb"\s*<opensearch:totalResults>[^<]*</opensearch:totalResults>")
_COUNTED = re.compile(rb"(<opensearch:totalResults>)[^<]*(</opensearch:totalResults>)")
_ENTRY = re.compile(rb"\s*<entry>.*?</entry>", re.DOTALL)
_CHALLENGE = (
    "<!doctype html>\n<html><head><title>Just a moment</title></head>"
    "<body><h1>Checking that you are not a robot</h1><noscript>Scripts are needed to go on.</noscript></body></html>\n"
)


def _same(request: Request) -> Request:
    return request


def _unchanged(_request: Request, response: Response) -> Response:
    return response


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One way to go wrong. `kind` is its name in the log."""

    kind: str
    before: Callable[[Request], Request] = _same
    after: Callable[[Request, Response], Response] = _unchanged


def status(code: int, *, retry_after: str | int | None = None, rate_limit_reset: int | None = None) -> Fault:
    """Answer with a status and nothing useful.

    Args:
        code: Any status: 403, 406, 429, 500, 503...
        retry_after: `Retry-After`, in seconds or as an HTTP date; None sends none.
        rate_limit_reset: Seconds in a `RateLimit` header that has nothing left; None sends none.
    """
    reply = text_response(f"{code} on demand\n", "text/plain; charset=utf-8", status=code)
    if retry_after is not None:
        reply = reply.with_headers(("Retry-After", str(retry_after)))
    if rate_limit_reset is not None:
        reply = reply.with_headers(
            ("RateLimit", f'"api";r=0;t={rate_limit_reset}'), ("RateLimit-Policy", '"fixed window";"api";q=500;w=300')
        )
    return Fault(kind=f"status {code}", after=lambda _request, _response: reply)


def empty() -> Fault:
    """Answer 200 with no body; the headers stay."""
    return Fault(kind="empty", after=lambda _request, response: replace(response, status=200, body=b""))


def html() -> Fault:
    """Answer 200 with an HTML challenge page."""
    reply = text_response(_CHALLENGE, "text/html; charset=utf-8")
    return Fault(kind="html", after=lambda _request, _response: reply)


def cut(share: float = 0.5) -> Fault:
    """Promise the whole length, send that share of the body, close."""
    return _on_wire("cut", Wire.CUT, share)


def cut_chunked(share: float = 0.5) -> Fault:
    """Send that share of the body in chunks and close without the last one."""
    return _on_wire("cut_chunked", Wire.CUT_CHUNKED, share)


def stall(share: float = 0.5, *, longest_seconds: float = 30.0) -> Fault:
    """Send that share of the body and hang until `Upstream.release`, the client's leaving, or the time is over."""
    return Fault(
        kind="stall",
        after=lambda _request, response: replace(response, wire=Wire.STALL, share=share, delay_seconds=longest_seconds),
    )


def reset() -> Fault:
    """Reset the connection (RST) without a byte of answer."""
    return _on_wire("reset", Wire.RESET, 0.0)


def slow(seconds: float) -> Fault:
    """Answer well, but that much later."""
    return Fault(kind="slow", after=lambda _request, response: replace(response, delay_seconds=seconds))


def redirect_host(base_url: str) -> Fault:
    """Redirect to the same path at another host or port."""
    base = base_url.rstrip("/")
    return Fault(kind="redirect_host", after=lambda request, _response: redirect(base + request.target))


def redirect_day(day: date) -> Fault:
    """Redirect to the same listing of another day."""
    return Fault(kind="redirect_day", after=lambda request, _response: redirect(_target_of_day(request, day)))


def answer_day(day: date) -> Fault:
    """Answer 200 with the listing of another day, as if it were the one asked for."""
    return Fault(kind="answer_day", before=lambda request: replace(request, target=_target_of_day(request, day)))


def bomb(megabytes: int = 64, *, layers: int = 1) -> Fault:
    """Answer 200 with a gzip body of that many MiB once it is decompressed, about a thousandth of it on the wire.

    Each further layer packs it once more: 400 MiB are a few kB then.
    """

    def after(_request: Request, response: Response) -> Response:
        reply = replace(response, status=200, body=_bomb(megabytes, layers), verbatim=True)
        return reply.with_headers(("Content-Encoding", ", ".join(["gzip"] * layers)))

    return Fault(kind="bomb", after=after)


def body(content: bytes, *, code: int = 200, content_type: str = "application/json; charset=utf-8") -> Fault:
    """Answer with any bytes, verbatim and without compression."""
    reply = Response(status=code, headers=(("Content-Type", content_type),), body=content, verbatim=True)
    return Fault(kind="body", after=lambda _request, _response: reply)


def edit(change: Callable[[bytes], bytes]) -> Fault:
    """Answer with the right body after `change`, which gets it without compression."""
    return Fault(kind="edit", after=lambda _request, response: replace(response, body=change(response.body)))


def empty_feed() -> Fault:
    """Answer with a valid Atom feed that holds nothing and says so: how arXiv throttles."""

    def change(content: bytes) -> bytes:
        return _COUNTED.sub(rb"\g<1>0\g<2>", _ENTRY.sub(b"", content))

    return replace(edit(change), kind="empty_feed")


def missing_total() -> Fault:
    """Answer with an Atom feed that does not tell its total."""
    return replace(edit(lambda content: _TOTAL.sub(b"", content)), kind="missing_total")


def drop_last_entries(number: int = 1) -> Fault:
    """Leave out the last entries of a JSON list or an Atom feed, and change nothing else: totals stay."""
    return replace(edit(lambda content: _without_last(content, number)), kind="drop_last_entries")


@dataclass(slots=True)
class Planned:
    """A fault in the queue. `left` None is for ever; `hits` counts how often it was played."""

    role: Role
    fault: Fault
    match: str | re.Pattern[str] | None
    left: int | None
    hits: int = 0

    def concerns(self, request: Request) -> bool:
        """Tell whether the fault is due for a request; robots.txt is spared unless `match` names it."""
        if self.role != request.role or self.left == 0:
            return False
        if self.match is None:
            return not request.is_robots
        if isinstance(self.match, str):
            return self.match in request.readable_target
        return self.match.search(request.readable_target) is not None


class FaultQueue:
    """Faults in the order they were asked for; the first that is due is played, one for a request."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._planned: list[Planned] = []

    def add(self, planned: Planned) -> None:
        """Queue a fault."""
        with self._lock:
            self._planned.append(planned)

    def take(self, request: Request) -> Fault | None:
        """Return the fault that is due; None where there is none."""
        with self._lock:
            for planned in self._planned:
                if planned.concerns(request):
                    planned.hits += 1
                    planned.left = None if planned.left is None else planned.left - 1
                    return planned.fault
        return None

    def clear(self) -> None:
        """Forget every fault."""
        with self._lock:
            self._planned.clear()


def _on_wire(kind: str, wire: Wire, share: float) -> Fault:
    return Fault(kind=kind, after=lambda _request, response: replace(response, wire=wire, share=share))


def _target_of_day(request: Request, day: date) -> str:
    if request.path.startswith("/papers"):
        return f"/papers/date/{day.isoformat()}"
    return f"{request.path}?{urlencode({**request.query, 'date': day.isoformat()})}"


@cache
def _bomb(megabytes: int, layers: int) -> bytes:
    # As members, one after the other: packing the same MiB anew each time would take seconds.
    packed = gzip.compress(b"[", mtime=0) + gzip.compress(b" " * _MIB, mtime=0) * megabytes
    for _ in range(layers - 1):
        packed = gzip.compress(packed, mtime=0)
    return packed


def _without_last(content: bytes, number: int) -> bytes:
    if content.startswith(b"["):
        kept = json.loads(content)[:-number]
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()
    found = list(_ENTRY.finditer(content))
    if not found:
        raise ValueError("drop_last_entries: neither a JSON list nor an Atom feed with entries")
    return content[: found[-number:][0].start()] + content[found[-1].end() :]
