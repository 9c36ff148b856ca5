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
from hfpapers.model.forgotten import Forgotten, Subject
from hfpapers.model.issues import ONCE_PER_RUN, Issue, Severity
from hfpapers.store.abandoned import note_abandoned
from hfpapers.store.database import Database
from hfpapers.store.forgotten import ForgottenBook
from hfpapers.store.journal import Attempt, Journal
from hfpapers.store.lock import ArchiveLock
from hfpapers.store.lost import refuse_lost_database
from hfpapers.store.queries import Queries
from hfpapers.store.raw import Exchange, Original, RawWriter, StoredExchange, read_exchange, repair
from hfpapers.store.rewriting import settle_rewrites
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

    def __init__(
        self, config: Config, database: Database, lock: ArchiveLock | _Unlocked, *, command: str, now: datetime
    ) -> None:
        self.config = config
        self.database = database
        self._lock = lock
        database.check_before_writing(lock.check)
        self.journal = Journal(config.home)
        self._raw = RawWriter(
            config.warc_dir,
            software=f"hfpapers/{__version__} ({PROJECT_URL})",
            started_at=now,
            max_file_bytes=config.warc_file_bytes,
        )
        self._told: set[tuple[str, str]] = set()
        self.forgetting = ForgottenBook(config.home, self.read, self.write)
        self.forgetting.load()
        with database.write() as writer:
            self.run_id = writer.begin_run(command, version=__version__, now=now)
        self._is_finished = False

    @property
    def forgotten(self) -> Forgotten:
        """What must not come back."""
        return self.forgetting.forgotten

    def learn(self, subjects: frozenset[Subject], *, now: datetime) -> None:
        """Note names that forgotten people turned out to have on papers; warn where rows or bodies still hold them.

        Raises:
            StoreError: They cannot be written.
        """
        if subjects <= self.forgotten.subjects():
            return
        with self.database.read() as queries:
            known = queries.forgotten.papers_of(subjects)
        self.forgetting.add(subjects, now=now, is_done=not known)
        if known:
            logger.warning(
                "a name that was forgotten is on %d paper(s) known before; run: hfpapers forget --finish", len(known)
            )

    @classmethod
    def open(cls, config: Config, *, command: str, now: datetime, rebuilds: bool = False) -> Self:
        """Open for writing: make what is not there, mend what a killed process left.

        Args:
            config: Says which archive.
            command: What the user ran.
            now: When.
            rebuilds: Whether the database is to be made from the bodies; else one that is lost is refused.

        Raises:
            ArchiveBusyError: Another program is writing to it.
            HfpapersError: The folder or the database cannot be used, or the database is lost.
        """
        with ExitStack() as undone:
            lock = undone.enter_context(ArchiveLock.acquire(config, holder=command))
            if not rebuilds:
                refuse_lost_database(config)
            database = undone.enter_context(closing(Database.open_for_writing(config.database_url)))
            if config.warc_dir.is_dir():
                note_abandoned(database, config.warc_dir, now=now)
                _mend(config.warc_dir)
                for name in settle_rewrites(database, config.warc_dir):
                    logger.warning("%s: carried to its end what a killed process began to rewrite", name)
            archive = cls(config, database, lock, command=command, now=now)
            undone.pop_all()
        if archive.forgetting.unfinished and not command.startswith("hfpapers forget"):
            logger.warning("a taking down was begun and not finished; run: hfpapers forget --finish")
        return archive

    @classmethod
    def open_scratch(cls, config: Config, database_url: str, *, command: str, now: datetime) -> Self:
        """Open with a database of its own, to be thrown away; WARC files and journals are for reading only.

        Raises:
            HfpapersError: The database cannot be made.
        """
        with ExitStack() as undone:
            database = undone.enter_context(closing(Database.open_for_writing(database_url)))
            archive = cls(config, database, _Unlocked(), command=command, now=now)
            archive.forgetting.detach()
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
        with self.write() as writer:
            return Kept(written.ref, writer.add_fetch(self.run_id, row))

    def register(self, stored: StoredExchange) -> int:
        """Give a record that is in the WARC files already its `fetch` row; return its id. For what reads them again."""
        exchange = stored.exchange
        row = _fetch_row(
            exchange,
            stored.ref,
            stored.sha256,
            size_bytes=len(exchange.body),
            is_revisit=stored.record_type == "revisit",
        )
        with self.write() as writer:
            return writer.add_fetch(self.run_id, row)

    @contextmanager
    def write(self) -> Iterator[Writer]:
        """Give a writer in one transaction, within `batch` in that of all of it.

        Raises:
            StoreError: The database refused; nothing was changed. What was kept and not read is read at the next start.
        """
        try:
            with self.database.write(forgotten_papers=self.forgotten.papers) as writer:
                yield writer
        except BaseException:
            self._raw.leave_for_repair()
            raise

    @contextmanager
    def batch(self) -> Iterator[Writer]:
        """Put all that is written inside into one transaction; not for a crawl, which is to lose one page at most.

        Raises:
            StoreError: The database refused; nothing of the batch was written.
        """
        with self.database.batch(), self.write() as writer:
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


class _Unlocked:
    """Stands for the lock where nothing is written that others could meet."""

    def check(self, _connection: object) -> None:
        """Do nothing: the database is nobody else's."""

    def release(self) -> None:
        """Do nothing: nothing is held."""


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
