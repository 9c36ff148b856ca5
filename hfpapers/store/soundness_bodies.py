"""Responses whose record is not where the database says: `fetch` rows and a WARC folder in, faults out.

A quick look by file, size and the first bytes of each record; reading every record and comparing its digest is the
work of `hfpapers raw verify`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, groupby
from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa

from hfpapers.errors import RawError
from hfpapers.model.fetched import RawRef
from hfpapers.store import schema
from hfpapers.store.raw.places import current_ref
from hfpapers.store.soundness import Fault
from hfpapers.store.streaming import stream

_GZIP = b"\x1f\x8b"


def find_missing_bodies(connection: sa.Connection, directory: Path) -> Iterator[Fault]:
    """Look for the record of every response that is kept."""
    table = schema.fetch
    rows = chain.from_iterable(
        stream(
            connection,
            sa.select(table.c.warc_file, table.c.warc_offset).order_by(table.c.warc_file, table.c.warc_offset),
        )
    )
    if not directory.is_dir():
        kept = sum(1 for _ in rows)
        if kept:
            yield Fault(
                check="bodies",
                what=f"there is no folder {directory}, and so no body of {kept:,} responses",
                mend="name the archive's --home, or leave the bodies out: hfpapers db check --no-bodies",
            )
        return
    for file, of_file in groupby(rows, key=lambda row: str(row.warc_file)):
        yield from _file_faults(directory, file, [int(row.warc_offset) for row in of_file])


def _file_faults(directory: Path, file: str, offsets: Sequence[int]) -> Iterator[Fault]:
    try:
        places = _places(directory, file, offsets)
        if places is None:
            yield Fault(
                check="bodies",
                what=f"{file} is not in {directory}, and so no body of {_responses(len(offsets))}",
                mend="bring it back from a backup, or from the machine that crawled",
            )
            return
        missing = _missing(directory, places)
    except (OSError, RawError) as error:
        problem = error.strerror if isinstance(error, OSError) else str(error)
        yield Fault(check="bodies", what=f"{file}: cannot be read ({problem})", mend="check its permissions")
        return
    if missing:
        yield Fault(
            check="bodies",
            what=f"{file}: no record where that of {_responses(len(missing))} should begin (offset {missing[0]})",
            mend="see: hfpapers raw verify; bring the file back from a backup",
        )


def _places(directory: Path, file: str, offsets: Sequence[int]) -> list[RawRef] | None:
    """Return where the records stand now; None where the file is gone."""
    if (directory / file).is_file():
        return [RawRef(file=file, offset=offset) for offset in offsets]
    places = [current_ref(directory, RawRef(file=file, offset=offset)) for offset in offsets]
    return None if places[0].file == file else places


def _missing(directory: Path, places: Sequence[RawRef]) -> list[int]:
    with (directory / places[0].file).open("rb") as opened:
        return [place.offset for place in places if not _begins_here(opened, place.offset)]


def _begins_here(file: BinaryIO, offset: int) -> bool:
    file.seek(offset)
    return file.read(len(_GZIP)) == _GZIP


def _responses(number: int) -> str:
    return f"{number:,} response{'' if number == 1 else 's'}"
