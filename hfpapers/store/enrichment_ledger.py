"""Where what a language model was paid for is kept: the journal at once, the database as soon as it may be written to.

In: records. Out: lines, synced, and rows. Asking takes hours, so the right to write to the archive is held only while
rows are written: others crawl meanwhile. While they have it, rows wait, the journal has them already.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from hfpapers.config import Config
from hfpapers.errors import ArchiveBusyError
from hfpapers.model.enrichment_record import EnrichmentRecord
from hfpapers.model.forgotten import Forgotten
from hfpapers.store.archive import Archive
from hfpapers.store.database import Database
from hfpapers.store.enrichment_forgetting import withheld
from hfpapers.store.enrichment_journal import EnrichmentJournal
from hfpapers.store.lock import ArchiveLock
from hfpapers.store.writer import Writer

logger = logging.getLogger(__name__)

#: What a killed process left in the journal only was written there about when its last row was.
_BEFORE_LAST_ROW = timedelta(days=7)
#: Taking the lock costs some round trips on PostgreSQL, and a moment more where somebody else has it.
_BETWEEN_WRITES_SECONDS = 0.2
_BETWEEN_TRIES_SECONDS = 5.0


def take_in(archive: Archive) -> int:
    """Write the rows that a killed process had journalled and not written; return how many requests were new.

    Raises:
        StoreError: The journal cannot be read, or the database refused.
    """
    with archive.read() as queries:
        last = queries.enrichments.last_asked_at()
    since = None if last is None else last - _BEFORE_LAST_ROW
    taken = 0
    with archive.batch() as writer:
        for record in EnrichmentJournal(archive.config.home).read(since=since):
            kept = withheld(record, archive.forgotten)
            taken += kept is not None and writer.write_enrichment(kept, run_id=archive.run_id)
    return taken


class EnrichmentLedger:
    """The journal and the rows of one run.

    Args:
        config: Says which archive.
        database: Open for writing.
        run_id: The run that pays.
        holder: What others are told who want to write to the archive just then.
        forgotten: What must not be kept.
    """

    def __init__(self, config: Config, database: Database, *, run_id: int, holder: str, forgotten: Forgotten) -> None:
        self._config = config
        self._database = database
        self._run_id = run_id
        self._holder = holder
        self._forgotten = forgotten
        self._journal = EnrichmentJournal(config.home)
        self._waiting: list[EnrichmentRecord] = []
        self._next_write = time.monotonic()

    @property
    def waiting(self) -> int:
        """How many records are in the journal and not yet in the database."""
        return len(self._waiting)

    def note(self, record: EnrichmentRecord) -> EnrichmentRecord | None:
        """Keep a record; what was forgotten is left out of it.

        Returns:
            What was kept; None where the paper was forgotten.

        Raises:
            StoreError: It cannot be written.
        """
        kept = withheld(record, self._forgotten)
        if kept is not None:
            self._journal.append(kept)
            self._waiting.append(kept)
            if time.monotonic() >= self._next_write:
                self._try_to_write()
        return kept

    def write(self) -> None:
        """Write what is in the journal only.

        Raises:
            ArchiveBusyError: Another program has the right to write.
            StoreError: The database refused; what waits goes on waiting.
        """
        with self._writing() as writer:
            for record in self._waiting:
                writer.write_enrichment(record, run_id=self._run_id)
        self._waiting.clear()

    def finish(self, state: str, detail: str | None, *, now: datetime) -> None:
        """Write what is in the journal only, and how the run ended: `ok`, `incomplete` or `failed`.

        Raises:
            ArchiveBusyError: Another program has the right to write.
            StoreError: The database refused.
        """
        self.write()
        with self._writing() as writer:
            writer.end_run(self._run_id, state=state, detail=detail, now=now)

    @contextmanager
    def _writing(self) -> Iterator[Writer]:
        with ArchiveLock.acquire(self._config, holder=self._holder) as lock:
            self._database.check_before_writing(lock.check)
            with self._database.write(forgotten_papers=self._forgotten.papers) as writer:
                yield writer

    def _try_to_write(self) -> None:
        try:
            self.write()
            self._next_write = time.monotonic() + _BETWEEN_WRITES_SECONDS
        except ArchiveBusyError as busy:
            logger.info("%s is writing to this archive; %d answers wait for it", busy.holder, len(self._waiting))
            self._next_write = time.monotonic() + _BETWEEN_TRIES_SECONDS
