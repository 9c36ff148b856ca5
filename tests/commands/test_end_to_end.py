"""Whole commands in processes of their own, against the sample upstream: what is done, said, and how it ends."""

from __future__ import annotations

import csv
import json
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.commands.program import Program
from tests.upstream import Upstream, faults, invented_day

DAY = "2024-04-04"
PAPERS = 8


def _yesterday() -> str:
    return (datetime.now(tz=UTC).date() - timedelta(days=1)).isoformat()


def _error_lines(stderr: str) -> list[str]:
    return [line for line in stderr.splitlines() if line.startswith("hfpapers: error: ")]


def test_a_day_is_archived_and_a_second_crawl_asks_nothing(program: Program, upstream: Upstream) -> None:
    first = program.run("crawl", "--date", DAY)
    assert (first.returncode, first.stdout) == (0, "")
    assert f"{DAY}: complete, {PAPERS} papers" in first.stderr.splitlines()
    upstream.reset_log()
    second = program.run("crawl", "--date", DAY)
    assert (second.returncode, upstream.requests) == (0, [])
    assert second.stderr == "1 day is settled and nothing is owed: nothing was asked for\n"


def test_one_archive_may_be_in_either_database(program: Program, database_url: str, tmp_path: Path) -> None:
    on_it = ("--db", database_url)
    assert program.run(*on_it, "crawl", "--date", DAY).returncode == 0
    exported = program.run(*on_it, "export", "--date", "latest", "--format", "json")
    assert (exported.returncode, "Mixture-of-Depths" in exported.stdout) == (0, True)
    status = json.loads(program.run(*on_it, "status", "--format", "json").stdout)
    assert (status["days"]["complete"], status["papers"], status["papers_owed"]) == (1, PAPERS, 0)
    assert program.run(*on_it, "gaps", "--until", DAY).stdout.startswith("No gaps in 1 day")
    assert len(json.loads(program.run(*on_it, "raw", "show", DAY).stdout)) == PAPERS
    assert program.run(*on_it, "db", "check").stdout == "ok\n"
    rebuilt = ("--db", f"sqlite:///{tmp_path / 'rebuilt.db'}")
    assert program.run(*rebuilt, "replay").returncode == 0
    assert program.run(*rebuilt, "export", "--date", DAY, "--format", "json").stdout == exported.stdout


def test_a_day_that_can_still_change_says_until_when(program: Program, upstream: Upstream) -> None:
    today = datetime.now(tz=UTC).date()
    upstream.today = today
    upstream.set_day(today - timedelta(days=1), invented_day(today - timedelta(days=1), 3))
    done = program.run("crawl", "--date", "yesterday", "--no-arxiv")
    assert done.returncode == 0
    assert f"{_yesterday()}: complete, 3 papers (can still change until {today + timedelta(days=2)})" in done.stderr
    exported = program.run("export", "--date", "yesterday")
    assert (exported.returncode, exported.stderr) == (0, "")
    assert "may have changed since it was read" in exported.stdout


def test_many_days_are_told_by_their_number(program: Program) -> None:
    done = program.run("crawl", "--since", "2024-04-01", "--until", "2024-04-20", "--no-arxiv")
    assert done.returncode == 0
    assert "20 days: 1 complete, 19 empty (5 on weekends); 8 papers" in done.stderr.splitlines()
    assert "2024-04-04: complete" not in done.stderr


def test_a_day_that_cannot_be_had_ends_with_3_and_names_its_mend(program: Program, upstream: Upstream) -> None:
    upstream.fault("huggingface", faults.status(503))
    done = program.run("crawl", "--date", DAY)
    assert done.returncode == 3
    line = f"hfpapers: warning: {DAY}: failed: answered with status 503; run: hfpapers crawl --date {DAY}"
    assert line in done.stderr.splitlines()
    exported = program.run("export", "--date", DAY, "-o", "digest.md")
    assert (exported.returncode, exported.stdout) == (1, "")
    assert _error_lines(exported.stderr) == exported.stderr.splitlines()
    assert exported.stderr.endswith(f"run: hfpapers crawl --date {DAY}\n")
    assert not (program.home.parent / "digest.md").exists()


def test_what_arxiv_owes_ends_with_3_until_it_is_had(program: Program, upstream: Upstream) -> None:
    upstream.fault("arxiv", faults.status(503))
    done = program.run("crawl", "--date", DAY)
    assert done.returncode == 3
    assert f"arXiv could not be had for {PAPERS} papers" in done.stderr
    upstream.clear_faults()
    upstream.reset_log()
    again = program.run("crawl", "--date", DAY)
    assert again.returncode == 0
    assert {seen.role for seen in upstream.requests} == {"arxiv"}


