"""Migrations: up, down, with rows, killed half-way, two at once, and databases of other versions."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from hfpapers.errors import DatabaseVersionError, StoreError
from hfpapers.store import migrate, schema
from hfpapers.store.database import Database
from hfpapers.store.engine import create_engine, database_name
from hfpapers.store.upkeep import check_database
from hfpapers.store.version import is_blank, known_revisions, read_version
from tests.store.changes import T0, T1, arxiv, arxiv_paper, daily, hf_paper
from tests.store.dump import dump_tables, dump_views


def fill(database: Database) -> None:
    with database.write() as writer:
        writer.begin_run("test", version="0", now=T0)
        writer.write_daily(daily([hf_paper(1), hf_paper(2)], T0), is_last=True, fetch_id=None)
        writer.write_arxiv(arxiv([arxiv_paper(1)], T1), fetch_id=None)


def test_up_gives_the_schema_and_down_to_base_removes_everything(database_url: str) -> None:
    engine = create_engine(database_url)
    assert is_blank(engine)
    assert migrate.upgrade(engine).current is None
    assert read_version(engine).is_current
    assert migrate.schema_differences(engine) == ()
    migrate.downgrade(engine, "base")
    assert read_version(engine).current is None
    assert set(sa.inspect(engine).get_table_names()) <= {"alembic_version"}
    assert sa.inspect(engine).get_view_names() == []
    engine.dispose()


def test_every_revision_goes_down_and_up_again_with_rows_in_it(database: Database) -> None:
    fill(database)
    for revision in [script.revision for script in migrate.script_directory().walk_revisions()][1:]:
        migrate.downgrade(database.engine, revision)
        migrate.upgrade(database.engine)
    assert migrate.foreign_key_faults(database.engine) == ()
    assert len(dump_tables(database)["paper"]) == 2


def test_making_the_views_again_keeps_rows_and_child_rows(database: Database) -> None:
    fill(database)
    tables, views = dump_tables(database), dump_views(database)
    with database.engine.begin() as connection:
        connection.execute(sa.text("DROP VIEW weekly_top"))
    assert migrate.schema_differences(database.engine) == ("view weekly_top is missing",)
    migrate.upgrade(database.engine)
    assert migrate.schema_differences(database.engine) == ()
    assert (dump_tables(database), dump_views(database)) == (tables, views)
    with database.engine.connect() as connection:
        if database.engine.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


def test_a_database_of_a_newer_program_is_refused_by_name(database_url: str) -> None:
    engine = create_engine(database_url)
    migrate.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    for attempt in (Database.open_for_writing, Database.open_for_reading):
        with pytest.raises(DatabaseVersionError, match="9999, newer than this program") as caught:
            attempt(database_url)
        assert caught.value.exit_code == 2
    engine.dispose()


def test_a_database_without_our_tables_is_not_read(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE somebody_elses (id INTEGER)"))
    with pytest.raises(DatabaseVersionError, match="run: hfpapers db upgrade"):
        Database.open_for_reading(database_url)
    engine.dispose()


@pytest.mark.postgresql
def test_a_postgresql_that_is_not_empty_is_migrated_on_request_only(postgres_url: str) -> None:
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE somebody_elses (id INTEGER)"))
    with pytest.raises(DatabaseVersionError, match="run: hfpapers db upgrade"):
        Database.open_for_writing(postgres_url)
    migrate.upgrade(engine)
    Database.open_for_writing(postgres_url).close()
    engine.dispose()


def test_reading_makes_no_database(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no archive here"):
        Database.open_for_reading(f"sqlite:///{tmp_path / 'none.db'}")
    assert not (tmp_path / "none.db").exists()


def test_a_file_that_is_no_database_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"no database " * 100)
    with pytest.raises(StoreError, match="is not an SQLite database"):
        Database.open_for_writing(f"sqlite:///{tmp_path / 'x.db'}")


def test_a_server_that_does_not_answer_is_one_line_without_the_password() -> None:
    with pytest.raises(StoreError) as caught:
        Database.open_for_writing("postgresql+psycopg://user:secret@127.0.0.1:9/db")
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_revisions_are_those_that_alembic_reads() -> None:
    scripts = migrate.script_directory()
    assert known_revisions()[::-1] == tuple(script.revision for script in scripts.walk_revisions())
    assert scripts.get_heads() == [known_revisions()[-1]]


_KILLED = """
    import os, signal, sys
    import sqlalchemy as sa
    from hfpapers.store import migrate
    from hfpapers.store.engine import create_engine

    engine, after = create_engine(sys.argv[1]), int(sys.argv[2])
    seen = 0

    @sa.event.listens_for(engine, "before_cursor_execute")
    def count(connection, cursor, statement, *rest):
        global seen
        seen += statement.lstrip().upper().startswith(("CREATE", "INSERT", "UPDATE"))
        if seen == after:
            os.kill(os.getpid(), signal.SIGKILL)

    migrate.upgrade(engine)
