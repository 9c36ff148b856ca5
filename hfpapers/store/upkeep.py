"""Looking after a database: migrating it on request, and telling whether it is sound."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from hfpapers.errors import StoreError
from hfpapers.store import migrate
from hfpapers.store.copy_state import load_copy_state
from hfpapers.store.database import make_folder
from hfpapers.store.engine import create_engine, create_reading_engine, database_name, sqlite_path, store_errors
from hfpapers.store.lock import ArchiveLock
from hfpapers.store.soundness import REBUILD, Fault, find_contradictions
from hfpapers.store.soundness_bodies import find_missing_bodies
from hfpapers.store.soundness_days import find_wrong_days
from hfpapers.store.version import read_version, refuse_newer


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What an upgrade did to the database called `name`; `before` is None where it had no version yet."""

    name: str
    before: str | None
    now: str


def upgrade_database(url: str, *, holder: str) -> Upgraded:
    """Bring a database to the version of this program; an SQLite file is made where there is none.

    Raises:
        ArchiveBusyError: Another program is writing to it.
        DatabaseVersionError: It is newer than the program.
        StoreError: It cannot be opened or migrated; it is as it was.
    """
    with _disposing(create_engine(url)) as engine:
        path = sqlite_path(engine)
        if path is not None:
            make_folder(path.parent)
        with ArchiveLock.of_database(url, holder=holder):
            version = migrate.upgrade(engine)
        return Upgraded(database_name(engine), version.current, version.head)


def check_database(url: str, *, warc_dir: Path | None) -> tuple[Fault, ...]:
    """Find what is wrong with a database: its version, its tables and views, its rows, and the bodies of its responses.

    Args:
        url: The database. It is read in one consistent state; others may write meanwhile.
        warc_dir: The folder of the WARC files; None leaves the bodies out.

    Raises:
        DatabaseVersionError: It is newer than the program.
        StoreError: There is none, or it cannot be read.
    """
    with _disposing(create_reading_engine(url)) as engine:
        path = sqlite_path(engine)
        if path is not None and not path.is_file():
            raise StoreError(str(path), "there is no database here; run: hfpapers db upgrade, or name another --home")
        version = read_version(engine)
        refuse_newer(engine, version)
        if not version.is_current:
            what = f"is at version {version.current or 'none'}, not {version.head}"
            return (Fault(check="version", what=what, mend="run: hfpapers db upgrade"),)
        broken = (*_structure_faults(engine), *_copy_faults(engine))
        return broken or tuple(_row_faults(engine, warc_dir))


def _structure_faults(engine: sa.Engine) -> Iterator[Fault]:
    for problem in migrate.integrity_faults(engine):
        yield Fault(check="file", what=problem, mend="the file is damaged; move it away and run: hfpapers replay")
    for problem in migrate.schema_differences(engine):
        yield Fault(check="schema", what=problem, mend=REBUILD)


def _copy_faults(engine: sa.Engine) -> Iterator[Fault]:
    state = load_copy_state(engine)
    if state is not None:
        what = f"is an unfinished copy of {state.source}"
        yield Fault(check="copy", what=what, mend="finish it, from there: hfpapers db copy --to THIS")


def _row_faults(engine: sa.Engine, warc_dir: Path | None) -> Iterator[Fault]:
    with store_errors(engine), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield from find_contradictions(connection)
        yield from find_wrong_days(connection)
        if warc_dir is not None:
            yield from find_missing_bodies(connection, warc_dir)


@contextmanager
def _disposing(engine: sa.Engine) -> Iterator[sa.Engine]:
    try:
        yield engine
    finally:
        engine.dispose()
