"""`hfpapers forget` as a user meets it: what it asks, what it refuses, and what it says."""

from __future__ import annotations

import os
import pty
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from hfpapers.commands.forget import forget
from hfpapers.commands.session import Session
from tests.commands.program import Program
from tests.forget.people import DAY, days, traces
from tests.upstream import Upstream


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    with Upstream(days()) as upstream:
        made = Program.at(tmp_path / "home", upstream)
        done = made.run("crawl", "--date", DAY.isoformat())
        assert done.returncode == 0, done.stderr
        yield made


def test_without_a_terminal_it_wants_to_be_told_yes(program: Program) -> None:
    done = program.run("forget", "jdoe")
    assert done.returncode == 2
    assert "--yes" in done.stderr
    assert "account" not in program.run("forget", "--list").stdout
    assert traces(program.home, None, "jdoe") != []


def test_a_dry_run_tells_what_would_go_and_changes_nothing(program: Program) -> None:
    before = {path: path.read_bytes() for path in program.home.rglob("*.warc.gz")}
    done = program.run("forget", "jdoe", "--dry-run")
    assert done.returncode == 0, done.stderr
    told = done.stdout.splitlines()
    assert told[0] == "Would be forgotten: the account JDoe"
    assert "  account: 1 row" in told
    assert "  listing: 1 row" in told
    assert "  paper_author: 2 rows" in told
    assert any(line.endswith("2 bodies") for line in told)
    assert {path: path.read_bytes() for path in program.home.rglob("*.warc.gz")} == before
    assert program.run("forget", "--list").stdout == "Nothing was forgotten.\n"


def test_what_a_dry_run_tells_is_what_is_done(program: Program) -> None:
    arxiv_id = days()[DAY][2].arxiv_id
    told = program.run("forget", arxiv_id, "--dry-run").stdout.splitlines()
    rows = sum(int(line.split(": ")[1].split()[0]) for line in told if line.endswith((" row", " rows")))
    done = program.run("forget", arxiv_id, "--yes")
    assert f"taken down: {rows} rows in the database, 2 bodies redacted" in done.stderr


@pytest.mark.parametrize("words", ["Jane", "Doe", "jane doe", "jdo", "2404.9999", "nobody-at-all"])
def test_whoever_is_not_known_by_exactly_that_name_is_refused(program: Program, words: str) -> None:
    done = program.run("forget", words, "--yes")
    assert done.returncode == 2
    assert words in done.stderr
    assert program.run("forget", "--list").stdout == "Nothing was forgotten.\n"


def test_an_id_that_begins_another_one_takes_only_itself(program: Program) -> None:
    ids = {entry.arxiv_id for entry in days()[DAY]}
    done = program.run("forget", "2611.9510", "--yes")
    assert done.returncode == 2, done.stderr
    listed = program.run("export", "--date", DAY.isoformat(), "--format", "csv").stdout
    assert all(arxiv_id in listed for arxiv_id in ids)


def test_a_paper_that_is_not_here_is_noted_so_that_it_never_comes(program: Program) -> None:
    done = program.run("forget", "2404.08197", "--dry-run")
    assert "The database has nothing of it." in done.stdout
    assert program.run("forget", "2404.08197", "--yes").returncode == 0
    assert "paper          2404.08197" in program.run("forget", "--list").stdout


def test_twice_is_as_once(program: Program) -> None:
    assert program.run("forget", "jdoe", "--yes").returncode == 0
    again = program.run("forget", "JDOE", "--yes")
    assert again.returncode == 0, again.stderr
    assert "0 rows in the database, 0 bodies redacted" in again.stderr
    assert len([line for line in program.run("forget", "--list").stdout.splitlines() if " login " in line]) == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "Give an arXiv id, a login or a name; or --finish, or --list."),
        (("",), "Give an arXiv id, a login or a name; or --finish, or --list."),
        (("jdoe", "--list"), "Give only one"),
        (("jdoe", "--finish"), "Give only one"),
        (("--list", "--finish"), "Give only one"),
        (("--finish", "--dry-run"), "--finish stands alone: --dry-run does nothing to it."),
        (("--finish", "--yes"), "--finish stands alone: --yes does nothing to it."),
        (("--list", "--dry-run"), "--list stands alone: --dry-run does nothing to it."),
    ],
)
def test_options_that_contradict_each_other_are_refused_before_anything_is_done(
    tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    done = CliRunner().invoke(forget, words, obj=Session(home=tmp_path / "none"))
    assert done.exit_code == 2
    assert told in done.output
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(("answer", "code"), [(b"n\n", 130), (b"y\n", 0)])
def test_on_a_terminal_it_shows_what_would_go_and_asks(program: Program, answer: bytes, code: int) -> None:
    ours, theirs = pty.openpty()
    running = subprocess.Popen(
        program.command("forget", "jdoe"), env=program.environment(), stdin=theirs, stderr=subprocess.PIPE
    )
    os.close(theirs)
    os.write(ours, answer)
    _, told = running.communicate(timeout=100)
    os.close(ours)
    assert b"Would be forgotten: the account JDoe" in told
    assert b"Forget the account JDoe for good?" in told
    assert running.returncode == code
    assert (traces(program.home, None, "jdoe") == []) == (code == 0)


def test_raw_show_gives_the_redacted_body(program: Program) -> None:
    assert program.run("forget", "jdoe", "--yes").returncode == 0
    shown = program.run("raw", "show", DAY.isoformat())
    assert shown.returncode == 0, shown.stderr
    assert "(name removed)" in shown.stdout
    assert "jdoe" not in shown.stdout.lower()


def test_a_database_that_is_sound_stays_so(program: Program) -> None:
    assert program.run("forget", "jdoe", "--yes").returncode == 0
    assert program.run("forget", days()[DAY][0].arxiv_id, "--yes").returncode == 0
    checked = program.run("db", "check")
    assert checked.stdout == "ok\n", checked.stdout
