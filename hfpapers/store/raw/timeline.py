"""The places of all answers in a folder, in order of time, without reading their bodies.

A process writes an answer when it comes, so the records of one file are not in order of the requests' dates: those of
a process are gathered and sorted first (`runs`). Processes that ran at the same time are merged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hfpapers.errors import RawError
from hfpapers.store.raw.exchange import Damage
from hfpapers.store.raw.names import list_groups
from hfpapers.store.raw.runs import Place, PlaceRuns
from hfpapers.store.raw.scan import Found, scan_records
from hfpapers.store.raw.warc import RecordHead

ANSWER_TYPES = frozenset({"response", "revisit"})

# A file is opened this long before the start in its name is reached, in case the clock was set back meanwhile.
_CLOCK_SLACK = timedelta(hours=1)
_EARLIEST = datetime.min.replace(tzinfo=UTC)


def iter_places(
    directory: Path,
    *,
    until: datetime | None,
    on_damage: Callable[[Damage], None],
    skip_damaged: bool,
) -> Iterator[Place]:
    """Give the places of `response` and `revisit` records in order of WARC-Date.

    Files are opened one at a time, and not before their process's turn comes. It ends with the last one before `until`.

    Raises:
        RawError: A file is damaged before its end, and `skip_damaged` is not set.
    """
    runs = PlaceRuns()
    for group in list_groups(directory):
        start = group.started_at
        yield from runs.pop_before(_earliest(_before(start), until))
        if until is not None and _before(start) >= until:
            break
        for name in group.files:
            runs.add_file(_places(directory / name, on_damage, skip_damaged=skip_damaged))
    yield from runs.pop_before(until)


def total_bytes(directory: Path, *, until: datetime | None) -> int:
    """Return the size of the files that `iter_places` opens.

    Raises:
        RawError: A file cannot be read.
    """
    groups = list_groups(directory)
    names = [name for group in groups if until is None or _before(group.started_at) < until for name in group.files]
    try:
        return sum((directory / name).stat().st_size for name in names)
    except OSError as error:
        raise RawError(str(directory), f"cannot be read ({error.strerror})") from error


def holds_answer(path: Path) -> bool:
    """Tell whether a file holds a `response` or `revisit` record; a file that is gone holds none.

    Raises:
        RawError: It cannot be read.
    """
    if not path.exists():
        return False
    return any(isinstance(found, Found) and found.head.record_type in ANSWER_TYPES for found in scan_records(path))


def record_date(head: RecordHead) -> datetime:
    """Read a record's WARC-Date.

    Raises:
        ValueError: It has none, or one without a time zone.
    """
    moment = datetime.fromisoformat(head.fields.get("warc-date", ""))
    if moment.tzinfo is None:
        raise ValueError("its WARC-Date has no time zone")
    return moment.astimezone(UTC)


def _places(path: Path, on_damage: Callable[[Damage], None], *, skip_damaged: bool) -> Iterator[Place]:
    """Give the places in one file; what lies between two answers is taken to belong to the first."""
    answer: Found | None = None
    end = 0
    for found in scan_records(path):
        if isinstance(found, Found):
            if found.head.record_type in ANSWER_TYPES:
                if answer is not None:
                    yield _place(path, answer, end)
                answer = found
            end = found.end
        elif found.torn or skip_damaged:
            on_damage(found)
        else:
            where = f"{path}, offset {found.offset}"
            raise RawError(where, f"damaged in the middle: {found.problem}; restore the file from a copy")
    if answer is not None:
        yield _place(path, answer, end)


def _place(path: Path, answer: Found, end: int) -> Place:
    return Place(_date_at(path, answer), path.name, answer.offset, end - answer.offset)


def _date_at(path: Path, found: Found) -> datetime:
    try:
        return record_date(found.head)
    except ValueError as error:
        raise RawError(f"{path}, offset {found.offset}", f"has no usable WARC-Date ({error})") from error


def _before(start: datetime) -> datetime:
    return max(start, _EARLIEST + _CLOCK_SLACK) - _CLOCK_SLACK


def _earliest(moment: datetime, until: datetime | None) -> datetime:
    return moment if until is None else min(moment, until)
