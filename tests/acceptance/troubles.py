"""What can go wrong with a source, a row for each way: how it is made, whether asking again may help, what is said.

A row is no test: `test_fault_matrix` plays each of them on each source that can have it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime

from tests.upstream import Fault, faults
from tests.upstream.messages import Request, Response

#: The bound that the matrix sets, and the first wait between two tries. What takes its time is tried less often.
MAX_TRIES, FEW_TRIES = 3, 2
RETRY_SECONDS = 0.05

#: When the troubled look begins, by the program's own clock.
LOOK_AT = datetime(2026, 10, 10, 3, tzinfo=UTC)

#: A day that nobody asks for, to be sent to by mistake.
OTHER_DAY = date(2026, 9, 1)

LISTS = frozenset({"api", "page"})
BATCHES = frozenset({"arxiv"})
PAPERS = frozenset({"record", "text"})
LICENCES = frozenset({"licences"})
_ALL = LISTS | BATCHES | PAPERS | LICENCES
#: What goes wrong below a source goes wrong alike for every one: the rarer ones are not shown for all of them.
_SOME = LISTS | BATCHES
_TIMEOUT = (("HFPAPERS_TIMEOUT_SECONDS", "0.7"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One way to go wrong.

    Attributes:
        name: Of the row.
        fault: Makes it, just before the program is started; is given the address of a third server.
        said: A part of what the archive then says of what is missing.
        tries: How often one thing is asked for; 1 where asking again is no help.
        waits_seconds: Least waits between the tries, where they are not our own growing ones.
        settings: Environment variables of the program.
        sources: Which sources have it.
    """

    name: str
    fault: Callable[[str], Fault]
    said: str
    tries: int = MAX_TRIES
    waits_seconds: tuple[float, ...] = (RETRY_SECONDS, 2 * RETRY_SECONDS)
    settings: tuple[tuple[str, str], ...] = ()
    sources: frozenset[str] = _SOME


def _status(code: int, *, tries: int = MAX_TRIES, on: frozenset[str] = _SOME, note: str = "") -> Trouble:
    fault = faults.status(code)
    return Trouble(name=f"status-{code}{note}", fault=lambda _: fault, said=fault.kind, tries=tries, sources=on)


def _slow(name: str, fault: Fault, *, on: frozenset[str] = _SOME) -> Trouble:
    return Trouble(name=name, fault=lambda _: fault, said="imeout", tries=FEW_TRIES, settings=_TIMEOUT, sources=on)


def _told_to_wait(name: str, fault: Callable[[str], Fault], *, said: str, on: frozenset[str] = _SOME) -> Trouble:
    return Trouble(name=name, fault=fault, said=said, tries=FEW_TRIES, waits_seconds=(1.0,), sources=on)


def _until_a_moment(_third: str) -> Fault:
    """Name the moment, two seconds ahead by the clock of a program that is about to be started."""
    began = time.monotonic()

    def after(request: Request, response: Response) -> Response:
        moment = LOOK_AT + timedelta(seconds=time.monotonic() - began + 2)
        return faults.status(429, retry_after=format_datetime(moment, usegmt=True)).after(request, response)

    return Fault(kind="retry after a moment", after=after)


TROUBLES = (
    Trouble(name="reset", fault=lambda _: faults.reset(), said="Connection", sources=_ALL),
    _slow("timeout", faults.slow(30)),
    _slow("stall", faults.stall(), on=_ALL),
    Trouble(name="cut", fault=lambda _: faults.cut(), said="cut off", sources=_ALL),
    Trouble(name="cut-chunked", fault=lambda _: faults.cut_chunked(), said="cut off"),
    _status(429, on=_ALL),
    _told_to_wait("status-429-retry-after", lambda _: faults.status(429, retry_after=1), said="status 429"),
    _told_to_wait("status-429-retry-after-date", _until_a_moment, said="status 429"),
    _told_to_wait(
        "status-429-rate-limit", lambda _: faults.status(429, rate_limit_reset=1), said="status 429", on=LISTS
    ),
    _status(403, tries=1, on=_ALL),
    _status(406, on=BATCHES | LICENCES),
    _status(406, tries=1, on=LISTS | PAPERS, note="-of-hugging-face"),
    _status(500),
    _status(502),
    _status(503, on=_ALL),
    _status(504),
    _told_to_wait("status-503-retry-after", lambda _: faults.status(503, retry_after=1), said="status 503"),
    Trouble(name="nothing", fault=lambda _: faults.empty(), said="empty", sources=_ALL),
    Trouble(name="html", fault=lambda _: faults.html(), said="come back later", sources=_ALL),
    Trouble(name="empty-feed", fault=lambda _: faults.empty_feed(), said="empty", sources=BATCHES),
    Trouble(
        name="another-day", fault=lambda _: faults.redirect_day(OTHER_DAY), said=str(OTHER_DAY), tries=1, sources=LISTS
    ),
    Trouble(name="another-host", fault=faults.redirect_host, said="redirect", tries=1, sources=_ALL),
    Trouble(name="400-mb", fault=lambda _: faults.bomb(400), said="larger than", tries=1),
    Trouble(
        name="400-mb-from-1-kb",
        fault=lambda _: faults.bomb(400, layers=2),
        said="larger than",
        tries=1,
        sources=_ALL,
    ),
)