def test_what_robots_txt_forbids_ends_with_1_and_names_the_rule(program: Program, upstream: Upstream) -> None:
    upstream.settings.hf_robots = "User-agent: *\nDisallow: /api/\n"
    done = program.run("crawl", "--date", DAY, "--via", "api")
    assert done.returncode == 1
    assert "Disallow: /api/" in _error_lines(done.stderr)[0]


def test_progress_is_json_where_that_was_asked_for(program: Program) -> None:
    done = program.run("--log-format", "json", "crawl", "--date", DAY)
    told: list[dict[str, Any]] = [json.loads(line) for line in done.stderr.splitlines()]
    assert all({"ts", "level", "logger", "message"} <= set(line) for line in told)
    pages = [(line["endpoint"], line["papers"]) for line in told if "endpoint" in line]
    assert pages == [("daily-api", PAPERS), ("arxiv-atom", PAPERS)]
    assert (told[-1]["day"], told[-1]["state"], told[-1]["stored"]) == (DAY, "complete", PAPERS)


def test_quiet_says_nothing_of_a_crawl_that_went_well(program: Program) -> None:
    done = program.run("-q", "crawl", "--date", DAY)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_terminal_gets_a_bar_and_then_the_summary(program: Program) -> None:
    returncode, shown = program.run_on_terminal("crawl", "--date", DAY)
    assert returncode == 0
    assert "\x1b[" in shown
    assert f"{PAPERS} papers read" in shown
    assert shown.rstrip().endswith(f"{DAY}: complete, {PAPERS} papers")


def test_ctrl_c_ends_a_crawl_with_130_and_what_was_had_stays(program: Program, upstream: Upstream) -> None:
    upstream.fault("arxiv", faults.status(503, retry_after=600))
    running = program.start("crawl", "--date", DAY)
    deadline = time.monotonic() + 60
    while not upstream.requests_for("arxiv") and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.3)
    running.send_signal(signal.SIGINT)
    _, stderr = running.communicate(timeout=60)
    assert running.returncode == 130
    assert len(_error_lines(stderr.decode())) == 1
    assert "Traceback" not in stderr.decode()
    assert program.run("export", "--date", DAY, "--format", "jsonl").stdout.count("\n") == PAPERS


@pytest.mark.parametrize("name", ["d.md", "d.html", "d.json", "d.jsonl", "d.csv", "d.txt"])
def test_every_format_is_written_whole_and_alike(crawled_home: Path, tmp_path: Path, name: str) -> None:
    program = Program(crawled_home)
    for attempt in ("first", "second"):
        (tmp_path / attempt).mkdir()
        done = program.run("export", "--date", DAY, "-o", str(tmp_path / attempt / name))
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
        assert done.stderr == f"wrote {tmp_path / attempt / name}\n"
    text = (tmp_path / "first" / name).read_text(encoding="utf-8")
    assert text == (tmp_path / "second" / name).read_text(encoding="utf-8")
    assert "Mixture-of-Depths" in text
    assert {path.name for path in (tmp_path / "first").iterdir()} == {name, f"{name}.manifest.json"}


def test_filters_and_top_reach_the_digest(crawled_home: Path) -> None:
    program = Program(crawled_home)
    top = program.run("export", "--date", DAY, "--top", "2", "--format", "csv")
    rows = list(csv.DictReader(top.stdout.splitlines()))
    votes = [int(row["upvotes"]) for row in rows]
    assert (len(votes), votes) == (2, sorted(votes, reverse=True))
    fewer = program.run("export", "--date", DAY, "--min-upvotes", str(votes[0]), "--format", "jsonl")
    assert len(fewer.stdout.splitlines()) < PAPERS
    none = program.run("export", "--date", DAY, "--category", "math.NT", "--keyword", "no such phrase")
    assert (none.returncode, "Mixture-of-Depths" in none.stdout) == (0, False)


def test_a_folder_takes_a_file_named_after_the_period(crawled_home: Path, tmp_path: Path) -> None:
    done = Program(crawled_home).run("export", "--date", DAY, "--format", "txt", "-o", str(tmp_path))
    assert done.returncode == 0
    assert {path.name for path in tmp_path.iterdir()} == {f"{DAY}.list.txt", f"{DAY}.list.txt.manifest.json"}


def test_an_empty_day_is_a_digest_that_says_so(crawled_home: Path) -> None:
    done = Program(crawled_home).run("export", "--date", "2026-11-14")
    assert (done.returncode, done.stderr) == (0, "")
    assert "No papers were listed" in done.stdout


def test_a_period_with_missing_days_is_written_and_ends_with_3(crawled_home: Path, tmp_path: Path) -> None:
    done = Program(crawled_home).run("export", "--week", "2024-W14", "-o", str(tmp_path / "week.json"))
    assert done.returncode == 3
    assert "hfpapers: warning: These days are missing" in done.stderr
    assert "Run: hfpapers crawl --since 2024-04-01 --until 2024-04-07" in done.stderr
    assert json.loads((tmp_path / "week.json").read_text())


