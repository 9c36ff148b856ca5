"""Rows of a WARC file that was put back from a copy made before it was rewritten: each is led to its record again.

In: the file, and the names that rows have for it. Out: rows that know where their records stand in the copy, and what
those hold. A record is known again by its address and the moment of its request. Rows of records that the copy does
not have stay what they are, to be told by `db check`.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from hfpapers.model.fetched import RawRef
from hfpapers.store.database import Database
from hfpapers.store.fetch_rows import FetchPlace
from hfpapers.store.raw.names import split_generation
from hfpapers.store.raw.payloads import Payloads
from hfpapers.store.raw.places import read_moves
from hfpapers.store.raw.rewrite import iter_file

logger = logging.getLogger(__name__)

#: The address and the moment of a request, by which its record is known in any copy.
_Key = tuple[str, datetime]


def follow_copy(database: Database, directory: Path, file: str, names: Collection[str]) -> None:
    """Lead rows into a file that does not know that it ever had the name that they have for it.

    Args:
        database: Open for writing, under the archive's lock.
        directory: The WARC folder.
        file: The newest generation in the folder.
        names: Generations of the file that rows name.

    Raises:
        RawError: The file cannot be read.
        StoreError: The database refused.
    """
    strays = set(names) - _known_names(directory, file)
    if not strays:
        return
    with database.write() as writer:
        places = list(writer.fetches.list_of_files(strays))
        taken = {place.ref.offset for place in writer.fetches.list_of_files([file])}
        moved = _led_back(places, _held_by_key(directory, file, taken))
        writer.fetches.move(moved)
    if moved:
        logger.warning("%s was put back: %d row(s) of the database follow it", file, len(moved))


def _known_names(directory: Path, file: str) -> frozenset[str]:
    if not split_generation(file)[1]:
        return frozenset({file})
    moves, _ = read_moves(directory / file)
    return frozenset({file, *(move.from_file for move in moves)})


@dataclass(frozen=True, slots=True)
class _Held:
    """What a row says of a record."""

    ref: RawRef
    sha256: str
    size_bytes: int
    is_revisit: bool


def _held_by_key(directory: Path, file: str, taken: Collection[int]) -> dict[_Key, list[_Held]]:
    """Read which records no row tells of yet; `db check` tells of what cannot be read."""
    held: dict[_Key, list[_Held]] = defaultdict(list)
    for stored in iter_file(directory, file, payloads=Payloads(directory), on_damage=lambda _: None):
        if stored.ref.offset not in taken:
            exchange = stored.exchange
            found = _Held(stored.ref, stored.sha256, len(exchange.body), stored.record_type == "revisit")
            held[exchange.url, exchange.requested_at].append(found)
    return held


def _led_back(places: Iterable[FetchPlace], held: dict[_Key, list[_Held]]) -> list[FetchPlace]:
    moved = []
    for place in places:
        candidates = held.get((place.url, place.requested_at))
        if candidates:
            found = min(candidates, key=lambda each: (each.sha256 != place.sha256, each.ref.offset))
            candidates.remove(found)
            moved.append(
                replace(
                    place,
                    ref=found.ref,
                    sha256=found.sha256,
                    size_bytes=found.size_bytes,
                    is_revisit=found.is_revisit,
                )
            )
    return moved
