"""Moves the rows of an archive from one database to another: from SQLite to PostgreSQL, and back.

In: two URLs. Out: the same rows in the other one, compared table by table and view by view. All of it is read in one
snapshot, and neither database is written to by others meanwhile. A copy that was broken off goes on where it was.
The WARC files and the journals are not moved: they belong to the home folder, not to the database.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from hfpapers.errors import DatabaseVersionError, StoreError
from hfpapers.store import migrate, schema
from hfpapers.store.copy_rows import empty_tables, move_rows, set_counters, writing
from hfpapers.store.copy_state import CopyState, delete_copy_state, load_copy_state, write_copy_state
from hfpapers.store.database import Database, make_folder
from hfpapers.store.engine import create_engine, database_name, sqlite_path, store_errors
from hfpapers.store.fingerprints import Fingerprint, fingerprint_table, fingerprint_view, view_names
from hfpapers.store.lock import ArchiveLock
from hfpapers.store.version import is_blank, read_version, refuse_newer


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyStep:
    """How far a copy is: `rows` of `table` are copied in this call, or it was compared."""

    table: str
    rows: int
    is_compared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A table or public view, as both databases have it."""

    name: str
    is_view: bool
    source: Fingerprint
    target: Fingerprint

    @property
    def is_same(self) -> bool:
        """Whether the copy is one."""
        return self.source == self.target


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyReport:
    """What came of a copy.

    Attributes:
        source, target: Names of the databases, without passwords.
        was_resumed: It went on with a copy that had been broken off.
        compared: Tables in the order of copying, then views.
        altered_texts: Texts in which what PostgreSQL cannot hold (NUL) became U+FFFD, as far as this call copied them.
    """

    source: str
    target: str
    was_resumed: bool
    compared: tuple[Compared, ...]
    altered_texts: int

    @property
    def differing(self) -> tuple[Compared, ...]:
        """What is not the same; the copy is whole where there is none."""
        return tuple(one for one in self.compared if not one.is_same)


def copy_archive(
    source_url: str,
    target_url: str,
    *,
    restart: bool,
    holder: str,
    now: datetime,
    on_step: Callable[[CopyStep], None] | None = None,
) -> CopyReport:
    """Copy all rows of an archive into an empty database, or go on with that.

    Args:
        source_url: An archive of the current version.
        target_url: An empty database, or one with a copy under way; made where it is an SQLite file.
        restart: Begin a copy under way anew, from nothing.
        holder: What other programs are told of us.
        now: Recorded as the time of the copy.
        on_step: Told of each chunk that was copied, and of each comparison.

    Raises:
        ArchiveBusyError: Somebody writes to one of the two.
        DatabaseVersionError: One of the two is of another version.
        StoreError: The target is not empty, or is the source itself; or a database refused. What was copied stays,
            and the same call goes on from there.
    """
    tell = on_step or (lambda _step: None)
    with ExitStack() as stack:
        source = stack.enter_context(closing(Database.open_for_reading(source_url))).engine
        target = stack.enter_context(_target(target_url))
        _refuse_same(source, target)
        stack.enter_context(ArchiveLock.of_database(source_url, holder=holder))
        stack.enter_context(ArchiveLock.of_database(target_url, holder=holder))
        _refuse_orphans(source)
        reading = stack.enter_context(_snapshot(source))
        state, was_resumed = _begin(source, reading, target, restart=restart, now=now)
        altered = _move(reading, target, state, tell, now=now)
        compared = _compare(reading, target, tell)
        if all(one.is_same for one in compared):
            with writing(target) as connection:
                delete_copy_state(connection)
    return CopyReport(
        source=database_name(source),
        target=database_name(target),
        was_resumed=was_resumed,
        compared=compared,
        altered_texts=altered,
    )


@contextmanager
def _target(url: str) -> Iterator[sa.Engine]:
    engine = create_engine(url)
    try:
        path = sqlite_path(engine)
        if path is not None:
            make_folder(path.parent)
        yield engine
    finally:
        engine.dispose()


def _refuse_same(source: sa.Engine, target: sa.Engine) -> None:
    if _identity(source) == _identity(target):
        raise StoreError(database_name(target), "is the database that is to be copied; name another one by --to")