def test_days_that_have_not_ended_are_no_gap_of_a_digest(program: Program, upstream: Upstream) -> None:
    today = datetime.now(tz=UTC).date()
    upstream.today = today
    upstream.set_day(today - timedelta(days=1), invented_day(today - timedelta(days=1), 3))
    yesterday = (today - timedelta(days=1)).isoformat()
    assert program.run("crawl", "--date", yesterday, "--no-arxiv").returncode == 0
    until = (today + timedelta(days=5)).isoformat()
    done = program.run("export", "--since", yesterday, "--until", until, "--format", "json")
    assert done.returncode == 0
    assert f"note: the days after {yesterday} have not ended" in done.stderr


def test_latest_is_exported(crawled_home: Path) -> None:
    done = Program(crawled_home).run("export", "--date", "latest", "--format", "jsonl")
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 120)


@pytest.mark.parametrize("buffering", ["", "1"])
def test_nobody_reading_the_output_is_no_fault(crawled_home: Path, buffering: str) -> None:
    program = Program(crawled_home, variables=(("PYTHONUNBUFFERED", buffering),))
    with program.start("export", "--since", "2026-11-12", "--until", "2026-11-17", "--format", "json") as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.read(1)
        running.stdout.close()
        stderr = running.stderr.read().decode()
    assert (running.returncode, stderr) == (141, "")


@pytest.mark.parametrize("buffering", ["", "1"])
def test_long_output_arrives_whole_however_python_buffers(crawled_home: Path, buffering: str) -> None:
    program = Program(crawled_home, variables=(("PYTHONUNBUFFERED", buffering),))
    arguments = ("export", "--since", "2026-11-12", "--until", "2026-11-17", "--format", "json")
    with program.start(*arguments) as running:
        assert running.stdout is not None
        time.sleep(1)  # a pipe takes 64 KiB; the rest must wait for its reader
        content = running.stdout.read()
    assert (running.returncode, len(content) > 65_536) == (0, True)
    assert json.loads(content)


def test_status_counts_days_by_state_and_calls_no_weekend_a_failure(crawled_home: Path) -> None:
    done = Program(crawled_home).run("status", "--format", "json")
    told = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert told["days"]["complete"] == 5
    assert (told["days"]["empty"], told["empty_on_weekends"]) == (2, 2)
    assert (told["days"]["failed"], told["days"]["partial"]) == (0, 0)
    assert (told["papers_owed"], told["latest_day_with_papers"]) == (0, "2026-11-17")
    assert told["last_run"]["state"] == "ok"
    text = Program(crawled_home).run("status").stdout
    assert "5 complete, 2 empty (2 on weekends)" in text


def test_gaps_are_named_with_their_mend_and_end_with_0(crawled_home: Path) -> None:
    program = Program(crawled_home)
    whole = program.run("gaps", "--since", "2026-11-12", "--until", "2026-11-17")
    assert (whole.returncode, whole.stderr) == (0, "")
    assert whole.stdout.startswith(
        "No gaps in 6 days from 2026-11-12 to 2026-11-17: 4 complete, 2 empty (2 on weekends)"
    )
    lacking = program.run("gaps", "--since", "2026-11-10", "--until", "2026-11-13", "--format", "json")
    told = json.loads(lacking.stdout)
    assert (lacking.returncode, told["days"], len(told["gaps"])) == (0, 4, 2)
    assert told["gaps"][0] == {
        "day": "2026-11-10",
        "state": "never_asked",
        "why": "never asked for",
        "expected": None,
        "stored": None,
        "attempts": 0,
        "last_look_at": None,
        "command": "hfpapers crawl --date 2026-11-10",
    }


def test_bodies_are_shown_as_they_were_served(crawled_home: Path) -> None:
    program = Program(crawled_home)
    of_day = program.run_bytes("raw", "show", DAY)
    assert len(json.loads(of_day.stdout)) == PAPERS
    of_paper = program.run_bytes("raw", "show", "https://arxiv.org/abs/2404.02258v1")
    assert (of_paper.returncode, of_paper.stdout[:5]) == (0, b"<?xml")
    listed = json.loads(program.run("raw", "show", DAY, "--list", "--format", "json").stdout)
    by_url = program.run_bytes("raw", "show", listed[0]["url"])
    assert by_url.stdout == of_day.stdout
    undecoded = program.run_bytes("raw", "show", DAY, "--undecoded")
    assert len(undecoded.stdout) == listed[0]["size_bytes"]
    head, _, body = program.run_bytes("raw", "show", DAY, "--headers").stdout.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert body == of_day.stdout


