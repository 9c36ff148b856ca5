"""The two kinds of lock that an archive needs: a locked file, and an advisory lock of PostgreSQL.

In: what is locked and by whom. Out: a lock that is held, or `ArchiveBusyError`, which names who holds it. Which locks
an archive needs is not said here.
"""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import time
from contextlib import ExitStack, suppress
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from hfpapers.errors import ArchiveBusyError, StoreError
from hfpapers.store.engine import create_engine, database_name, store_errors

_UNKNOWN_HOLDER = "another program"
_HOLDER_CHARACTERS = 200
_SQLITE_MAGIC = b"SQLite format 3\x00"
#: NFS, where a lock of a file becomes one of the server, may say so in either way.
_TAKEN = frozenset({errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES})

#: Keys of the advisory locks, by what they are for: one archive is one database.
_KEYS = {"": 0x6866_7062, ".enrichment": 0x6866_7063}
_APPLICATION_NAME_BYTES = 63
#: The server takes a moment to notice that a program was killed.
_TRIES = 4
_BETWEEN_TRIES_SECONDS = 0.1
#: A machine that lost its power or its network holds the lock for about a minute longer, not for hours.
_SESSION = {"tcp_keepalives_idle": "30", "tcp_keepalives_interval": "10", "tcp_keepalives_count": "3"}
_IDLE_SESSION_TIMEOUT_SINCE = (14,)

_OURS = (
    "l.locktype = 'advisory' AND l.granted AND l.classid = 0 AND l.objid = :key AND l.objsubid = 1 "
    "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


class FileLock:
    """A locked file that names its holder; the file stays, the lock goes with the process.

    Args:
        path: The file; it and its folder are made where there is none.
        where: What is locked, for whoever is refused.
        holder: Who locks it.

    Raises:
        ArchiveBusyError: Another process holds it.
        StoreError: The file cannot be made, locked or written.
    """

    def __init__(self, path: Path, where: str, holder: str) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        except OSError as error:
            raise StoreError(str(path), f"cannot be made ({error.strerror}); check the folder's permissions") from error
        try:
            self._lock(where)
            self._write(f"{holder[:_HOLDER_CHARACTERS]}{_place()}")
        except BaseException:
            os.close(self._descriptor)
            raise

    def check(self, _connection: sa.Connection) -> None:
        """Do nothing: a locked file is never lost."""

    def release(self) -> None:
        """Give the lock back."""
        os.close(self._descriptor)

    def leave_to_parent(self) -> None:
        """Close the copy that a fork made: the lock is held as long as one copy is open."""
        os.close(self._descriptor)

    def _lock(self, where: str) -> None:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in _TAKEN:
                raise StoreError(str(self._path), f"cannot be locked ({error.strerror})") from error
            holder = os.pread(self._descriptor, 8 * _HOLDER_CHARACTERS, 0).decode("utf-8", "replace").strip()
            raise ArchiveBusyError(where, holder or _UNKNOWN_HOLDER) from error

    def _write(self, name: str) -> None:
        try:
            if os.pread(self._descriptor, len(_SQLITE_MAGIC), 0) == _SQLITE_MAGIC:
                raise StoreError(str(self._path), "is a database, where a lock file is to be; give it another name")
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, f"{name}\n".encode("utf-8", "replace"), 0)
        except OSError as error:
            raise StoreError(str(self._path), f"cannot be written ({error.strerror})") from error


class AdvisoryLock:
    """A session's advisory lock in PostgreSQL; the holder is told by the session's application name.

    It needs a session of its own for as long as it is held: a pooler between us and the server must pool sessions,
    not transactions.

    Args:
        url: The database.
        holder: Who locks it.
        purpose: For what: empty for the right to write, else one of the names in `_KEYS`.

    Raises:
        ArchiveBusyError: Another session holds it.
        StoreError: The database cannot be reached.
    """

    def __init__(self, url: str, holder: str, purpose: str = "") -> None:
        self._key = _KEYS[purpose]
        self._engine = create_engine(url)
        self._where = database_name(self._engine)
        with ExitStack() as undone:
            undone.callback(self._engine.dispose)
            with store_errors(self._engine):
                self._connection = undone.enter_context(self._engine.connect())
                self._connection.execution_options(isolation_level="AUTOCOMMIT")
                self._name_session(holder)
                self._pid = int(self._connection.execute(sa.select(sa.func.pg_backend_pid())).scalar_one())
                self._lock()
            undone.pop_all()

    def check(self, connection: sa.Connection) -> None:
        """Make sure that the session which holds the lock is still there.

        Raises:
            StoreError: It is not: whoever came after it may be writing.
        """
        found = sa.text(f"SELECT count(*) FROM pg_locks AS l WHERE {_OURS} AND l.pid = :pid")  # noqa: S608 - a constant of ours
        if not connection.execute(found, {"key": self._key, "pid": self._pid}).scalar_one():
            raise StoreError(
                self._where,
                "the connection that held the right to write was lost; what was stored stays: run the command again",
            )

    def release(self) -> None:
        """Give the lock back, and wait until the server knows."""
        # A session that was lost has no lock any more.
        with suppress(SQLAlchemyError):
            self._connection.execute(sa.select(sa.func.pg_advisory_unlock(self._key)))
        self._connection.close()
        self._engine.dispose()

    def leave_to_parent(self) -> None:
        """Forget the connection: a word on it from a child would be taken for its parent's."""
        self._engine.dispose(close=False)

    def _name_session(self, holder: str) -> None:
        place = _place()
        name = holder.encode("ascii", "replace")[: _APPLICATION_NAME_BYTES - len(place)].decode("ascii") + place
        values = {"application_name": name, **_SESSION}
        if (self._engine.dialect.server_version_info or ()) >= _IDLE_SESSION_TIMEOUT_SINCE:
            values["idle_session_timeout"] = "0"
        self._connection.execute(sa.select(*(sa.func.set_config(key, value, False) for key, value in values.items())))

    def _lock(self) -> None:
        for tries in range(1, _TRIES + 1):
            if self._connection.execute(sa.select(sa.func.pg_try_advisory_lock(self._key))).scalar_one():
                return
            if tries < _TRIES:
                time.sleep(_BETWEEN_TRIES_SECONDS)
        found = sa.text(
            f"SELECT a.application_name FROM pg_locks AS l JOIN pg_stat_activity AS a ON a.pid = l.pid WHERE {_OURS}"  # noqa: S608 - a constant of ours
        )
        holder = self._connection.execute(found, {"key": self._key}).scalar()
        raise ArchiveBusyError(self._where, holder or _UNKNOWN_HOLDER)


def _place() -> str:
    host = socket.gethostname().encode("ascii", "replace").decode("ascii")[:20]
    return f" (process {os.getpid()} on {host})"
