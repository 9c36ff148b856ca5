"""Looking after a database: migrating it on request, and telling whether it is sound."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from hfpapers.errors import StoreError
from hfpapers.store import migrate
from hfpapers.store.database import make_folder
from hfpapers.store.engine import create_engine, database_name, sqlite_path


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What an upgrade did to the database called `name`; `before` is None where it had no version yet."""

    name: str
    before: str | None
    now: str


def upgrade_database(url: str) -> Upgraded:
    """Bring a database to the version of this program; an SQLite file is made where there is none.

    Raises:
        DatabaseVersionError: It is newer than the program.
        StoreError: It cannot be opened or migrated; it is as it was.
    """
    with _engine(url) as engine:
        path = sqlite_path(engine)
        if path is not None:
            make_folder(path.parent)
        version = migrate.upgrade(engine)
        return Upgraded(database_name(engine), version.current, version.head)


def check_database(url: str) -> tuple[str, ...]:
    """Find what is wrong with a database: its version, its tables and views, rows without parents; a line each.

    Raises:
        DatabaseVersionError: It is newer than the program.
        StoreError: There is none, or it cannot be read.
    """
    with _engine(url) as engine:
        path = sqlite_path(engine)
        if path is not None and not path.is_file():
            raise StoreError(str(path), "there is no database here; run: hfpapers db upgrade, or name another --home")
        version = migrate.read_version(engine)
        migrate.refuse_newer(engine, version)
        if not version.is_current:
            return (f"is at version {version.current or 'none'}, not {version.head}; run: hfpapers db upgrade",)
        return (
            *migrate.integrity_faults(engine),
            *migrate.schema_differences(engine),
            *migrate.foreign_key_faults(engine),
        )


@contextmanager
def _engine(url: str) -> Iterator[sa.Engine]:
    engine = create_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()
