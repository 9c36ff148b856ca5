"""What the global options say, handed to every command, and the clock: commands are where it is read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hfpapers.errors import ConfigError

if TYPE_CHECKING:
    from hfpapers.config import Config
    from hfpapers.store.database import Database
    from hfpapers.store.queries import Queries


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """The global options.

    Attributes:
        home, database_url: None where the environment or the defaults decide.
        log_format: One of `logs.FORMATS`.
    """

    home: Path | None = None
    database_url: str | None = None
    log_format: str = "text"

    def config(self) -> Config:
        """Gather the configuration.

        Raises:
            ConfigError: A value cannot be used.
        """
        from hfpapers.config import load_config

        where = "HFPAPERS_HOME" if self.home is None else "--home"
        try:
            config = load_config(home=self.home, database_url=self.database_url)
            str(config.home).encode("utf-8")
        except UnicodeEncodeError as error:
            raise ConfigError(where, "must be text in UTF-8") from error
        except (OSError, RuntimeError) as error:
            # A user that does not exist (~nobody/x), or a path from a folder that is gone.
            problem = (isinstance(error, OSError) and error.strerror) or error
            raise ConfigError(where, f"is no folder that can be used ({problem})") from error
        return config

    @contextmanager
    def archive(self) -> Iterator[Database]:
        """Give the database, for reading; nothing is made where there is none.

        Raises:
            HfpapersError: There is no archive, or it is not of this version.
        """
        from hfpapers.store.lost import open_unless_lost

        database = open_unless_lost(self.config())
        try:
            yield database
        finally:
            database.close()

    @contextmanager
    def reading(self) -> Iterator[Queries]:
        """Give queries on the archive.

        Raises:
            HfpapersError: There is no archive, or it cannot be read.
        """
        with self.archive() as database, database.read() as queries:
            yield queries


pass_session = click.make_pass_decorator(Session)


def now() -> datetime:
    """Return the moment."""
    return datetime.now(tz=UTC)


def today() -> date:
    """Return the day that it is in UTC."""
    return now().date()
