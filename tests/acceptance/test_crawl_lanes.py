"""Long crawls: both sites side by side, the quota kept by all programs together, two crawls of one archive at once."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from hfpapers.model.coverage import DayState
from tests.acceptance.cli import TOP, Program
from tests.acceptance.launcher import Launcher, QuickProgram
from tests.upstream import Entry, Settings, Upstream, faults, invented_day

LISTS = "/api/daily_papers"
FIRST = date(2026, 7, 1)


def days_of(papers: list[int]) -> dict[date, tuple[Entry, ...]]:
    return {
        FIRST + timedelta(days=place): invented_day(FIRST + timedelta(days=place), n) for place, n in enumerate(papers)
    }


def start(program: Program, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "cli.py", *arguments],
        cwd=TOP,
        env={**program.environment(), **environment},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )


def span(days: dict[date, tuple[Entry, ...]]) -> tuple[str, ...]:
    return ("--since", str(min(days)), "--until", str(max(days)))


def test_arxiv_is_asked_while_the_lists_are_read_and_once_for_each_hundred_papers_in_all(
    tmp_path: Path, launcher: Launcher
) -> None:
    days = days_of([55, *[20 + place % 17 for place in range(39)]])
    twice = days[FIRST + timedelta(days=3)][0]
    days[FIRST + timedelta(days=30)] += (twice,)
    papers = len({entry.arxiv_id for entries in days.values() for entry in entries})
    with Upstream(days, settings=Settings(arxiv_interval_seconds=0.1)) as upstream:
        upstream.fault("huggingface", faults.slow(0.1), match=LISTS)
        program = QuickProgram(upstream, tmp_path, launcher=launcher)
        ended = start(program, "crawl", *span(days), HFPAPERS_ARXIV_INTERVAL_SECONDS="0.12")
        _, told = ended.communicate(timeout=150)
        assert ended.returncode == 0, told
        lists, batches = upstream.requests_for("huggingface", path_prefix=LISTS), upstream.requests_for("arxiv")
        assert len(lists) == len(days) + 1
        assert len(batches) == -(-papers // 100)
        assert batches[0].at_monotonic < lists[len(lists) // 2].at_monotonic
        assert upstream.max_parallel("arxiv") == 1
        assert {seen.status for seen in upstream.requests} == {200}
        assert all(row.primary_category for day in days for row in program.listings(day))


def test_a_source_that_is_down_does_not_stop_the_other(tmp_path: Path, launcher: Launcher) -> None:
    days = days_of([30] * 4)
    with Upstream(days) as upstream:
        program = QuickProgram(upstream, tmp_path, launcher=launcher)
        assert program.run("crawl", "--date", str(FIRST), "--no-arxiv").returncode == 0
        upstream.fault("huggingface", faults.reset())
        ended = program.run("crawl", *span(days))
        assert ended.returncode == 3, ended.stderr
        assert all(row.primary_category for row in program.listings(FIRST))
        upstream.clear_faults()
        upstream.fault("arxiv", faults.reset())
        ended = program.run("crawl", *span(days))
        assert ended.returncode == 3, ended.stderr
        assert {coverage.state for coverage in program.days(*days)} == {DayState.COMPLETE}
        assert "arXiv could not be had for 90 papers" in ended.stderr
        upstream.clear_faults()
        assert program.run("crawl", *span(days)).returncode == 0


def test_a_dead_arxiv_is_not_asked_for_hours(tmp_path: Path, launcher: Launcher) -> None:
    days = days_of([190] * 10)
    with Upstream(days) as upstream:
        dead = upstream.fault("arxiv", faults.status(503))
        program = QuickProgram(upstream, tmp_path, launcher=launcher)
        ended = program.run("crawl", *span(days))
        assert ended.returncode == 3, ended.stderr
        assert dead.hits <= (3 + 4) * 2  # of 19 batches, each tried twice: three that failed, and those under way
        assert "arXiv is taken to be down: 3 requests in a row came to nothing" in ended.stderr
        assert "arXiv could not be had for 1,900 papers" in ended.stderr


def test_two_crawls_of_one_archive_at_once_ask_for_as_much_as_one(tmp_path: Path, launcher: Launcher) -> None:
    today = datetime.now(tz=UTC).date()
    days = {today - timedelta(days=age): invented_day(today - timedelta(days=age), 12) for age in range(12)}
    with Upstream(days, today=today) as upstream:
        upstream.fault("huggingface", faults.slow(0.4), match=LISTS)
        program = QuickProgram(upstream, tmp_path, launcher=launcher)
        both = [start(program, "crawl", *span(days)) for _ in range(2)]
        told = [process.communicate(timeout=150)[1] for process in both]
        assert [process.returncode for process in both] == [0, 0], told
        assert len(upstream.requests_for("huggingface", path_prefix=LISTS)) == len(days)
        assert len(upstream.requests_for("arxiv")) == 2
        (waited,) = [text for text in told if "is writing to this archive; waiting until it is done" in text]
        assert "hfpapers crawl --since" in waited  # it names the other one
        assert "asked for by another program" in waited
        upstream.reset_log()
        assert program.run("crawl", *span(days)).returncode == 0
        assert upstream.requests_for("huggingface", path_prefix=LISTS)  # days that can change are asked for once more


@pytest.mark.postgresql
def test_two_crawls_from_two_folders_into_one_postgresql_ask_for_as_much_as_one(
    tmp_path: Path, launcher: Launcher, postgres_url: str
) -> None:
    days = days_of([12] * 8)
    with Upstream(days) as upstream:
        upstream.fault("huggingface", faults.slow(0.2), match=LISTS)
        both = [
            start(QuickProgram(upstream, tmp_path / name, postgres_url, launcher=launcher), "crawl", *span(days))
            for name in ("one", "two")
        ]
        told = [process.communicate(timeout=150)[1] for process in both]
        assert [process.returncode for process in both] == [0, 0], told
        assert len(upstream.requests_for("huggingface", path_prefix=LISTS)) == len(days)
        assert len(upstream.requests_for("arxiv")) == 1
        assert sum("waiting until it is done" in text for text in told) == 1


def test_a_crawl_that_waits_for_another_ends_by_ctrl_c(tmp_path: Path, launcher: Launcher) -> None:
    days = days_of([5])
    with Upstream(days) as upstream:
        stalled = upstream.fault("huggingface", faults.stall(), match=LISTS, times=1)
        program = QuickProgram(upstream, tmp_path, launcher=launcher)
        first = start(program, "crawl", *span(days))
        while not stalled.hits:
            time.sleep(0.05)
        second = start(program, "crawl", *span(days))
        assert second.stderr is not None
        line = second.stderr.readline()
        assert "waiting until it is done" in line
        second.send_signal(signal.SIGINT)
        _, told = second.communicate(timeout=30)
        assert second.returncode == 130, told
        assert "Traceback" not in told
        upstream.release()
        first.communicate(timeout=60)
        assert first.returncode == 0


def test_two_programs_at_one_address_are_never_refused_by_the_quota(tmp_path: Path, launcher: Launcher) -> None:
    halves = [[20] * 45, [20] * 90]
    days = days_of([20] * 90)
    with Upstream(days, settings=Settings(api_quota=40, window_seconds=2.0)) as upstream:
        programs = [
            start(
                QuickProgram(upstream, tmp_path / str(number), launcher=launcher),
                "crawl",
                "--no-arxiv",
                *span(days_of(papers)),
            )
            for number, papers in enumerate(halves)
        ]
        told = [process.communicate(timeout=150)[1] for process in programs]
        assert [process.returncode for process in programs] == [0, 0], told
        lists = upstream.requests_for("huggingface", path_prefix=LISTS)
        assert {seen.status for seen in lists} == {200}
        assert 135 <= len(lists) <= 137  # one more each, since all days are alike
        took = lists[-1].at_monotonic - lists[0].at_monotonic
        assert took < 2.0 * 135 / 40 * 2.5  # the quota is used, too


def test_a_dry_run_says_what_it_takes_asks_nobody_and_makes_nothing(tmp_path: Path, launcher: Launcher) -> None:
    days = days_of([120, 30, 30])
    with Upstream(days) as upstream:
        program = QuickProgram(upstream, tmp_path / "home", launcher=launcher)
        told = program.run("crawl", "--since", str(FIRST), "--until", str(FIRST + timedelta(days=299)), "--dry-run")
        assert told.returncode == 0, told.stderr
        assert "requests for lists; one more for each day that turns out to have 50 papers" in told.stdout
        assert "(an estimate)" in told.stdout
        assert upstream.requests == []
        assert not program.home.exists()
        assert program.run("crawl", *span(days), "--no-arxiv").returncode == 0
        upstream.reset_log()
        before = sorted(path.name for path in program.home.iterdir())
        exact = json.loads(program.run("crawl", *span(days), "--again", "--dry-run", "--format", "json").stdout)
        assert (exact["huggingface"]["list_requests"], exact["huggingface"]["list_requests_are_least"]) == (4, False)
        assert (exact["arxiv"]["requests"], exact["arxiv"]["papers_owed"], exact["arxiv"]["papers_expected"]) == (
            2,
            180,
            0,
        )
        nothing = json.loads(program.run("crawl", *span(days), "--no-arxiv", "--dry-run", "--format", "json").stdout)
        assert (nothing["days"]["asked"], nothing["days"]["settled"], nothing["seconds"]) == (0, 3, 0)
        assert upstream.requests == []
        assert sorted(path.name for path in program.home.iterdir()) == before
        assert program.run("crawl", *span(days), "--again").returncode == 0
        assert len(upstream.requests_for("huggingface", path_prefix=LISTS)) == 4
        assert len(upstream.requests_for("arxiv")) == 2


def test_a_long_crawl_says_how_far_it_has_got_and_how_long_the_rest_takes(tmp_path: Path, launcher: Launcher) -> None:
    days = days_of([3] * 70)
    with Upstream(days, settings=Settings(api_quota=20, window_seconds=3.0)) as upstream:
        program = QuickProgram(upstream, tmp_path, launcher=launcher)
        ended = start(program, "crawl", *span(days))
        _, told = ended.communicate(timeout=150)
        assert ended.returncode == 0, told
        lines = told.splitlines()
        assert len(lines) < 12
        assert any(" of 70 days" in line and " left" in line for line in lines), told
        assert not any("page 1" in line for line in lines)


def test_a_crawl_of_another_archive_waits_for_nobody(tmp_path: Path, launcher: Launcher) -> None:
    days = days_of([5])
    with Upstream(days) as upstream:
        stalled = upstream.fault("huggingface", faults.stall(), match=LISTS, times=1)
        first = start(QuickProgram(upstream, tmp_path / "one", launcher=launcher), "crawl", *span(days))
        while not stalled.hits:
            time.sleep(0.05)
        assert QuickProgram(upstream, tmp_path / "two", launcher=launcher).run("crawl", *span(days)).returncode == 0
        assert first.poll() is None
        upstream.release()
        first.communicate(timeout=60)


def test_votes_that_are_due_and_young_papers_are_asked_for_where_that_is_wanted(
    tmp_path: Path, launcher: Launcher
) -> None:
    today = datetime.now(tz=UTC).date()
    day = today - timedelta(days=20)
    with Upstream({day: invented_day(day, 4)}, today=today) as upstream:
        program = QuickProgram(upstream, tmp_path, launcher=launcher)
        assert program.run("crawl", "--date", str(day)).returncode == 0
        database = program.database()
        with database.engine.connect() as connection:
            earlier = f"{day + timedelta(days=8)} 02:10:00.000000"
            connection.exec_driver_sql("UPDATE coverage SET look_at = ?, whole_look_at = ?", (earlier, earlier))
            connection.exec_driver_sql("UPDATE paper_coverage SET asked_at = ?", (earlier,))
            connection.commit()
        database.close()
        upstream.reset_log()
        assert program.run("crawl", "--date", str(day)).returncode == 0
        assert upstream.requests == []
        wanted = (
            "from hfpapers.config import load_config; from hfpapers.crawl import CrawlOrder, run_crawl; "
            "from hfpapers.model.periods import Period, parse_day; "
            f"order = CrawlOrder(period=Period.of_day(parse_day('{day}')), with_votes=True, with_refresh=True); "
            "result = run_crawl(load_config(), order, command='a test'); "
            "assert not result.is_incomplete; assert len(result.plan.votes) == 1"
        )
        done = subprocess.run(
            [sys.executable, "-c", wanted],
            cwd=TOP,
            env=program.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert len(upstream.requests_for("huggingface", path_prefix=LISTS)) == 1
        assert len(upstream.requests_for("arxiv")) == 1


def test_single_papers_follow_the_lists_licences_follow_arxiv_and_robots_txt_is_asked_for_once(
    tmp_path: Path, launcher: Launcher
) -> None:
    days = days_of([6, 6])
    with Upstream(days) as upstream:
        program = QuickProgram(upstream, tmp_path, launcher=launcher)
        assert program.run("crawl", *span(days)).returncode == 0
        wanted = ("crawl", *span(days), "--deep", "--fulltext", "--licences")
        reckoned = json.loads(program.run(*wanted, "--dry-run", "--format", "json").stdout)
        assert reckoned["huggingface"]["paper_requests"] == 24
        assert reckoned["arxiv"]["licence_requests"] == 12
        upstream.reset_log()
        ended = program.run(*wanted)
        assert ended.returncode == 0, ended.stderr
        assert len(upstream.requests_for("huggingface", path_prefix="/api/papers/")) == 12
        assert len(upstream.requests_for("huggingface", path_prefix="/papers/")) == 12
        assert len([seen for seen in upstream.requests_for("huggingface", robots=True) if seen.is_robots]) == 1
        upstream.reset_log()
        assert program.run(*wanted).returncode == 0
        assert upstream.requests == []


def test_what_is_owed_of_single_papers_ends_with_3_until_it_is_had(tmp_path: Path, launcher: Launcher) -> None:
    days = days_of([3])
    with Upstream(days) as upstream:
        program = QuickProgram(upstream, tmp_path, launcher=launcher)
        upstream.fault("huggingface", faults.status(503), match="/api/papers/")
        ended = program.run("crawl", *span(days), "--deep")
        assert ended.returncode == 3, ended.stderr
        assert "3 records, texts or licences of single papers could not be had" in ended.stderr
        upstream.clear_faults()
        assert program.run("crawl", *span(days), "--deep").returncode == 0


def test_papers_of_which_a_redesigned_page_shows_no_abstract_are_asked_for_one_by_one(
    tmp_path: Path, launcher: Launcher
) -> None:
    days = days_of([4])
    with Upstream(days, settings=Settings(page_props=False)) as upstream:
        program = QuickProgram(upstream, tmp_path, launcher=launcher)
        ended = program.run("crawl", *span(days), "--via", "page")
        assert ended.returncode == 3, ended.stderr
        assert len(upstream.requests_for("huggingface", path_prefix="/api/papers/")) == 4
        assert all(row.abstract for row in program.listings(FIRST))
