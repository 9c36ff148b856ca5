"""Leaves no trace of removed rows in the files of a database, where that is ours to do."""

from __future__ import annotations

import sqlalchemy as sa

from hfpapers.store.engine import store_errors


def scrub_sqlite(engine: sa.Engine) -> bool:
    """Empty search index, free pages and log of an SQLite database of what was removed; PostgreSQL is left alone.

    Returns:
        False where another program reads the database, so that its log could not be emptied.

    Raises:
        StoreError: The disk is full: VACUUM needs as much again as the database takes.
    """
    if engine.dialect.name != "sqlite":
        return True
    with store_errors(engine):
        return _scrub(engine)


def _scrub(engine: sa.Engine) -> bool:
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%USING fts5%'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"INSERT INTO {name} ({name}) VALUES ('optimize')")  # noqa: S608 - a name of our own tables
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = cursor.fetchone()
        cursor.close()
    finally:
        connection.close()
    return busy is None or busy[0] == 0
