"""What the program reads is what the public views show to analysts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import sqlalchemy as sa

from hfpapers.store.database import Database


def test_authors_are_those_of_the_public_view(crawled_home: Path) -> None:
    database = Database.open_for_reading(f"sqlite:///{crawled_home / 'hfpapers.db'}")
    with database.read() as queries:
        read = {
            (row.arxiv_id, author.position, author.name, author.login, author.is_hidden)
            for row in queries.iter_listings(date(2023, 5, 4), date(2026, 12, 31))
            for author in row.authors
        }
    with database.engine.connect() as connection:
        query = sa.text("SELECT arxiv_id, position, name, hf_user, is_hidden FROM author_papers")
        shown = {
            (i, position, name, user, bool(hidden)) for i, position, name, user, hidden in connection.execute(query)
        }
    database.close()
    assert read == shown
    assert any(hidden for *_, hidden in read)
