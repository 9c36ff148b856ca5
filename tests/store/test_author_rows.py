from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hfpapers.model.views import AuthorView
from hfpapers.store import schema
from hfpapers.store.author_rows import read_authors
from hfpapers.store.database import Database

AT = datetime(2026, 11, 19, tzinfo=UTC)
ID = "2611.00001"

#: Name, account, and whether hidden; few names, so that lists share some and repeat others.
_AUTHOR = st.tuples(st.sampled_from("ABC"), st.sampled_from([None, "one", "two"]), st.sampled_from([None, False, True]))
_LIST = st.lists(_AUTHOR, max_size=4)
_Listed = list[tuple[str, str | None, bool | None]]


@pytest.fixture
def connection(database_url: str) -> Iterator[sa.Connection]:
    """A connection to a blank archive that knows a paper and two accounts."""
    database = Database.open_for_writing(database_url)
    with database.engine.begin() as connection:
        connection.execute(sa.insert(schema.paper), {"arxiv_id": ID, "first_seen_at": AT, "last_seen_at": AT})
        connection.execute(sa.insert(schema.account), [{"login": name, "seen_at": AT} for name in ("one", "two")])
        yield connection
    database.close()


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(huggingface=[("A", "one", True), ("B", None, None)], arxiv=[("A", None, None), ("C", None, None)])
@given(huggingface=_LIST, arxiv=_LIST)
def test_authors_are_those_of_the_public_view(connection: sa.Connection, huggingface: _Listed, arxiv: _Listed) -> None:
    connection.execute(sa.delete(schema.paper_author))
    _insert(connection, "huggingface", huggingface)
    _insert(connection, "arxiv", [(name, None, None) for name, _, _ in arxiv])
    view = connection.exec_driver_sql(
        "SELECT position, name, hf_user, is_hidden, affiliation FROM author_papers ORDER BY position"
    )
    expected = tuple(
        AuthorView(position=position, name=name, login=login, is_hidden=bool(is_hidden), affiliation=affiliation)
        for position, name, login, is_hidden, affiliation in view
    )
    assert read_authors(connection, [ID]).get(ID, ()) == expected


def test_authors_of_other_papers_are_not_read(connection: sa.Connection) -> None:
    _insert(connection, "arxiv", [("A", None, None)])
    assert read_authors(connection, ["2611.99999"]) == {}


def _insert(connection: sa.Connection, source: str, authors: _Listed) -> None:
    rows = [
        {
            "arxiv_id": ID,
            "source": source,
            "position": place,
            "name": name,
            "login": login,
            "is_hidden": is_hidden,
            "affiliation": f"{source} {place}",
            "seen_at": AT,
        }
        for place, (name, login, is_hidden) in enumerate(authors, start=1)
    ]
    if rows:
        connection.execute(sa.insert(schema.paper_author), rows)
