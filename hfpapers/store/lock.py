"""One writer at a time: a crawl, a replay, a rewriting of WARC files must not run beside another on one archive.

In: `Config` and what the holder calls itself. Out: `ArchiveLock`. With SQLite it is a locked file in the home
folder; with PostgreSQL an advisory lock, so that programs on several machines see each other. Both are
dropped by the system when a process ends, however it ends. Reading needs no lock.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

import sqlalchemy as sa

from hfpapers.config import Config
from hfpapers.errors import ArchiveBusyError, StoreError
from hfpapers.store.engine import create_engine, database_name, store_errors

LOCK_FILE = "hfpapers.lock"
#: Key of the advisory lock: one archive is one database.
_KEY = 0x6866_7062
_HOLDER_CHARACTERS = 200


class ArchiveLock:
    """The right to write to one archive, held until `release`; a context manager."""

    def __init__(self, held: _FileLock | _AdvisoryLock) -> None:
        self._held = held

    @classmethod
    def acquire(cls, config: Config, *, holder: str) -> Self:
        """Take the lock, without waiting.

        Args:
            config: Says which archive.
            holder: What others are told of us, such as `hfpapers nightly`; the process number is added.

        Raises:
            ArchiveBusyError: Another program holds it.
            StoreError: The folder cannot be written to, or the database not be reached.
        """
        name = f"{holder[:_HOLDER_CHARACTERS]} (process {os.getpid()})"
        if config.database_url.startswith("sqlite"):
            return cls(_FileLock(config.home, name))
        return cls(_AdvisoryLock(config.database_url, name))

    def release(self) -> None:
        """Give the lock back."""
        self._held.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.release()


class _FileLock:
    """A locked file that names its holder; the file stays, the lock goes with the process."""

    def __init__(self, home: Path, name: str) -> None:
        path = home / LOCK_FILE
        try:
            home.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise StoreError(str(path), f"cannot be made ({error.strerror}); check the folder's permissions") from error
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(self._descriptor, 4 * _HOLDER_CHARACTERS, 0).decode("utf-8", "replace").strip()
            os.close(self._descriptor)
            raise ArchiveBusyError(str(home), holder or "another program") from error
        except OSError as error:
            os.close(self._descriptor)
            raise StoreError(str(path), f"cannot be locked ({error.strerror})") from error
        self._write(path, name)

    def release(self) -> None:
        os.close(self._descriptor)

    def _write(self, path: Path, name: str) -> None:
        try:
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, f"{name}\n".encode("utf-8", "replace"), 0)
        except OSError as error:
            os.close(self._descriptor)
            raise StoreError(str(path), f"cannot be written ({error.strerror})") from error


class _AdvisoryLock:
    """A session's advisory lock in PostgreSQL; the holder is told by the session's application name."""

    def __init__(self, url: str, name: str) -> None:
        self._engine = create_engine(url)
        where = database_name(self._engine)
        try:
            with store_errors(self._engine):
                self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
                self._connection.execute(sa.select(sa.func.set_config("application_name", name[:63], False)))
                is_held = self._connection.execute(sa.select(sa.func.pg_try_advisory_lock(_KEY))).scalar_one()
                other = None if is_held else self._holder()
        except BaseException:
            self._engine.dispose()
            raise
        if other is not None:
            self.release()
            raise ArchiveBusyError(where, other)

    def release(self) -> None:
        self._connection.close()
        self._engine.dispose()  # the session ends, and its lock with it

    def _holder(self) -> str:
        found = sa.text(
            "SELECT a.application_name FROM pg_locks AS l JOIN pg_stat_activity AS a ON a.pid = l.pid "
            "WHERE l.locktype = 'advisory' AND l.granted AND l.objid = :key "
            "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return str(self._connection.execute(found, {"key": _KEY}).scalar() or "another program")
