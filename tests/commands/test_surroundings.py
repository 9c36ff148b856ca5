"""What shell, disk, terminal and calendar may do to a command: an exit code and one line, no traceback."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from tests.commands.program import Program
from tests.upstream import Upstream, faults, invented_day

DAY = "2024-04-04"
PAPERS = 8


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_a_file_that_the_shell_opened_is_appended_to(crawled_home: Path, tmp_path: Path, name: str) -> None:
    done = Program(crawled_home).run_in_shell(f"(echo a; $h status -o {name}; echo z) >> log", cwd=tmp_path)
    lines = (tmp_path / "log").read_text().splitlines()
    assert (done.returncode, done.stderr, lines[0], lines[-1]) == (0, "", "a", "z")
    assert any(line.startswith("Papers ") for line in lines)
    assert [path.name for path in tmp_path.iterdir()] == ["log"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize("words", ["status", "--version", "--help", "crawl --help", "db check"])
@pytest.mark.parametrize("buffering", ["", "1"])
def test_a_full_disk_behind_stdout_is_one_line_that_names_it(
    crawled_home: Path, tmp_path: Path, words: str, buffering: str
) -> None:
    program = Program(crawled_home, variables=(("PYTHONUNBUFFERED", buffering),))
    done = program.run_in_shell(f"$h {words} > /dev/full", cwd=tmp_path)
    line = "hfpapers: error: stdout: cannot be written (No space left on device)\n"
    assert (done.returncode, done.stderr) == (1, line)


def test_a_closed_stdout_or_stderr_is_no_fault_of_the_program(crawled_home: Path, tmp_path: Path) -> None:
    program = Program(crawled_home)
    without_stdout = program.run_in_shell("$h status >&-", cwd=tmp_path)
    line = "hfpapers: error: stdout: cannot be written (it is closed)\n"
    assert (without_stdout.returncode, without_stdout.stderr) == (1, line)
    elsewhere = program.run_in_shell("$h status -o status.txt >&-", cwd=tmp_path)
    assert (elsewhere.returncode, elsewhere.stderr) == (0, "")
    without_stderr = program.run_in_shell("$h status 2>&-", cwd=tmp_path)
    assert (without_stderr.returncode, "Papers " in without_stderr.stdout) == (0, True)
    assert program.run_in_shell("$h bogus 2>&-", cwd=tmp_path).returncode == 2


def test_a_crawl_needs_neither_stdout_nor_stderr(program: Program, tmp_path: Path) -> None:
    assert program.run_in_shell(f"$h crawl --date {DAY} >&- 2>&-", cwd=tmp_path).returncode == 0
    assert f"{PAPERS}, in" in program.run("status").stdout


def test_a_relative_home_in_a_folder_that_is_gone_is_refused(crawled_home: Path, tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    done = Program(crawled_home).run_in_shell("rmdir ../gone; $h --home archive status", cwd=tmp_path / "gone")
    line = "hfpapers: error: --home: is no folder that can be used (No such file or directory)\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", line)


@pytest.mark.parametrize(
    ("words", "code", "hint"),
    [
        (("export", "--year", "9999"), 1, "9999 has not begun: today is "),
        (("export", "--since", "9990-12-01", "--until", "9990-12-05"), 1, "has not begun"),
        (("gaps", "--since", "9990-12-01"), 2, "this day has not come yet"),
        (("gaps", "--since", "9990-12-01", "--until", "9990-12-05"), 2, "this day has not come yet"),
    ],
)
def test_a_period_to_come_is_told_without_a_mend(
    crawled_home: Path, words: tuple[str, ...], code: int, hint: str
) -> None:
    done = Program(crawled_home).run(*words)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (code, "", 1)
    assert hint in done.stderr
    assert "run:" not in done.stderr
    assert "swap" not in done.stderr


def test_gaps_since_today_judges_today(crawled_home: Path) -> None:
    done = Program(crawled_home).run("gaps", "--since", "today")
    assert (done.returncode, done.stdout.startswith("No gaps in 1 day")) == (0, True)


def test_a_lost_older_file_does_not_hide_the_newest_look(program: Program, upstream: Upstream) -> None:
    assert program.run("crawl", "--date", DAY, "--no-arxiv").returncode == 0
    older = sorted((program.home / "warc").iterdir())
    day = date.fromisoformat(DAY)
    upstream.set_day(day, invented_day(day, 9))  # another body: the same one would be kept as a reference to the first
    assert program.run("crawl", "--date", DAY, "--no-arxiv", "--again").returncode == 0
    whole = program.run("raw", "show", DAY)
    for path in older:
        path.unlink()
    done = program.run("raw", "show", DAY)
    assert (done.returncode, done.stdout) == (0, whole.stdout)
    assert len(json.loads(done.stdout)) == 9
    assert program.run("raw", "show", DAY, "--nth", "2").returncode == 1


def test_a_warning_stands_on_a_line_of_its_own_above_the_bar(program: Program, upstream: Upstream) -> None:
    upstream.fault("huggingface", faults.status(503))
    returncode, shown = program.run_on_terminal("crawl", "--date", DAY)
    warnings = [line for line in shown.splitlines() if "hfpapers: warning: " in line]
    assert (returncode, len(warnings) > 1) == (3, True)
    # Before it nothing but the commands that clear the line of the bar; nothing is left of the bar itself.
    assert all(re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "", line).startswith("hfpapers: warning: ") for line in warnings)
    assert "\u2501" not in shown.splitlines()[-1]
