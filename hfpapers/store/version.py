"""Schema versions: where a database stands, and where this program wants it. Changes nothing, and needs no Alembic.

Whoever only reads must not wait for Alembic to be imported (a tenth of a second). What a migration is called tells its
revision: `0004_enrichment_and_delivery.py` is revision 0004; a test holds that against Alembic's own reading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import sqlalchemy as sa

from hfpapers.errors import DatabaseVersionError, StoreError
from hfpapers.store.engine import database_name, store_errors

VERSION_TABLE = "alembic_version"

_REVISION = re.compile(r"(\d{4})_\w+\.py")


@dataclass(frozen=True, slots=True)
class SchemaVersion:
    """Where a database stands: `current` is None before the first migration; `head` is what this program wants."""

    current: str | None
    head: str

    @property
    def is_current(self) -> bool:
        """Whether nothing is to be done."""
        return self.current == self.head


@cache
def migrations_folder() -> Path:
    """Locate the migrations: inside the installed package, else at the top of the checkout.

    Raises:
        StoreError: There are none; the installation is broken.
    """
    package = Path(__file__).resolve().parent.parent
    for place in (package / "migrations", package.parent / "migrations"):
        if (place / "env.py").is_file():
            return place
    raise StoreError("migrations", f"not found beside {package}; install hfpapers again")


@cache
def known_revisions() -> tuple[str, ...]:
    """Name all revisions, the oldest first; never none.

    Raises:
        StoreError: There are none; the installation is broken.
    """
    names = (_REVISION.fullmatch(path.name) for path in (migrations_folder() / "versions").iterdir())
    revisions = tuple(sorted(match[1] for match in names if match is not None))
    if not revisions:
        raise StoreError("migrations", "hold no revision; install hfpapers again")
    return revisions


def read_version(engine: sa.Engine) -> SchemaVersion:
    """Read where the database stands.

    Raises:
        StoreError: It cannot be read.
    """
    head = known_revisions()[-1]
    with store_errors(engine), engine.connect() as connection:
        if not sa.inspect(connection).has_table(VERSION_TABLE):
            return SchemaVersion(None, head)
        found = sa.select(sa.column("version_num", sa.Text)).select_from(sa.table(VERSION_TABLE))
        return SchemaVersion(connection.execute(found).scalar(), head)


def require_current(engine: sa.Engine) -> None:
    """Refuse a database of another version.

    Raises:
        DatabaseVersionError: It is newer than this program, or must be migrated first.
        StoreError: It cannot be read.
    """
    version = read_version(engine)
    if version.is_current:
        return
    refuse_newer(engine, version)
    raise DatabaseVersionError(
        database_name(engine), f"is at version {version.current or 'none'}; run: hfpapers db upgrade"
    )


def refuse_newer(engine: sa.Engine, version: SchemaVersion) -> None:
    """Refuse a database whose version this program does not know.

    Raises:
        DatabaseVersionError: It is newer.
    """
    if version.current is not None and version.current not in known_revisions():
        raise DatabaseVersionError(
            database_name(engine), f"is at version {version.current}, newer than this program knows; upgrade hfpapers"
        )


def is_blank(engine: sa.Engine) -> bool:
    """Tell whether the database holds no table at all."""
    with store_errors(engine):
        return not sa.inspect(engine).get_table_names()
