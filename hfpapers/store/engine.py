"""Engines: one way to connect to SQLite and to PostgreSQL, and one way to say what went wrong.

SQLite: write-ahead log, foreign keys on, a busy timeout, and transactions that begin
when we say so (the driver would begin them late, and let DDL out of them).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from hfpapers.errors import StoreError

#: How long SQLite waits for another writer, where the URL says nothing else by `?timeout=SECONDS`; and PostgreSQL's
#: server to answer when it is connected to.
BUSY_TIMEOUT_SECONDS = 30
#: A server that is gone without a word is noticed within a minute or so, not after hours.
_KEEPALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 60_000}
#: The log is copied into the database once it is this long: 16 MB. SQLite's default of 4 MB is that of five pages of a
#: list, each of which touches the same pages of the indexes.
_LOG_PAGES = 4000
#: Execution option of a connection that is going to write: SQLite then takes the write lock at once,
#: since a transaction that reads first and writes later may be refused without waiting.
WRITES = "hfpapers_writes"


def create_engine(url: str) -> sa.Engine:
    """Make an engine; nothing is connected yet.

    Raises:
        StoreError: The URL is of no database that can be used.
    """
    try:
        parsed = sa.make_url(url)
        engine = sa.create_engine(parsed, connect_args=_connect_args(parsed), pool_pre_ping=not _is_sqlite(parsed))
    except (SQLAlchemyError, ImportError, ValueError) as error:
        raise StoreError("database URL", f"cannot be used ({_one_line(error)})") from error
    if engine.dialect.name == "sqlite":
        _tame_sqlite(engine)
    return engine


def create_reading_engine(url: str) -> sa.Engine:
    """Make an engine that only reads; an SQLite file that may not be written to is read all the same.

    Raises:
        StoreError: The URL is of no database that can be used, or of a file in a folder that may not be read.
    """
    engine = create_engine(url)
    path = sqlite_path(engine)
    if path is None or not _is_there(path) or os.access(path, os.W_OK):
        return engine
    # SQLite wants to make files of its own beside the database, unless it is told that nobody writes; where the
    # log of a writer is there, that would be untrue.
    log = path.with_name(f"{path.name}-wal")
    is_still = not log.exists() or log.stat().st_size == 0
    given = quote(str(path.absolute()))
    return create_engine(f"sqlite:///file:{quote(given)}?mode=ro&uri=true{'&immutable=1' if is_still else ''}")


def database_name(engine: sa.Engine) -> str:
    """Name the database for a person: the file, or the URL without its password."""
    if engine.dialect.name == "sqlite":
        return _path_of(engine.url) or ":memory:"
    return engine.url.set(query={}).render_as_string(hide_password=True)  # libpq takes a password in the query, too


def sqlite_path(engine: sa.Engine) -> Path | None:
    """Return the file of an SQLite database; None for any other."""
    if engine.dialect.name != "sqlite" or engine.url.database in {None, "", ":memory:"}:
        return None
    return Path(_path_of(engine.url))


@contextmanager
def store_errors(engine: sa.Engine) -> Iterator[None]:
    """Turn what the database raises into one line.

    Raises:
        StoreError: Anything that SQLAlchemy or a driver raised inside.
    """
    try:
        yield
    except (DBAPIError, engine.dialect.loaded_dbapi.Error) as error:  # the driver's own, too: COPY goes past SQLAlchemy
        raise StoreError(database_name(engine), _explained(error, engine.url)) from error
    except SQLAlchemyError as error:
        raise StoreError(database_name(engine), _one_line(error)) from error


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError as error:
        raise StoreError(str(path), f"cannot be read ({error.strerror})") from error


def _path_of(url: sa.URL) -> str:
    name = url.database or ""
    return unquote(name.removeprefix("file:")) if "uri" in url.query else name


def _is_sqlite(url: sa.URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _connect_args(url: sa.URL) -> dict[str, Any]:
    if _is_sqlite(url):
        return {"timeout": _busy_seconds(url)}
    ours = {"connect_timeout": BUSY_TIMEOUT_SECONDS, "application_name": "hfpapers", **_KEEPALIVE}
    given = url.query.get("options", "")
    options = f"{given if isinstance(given, str) else ' '.join(given)} -c timezone=UTC".strip()
    return {**{name: value for name, value in ours.items() if name not in url.query}, "options": options}


def _busy_seconds(url: sa.URL) -> float:
    given = url.query.get("timeout")
    return BUSY_TIMEOUT_SECONDS if given is None or isinstance(given, tuple) else float(given)


def _tame_sqlite(engine: sa.Engine) -> None:
    busy_milliseconds = round(_busy_seconds(engine.url) * 1000)

    @sa.event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # transactions begin in on_begin, not when the driver thinks fit
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {busy_milliseconds}")
        if not _is_read_only(connection):  # one that may only be read is read as it is
            cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def on_begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _is_read_only(connection: sqlite3.Connection) -> bool:
    files = [Path(row[2]) for row in connection.execute("PRAGMA database_list") if row[2]]
    return any(file.exists() and not os.access(file, os.W_OK) for file in files)


_LOST = "the connection was lost; what was stored stays: run the command again once the server is there"
_HINTS = {
    "database is locked": "is locked by another program for over {seconds:g} s; try again when it is done",
    "database or disk is full": "the disk is full; make room and run the command again",
    "no space left on device": "the server's disk is full; make room and run the command again",
    "disk i/o error": "cannot be written to or read (disk I/O error); see to the disk and run the command again",
    "readonly database": "cannot be written to; check its permissions",
    "read-only transaction": "cannot be written to: the server allows reading only, as a standby does",
    "unable to open database file": "cannot be opened; check that the folder exists and may be written to",
    "file is not a database": "is not an SQLite database; move it away and run: hfpapers replay",
    "malformed": "is damaged; move it away and run: hfpapers replay",
    "no such table": "has no hfpapers tables; run: hfpapers db upgrade",
    "connection refused": "refused the connection; is the server running?",
    "is the server running": "cannot be reached; is the server running?",
    "is shutting down": _LOST,
    "is starting up": "the server is starting; try again in a moment",
}


def _explained(error: Exception, url: sa.URL) -> str:
    original = error.orig if isinstance(error, DBAPIError) else error
    text = _one_line(original or error)
    for sign, hint in _HINTS.items():
        if sign in text.lower():
            return hint.format(seconds=_busy_seconds(url))
    return _LOST if isinstance(error, DBAPIError) and error.connection_invalidated else text


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:300]
