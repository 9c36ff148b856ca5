"""What a database says when it cannot: one line that names the mend, and nothing half-written."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from hfpapers.errors import StoreError
from hfpapers.store import schema
from hfpapers.store.database import Database
from hfpapers.store.engine import create_engine, store_errors

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def count_runs(database: Database) -> int:
    with database.engine.connect() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(schema.run)).scalar_one())


def end_sessions(database: Database) -> None:
    """End the database's sessions from the server's side, as a server that is restarted does."""
    other = sa.create_engine(database.engine.url, isolation_level="AUTOCOMMIT")
    with other.connect() as connection:
        query = (
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert connection.scalar(sa.text(query)) == 1
    other.dispose()


def test_the_url_says_how_long_sqlite_waits_for_another_writer(tmp_path: Path) -> None:
    name = f"sqlite:///{tmp_path / 'x.db'}"
    first, second = Database.open_for_writing(name), Database.open_for_writing(f"{name}?timeout=0.2")
    with first.write() as writer:
        writer.begin_run("first", version="1", now=NOW)
        began = time.monotonic()
        with pytest.raises(StoreError, match=r"is locked by another program for over 0\.2 s"), second.write():
            pytest.fail("two wrote at once")
        assert 0.1 < time.monotonic() - began < 10
    with second.write() as writer:
        writer.begin_run("second", version="1", now=NOW)
    assert count_runs(first) == 2
    first.close()
    second.close()


def test_a_time_that_is_no_number_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="database URL: cannot be used"):
        create_engine(f"sqlite:///{tmp_path / 'x.db'}?timeout=soon")


def test_a_full_disk_is_told_and_leaves_the_rows_as_they_were(tmp_path: Path) -> None:
    database = Database.open_for_writing(f"sqlite:///{tmp_path / 'x.db'}")
    with database.write() as writer:
        writer.begin_run("first", version="1", now=NOW)
    with database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def limit_to(pages: int) -> Callable[[sa.Connection], None]:
        def limit(connection: sa.Connection) -> None:
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

        return limit

    database.check_before_writing(limit_to(pages))
    with (
        pytest.raises(StoreError, match="the disk is full; make room and run the command again"),
        database.write() as w,
    ):
        w.begin_run("x" * 1_000_000, version="1", now=NOW)
    database.check_before_writing(limit_to(100_000))
    with database.write() as writer:
        writer.begin_run("x" * 1_000_000, version="1", now=NOW)
    assert count_runs(database) == 2
    database.close()


@pytest.mark.postgresql
def test_a_server_that_may_only_be_read_is_told(postgres_url: str) -> None:
    database = Database.open_for_writing(postgres_url)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("SET default_transaction_read_only = on")
        connection.commit()
    with pytest.raises(StoreError, match="the server allows reading only"), database.write() as writer:
        writer.begin_run("x", version="1", now=NOW)
    database.close()


@pytest.mark.postgresql
def test_a_read_after_a_lost_connection_connects_anew(postgres_url: str) -> None:
    database = Database.open_for_writing(postgres_url)
    with database.read() as queries:
        assert queries.covered_range() is None
    end_sessions(database)
    with database.read() as queries:
        assert queries.covered_range() is None
    database.close()


@pytest.mark.postgresql
def test_a_connection_lost_in_the_middle_is_one_line(postgres_url: str) -> None:
    database = Database.open_for_writing(postgres_url)

    def lose_it() -> None:
        with database.write() as writer:
            writer.begin_run("x", version="1", now=NOW)
            end_sessions(database)
            writer.begin_run("x", version="1", now=NOW)

    with pytest.raises(StoreError, match="the connection was lost") as lost:
        lose_it()
    assert "\n" not in str(lost.value)
    assert count_runs(database) == 0
    database.close()


@pytest.mark.postgresql
def test_what_the_driver_itself_raises_is_one_line(postgres_url: str) -> None:
    engine = create_engine(postgres_url)
    with (
        pytest.raises(StoreError, match="syntax error") as problem,
        store_errors(engine),
        engine.connect() as connection,
    ):
        connection.connection.cursor().execute("COPY nothing at all")
    assert "\n" not in str(problem.value)
    engine.dispose()