def _identity(engine: sa.Engine) -> tuple[object, ...]:
    """Tell a database from others whatever address it is reached by."""
    path = sqlite_path(engine)
    if engine.dialect.name == "sqlite":
        return (None if path is None else path.resolve(),)
    which = sa.text(
        "SELECT pg_postmaster_start_time(), oid, datname FROM pg_database WHERE datname = current_database()"
    )
    with store_errors(engine), engine.connect() as connection:
        return tuple(connection.execute(which).one())


def _refuse_orphans(source: sa.Engine) -> None:
    faults = migrate.foreign_key_faults(source)
    if faults:
        raise StoreError(database_name(source), f"has rows without their parents ({faults[0]}); see: hfpapers db check")


@contextmanager
def _snapshot(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Read one state of the database from beginning to end."""
    level = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with store_errors(engine), engine.connect().execution_options(**level) as connection:
        yield connection


def _begin(
    source: sa.Engine, reading: sa.Connection, target: sa.Engine, *, restart: bool, now: datetime
) -> tuple[CopyState, bool]:
    """Return where to begin, and whether that is where another call ended."""
    fresh = CopyState(source=database_name(source), mark=_mark(reading), table=schema.metadata.sorted_tables[0].name)
    known = _known_state(target)
    if known is not None and not restart:
        _require_same_source(target, known, fresh)
        return known, True
    with writing(target) as connection:
        if known is not None:
            empty_tables(connection)
        _refuse_rows(target, connection)
        write_copy_state(connection, fresh, now=now)
    return fresh, False


def _known_state(target: sa.Engine) -> CopyState | None:
    """Make the target ready, and return how far the copy in it is; None where there is none."""
    version = read_version(target)
    if version.current is None:
        if not is_blank(target):
            raise StoreError(database_name(target), "is no database of hfpapers, and not empty; name an empty one")
        migrate.upgrade(target)
        return None
    if not version.is_current:
        refuse_newer(target, version)
        raise DatabaseVersionError(
            database_name(target), f"is at version {version.current}, not {version.head}; name an empty database"
        )
    return load_copy_state(target)


def _require_same_source(target: sa.Engine, known: CopyState, wanted: CopyState) -> None:
    if known.source != wanted.source:
        problem = f"holds an unfinished copy of {known.source}; finish that one, or begin anew with --restart"
        raise StoreError(database_name(target), problem)
    if known.mark != wanted.mark:
        problem = "was begun before the archive was last written to; begin anew with --restart"
        raise StoreError(f"the copy in {database_name(target)}", problem)


def _refuse_rows(target: sa.Engine, connection: sa.Connection) -> None:
    for table in schema.metadata.sorted_tables:
        if connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first() is not None:
            raise StoreError(
                database_name(target), f"is not empty: there are rows in {table.name}; name an empty database"
            )


def _mark(reading: sa.Connection) -> str:
    """Tell one state of an archive from a later one: whatever writes to it begins a run."""
    newest = sa.select(schema.run.c.run_id, schema.run.c.finished_at).order_by(schema.run.c.run_id.desc()).limit(1)
    run = reading.execute(newest).one_or_none()
    fetches = reading.execute(sa.select(sa.func.max(schema.fetch.c.fetch_id))).scalar()
    return json.dumps([run and run.run_id, run and str(run.finished_at), fetches])


def _move(
    reading: sa.Connection, target: sa.Engine, state: CopyState, tell: Callable[[CopyStep], None], *, now: datetime
) -> int:
    altered, copied = 0, dict[str, int]()
    for moved in move_rows(reading, target, state, now=now):
        altered += moved.altered_texts
        copied[moved.table] = copied.get(moved.table, 0) + moved.rows
        tell(CopyStep(table=moved.table, rows=copied[moved.table]))
    with writing(target) as connection:
        set_counters(connection)
        connection.execute(sa.text("ANALYZE"))
    return altered


def _compare(reading: sa.Connection, target: sa.Engine, tell: Callable[[CopyStep], None]) -> tuple[Compared, ...]:
    compared = []
    with _snapshot(target) as written:
        for table in schema.metadata.sorted_tables:
            prints = (fingerprint_table(reading, table), fingerprint_table(written, table))
            compared.append(Compared(name=table.name, is_view=False, source=prints[0], target=prints[1]))
            tell(CopyStep(table=table.name, rows=prints[1].rows, is_compared=True))
        for name in view_names(written):
            prints = (fingerprint_view(reading, name), fingerprint_view(written, name))
            compared.append(Compared(name=name, is_view=True, source=prints[0], target=prints[1]))
            tell(CopyStep(table=name, rows=prints[1].rows, is_compared=True))
    return tuple(compared)
