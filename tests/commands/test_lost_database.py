"""A database that is gone beside bodies that are kept: every command says that it can be rebuilt, and none hides it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hfpapers.config import load_config
from hfpapers.errors import StoreError
from hfpapers.store.archive import Archive
from hfpapers.store.database import Database
from tests.commands.conftest import Invoke
from tests.replay.samples import BEGIN, DAYS, arxiv_answer, at, config_of, crawl, list_answer, open_archive, robots
from tests.store.raw.samples import warc_files

OLD = datetime(2024, 3, 1, 3, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An archive of one list, whose database is gone."""
    home = tmp_path / "home"
    with open_archive(config_of(home), at=OLD) as archive:
        crawl(archive, robots(OLD), list_answer(DAYS[0], OLD), arxiv_answer(DAYS[0], OLD))
    lose_database(home)
    return home


def lose_database(home: Path) -> None:
    for file in home.glob("hfpapers.db*"):
        file.unlink()


def files_of(home: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in home.rglob("*") if file.is_file() and file.suffix != ".lock"}


WRITING = [
    ("crawl", "--date", "2026-11-18"),
    ("crawl", "--date", "2026-11-18", "--dry-run"),
    ("nightly",),
    ("raw", "prune", "--keep", "1y"),
    ("raw", "prune", "--keep", "1y", "--dry-run"),
    ("forget", "--finish"),
]
READING = [
    ("status",),
    ("gaps",),
    ("raw", "show", str(DAYS[0])),
    ("export", "--date", "latest"),
    ("replay", "--check"),
    ("db", "check"),
    ("db", "copy", "--to", "sqlite:///copy.db"),
]


@pytest.mark.parametrize("command", [*WRITING, *READING], ids=" ".join)
def test_a_lost_database_is_told_in_a_line_and_not_made_anew(
    home: Path, invoke: Invoke, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(home.parent)
    before = files_of(home.parent)
    done = invoke(*command)
    assert done.exit_code == 1, done.output
    [line] = done.stderr.splitlines()
    assert line.endswith(f"bodies are kept in {home / 'warc'} that the database does not know; run: hfpapers replay")
    assert files_of(home.parent) == before


def test_a_database_that_was_made_anew_and_knows_no_run_is_refused_until_it_is_rebuilt(
    home: Path, invoke: Invoke
) -> None:
    assert invoke("db", "upgrade").exit_code == 0
    for command in (("status",), ("db", "check"), ("nightly",)):
        done = invoke(*command)
        assert (done.exit_code, "run: hfpapers replay" in done.stderr) == (1, True), command
    assert "-> hfpapers replay" in invoke("doctor").stdout
    assert invoke("replay").exit_code == 0
    for words in ("status", "db check", "raw prune --keep 1y --dry-run"):
        assert invoke(*words.split()).exit_code == 0, words
    assert len(warc_files(home / "warc")) == 1


@pytest.mark.postgresql
def test_the_rule_is_the_same_for_every_database(home: Path, database_url: str) -> None:
    config = load_config(home=home, database_url=database_url, environ={})
    with pytest.raises(StoreError, match="run: hfpapers replay"):
        open_archive(config)
    Database.open_for_writing(database_url).close()
    with pytest.raises(StoreError, match="run: hfpapers replay"):
        open_archive(config)
    open_archive(config, rebuilds=True).close()
    open_archive(config).close()


@pytest.mark.postgresql
def test_a_first_crawl_that_was_killed_after_its_first_record_is_no_lost_database(
    tmp_path: Path, database_url: str
) -> None:
    config = load_config(home=tmp_path / "home", database_url=database_url, environ={})
    archive = open_archive(config)
    archive._raw.write(list_answer(DAYS[0], at(1)))  # as a kill between the record and its row leaves it
    archive.close()
    with Archive.open(config, command="hfpapers crawl", now=BEGIN) as again:
        assert again.run_id == archive.run_id + 1


def test_doctor_tells_of_files_that_no_row_knows(tmp_path: Path, invoke: Invoke) -> None:
    other, home = config_of(tmp_path / "other"), config_of(tmp_path / "home")
    for config, day in ((other, DAYS[0]), (home, DAYS[1])):
        with open_archive(config) as archive:
            crawl(archive, list_answer(day, at(1)))
            archive.finish("ok", None, now=at(2))
    assert "none missing" in invoke("doctor").stdout
    [file] = warc_files(other.warc_dir)
    shutil.copy(file, home.warc_dir)
    told = invoke("doctor")
    assert told.exit_code == 1
    assert f"the database knows nothing of 1 WARC files, {file.name} among them" in told.stdout
    assert "-> hfpapers replay" in told.stdout
    (home.warc_dir / f"{file.name}.open").touch()  # is being written
    assert "none missing" in invoke("doctor").stdout
    (home.warc_dir / f"{file.name}.open").unlink()
    assert invoke("replay").exit_code == 0
    assert "none missing" in invoke("doctor").stdout


def test_a_dry_run_of_pruning_changes_nothing_at_all(tmp_path: Path, invoke: Invoke) -> None:
    home = tmp_path / "home"
    with open_archive(config_of(home), at=OLD) as archive:
        crawl(archive, robots(OLD), list_answer(DAYS[0], OLD))
        before = files_of(home / "warc")
        done = invoke("raw", "prune", "--keep", "1y", "--dry-run")  # beside a program that writes
        assert files_of(home / "warc") == before
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("would drop 1 body ")
    database = Database.open_for_reading(config_of(home).database_url)
    with database.read() as queries:
        newest = queries.runs.newest()
    database.close()
    assert newest is not None
    assert newest.command == "test"
