"""Reading much: a chunk in memory at a time."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from hfpapers.store import schema
from hfpapers.store.database import Database
from hfpapers.store.streaming import stream

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FIRST = date(2026, 1, 1)
PAPERS, A_DAY, ABSTRACT_BYTES = 5000, 50, 4000


@pytest.fixture
def archive(database: Database) -> Database:
    """Papers with long abstracts, four authors and a link each."""
    ids = [f"2601.{number:05d}" for number in range(PAPERS)]
    days = [FIRST + timedelta(days=number // A_DAY) for number in range(PAPERS)]
    seen = {"first_seen_at": NOW, "last_seen_at": NOW}
    with database.engine.begin() as connection:
        papers = [{"arxiv_id": i, "hf_abstract": i * (ABSTRACT_BYTES // len(i)), **seen} for i in ids]
        connection.execute(sa.insert(schema.paper), papers)
        listings = [
            {"day": day, "arxiv_id": i, "position": 1 + number % A_DAY, **seen}
            for number, (day, i) in enumerate(zip(days, ids, strict=True))
        ]
        connection.execute(sa.insert(schema.listing), listings)
        authors = [
            {"arxiv_id": i, "source": "huggingface", "position": place, "name": f"{i} {place}", "seen_at": NOW}
            for i in ids
            for place in (1, 2, 3, 4)
        ]
        connection.execute(sa.insert(schema.paper_author), authors)
    return database


def test_a_chunk_of_papers_is_in_memory_at_a_time(archive: Database) -> None:
    with archive.read() as queries:
        tracemalloc.start()
        try:
            found = [row.arxiv_id for row in queries.iter_listings(FIRST, date(2026, 12, 31))]
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert found == sorted(found)
    assert len(found) == PAPERS
    assert peak < PAPERS * ABSTRACT_BYTES / 2


@pytest.mark.postgresql
def test_postgresql_keeps_the_rows_until_they_are_wanted(postgres_url: str) -> None:
    database = Database.open_for_writing(postgres_url)
    with database.engine.connect() as connection:
        chunks = stream(connection, sa.text("SELECT generate_series(1, 5000)"), chunk=100)
        assert len(next(chunks)) == 100
        assert connection.scalar(sa.text("SELECT count(*) FROM pg_cursors")) == 1
        assert sum(map(len, chunks)) == 4900
    database.close()
