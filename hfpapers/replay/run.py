"""The replay itself: all that was kept, in order of time, into the archive's database, tens of pages a transaction.

How far it got is committed with what it wrote, so a replay that was killed goes on where it was. Memory stays flat: one
body at a time, and 24 bytes for each record of the processes that ran at one time.
"""

from __future__ import annotations

import heapq
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from hfpapers import ingest
from hfpapers.model.enrichment_record import EnrichmentRecord
from hfpapers.replay.position import TASK, ReplayPosition, ReplayResult, position_from_json, position_to_json
from hfpapers.reread import reread
from hfpapers.store.archive import Archive
from hfpapers.store.delivery_journal import DeliveryJournal
from hfpapers.store.enrichment_forgetting import withheld
from hfpapers.store.enrichment_journal import EnrichmentJournal
from hfpapers.store.journal import Attempt
from hfpapers.store.queries import Queries
from hfpapers.store.raw import Damage, StoredExchange, iter_exchanges
from hfpapers.store.raw.names import list_names, newest_generations, split_generation
from hfpapers.store.raw.timeline import total_bytes

logger = logging.getLogger(__name__)

#: More at once is hardly faster, and what a kill throws away stays a matter of a second.
_BATCH = 50

Happened = StoredExchange | Attempt | EnrichmentRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayProgress:
    """How far a replay is: `done_bytes` of the `total_bytes` of the WARC files, and the sums so far."""

    result: ReplayResult
    done_bytes: int
    total_bytes: int


def replay(
    archive: Archive,
    *,
    now: datetime,
    since: datetime | None = None,
    until: datetime | None = None,
    restart: bool = False,
    on_progress: Callable[[ReplayProgress], None] | None = None,
    on_pruned: Callable[[StoredExchange], None] | None = None,
) -> ReplayResult:
    """Go through everything that was kept, or through what a replay that was killed left.

    Args:
        archive: Open for writing.
        now: When it began.
        since: Passes over what was fetched before.
        until: Passes over what was fetched at this moment or later.
        restart: Begin at the beginning, though a replay with the same options was not finished.
        on_progress: Called after each record, with the sums so far.
        on_pruned: Called with each record of which nothing could be written, since its body was dropped.

    Raises:
        RawError: A WARC file cannot be opened.
        StoreError: The database refused. What was committed stays, and the next replay goes on from there.
    """
    begun = None if restart else unfinished(archive, since=since, until=until)
    run = _Run(archive, begun or ReplayPosition(), since, until, now, _Watchers(on_progress, on_pruned))
    result = run.go()
    for damage in run.damages:
        logger.warning("%s, offset %d: %s", damage.file, damage.offset, damage.problem)
    return result


def unfinished(
    archive: Archive, *, since: datetime | None = None, until: datetime | None = None
) -> ReplayPosition | None:
    """Tell how far a replay with these options got that was not finished; None where there is none to go on with."""
    with archive.read() as queries:
        noted = queries.bookmarks.load(TASK)
    return position_from_json(noted, since=since, until=until)


def missing_files(queries: Queries, directory: Path) -> tuple[str, ...]:
    """Name the WARC files that rows refer to and that are not in the folder."""
    there = newest_generations(list_names(directory))
    known = queries.fetches.list_files()
    return tuple(sorted(name for name in known if split_generation(name)[0] not in there))


@dataclass(frozen=True, slots=True)
class _Watchers:
    on_progress: Callable[[ReplayProgress], None] | None
    on_pruned: Callable[[StoredExchange], None] | None


