"""An archive that is only read, in the shape of one that is written to: for what is planned and not done.

In: `Config`. Out: `ArchiveReader`. No lock, no run, no file is made; what was forgotten is left out all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from types import TracebackType
from typing import Self

from hfpapers.config import Config
from hfpapers.model.forgotten import Forgotten, Subject
from hfpapers.store.database import Database
from hfpapers.store.forgotten import ForgottenJournal
from hfpapers.store.lost import open_unless_lost
from hfpapers.store.queries import Queries


class ArchiveReader:
    """An archive open for reading; a context manager."""

    def __init__(self, config: Config, database: Database, forgotten: Forgotten) -> None:
        self.config = config
        self.forgotten = forgotten
        self._database = database

    @classmethod
    def open(cls, config: Config) -> Self:
        """Open what is there; make nothing.

        Raises:
            HfpapersError: There is no database, it is lost, or it cannot be read.
        """
        database = open_unless_lost(config)
        try:
            noted = ForgottenJournal(config.home).read()
            with database.read() as queries:
                stored = queries.forgotten.list_entries()
        except BaseException:
            database.close()
            raise
        return cls(config, database, Forgotten.of(entry.subject for entry in (*noted, *stored)))

    def learn(self, subjects: frozenset[Subject], *, now: datetime) -> None:  # noqa: ARG002 - as `Archive` has it
        """Leave these names out, too, as long as it is open."""
        self.forgotten = self.forgotten.with_subjects(subjects)

    @contextmanager
    def read(self) -> Iterator[Queries]:
        """Give queries.

        Raises:
            StoreError: The database refused.
        """
        with self._database.read() as queries:
            yield queries

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._database.close()
