"""Days whose lists lack a paper now: judged anew by what is left of them, as a replay into an empty database would.

A day of which a body was pruned cannot be; of such a day only the counts are set right.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime

from hfpapers import ingest
from hfpapers.model.fetched import RawRef
from hfpapers.reread import reread
from hfpapers.reread.exchanges import is_lacking
from hfpapers.store.archive import Archive
from hfpapers.store.journal import Attempt
from hfpapers.store.raw import StoredExchange, iter_exchanges


def judge_days_anew(archive: Archive, days: frozenset[date]) -> None:
    """Derive the days from what is left of their lists, as a replay would; all of them, or none."""
    if not days:
        return
    with archive.read() as queries:
        places = queries.forget.places_of_days(days)
    whole = _whole_days(archive, places)
    with archive.batch() as writer:
        writer.forget.count_days_anew(days - whole)
        writer.forget.remove_days(whole)
        for happened in _happened(archive, whole):
            if isinstance(happened, Attempt):
                kind = ingest.NoSuchDay if happened.is_not_open else ingest.Failure
                ingest.store(archive, kind(intent=happened.intent, at=happened.at, detail=happened.detail))
            else:
                reread(archive, happened)


def _whole_days(archive: Archive, places: Mapping[date, frozenset[RawRef]]) -> frozenset[date]:
    """Name the days of which every answer is still held."""
    held: set[RawRef] = set()
    for stored in _of_days(archive, places):
        if not is_lacking(stored):
            held.add(stored.ref)
    return frozenset(day for day, refs in places.items() if refs <= held)


def _happened(archive: Archive, days: Collection[date]) -> Iterator[StoredExchange | Attempt]:
    """Merge what was kept and journalled of days, in order of time."""
    attempts = sorted((each for each in archive.journal.read() if each.intent.day in days), key=_moment)
    return heapq.merge(_of_days(archive, days), attempts, key=_moment)


def _of_days(archive: Archive, days: Collection[date]) -> Iterator[StoredExchange]:
    for stored in iter_exchanges(archive.config.warc_dir, skip_damaged=True):
        intent = stored.exchange.intent
        if intent is not None and intent.day in days:
            yield stored


def _moment(happened: StoredExchange | Attempt) -> datetime:
    return happened.at if isinstance(happened, Attempt) else happened.exchange.requested_at