class _Run:
    def __init__(
        self,
        archive: Archive,
        position: ReplayPosition,
        since: datetime | None,
        until: datetime | None,
        now: datetime,
        watchers: _Watchers,
    ) -> None:
        self._archive = archive
        self._position = position
        self._since, self._until = since, until
        self._now = now
        self._watchers = watchers
        self._done_bytes = 0
        self._total_bytes = total_bytes(archive.config.warc_dir, until=until)
        self.damages: list[Damage] = []

    def go(self) -> ReplayResult:
        for batch in _batches(self._happened()):
            with self._archive.batch() as writer:
                for happened in batch:
                    self._take(happened)
                position = position_to_json(self._position, since=self._since, until=self._until)
                writer.bookmarks.save(TASK, position, now=self._now)
        with self._archive.write() as writer:
            writer.deliveries.restore(DeliveryJournal(self._archive.config.home).read())
            writer.bookmarks.remove(TASK)
        return replace(self._position.result, damaged=len(self.damages))

    def _happened(self) -> Iterator[Happened]:
        """Merge records and journals by time, without what is done; at the same moment the record comes first."""
        exchanges = iter_exchanges(
            self._archive.config.warc_dir,
            since=self._first(),
            until=self._until,
            on_damage=self.damages.append,
            skip_damaged=True,
            on_passed=self._pass,
        )
        attempts = sorted(self._archive.journal.read(), key=lambda attempt: attempt.at)
        answers = EnrichmentJournal(self._archive.config.home).read_by_time()
        journalled: Iterator[Happened] = heapq.merge(attempts, answers, key=_moment)
        wanted = (each for each in journalled if self._is_wanted(_moment(each)))
        return self._left(heapq.merge(exchanges, wanted, key=_moment))

    def _left(self, merged: Iterable[Happened]) -> Iterator[Happened]:
        begin, done = self._position.moment, self._position.at_moment
        for happened in merged:
            if done and _moment(happened) == begin:
                done -= 1
            else:
                yield happened

    def _is_wanted(self, moment: datetime) -> bool:
        first = self._first()
        return (first is None or moment >= first) and (self._until is None or moment < self._until)

    def _first(self) -> datetime | None:
        return self._since if self._position.moment is None else self._position.moment

    def _pass(self, size_bytes: int) -> None:
        self._done_bytes += size_bytes

    def _take(self, happened: Happened) -> None:
        sums = self._position.result
        if isinstance(happened, Attempt):
            sums = _replay_attempt(self._archive, happened, sums)
        elif isinstance(happened, EnrichmentRecord):
            sums = _replay_enrichment(self._archive, happened, sums)
        else:
            sums = self._replay_exchange(happened, sums)
        self._position = self._position.after(_moment(happened), sums)
        if self._watchers.on_progress is not None:
            told = replace(sums, damaged=len(self.damages))
            progress = ReplayProgress(result=told, done_bytes=self._done_bytes, total_bytes=self._total_bytes)
            self._watchers.on_progress(progress)

    def _replay_exchange(self, stored: StoredExchange, sums: ReplayResult) -> ReplayResult:
        came = reread(self._archive, stored)
        sums = replace(sums, records=sums.records + 1)
        if came.is_pruned:
            if self._watchers.on_pruned is not None:
                self._watchers.on_pruned(stored)
            return replace(sums, pages=sums.pages + 1, pruned=sums.pruned + 1)
        if came.report is None:
            return sums
        return replace(
            sums,
            pages=sums.pages + 1,
            refused=sums.refused + came.is_refused,
            papers=sums.papers + came.report.papers,
            issues=sums.issues + came.report.issues,
        )


def _batches(happened: Iterator[Happened]) -> Iterator[Iterator[Happened]]:
    """Cut into batches, read as they are taken: one body is in memory at a time."""
    for first in happened:
        yield _chained(first, islice(happened, _BATCH - 1))


def _chained(first: Happened, rest: Iterator[Happened]) -> Iterator[Happened]:
    yield first
    yield from rest


def _moment(happened: Happened) -> datetime:
    match happened:
        case Attempt():
            return happened.at
        case EnrichmentRecord():
            return happened.written_at
        case _:
            return happened.exchange.requested_at


def _replay_attempt(archive: Archive, attempt: Attempt, sums: ReplayResult) -> ReplayResult:
    kind = ingest.NoSuchDay if attempt.is_not_open else ingest.Failure
    report = ingest.store(archive, kind(intent=attempt.intent, at=attempt.at, detail=attempt.detail))
    return replace(sums, attempts=sums.attempts + 1, issues=sums.issues + report.issues)


def _replay_enrichment(archive: Archive, record: EnrichmentRecord, sums: ReplayResult) -> ReplayResult:
    kept = withheld(record, archive.forgotten)
    if kept is not None:
        with archive.write() as writer:
            writer.write_enrichment(kept, run_id=archive.run_id)
    return replace(sums, answers=sums.answers + 1)
