"""A database that is lost: bodies are kept, and it does not know of one run.

In: `Config`. Out: whether it is so, or one line that says what to do. A crawl's run is in the database before its first
body is kept, so a run that was killed leaves none. Nothing is made or changed.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from hfpapers.config import Config
from hfpapers.errors import HfpapersError, RawError, StoreError
from hfpapers.store.copy_state import load_copy_state
from hfpapers.store.database import Database
from hfpapers.store.engine import create_reading_engine, database_name, sqlite_path, store_errors
from hfpapers.store.tables.tasks import bookmark, run
from hfpapers.store.version import is_blank

REBUILD = "hfpapers replay"


def refuse_lost_database(config: Config) -> None:
    """Refuse to go on without what the bodies tell: it would be asked for again, and the loss be hidden.

    Raises:
        StoreError: The database is lost, or cannot be read.
    """
    if not holds_records(config.warc_dir):  # first: a run that begins just now writes to the database before
        return
    engine = create_reading_engine(config.database_url)
    try:
        if _knows_nothing(engine):
            problem = f"bodies are kept in {config.warc_dir} that the database does not know; run: {REBUILD}"
            raise StoreError(database_name(engine), problem)
    finally:
        engine.dispose()


def open_unless_lost(config: Config) -> Database:
    """Open what is there, for reading. What knows of a run is not lost: nothing else is then looked at.

    Raises:
        DatabaseVersionError: It is of another version.
        StoreError: The database is lost, there is none, or it cannot be opened.
    """
    try:
        database = Database.open_for_reading(config.database_url)
    except HfpapersError:
        refuse_lost_database(config)  # where it is lost, this says what to do
        raise
    try:
        if not _has_run(database.engine):
            refuse_lost_database(config)
    except BaseException:
        database.close()
        raise
    return database


def holds_records(directory: Path) -> bool:
    """Tell whether a folder holds a WARC file with anything in it; one that cannot be read is not known to."""
    from hfpapers.store.raw.names import list_names  # noqa: PLC0415 - comes with all of warcio, and is seldom needed

    try:
        return any((directory / name).stat().st_size > 0 for name in list_names(directory))
    except (OSError, RawError):  # whoever needs the bodies says what is wrong with the folder
        return False


def _knows_nothing(engine: sa.Engine) -> bool:
    path = sqlite_path(engine)
    if (path is not None and not path.is_file()) or is_blank(engine):
        return True
    with store_errors(engine), engine.connect() as connection:
        if not {run.name, bookmark.name} <= set(sa.inspect(connection).get_table_names()):
            return False  # not ours, or too old to tell: whoever opens it says so
    return not _has_run(engine) and load_copy_state(engine) is None


def _has_run(engine: sa.Engine) -> bool:
    with store_errors(engine), engine.connect() as connection:
        return connection.execute(sa.select(run.c.run_id).limit(1)).first() is not None
