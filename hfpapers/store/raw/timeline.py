"""The places of all answers in a folder, in order of time, without reading their bodies.

A process writes an answer when it comes, so the records of one file are not in order of the requests' dates: those of
a process are gathered and sorted first. Processes that ran at the same time are merged.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hfpapers.errors import RawError
from hfpapers.model.fetched import RawRef
from hfpapers.store.raw.exchange import Damage
from hfpapers.store.raw.names import list_groups
from hfpapers.store.raw.scan import Found, scan_records
from hfpapers.store.raw.warc import RecordHead

ANSWER_TYPES = frozenset({"response", "revisit"})

# A file is opened this long before the start in its name is reached, in case the clock was set back meanwhile.
_CLOCK_SLACK = timedelta(hours=1)
_EARLIEST = datetime.min.replace(tzinfo=UTC)


def iter_refs(
    directory: Path,
    *,
    since: datetime | None,
    until: datetime | None,
    on_damage: Callable[[Damage], None],
    skip_damaged: bool,
) -> Iterator[RawRef]:
    """Give the places of `response` and `revisit` records from `since` to before `until`, in order of WARC-Date.

    Files are opened one at a time, and not before their process's turn comes.

    Raises:
        RawError: A file is damaged before its end, and `skip_damaged` is not set.
    """
    heap: list[tuple[datetime, str, int]] = []
    for group in list_groups(directory):
        start = group.started_at
        while heap and heap[0][0] < _before(start):
            yield _ref(heapq.heappop(heap))
        if until is not None and _before(start) >= until:
            break
        for name in group.files:
            for entry in _entries(directory / name, on_damage, skip_damaged=skip_damaged):
                if (since is None or entry[0] >= since) and (until is None or entry[0] < until):
                    heapq.heappush(heap, entry)
    while heap:
        yield _ref(heapq.heappop(heap))


def record_date(head: RecordHead) -> datetime:
    """Read a record's WARC-Date.

    Raises:
        ValueError: It has none, or one without a time zone.
    """
    moment = datetime.fromisoformat(head.fields.get("warc-date", ""))
    if moment.tzinfo is None:
        raise ValueError("its WARC-Date has no time zone")
    return moment.astimezone(UTC)


def _entries(
    path: Path, on_damage: Callable[[Damage], None], *, skip_damaged: bool
) -> Iterator[tuple[datetime, str, int]]:
    for found in scan_records(path):
        if isinstance(found, Found):
            if found.head.record_type in ANSWER_TYPES:
                yield _date_at(path, found), path.name, found.offset
        elif found.torn or skip_damaged:
            on_damage(found)
        else:
            where = f"{path}, offset {found.offset}"
            raise RawError(where, f"damaged in the middle: {found.problem}; restore the file from a copy")


def _date_at(path: Path, found: Found) -> datetime:
    try:
        return record_date(found.head)
    except ValueError as error:
        raise RawError(f"{path}, offset {found.offset}", f"has no usable WARC-Date ({error})") from error


def _before(start: datetime) -> datetime:
    return max(start, _EARLIEST + _CLOCK_SLACK) - _CLOCK_SLACK


def _ref(entry: tuple[datetime, str, int]) -> RawRef:
    return RawRef(file=entry[1], offset=entry[2])