"""


@pytest.mark.parametrize("after", [1, 7, 20, 35])
def test_a_migration_that_is_killed_half_way_leaves_the_database_as_it_was(database_url: str, after: int) -> None:
    command = [sys.executable, "-c", textwrap.dedent(_KILLED), database_url, str(after)]
    ended = subprocess.run(command, check=False, env={**os.environ, "PYTHONPATH": str(Path.cwd())})
    assert ended.returncode == -signal.SIGKILL
    engine = create_engine(database_url)
    assert set(sa.inspect(engine).get_table_names()) <= {"alembic_version"}
    migrate.upgrade(engine)
    assert migrate.schema_differences(engine) == ()
    engine.dispose()


def test_two_programs_that_migrate_at_once_take_turns(database_url: str) -> None:
    script = "import sys; from hfpapers.store.database import Database; Database.open_for_writing(sys.argv[1]).close()"
    command = [sys.executable, "-c", script, database_url]
    started = [subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(Path.cwd())}) for _ in range(3)]
    assert [process.wait(timeout=60) for process in started] == [0, 0, 0]
    engine = create_engine(database_url)
    assert migrate.schema_differences(engine) == ()
    engine.dispose()


def test_every_table_has_a_time_or_a_reason() -> None:
    timeless = {table.name for table in schema.metadata.sorted_tables if not any("_at" in c.name for c in table.c)}
    assert timeless == set()


def test_an_sqlite_file_of_another_program_is_not_filled_with_our_tables(tmp_path: Path) -> None:
    file = tmp_path / "theirs.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE customers (name TEXT)")
    with pytest.raises(DatabaseVersionError, match="run: hfpapers db upgrade"):
        Database.open_for_writing(f"sqlite:///{file}")


def test_a_damaged_file_is_told_with_its_mend(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    database = Database.open_for_writing(url)
    fill(database)
    database.close()
    whole = (tmp_path / "x.db").read_bytes()
    pages = len(whole) // 4096
    (tmp_path / "x.db").write_bytes(whole[: 4096 * (pages // 2)] + bytes(4096 * (pages - pages // 2)))
    try:
        told = " ".join(map(str, check_database(url, warc_dir=None)))
    except StoreError as problem:
        told = str(problem)
    assert "run: hfpapers replay" in told


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody who may not write")
@pytest.mark.parametrize(("mode", "told"), [(0o755, "2 x%y.db"), (0o700, "cannot be read (Permission denied)")])
def test_an_archive_that_may_only_be_read_is_read_and_one_that_may_not_is_one_line(mode: int, told: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/x%25y.db"
        database = Database.open_for_writing(url)
        fill(database)
        database.close()
        Path(folder).chmod(mode)
        command = [sys.executable, "-c", textwrap.dedent(_AS_NOBODY), url]
        environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
        ended = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        assert told in ended.stdout, ended.stderr


_AS_NOBODY = """
    import os, sys
    from pathlib import Path
    from hfpapers.errors import StoreError
    from hfpapers.store.database import Database

    def read():
        database = Database.open_for_reading(sys.argv[1])
        with database.read() as queries:
            papers = queries.load_status([]).papers
        database.close()
        return papers, Path(database.name).name

    read()  # loads what the program consists of, which the other user may not be able to read
    os.setresuid(65534, 65534, 0)
    try:
        print(*read())
    except StoreError as problem:
        print(problem)
    os.setresuid(0, 0, 0)  # whatever measures this process writes as root again
"""


@pytest.mark.postgresql
def test_a_password_in_the_query_is_not_shown_and_options_are_honoured(postgres_url: str) -> None:
    base = make_url(postgres_url)
    query = {**base.query, "password": "sekret", "options": "-c search_path=elsewhere"}
    engine = create_engine(base.set(query=query).render_as_string(hide_password=False))
    assert "sekret" not in database_name(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW search_path").scalar_one() == "elsewhere"
        assert connection.exec_driver_sql("SHOW timezone").scalar_one() == "UTC"
    engine.dispose()
