"""`docs/sql.md` against real databases: every column of every view, and every query."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from hfpapers.config import load_config
from hfpapers.store.database import Database
from hfpapers.store.engine import create_engine
from hfpapers.store.views import build_views
from tests.documentation.documents import fenced, read, sections, table_rows
from tests.documentation.sample_archive import fill
from tests.pg.plugin import ON_POSTGRESQL, ON_SQLITE, _database
from tests.pg.server import Server

VIEWS = {section.name: table_rows(section.text) for section in sections(read("sql.md")) if section.heading[0] == "`"}
QUERIES = {section.name: fenced(section.text, "sql") for section in sections(read("sql.md"))}
QUERIES = {name: blocks for name, blocks in QUERIES.items() if blocks}

_KINDS = {
    "DATE": "date",
    "TEXT": "text",
    "VARCHAR": "text",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "TIMESTAMP": "time",
    "BOOLEAN": "boolean",
}


@pytest.fixture(scope="module", params=[ON_SQLITE, ON_POSTGRESQL])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    config = load_config(home=tmp_path_factory.mktemp("home"), environ={})
    if request.param == "sqlite":
        yield from _filled(config.database_url, config)
        return
    server: Server = request.getfixturevalue("postgres_server")
    with _database(server.url) as url:
        yield from _filled(url, config)


def _filled(url: str, config: Any) -> Iterator[sa.Engine]:
    fill(replace(config, database_url=url))
    database = Database.open_for_reading(url)
    yield database.engine
    database.close()


def test_every_view_is_documented_column_by_column_in_order(engine: sa.Engine) -> None:
    inspector = sa.inspect(engine)
    real = {name: [column["name"] for column in inspector.get_columns(name)] for name in inspector.get_view_names()}
    assert {name: [row[0] for row in rows] for name, rows in VIEWS.items()} == real
    assert [view.name for view in build_views(engine.dialect.name) if view.name not in VIEWS] == []


@pytest.mark.postgresql
def test_the_types_of_all_columns_are_as_documented(postgres_url: str) -> None:
    Database.open_for_writing(postgres_url).close()
    engine = create_engine(postgres_url)
    inspector = sa.inspect(engine)
    real = {
        name: [_KINDS[type(column["type"]).__name__.upper()] for column in inspector.get_columns(name)]
        for name in VIEWS
    }
    engine.dispose()
    assert {name: [row[1] for row in rows] for name, rows in VIEWS.items()} == real


def test_every_column_has_a_meaning() -> None:
    assert [(name, row) for name, rows in VIEWS.items() for row in rows if len(row) != 3 or not row[2]] == []


def test_there_are_ten_queries_one_to_a_heading() -> None:
    assert len(QUERIES) == 10
    assert {name: len(blocks) for name, blocks in QUERIES.items() if len(blocks) != 1} == {}


@pytest.mark.parametrize("name", QUERIES)
def test_a_documented_query_finds_rows(engine: sa.Engine, name: str) -> None:
    with engine.connect() as connection:
        rows = connection.execute(sa.text(QUERIES[name][0].rstrip().rstrip(";"))).all()
    assert rows, name


def test_times_are_utc_and_on_sqlite_text_of_one_form(engine: sa.Engine) -> None:
    statement = sa.text(
        "SELECT upvotes_observed_at, day FROM daily_papers WHERE upvotes_observed_at IS NOT NULL AND arxiv_id = :paper"
    )
    with engine.connect() as connection:
        paper = connection.execute(sa.text("SELECT min(arxiv_id) FROM daily_papers WHERE day = '2024-08-30'")).scalar()
        seen, day = connection.execute(statement, {"paper": paper}).one()
    if engine.dialect.name == "sqlite":
        assert (seen, day) == ("2024-09-02 02:10:00.000000", "2024-08-30")
    else:
        assert (seen.isoformat(), day.isoformat()) == ("2024-09-02T02:10:00+00:00", "2024-08-30")
