"""An archive that a run writes to: its database, its WARC files, its journal, as one thing.

In: `Config`, the command's name, the time. Out: `Archive`, which keeps what was served
(`keep`), gives transactions (`write`) and remembers what the run has told already.
The bytes are on the disk before the database refers to them.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from hfpapers import PROJECT_URL, __version__
from hfpapers.config import Config
from hfpapers.errors import RawError
from hfpapers.model.fetched import Intent, RawRef
from hfpapers.model.issues import ONCE_PER_RUN, Issue, Severity
from hfpapers.store.database import Database
from hfpapers.store.journal import Attempt, Journal
from hfpapers.store.lock import ArchiveLock
from hfpapers.store.queries import Queries
from hfpapers.store.raw import Exchange, Original, RawWriter, StoredExchange, read_exchange, repair
from hfpapers.store.writer import FetchRow, Writer

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a response was kept, and its `fetch` row."""

    ref: RawRef
    fetch_id: int


class Archive:
    """An open archive, and one run on it, the only one that writes (`lock`).

    Use it as a context manager, and call `finish` before its end.
    """

    def __init__(self, config: Config, database: Database, lock: ArchiveLock, *, command: str, now: datetime) -> None:
        self.config = config
        self.database = database
        self._lock = lock
        self.journal = Journal(config.home)
        self._raw = RawWriter(
            config.warc_dir,
            software=f"hfpapers/{__version__} ({PROJECT_URL})",
            started_at=now,
            max_file_bytes=config.warc_file_bytes,
        )
        self._told: set[tuple[str, str]] = set()
        with database.write() as writer:
            self.run_id = writer.begin_run(command, version=__version__, now=now)
        self._is_finished = False

    @classmethod
    def open(cls, config: Config, *, command: str, now: datetime) -> Self:
        """Open for writing: make what is not there, mend what a killed process left.

        Raises:
            ArchiveBusyError: Another program is writing to it.
            HfpapersError: The folder or the database cannot be used.
        """
        with ExitStack() as undone:
            lock = undone.enter_context(ArchiveLock.acquire(config, holder=command))
            database = undone.enter_context(closing(Database.open_for_writing(config.database_url)))
            if config.warc_dir.is_dir():
                _mend(config.warc_dir)
            archive = cls(config, database, lock, command=command, now=now)
            undone.pop_all()
        return archive

    def finish(self, state: str, detail: str | None, *, now: datetime) -> None:
        """Record how the run ended: `ok`, `incomplete` or `failed`. The first word counts."""
        if not self._is_finished:
            with self.database.write() as writer:
                writer.end_run(self.run_id, state=state, detail=detail, now=now)
            self._is_finished = True

    def close(self) -> None:
        """Close the files and the database, and let others write."""
        with ExitStack() as stack:
            stack.callback(self._lock.release)
            stack.callback(self.database.close)
            self._raw.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def keep(self, exchange: Exchange) -> Kept:
        """Keep a response as served; a body that is held already becomes a revisit record.

        Raises:
            RawError: It cannot be written; nothing refers to it.
            StoreError: The database refused.
        """
        original = self._original_of(exchange)
        written = self._raw.write(exchange, original=original)
        self._raw.sync()
        row = _fetch_row(
            exchange, written.ref, written.sha256, size_bytes=written.size_bytes, is_revisit=original is not None
        )
        with self.database.write() as writer:
            return Kept(written.ref, writer.add_fetch(self.run_id, row))

    def register(self, stored: StoredExchange) -> int:
        """Give a record that is in the WARC files already its `fetch` row; return its id. For replay."""
        exchange = stored.exchange
        row = _fetch_row(
            exchange,
            stored.ref,
            stored.sha256,
            size_bytes=len(exchange.body),
            is_revisit=stored.record_type == "revisit",
        )
        with self.database.write() as writer:
            return writer.add_fetch(self.run_id, row)

    @contextmanager
    def write(self) -> Iterator[Writer]:
        """Give a writer in one transaction.

        Raises:
            StoreError: The database refused; nothing was changed.
        """
        with self.database.write() as writer:
            yield writer

    @contextmanager
    def read(self) -> Iterator[Queries]:
        """Give queries.

        Raises:
            StoreError: The database refused.
        """
        with self.database.read() as queries:
            yield queries

    def note_attempt(self, attempt: Attempt) -> None:
        """Journal what happened and left no body."""
        self.journal.append(attempt)

    def untold(self, issues: Iterable[Issue]) -> tuple[Issue, ...]:
        """Leave out the warnings that this run has told already, of the kinds that are told once."""
        fresh = []
        for issue in issues:
            key = (str(issue.code), issue.field)
            is_repeated = issue.severity is Severity.WARNING and issue.code in ONCE_PER_RUN and key in self._told
            if not is_repeated:
                fresh.append(issue)
                self._told.add(key)
        return tuple(fresh)

    def _original_of(self, exchange: Exchange) -> Original | None:
        if not exchange.body or exchange.truncated:
            return None
        with self.database.read() as queries:
            known = queries.find_original(_sha256(exchange.body), len(exchange.body))
        if known is None or not self._is_held(known.ref, exchange.body):
            return None
        return Original(ref=known.ref, url=known.url, requested_at=known.requested_at)

    def _is_held(self, ref: RawRef, body: bytes) -> bool:
        """Tell whether a record really holds a body: its file may have been damaged or taken away since."""
        try:
            return read_exchange(self.config.warc_dir, ref).exchange.body == body
        except RawError as problem:
            logger.warning("%s; the body is kept anew", problem)
            return False


def _mend(warc_dir: Path) -> None:
    for mended in repair(warc_dir):
        if mended.cut_bytes:
            logger.warning("%s: cut %d bytes that a killed process left", mended.file, mended.cut_bytes)
        for damage in mended.damage:
            logger.warning("%s, offset %d: %s", damage.file, damage.offset, damage.problem)


def _fetch_row(exchange: Exchange, ref: RawRef, sha256: str, *, size_bytes: int, is_revisit: bool) -> FetchRow:
    return FetchRow(
        url=exchange.url,
        requested_at=exchange.requested_at,
        status=exchange.status,
        sha256=sha256,
        size_bytes=size_bytes,
        is_truncated=exchange.truncated,
        is_revisit=is_revisit,
        warc_file=ref.file,
        warc_offset=ref.offset,
        endpoint=None if exchange.intent is None else str(exchange.intent.endpoint),
        day=_day_of(exchange.intent),
    )


def _day_of(intent: Intent | None) -> date | None:
    return None if intent is None else intent.day


def _sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
