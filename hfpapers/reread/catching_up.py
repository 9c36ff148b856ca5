"""Reads what a process that died kept and did not read, so that nobody is asked for it again.

In: an archive, just opened. Out: rows. A kill may come after a record was written and before its row, or before what
it says was stored; so may an error of the database. The archive noted the files then left (`store/abandoned.py`).
Of several answers to one request the last counts, as in the crawl: the others were retried.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hfpapers.model.fetched import RawRef
from hfpapers.reread.exchanges import reread
from hfpapers.store.abandoned import TASK
from hfpapers.store.archive import Archive
from hfpapers.store.raw.names import list_names, newest_generations, split_generation
from hfpapers.store.raw.payloads import Payloads
from hfpapers.store.raw.reader import read_with
from hfpapers.store.raw.scan import Found, scan_records
from hfpapers.store.raw.timeline import ANSWER_TYPES, record_date
from hfpapers.store.raw.warc import INTENT_FIELD

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaughtUp:
    """What was found in files that dead processes left.

    Attributes:
        records: Answers without a row, which have one now.
        pages: Answers that were read now; `papers`: how many were written of them.
    """

    records: int = 0
    pages: int = 0
    papers: int = 0


def catch_up(archive: Archive) -> CaughtUp:
    """Register and read what is kept and in no row; nothing to do, most of the time.

    To be called when the archive was opened, before anything is planned. A kill meanwhile loses nothing: the next
    call goes through the same files.

    Raises:
        RawError: A file cannot be read.
        StoreError: The database refused.
    """
    with archive.read() as queries:
        noted = queries.bookmarks.load(TASK)
    if noted is None:
        return CaughtUp()
    files = _as_they_are_now(archive.config.warc_dir, noted)
    result, payloads = CaughtUp(), Payloads(archive.config.warc_dir)
    for place in _untold(archive, files):
        stored = read_with(archive.config.warc_dir, place.ref, payloads)
        with archive.batch():
            report = reread(archive, stored).report if place.is_last_word else None
            archive.register(stored)
        result = CaughtUp(
            records=result.records + (not place.is_registered),
            pages=result.pages + (report is not None),
            papers=result.papers + (0 if report is None else report.papers),
        )
    with archive.write() as writer:
        writer.bookmarks.remove(TASK)
    if result.records or result.pages:
        logger.warning(
            "a process that was killed left %d response(s) that were in no row; %d were read now",
            result.records,
            result.pages,
        )
    return result


def _as_they_are_now(directory: Path, noted: Iterable[str]) -> list[str]:
    newest = newest_generations(list_names(directory))
    return sorted({newest[first] for first in (split_generation(name)[0] for name in noted) if first in newest})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """An answer that lacks its row, or of which no other row tells."""

    ref: RawRef
    is_registered: bool
    is_last_word: bool


def _untold(archive: Archive, files: Collection[str]) -> list[_Place]:
    """List them in order of time."""
    with archive.read() as queries:
        rows = {place.ref: place.fetch_id for place in queries.fetches.list_of_files(files)}
        untraced = queries.fetches.list_untraced(files)
    answers = sorted(_answers(archive.config.warc_dir, files), key=lambda answer: (answer[0], answer[1].offset))
    last = {request: ref for _, ref, request in answers}
    return [
        _Place(ref=ref, is_registered=ref in rows, is_last_word=last[request] == ref)
        for _, ref, request in answers
        if ref not in rows or (rows[ref] in untraced and last[request] == ref)
    ]


def _answers(directory: Path, files: Collection[str]) -> Iterator[tuple[datetime, RawRef, str]]:
    """Give when each answer was asked for, where it is, and what for: pages of one look differ, tries of one do not."""
    for file in files:
        for found in scan_records(directory / file):
            if isinstance(found, Found) and found.head.record_type in ANSWER_TYPES:
                fields = found.head.fields
                request = fields.get(INTENT_FIELD.lower(), fields.get("warc-target-uri", ""))
                yield record_date(found.head), RawRef(file=file, offset=found.offset), request
