"""One open database: transactions that write, connections that read.

In: a URL. Out: `Database`, whose `write()` gives a `Writer` in one transaction and whose
`read()` gives `Queries`. What the driver raises leaves as one line (`StoreError`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

import sqlalchemy as sa

from hfpapers.errors import StoreError
from hfpapers.store.copy_state import refuse_unfinished_copy
from hfpapers.store.engine import WRITES, create_engine, create_reading_engine, database_name, sqlite_path, store_errors
from hfpapers.store.queries import Queries
from hfpapers.store.version import is_blank, read_version, require_current

if TYPE_CHECKING:
    from hfpapers.store.writer import Writer


class Database:
    """An open database of the current version."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(**{WRITES: True})
        self._check: Callable[[sa.Connection], None] | None = None
        self._batch: sa.Connection | None = None

    @classmethod
    def open_for_writing(cls, url: str) -> Self:
        """Open, and make or migrate where that is ours to do: a blank database, and SQLite that is ours already.

        Raises:
            DatabaseVersionError: It is newer than the program, or a PostgreSQL that must be migrated first.
            StoreError: It cannot be opened, or is a copy that is not finished.
        """
        engine = create_engine(url)
        path = sqlite_path(engine)
        if path is not None:
            make_folder(path.parent)
        with _closed_on_error(engine):
            if not read_version(engine).is_current:
                is_ours = path is not None and read_version(engine).current is not None
                if not is_ours and not is_blank(engine):
                    require_current(engine)
                _migrate(engine)
            refuse_unfinished_copy(engine)
        return cls(engine)

    @classmethod
    def open_for_reading(cls, url: str) -> Self:
        """Open what is there; make nothing.

        Raises:
            DatabaseVersionError: It is of another version.
            StoreError: There is none, it cannot be opened, or it is a copy that is not finished.
        """
        engine = create_reading_engine(url)
        path = sqlite_path(engine)
        if path is not None and not path.is_file():
            raise StoreError(
                str(path), "there is no archive here; run: hfpapers crawl --date yesterday, or name another --home"
            )
        with _closed_on_error(engine):
            require_current(engine)
            refuse_unfinished_copy(engine)
        return cls(engine)

    @classmethod
    def open_if_any(cls, url: str) -> Self | None:
        """Open what is there, for reading; None where nothing was made yet.

        Raises:
            DatabaseVersionError: It is of another version.
            StoreError: It cannot be opened, or is a copy that is not finished.
        """
        engine = create_reading_engine(url)
        path = sqlite_path(engine)
        with _closed_on_error(engine):
            is_none = (path is not None and not path.is_file()) or is_blank(engine)
        engine.dispose()
        return None if is_none else cls.open_for_reading(url)

    @property
    def name(self) -> str:
        """The file, or the URL without its password."""
        return database_name(self._engine)

    @property
    def engine(self) -> sa.Engine:
        """The engine, for tests and for analysts who go on from here."""
        return self._engine

    def check_before_writing(self, check: Callable[[sa.Connection], None]) -> None:
        """Have every transaction that writes begin with a check, which raises where it may not: that of the lock."""
        self._check = check

    @contextmanager
    def write(self, *, forgotten_papers: frozenset[str] = frozenset()) -> Iterator[Writer]:
        """Give a writer in one transaction: committed at the end, rolled back on any error.

        Args:
            forgotten_papers: Papers that get no row again, whatever is written.

        Raises:
            StoreError: The database refused.
        """
        from hfpapers.store.writer import Writer  # noqa: PLC0415 - all that writes; most commands only read

        with store_errors(self._engine), self._transaction() as connection:
            yield Writer(connection, forgotten_papers=forgotten_papers)

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Put all that is written inside into one transaction, of which all that is read inside is part, too.

        Raises:
            StoreError: The database refused; nothing of the batch was written.
        """
        with store_errors(self._engine), self._transaction() as connection:
            before, self._batch = self._batch, connection
            try:
                yield
            finally:
                self._batch = before

    @contextmanager
    def read(self) -> Iterator[Queries]:
        """Give queries on one consistent state of the database.

        Raises:
            StoreError: The database refused.
        """
        if self._batch is not None:
            yield Queries(self._batch)
            return
        with store_errors(self._engine), self._engine.connect() as connection:
            if self._engine.dialect.name == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ")  # noqa: PLW2901 - same connection, with its options
            yield Queries(connection)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @contextmanager
    def _transaction(self) -> Iterator[sa.Connection]:
        if self._batch is not None:
            yield self._batch
            return
        with self._writing.begin() as connection:
            if self._check is not None:
                self._check(connection)
            yield connection


def _migrate(engine: sa.Engine) -> None:
    from hfpapers.store import migrate  # noqa: PLC0415 - Alembic is slow to import, and seldom needed

    migrate.upgrade(engine)


@contextmanager
def _closed_on_error(engine: sa.Engine) -> Iterator[None]:
    try:
        yield
    except BaseException:
        engine.dispose()
        raise


def make_folder(folder: Path) -> None:
    """Make a folder and those above it.

    Raises:
        StoreError: It cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(str(folder), f"cannot be made ({error.strerror}); name another --home") from error
