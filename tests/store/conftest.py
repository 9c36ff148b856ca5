"""An open database, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hfpapers.store.database import Database


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database.open_for_writing(database_url)
    yield opened
    opened.close()
