"""One writer at a time: a crawl, a replay, a rewriting of WARC files must not run beside another on one archive.

In: `Config` and what the holder calls itself. Out: `ArchiveLock`. An archive is a home folder and a database, and
both are locked: the folder and an SQLite database by a locked file, PostgreSQL by an advisory lock, so that programs
on several machines see each other. Whoever asks a language model for hours holds another lock of the same kinds, and
this one only while it writes. All are dropped by the system when a process ends, however it ends. A program that
holds a lock may take it again: what it does in parts stays the work of one program. Reading needs no lock.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import sqlalchemy as sa

from hfpapers.config import Config
from hfpapers.store.engine import create_engine, database_name, sqlite_path
from hfpapers.store.held_lock import AdvisoryLock, FileLock

LOCK_FILE = "hfpapers.lock"
ENRICHMENT_LOCK_FILE = "hfpapers.enrichment.lock"
_ENRICHMENT = ".enrichment"
_DATABASE_SUFFIX = ".db"
_LOCK_SUFFIX = ".lock"


class ArchiveLock:
    """The right to write to one archive, held until `release`; a context manager."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names

    @classmethod
    def acquire(cls, config: Config, *, holder: str) -> Self:
        """Take the lock of a home folder and of its database, without waiting.

        Args:
            config: Says which archive.
            holder: What others are told of us, such as `hfpapers nightly`; process and machine are added.

        Raises:
            ArchiveBusyError: Another program holds it.
            StoreError: The folder cannot be written to, or the database not be reached.
        """
        home = config.home.resolve() / LOCK_FILE
        return cls._of({str(home): lambda: FileLock(home, str(config.home), holder)}, config.database_url, holder)

    @classmethod
    def of_enrichment(cls, config: Config, *, holder: str) -> Self:
        """Take the right to ask a language model for an archive: beside the other one, which others have meanwhile.

        Raises:
            ArchiveBusyError: Another program holds it.
            StoreError: The folder cannot be written to, or the database not be reached.
        """
        file = config.home.resolve() / ENRICHMENT_LOCK_FILE
        makers: dict[str, Callable[[], _Lock]] = {str(file): lambda: FileLock(file, str(config.home), holder)}
        return cls._of(makers, config.database_url, holder, purpose=_ENRICHMENT)

    @classmethod
    def of_database(cls, url: str, *, holder: str) -> Self:
        """Take the lock of a database alone: for what touches no WARC file, as moving rows from one to another.

        Raises:
            ArchiveBusyError: Another program holds it.
            StoreError: The database cannot be reached.
        """
        return cls._of({}, url, holder)

    @classmethod
    def _of(cls, makers: dict[str, Callable[[], _Lock]], url: str, holder: str, *, purpose: str = "") -> Self:
        makers = makers | _database_lock(url, holder, purpose)
        with ExitStack() as undone:
            for name, make in makers.items():
                _take(name, make)
                undone.callback(_drop, name)
            undone.pop_all()
        return cls(tuple(makers))

    def check(self, connection: sa.Connection) -> None:
        """Make sure that the lock is still ours; asked on a connection that is about to write.

        Raises:
            StoreError: The connection that held it was lost, and somebody else may be writing.
        """
        for name in self._names:
            _HELD[name].lock.check(connection)

    def release(self) -> None:
        """Give the lock back; a second call does nothing."""
        names, self._names = self._names, ()
        for name in reversed(names):
            _drop(name)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.release()


class _Lock(Protocol):
    """One lock of the system."""

    def check(self, connection: sa.Connection) -> None: ...

    def release(self) -> None: ...

    def leave_to_parent(self) -> None: ...


@dataclass
class _Share:
    """A lock that this process holds, and how often it was taken."""

    lock: _Lock
    times: int = 1


# The locks belong to the process, and so does the account of them.
_HELD: dict[str, _Share] = {}
_LEFT_TO_PARENT: list[_Share] = []  # kept: what is collected would end the parent's session
_guard = threading.Lock()


def _take(name: str, make: Callable[[], _Lock]) -> None:
    with _guard:
        if name in _HELD:
            _HELD[name].times += 1
        else:
            _HELD[name] = _Share(make())


def _drop(name: str) -> None:
    with _guard:
        share = _HELD.get(name)
        if share is None:
            return  # a forked child holds none of its parent's locks
        share.times -= 1
        if share.times == 0:
            del _HELD[name]
            share.lock.release()


def _leave_to_parent() -> None:
    """After a fork: the child holds nothing, and must keep no lock alive that its parent gives back."""
    global _guard  # noqa: PLW0603 - another thread of the parent may have held it when it forked
    _guard = threading.Lock()
    for share in _HELD.values():
        share.lock.leave_to_parent()
    _LEFT_TO_PARENT.extend(_HELD.values())
    _HELD.clear()


os.register_at_fork(after_in_child=_leave_to_parent)


def _database_lock(url: str, holder: str, purpose: str) -> dict[str, Callable[[], _Lock]]:
    """Give the lock of a database by its name; a database in memory is nobody else's, and has none."""
    with _short_lived(url) as engine:
        name, path = database_name(engine), sqlite_path(engine)
        if engine.dialect.name != "sqlite":
            return {f"{url}{purpose}": lambda: AdvisoryLock(url, holder, purpose)}
    if path is None:
        return {}
    file = _lock_beside(path.resolve(), purpose)
    return {str(file): lambda: FileLock(file, name, holder)}


@contextmanager
def _short_lived(url: str) -> Iterator[sa.Engine]:
    engine = create_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def _lock_beside(database: Path, purpose: str) -> Path:
    """Name the lock of an SQLite file: of `hfpapers.db` it is the one of the home folder that it stands in."""
    return database.with_name(database.name.removesuffix(_DATABASE_SUFFIX) + purpose + _LOCK_SUFFIX)
