"""`hfpapers db copy`: from SQLite to PostgreSQL and back, broken off and gone on with."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hfpapers.config import load_config
from hfpapers.store import schema
from hfpapers.store.archive import Archive
from hfpapers.store.copying import CopyStep, copy_archive
from hfpapers.store.database import Database
from hfpapers.store.engine import create_engine
from tests.acceptance.launcher import Launcher
from tests.commands.conftest import Invoke
from tests.commands.program import Program
from tests.pg.plugin import NewDatabase
from tests.store.dump import dump_tables, dump_views, portable
from tests.store.holder import holding, said

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOME_DATABASE = "hfpapers.db"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database to copy to."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'copy.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


def url_of(home: Path) -> str:
    return f"sqlite:///{home / HOME_DATABASE}"


def execute(url: str, statement: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def scalar(url: str, statement: str) -> object:
    engine = create_engine(url)
    with engine.connect() as connection:
        found: object = connection.exec_driver_sql(statement).scalar()
    engine.dispose()
    return found


def stop_after(steps: int) -> Callable[[CopyStep], None]:
    """Break a copy off as Ctrl-C would."""

    def on_step(_step: CopyStep) -> None:
        nonlocal steps
        steps -= 1
        if steps == 0:
            raise KeyboardInterrupt

    return on_step


def break_off(source: str, target: str, *, steps: int = 9) -> None:
    with pytest.raises(KeyboardInterrupt):
        copy_archive(source, target, restart=False, holder="test", now=NOW, on_step=stop_after(steps))


def check_same(first: str, second: str) -> None:
    with (
        closing(Database.open_for_reading(first)) as one,
        closing(Database.open_for_reading(second)) as other,
    ):
        assert portable(dump_tables(one)) == portable(dump_tables(other))
        assert portable(dump_views(one)) == portable(dump_views(other))


@pytest.mark.postgresql
def test_there_and_back_again_all_is_the_same(invoke: Invoke, archive: Path, postgres_url: str, tmp_path: Path) -> None:
    there = invoke("db", "copy", "--to", postgres_url, home=archive)
    assert (there.exit_code, "differs" in there.output) == (0, False), there.output
    names = [line.partition(":")[0] for line in there.stdout.splitlines()]
    assert names[: len(schema.metadata.tables)] == [f"table {table.name}" for table in schema.metadata.sorted_tables]
    assert "view daily_papers" in names
    assert all(line.endswith("the same in the copy") for line in there.stdout.splitlines())
    assert f"WARC files and journals stay in {archive}" in there.stderr
    assert "HFPAPERS_DATABASE_URL" in there.stderr
    check_same(url_of(archive), postgres_url)
    back = f"sqlite:///{tmp_path / 'new folder' / 'back.db'}"
    done = invoke("--db", postgres_url, "db", "copy", "--to", back, home=archive)
    assert done.exit_code == 0, done.output
    assert done.stdout == there.stdout
    check_same(url_of(archive), back)


def test_the_copy_is_an_archive_that_is_written_to_and_searched_like_the_first(
    invoke: Invoke, archive: Path, target: str
) -> None:
    assert invoke("db", "copy", "--to", target, home=archive).exit_code == 0
    checked = invoke("--db", target, "db", "check", home=archive)
    assert (checked.exit_code, checked.stdout) == (0, "ok\n")
    shown = invoke("export", "--date", "2024-04-04", home=archive)
    assert invoke("--db", target, "export", "--date", "2024-04-04", home=archive).stdout == shown.stdout
    runs = scalar(target, "SELECT max(run_id) FROM run")
    config = load_config(home=archive, database_url=target, environ={})
    with Archive.open(config, command="test", now=NOW) as opened:
        assert opened.run_id == int(str(runs)) + 1
    searched = "paper_search_key" if target.startswith("sqlite") else "paper_search"
    assert scalar(target, f"SELECT count(*) FROM {searched}") == scalar(target, "SELECT count(*) FROM paper")


def test_a_copy_that_was_broken_off_is_no_archive_and_goes_on_where_it_was(
    invoke: Invoke, archive: Path, target: str
) -> None:
    break_off(url_of(archive), target)
    for command in (["export", "--date", "2024-04-04"], ["status"], ["crawl", "--date", "2024-04-04"]):
        refused = invoke("--db", target, *command, home=archive)
        assert (refused.exit_code, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)
        assert f"is an unfinished copy of {archive / HOME_DATABASE}" in refused.stderr
    checked = invoke("--db", target, "db", "check", home=archive)
    assert (checked.exit_code, "is an unfinished copy" in checked.stdout) == (1, True)
    steps: list[CopyStep] = []
    report = copy_archive(url_of(archive), target, restart=False, holder="test", now=NOW, on_step=steps.append)
    assert (report.was_resumed, report.differing) == (True, ())
    copied = [step.table for step in steps if not step.is_compared]
    tables = [table.name for table in schema.metadata.sorted_tables]
    assert copied
    assert tables.index(copied[0]) > 3
    check_same(url_of(archive), target)


def test_a_row_that_was_changed_in_the_copy_is_found_and_restart_mends_it(
    invoke: Invoke, archive: Path, target: str
) -> None:
    break_off(url_of(archive), target)
    execute(target, "UPDATE paper SET upvotes = upvotes + 1 WHERE arxiv_id = '2404.02258'")
    found = invoke("db", "copy", "--to", target, home=archive)
    assert found.exit_code == 1
    assert "hfpapers: error: table paper differs: the copy is not whole; run again with --restart\n" in found.stderr
    assert "hfpapers: error: view daily_papers differs" in found.stderr
    differing = [line for line in found.stdout.splitlines() if not line.endswith("the same in the copy")]
    assert differing[0].startswith("table paper: ")
    again = invoke("db", "copy", "--to", target, home=archive)
    assert (again.exit_code, again.stdout) == (1, found.stdout)
    mended = invoke("db", "copy", "--to", target, "--restart", home=archive)
    assert mended.exit_code == 0, mended.output
    check_same(url_of(archive), target)


def test_a_copy_does_not_go_on_from_an_archive_that_was_written_to_since(
    invoke: Invoke, archive: Path, target: str
) -> None:
    break_off(url_of(archive), target)
    with Archive.open(load_config(home=archive, environ={}), command="test", now=NOW) as opened:
        opened.finish("ok", None, now=NOW)
    refused = invoke("db", "copy", "--to", target, home=archive)
    assert (refused.exit_code, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)
    assert "begin anew with --restart" in refused.stderr
    assert invoke("db", "copy", "--to", target, "--restart", home=archive).exit_code == 0
    check_same(url_of(archive), target)


def test_a_copy_of_another_archive_is_not_gone_on_with(
    invoke: Invoke, archive: Path, target: str, tmp_path: Path
) -> None:
    break_off(url_of(archive), target)
    other = f"sqlite:///{tmp_path / 'other.db'}"
    assert invoke("db", "copy", "--to", other, home=archive).exit_code == 0
    refused = invoke("--db", other, "db", "copy", "--to", target, home=archive)
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert f"holds an unfinished copy of {archive / HOME_DATABASE}" in refused.stderr


@pytest.mark.parametrize(
    ("statement", "code", "told"),
    [
        ("CREATE TABLE precious (number INTEGER)", 1, "is no database of hfpapers, and not empty; name an empty one"),
        ("INSERT INTO organization (slug, seen_at) VALUES ('x', '2026-01-01 00:00:00')", 1, "rows in organization"),
        ("UPDATE alembic_version SET version_num = '0001'", 2, "is at version 0001, not "),
        ("UPDATE alembic_version SET version_num = '9999'", 2, "newer than this program knows"),
    ],
)
def test_a_database_that_is_not_empty_is_refused_and_left_as_it_is(
    invoke: Invoke, archive: Path, target: str, statement: str, code: int, told: str
) -> None:
    if not statement.startswith("CREATE"):
        assert invoke("--db", target, "db", "upgrade").exit_code == 0
    execute(target, statement)
    for words in ([], ["--restart"]):
        refused = invoke("db", "copy", "--to", target, *words, home=archive)
        assert (refused.exit_code, refused.stdout, refused.stderr.count("\n")) == (code, "", 1)
        assert told in refused.stderr
    if statement.startswith("CREATE"):
        assert scalar(target, "SELECT count(*) FROM precious") == 0


def test_an_archive_is_not_copied_onto_itself(invoke: Invoke, archive: Path, target: str, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(archive)
    assert invoke("db", "copy", "--to", target, home=archive).exit_code == 0
    for source, same in ((url_of(archive), url_of(tmp_path / "link")), (target, target)):
        refused = invoke("--db", source, "db", "copy", "--to", same, home=archive)
        assert (refused.exit_code, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)
        assert "is the database that is to be copied" in refused.stderr


def test_what_is_no_archive_is_not_copied(invoke: Invoke, tmp_path: Path, target: str) -> None:
    refused = invoke("db", "copy", "--to", target, home=tmp_path / "none")
    assert (refused.exit_code, "there is no archive here" in refused.stderr) == (1, True)
    assert not (tmp_path / "none").exists()
    wrong = invoke("db", "copy", "--to", "mysql://x", home=tmp_path / "none")
    assert (wrong.exit_code, "--to: must begin with sqlite:/// or postgresql://" in wrong.stderr) == (2, True)


def test_nobody_writes_to_either_database_meanwhile(invoke: Invoke, archive: Path, target: str, tmp_path: Path) -> None:
    for home, url in ((archive, url_of(archive)), (tmp_path / "other", target)):
        with holding(home, url, "hfpapers crawl") as other:
            assert said(other) == "held"
            refused = invoke("db", "copy", "--to", target, home=archive)
            assert (refused.exit_code, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)
            assert f"hfpapers crawl (process {other.pid} on" in refused.stderr
    assert invoke("db", "copy", "--to", target, home=archive).exit_code == 0


def test_an_archive_with_orphans_is_not_copied(invoke: Invoke, archive: Path, target: str) -> None:
    engine = create_engine(url_of(archive))
    with engine.connect() as connection:
        connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("DELETE FROM look_page")
        connection.exec_driver_sql("DELETE FROM fetch")
        connection.commit()
    engine.dispose()
    refused = invoke("db", "copy", "--to", target, home=archive)
    assert (refused.exit_code, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)
    assert "see: hfpapers db check" in refused.stderr


def test_text_with_nul_is_copied_as_postgresql_can_hold_it_and_that_is_told(
    invoke: Invoke, archive: Path, target: str
) -> None:
    execute(url_of(archive), "UPDATE paper SET hf_raw_title = 'a' || char(0) || 'b' WHERE arxiv_id = '2404.02258'")
    done = invoke("db", "copy", "--to", target, home=archive)
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[-1].startswith("1 text held characters that PostgreSQL cannot hold (NUL)")
    assert scalar(target, "SELECT hf_raw_title FROM paper WHERE arxiv_id = '2404.02258'") == "a\ufffdb"


@pytest.mark.postgresql
def test_two_databases_of_one_server_are_two(invoke: Invoke, archive: Path, new_postgres: NewDatabase) -> None:
    first, second = new_postgres(), new_postgres()
    assert invoke("db", "copy", "--to", first, home=archive).exit_code == 0
    assert invoke("--db", first, "db", "copy", "--to", second, home=archive).exit_code == 0
    check_same(first, second)


def test_the_password_of_the_target_is_never_shown(invoke: Invoke, archive: Path) -> None:
    done = invoke("db", "copy", "--to", "postgresql://someone:secret@127.0.0.1:9/none", home=archive)
    assert (done.exit_code, done.stderr.count("\n"), "secret" in done.output) == (1, 1, False)
    assert "someone:***@127.0.0.1" in done.stderr


@pytest.mark.timeout(300)
def test_killed_at_random_moments_it_goes_on_until_all_is_there(archive: Path, target: str, tmp_path: Path) -> None:
    environment, arguments = Program(archive).environment(), ["db", "copy", "--to", target]
    draw = random.Random(11)
    kills, log = 0, str(tmp_path / "log")
    with Launcher() as launcher:
        for place, most in (("commit", 3), ("statement", 60)) * 8:
            watch = {"log": log, "place": place, "number": draw.randint(1, most)}
            ended = launcher.start(arguments, environment, watch=watch).end()
            kills += ended.returncode == -signal.SIGKILL
        for _ in range(8):
            started = launcher.start(arguments, environment)
            if started.wait(draw.uniform(0.05, 0.6)) is None:
                os.kill(started.pid, signal.SIGKILL)
                kills += started.end().returncode == -signal.SIGKILL
        last = launcher.start(arguments, environment).end()
    assert kills >= 8
    was_whole_before = last.returncode == 1 and "is not empty" in last.stderr
    assert last.returncode == 0 or was_whole_before, last.stderr
    check_same(url_of(archive), target)
