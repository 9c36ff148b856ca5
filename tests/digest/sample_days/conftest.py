"""The sample archive, filled once: without any answer of a model, and with those of `answers`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hfpapers.config import Config
from hfpapers.store.database import Database
from tests.digest.sample_days.answers import write_answers
from tests.documentation.sample_archive import fill


@pytest.fixture(scope="session")
def sample_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Give every sample day, as crawls wrote it."""
    home = tmp_path_factory.mktemp("sample")
    url = f"sqlite:///{home / 'hfpapers.db'}"
    fill(Config(home=home, database_url=url))
    database = Database.open_for_reading(url)
    yield database
    database.close()


@pytest.fixture(scope="session")
def enriched_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Give the same with the answers for 2023-09-20."""
    home = tmp_path_factory.mktemp("enriched")
    url = f"sqlite:///{home / 'hfpapers.db'}"
    fill(Config(home=home, database_url=url))
    database = Database.open_for_writing(url)
    write_answers(database)
    yield database
    database.close()
