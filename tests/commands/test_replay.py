"""`replay` as a user meets it: going on, beginning anew, comparing, and what it cannot read."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from hfpapers.replay import replay
from tests.commands.conftest import Invoke
from tests.replay.samples import DAYS, arxiv_answer, at, config_of, crawl, list_answer, open_archive, robots
from tests.store.raw.samples import warc_files


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    with open_archive(config_of(home)) as archive:
        crawl(archive, robots(at(0)), *(list_answer(day, at(1 + n)) for n, day in enumerate(DAYS)))
        crawl(archive, arxiv_answer(DAYS[0], at(5)))
    return home


def break_off(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []

    def stop(progress: object) -> None:
        told.append(progress)
        if len(told) == 4:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched, open_archive(config_of(home), at=at(60)) as archive:
        patched.setattr("hfpapers.replay.run._BATCH", 2)
        with pytest.raises(KeyboardInterrupt):
            replay(archive, now=at(60), on_progress=stop)


def test_a_replay_that_was_broken_off_goes_on_and_says_so(
    home: Path, invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_off(home, monkeypatch)
    done = invoke("replay")
    assert done.exit_code == 0, done.output
    assert "goes on with a replay that was broken off after 2 responses" in done.stderr
    assert "5 responses read, 4 of them lists or answers of arXiv; 32 papers written" in done.stderr
    break_off(home, monkeypatch)
    anew = invoke("replay", "--restart")
    assert anew.exit_code == 0
    assert "goes on" not in anew.stderr


@pytest.mark.usefixtures("home")
def test_a_check_says_that_all_is_the_same(invoke: Invoke) -> None:
    done = invoke("replay", "--check")
    assert done.exit_code == 0, done.output
    assert "daily_papers: 24 rows, all the same" in done.stdout


def test_a_check_names_what_differs_and_ends_with_1(home: Path, invoke: Invoke) -> None:
    with sqlite3.connect(home / "hfpapers.db") as connection:
        connection.execute("UPDATE paper SET upvotes = 4711 WHERE arxiv_id = (SELECT min(arxiv_id) FROM paper)")
    connection.close()
    done = invoke("replay", "--check")
    assert done.exit_code == 1
    assert "daily_papers: 24 rows, 1 different" in done.stdout
    assert "upvotes is 4711" in done.stdout
    assert "hfpapers replay" in done.stderr


@pytest.mark.parametrize("option", [("--since", "2026-06-01"), ("--until", "2026-06-01"), ("--restart",)])
@pytest.mark.usefixtures("home")
def test_a_check_is_of_everything(invoke: Invoke, option: tuple[str, ...]) -> None:
    assert invoke("replay", "--check", *option).exit_code == 2


def test_a_file_that_is_gone_is_named_and_ends_with_3(home: Path, invoke: Invoke) -> None:
    [file] = warc_files(home / "warc")
    with open_archive(config_of(home), at=at(100)) as archive:
        crawl(archive, list_answer(DAYS[0], at(100), votes=1))
    file.unlink()
    for command in (("replay",), ("replay", "--check")):
        done = invoke(*command)
        assert done.exit_code == (3 if "--check" not in command else 1)
        assert file.name in done.stderr


def test_damage_ends_with_3(home: Path, invoke: Invoke) -> None:
    [file] = warc_files(home / "warc")
    data = bytearray(file.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 30] = bytes(30)
    file.write_bytes(data)
    done = invoke("replay")
    assert done.exit_code == 3
    assert "in the WARC files could not be read" in done.stderr


def test_a_locked_database_is_one_line(home: Path, invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hfpapers.store.engine.BUSY_TIMEOUT_SECONDS", 0)
    other = sqlite3.connect(home / "hfpapers.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        done = invoke("replay")
    finally:
        other.close()
    assert done.exit_code == 1
    [line] = done.stderr.splitlines()
    assert "is locked by another program" in line


def test_a_folder_for_temporary_files_that_is_not_there_is_one_line(
    home: Path, invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(home / "none"))
    done = invoke("replay", "--check")
    assert done.exit_code == 1
    assert "set TMPDIR" in done.stderr
