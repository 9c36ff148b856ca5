"""Migrations: moving a database to another version of the schema, in one transaction. Where it stands is in `version`.

Alembic on SQLite has bitten others: batch moves with foreign keys on empty child tables,
views get in the way, a kill leaves half a migration. So: foreign keys off before an explicit
BEGIN, views dropped first and made again last, `foreign_key_check` before the commit.
See docs/decisions/0005-migrations-on-sqlite.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from hfpapers.errors import StoreError
from hfpapers.store.engine import WRITES, store_errors
from hfpapers.store.schema import metadata
from hfpapers.store.search_index import is_search_table, missing_triggers
from hfpapers.store.version import VERSION_TABLE, SchemaVersion, migrations_folder, read_version, refuse_newer
from hfpapers.store.views import View, build_views

_LOCK_KEY = 0x6866_7061  # for pg_advisory_xact_lock: two programs that migrate at once take turns


@cache
def script_directory() -> ScriptDirectory:
    """Read the migrations.

    Raises:
        StoreError: There are none; the installation is broken.
    """
    config = AlembicConfig()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


def upgrade(engine: sa.Engine, revision: str = "head") -> SchemaVersion:
    """Bring the database to a revision, in one transaction; return where it stood before.

    Raises:
        DatabaseVersionError: It is newer than this program.
        StoreError: It failed; the database is as it was.
    """
    before = read_version(engine)
    refuse_newer(engine, before)
    scripts = script_directory()
    _move(engine, lambda rev, _context: scripts._upgrade_revs(revision, rev))  # noqa: SLF001 - alembic's own commands use it; there is no public form
    return before


def downgrade(engine: sa.Engine, revision: str) -> None:
    """Take the database back to a revision, in one transaction; `base` removes everything.

    Raises:
        StoreError: It failed; the database is as it was.
    """
    scripts = script_directory()
    _move(engine, lambda rev, _context: scripts._downgrade_revs(revision, rev))  # noqa: SLF001 - as in upgrade


def schema_differences(engine: sa.Engine) -> tuple[str, ...]:
    """Compare the database with `schema` and `views`; nothing where they agree.

    Raises:
        StoreError: It cannot be read.
    """
    with store_errors(engine), engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": _is_ours})
        differences = [_one_line(difference) for difference in compare_metadata(context, metadata)]
        found = set(sa.inspect(connection).get_view_names())
        differences += [f"trigger {name} is missing" for name in missing_triggers(connection)]
    wanted = {view.name for view in build_views(engine.dialect.name)}
    differences += [f"view {name} is missing" for name in sorted(wanted - found)]
    return tuple(differences)


def integrity_faults(engine: sa.Engine) -> tuple[str, ...]:
    """Find pages of an SQLite file that are damaged; PostgreSQL looks after its own."""
    if engine.dialect.name != "sqlite":
        return ()
    with store_errors(engine), engine.connect() as connection:
        found = connection.exec_driver_sql("PRAGMA integrity_check(10)").scalars().all()
    return () if found == ["ok"] else tuple(f"damage: {_one_line(fault)}" for fault in found)


def foreign_key_faults(engine: sa.Engine) -> tuple[str, ...]:
    """Find rows whose parent is missing; only SQLite can have them. `table row rowid lacks its parent`."""
    if engine.dialect.name != "sqlite":
        return ()
    with store_errors(engine), engine.connect() as connection:
        return tuple(
            f"{table} row {rowid} lacks its {parent}"
            for table, rowid, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check")
        )


def _move(engine: sa.Engine, steps: Callable[[Any, Any], Any]) -> None:
    with store_errors(engine), _migrating(engine) as connection:
        _drop_views(connection)
        environment = EnvironmentContext(AlembicConfig(), script_directory(), fn=steps)
        environment.config.attributes["connection"] = connection
        with environment:
            script_directory().run_env()
        if MigrationContext.configure(connection).get_current_revision() == script_directory().get_current_head():
            _create_views(connection)
        _check_foreign_keys(connection)


@contextmanager
def _migrating(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Give a connection inside one transaction that nobody else can migrate beside."""
    with engine.connect() as connection:
        connection = connection.execution_options(**{WRITES: True})  # noqa: PLW2901 - same connection, with its options
        if engine.dialect.name == "sqlite":
            _set_foreign_keys(connection, on=False)
        try:
            with connection.begin():
                if engine.dialect.name == "postgresql":
                    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK_KEY)))
                yield connection
        finally:
            if engine.dialect.name == "sqlite":
                _set_foreign_keys(connection, on=True)


def _set_foreign_keys(connection: sa.Connection, *, on: bool) -> None:
    """Switch foreign keys on the driver's connection: SQLite ignores the pragma inside a transaction."""
    cursor = connection.connection.cursor()
    cursor.execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")
    cursor.close()


def _drop_views(connection: sa.Connection) -> None:
    existing = set(sa.inspect(connection).get_view_names())
    for view in reversed(build_views(connection.dialect.name)):
        if view.name in existing:
            connection.exec_driver_sql(f"DROP VIEW {view.name}")


def _create_views(connection: sa.Connection) -> None:
    for view in build_views(connection.dialect.name):
        _create_view(connection, view)


def _create_view(connection: sa.Connection, view: View) -> None:
    connection.exec_driver_sql(f"CREATE VIEW {view.name} AS {view.query.replace('%', _percent(connection))}")


def _percent(connection: sa.Connection) -> str:
    return "%%" if connection.dialect.paramstyle in {"pyformat", "format"} else "%"


def _check_foreign_keys(connection: sa.Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    faults = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(3)
    if faults:
        raise StoreError("migration", f"would leave rows without their parents ({faults}); nothing was changed")


def _is_ours(_item: object, name: str | None, kind: str, _reflected: object, _compare_to: object) -> bool:
    return not (kind == "table" and (name == VERSION_TABLE or is_search_table(name)))


def _one_line(difference: object) -> str:
    return " ".join(str(difference).split())[:200]