def test_the_pages_of_a_long_day_come_in_order(crawled_home: Path) -> None:
    done = Program(crawled_home).run("raw", "show", "2026-11-17")
    pages = [json.loads(line) for line in done.stdout.splitlines()]
    assert [len(page) for page in pages] == [100, 20]
    assert done.stderr.count("status 200") == 2


def test_a_body_that_was_cut_off_is_kept_and_shown_as_such(program: Program, upstream: Upstream) -> None:
    upstream.fault("huggingface", faults.cut(0.5))
    assert program.run("crawl", "--date", DAY, "--via", "api", "--no-arxiv").returncode == 3
    assert "200 cut off" in program.run("raw", "show", DAY, "--list").stdout
    done = program.run_bytes("raw", "show", DAY, "--undecoded", "--nth", "1")
    assert (done.returncode, len(done.stdout) > 0) == (0, True)
    assert b"cut off on its way" in done.stderr


@pytest.mark.parametrize(
    ("what", "hint"),
    [
        ("2024-04-05", "hfpapers crawl --date 2024-04-05"),
        ("2401.00001", "hfpapers crawl --date DAY"),
        ("https://huggingface.co/api/daily_papers", "raw show DAY --list"),
    ],
)
def test_what_is_not_kept_ends_with_1_and_says_what_to_crawl(crawled_home: Path, what: str, hint: str) -> None:
    done = Program(crawled_home).run("raw", "show", what)
    assert (done.returncode, done.stdout) == (1, "")
    assert "nothing is kept" in done.stderr
    assert hint in done.stderr


def test_a_response_that_is_not_there_is_refused(crawled_home: Path) -> None:
    done = Program(crawled_home).run("raw", "show", DAY, "--nth", "7")
    assert (done.returncode, _error_lines(done.stderr)) == (1, ["hfpapers: error: --nth 7: only 1 are kept"])


def test_replay_gives_a_lost_database_back(archive: Path) -> None:
    program = Program(archive)
    before = program.run("export", "--date", DAY, "--format", "json").stdout
    for path in archive.glob("hfpapers.db*"):
        path.unlink()
    done = program.run("replay")
    assert done.returncode == 0, done.stderr
    assert "responses read" in done.stderr
    assert program.run("export", "--date", DAY, "--format", "json").stdout == before


def test_replay_of_other_days_of_fetching_reads_nothing(archive: Path) -> None:
    done = Program(archive).run("replay", "--until", "2026-01-01")
    assert (done.returncode, done.stderr[:16]) == (0, "0 responses read")


def test_replay_passes_over_damage_and_ends_with_3(archive: Path) -> None:
    largest = max((archive / "warc").iterdir(), key=lambda path: path.stat().st_size)
    content = bytearray(largest.read_bytes())
    content[len(content) // 2] ^= 0xFF
    largest.write_bytes(content)
    done = Program(archive).run("replay")
    assert done.returncode == 3
    assert f"hfpapers: warning: {largest.name}, offset" in done.stderr


def test_replay_without_an_archive_makes_none(program: Program) -> None:
    done = program.run("replay")
    assert (done.returncode, program.home.exists()) == (1, False)
    assert "there are no WARC files here" in done.stderr


@pytest.mark.parametrize(
    "command", [["status"], ["gaps"], ["export", "--date", DAY], ["raw", "show", DAY], ["db", "check"]]
)
def test_a_command_that_reads_makes_no_archive(program: Program, command: list[str]) -> None:
    done = program.run(*command)
    assert (done.returncode, done.stdout, program.home.exists()) == (1, "", False)
    assert _error_lines(done.stderr) == done.stderr.splitlines()


def test_a_new_archive_has_a_status_and_no_gaps(program: Program) -> None:
    assert program.run("db", "upgrade").returncode == 0
    assert "none was asked for so far; run: hfpapers crawl --date yesterday" in program.run("status").stdout
    told = json.loads(program.run("gaps", "--format", "json").stdout)
    assert told == {"since": None, "until": None, "days": 0, "gaps": [], "unsettled": []}


def test_an_unexpected_fault_is_one_line_and_a_traceback_only_on_demand(archive: Path) -> None:
    program = Program(archive)
    (archive / "hfpapers.db").write_bytes(b"no database at all, but long enough to be taken for one" * 100)
    done = program.run("status")
    assert done.returncode == 1
    assert _error_lines(done.stderr) == done.stderr.splitlines()
    assert "Traceback" in program.run("-vv", "status").stderr


def test_the_archive_remembers_what_was_run_without_passwords(archive: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'secret-name.db'}"
    assert Program(archive).run("--db", url, "replay", "--since", "2026-01-01").returncode == 0
    content = (tmp_path / "secret-name.db").read_bytes()
    assert b"hfpapers replay --since 2026-01-01" in content
    assert b"secret-name" not in content
