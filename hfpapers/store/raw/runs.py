"""Places of answers put in order of time with little memory: 24 bytes for each, however many a process has written.

A process writes an answer when it comes, so the records of one file are nearly in order of their dates, and not quite.
They are sorted in runs of some thousands, and the runs are merged as they are read.
"""

from __future__ import annotations

import heapq
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from hfpapers.model.fetched import RawRef

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_RUN_LENGTH = 4096


class Place(NamedTuple):
    """When an answer was asked for, and where it is. Places compare in this order.

    Attributes:
        size_bytes: How much it takes in its file, with its request; 0 where that is not known.
    """

    moment: datetime
    file: str
    offset: int
    size_bytes: int

    @property
    def ref(self) -> RawRef:
        """The place alone."""
        return RawRef(file=self.file, offset=self.offset)


class PlaceRuns:
    """Takes the places of whole files, gives them back in order of time."""

    def __init__(self) -> None:
        self._heads: list[tuple[Place, int, Iterator[Place]]] = []
        self._count = 0

    def add_file(self, places: Iterable[Place]) -> None:
        """Take the places of one file, in the order in which they stand there."""
        run: list[Place] = []
        for place in places:
            run.append(place)
            if len(run) == _RUN_LENGTH:
                self._add_run(run)
                run = []
        self._add_run(run)

    def pop_before(self, moment: datetime | None) -> Iterator[Place]:
        """Give, and forget, all places before a moment; None for all that are left."""
        while self._heads and (moment is None or self._heads[0][0].moment < moment):
            place, number, rest = self._heads[0]
            following = next(rest, None)
            if following is None:
                heapq.heappop(self._heads)
            else:
                heapq.heapreplace(self._heads, (following, number, rest))
            yield place

    def _add_run(self, run: list[Place]) -> None:
        if run:
            run.sort()
            packed = iter(_Packed.of(run))
            self._count += 1
            heapq.heappush(self._heads, (next(packed), self._count, packed))


@dataclass(frozen=True, slots=True)
class _Packed:
    """A run of one file in 24 bytes a place."""

    file: str
    moments: array[int]
    offsets: array[int]
    sizes: array[int]

    @classmethod
    def of(cls, run: list[Place]) -> _Packed:
        return cls(
            run[0].file,
            array("q", ((place.moment - _EPOCH) // _MICROSECOND for place in run)),
            array("q", (place.offset for place in run)),
            array("q", (place.size_bytes for place in run)),
        )

    def __iter__(self) -> Iterator[Place]:
        for moment, offset, size in zip(self.moments, self.offsets, self.sizes, strict=True):
            yield Place(_EPOCH + moment * _MICROSECOND, self.file, offset, size)
