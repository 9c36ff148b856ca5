"""The one line for every night: what it asks for, how it ends, and who is told."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from hfpapers.config import load_config
from hfpapers.model.coverage import DayState
from hfpapers.store import schema
from hfpapers.store.lock import ArchiveLock
from tests.acceptance.cli import TOP
from tests.acceptance.launcher import Ended, Launcher, QuickProgram
from tests.jobs.monitor import Monitor, monitor
from tests.upstream import Upstream, faults, invented_day

LISTS = "/api/daily_papers"


#: When the nights run, unless a test says otherwise: the clock of the program is moved.
NOW = datetime(2026, 11, 20, 3, 17, tzinfo=UTC)
TODAY = NOW.date()


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """Six days with lists; today has none yet."""
    with Upstream({ago(n): invented_day(ago(n), 10 + n) for n in range(1, 7)}, today=TODAY) as running:
        yield running


@pytest.fixture
def program(upstream: Upstream, launcher: Launcher, tmp_path: Path) -> QuickProgram:
    return QuickProgram(upstream, tmp_path / "home", launcher=launcher)


def run(program: QuickProgram, *arguments: str, hours_later: int = 0) -> Ended:
    return program.run_at(NOW + timedelta(hours=hours_later), *arguments)


@pytest.fixture
def monitored() -> Iterator[Monitor]:
    with monitor() as running:
        yield running


def days_asked(upstream: Upstream) -> list[str]:
    return sorted({seen.query["date"] for seen in upstream.requests_for("huggingface", path_prefix=LISTS)})


def summary(ended: Ended) -> dict[str, Any]:
    """The object for machines, which is the last line that is not about the monitor."""
    events: list[dict[str, Any]] = [json.loads(line) for line in ended.stderr.splitlines()]
    (event,) = [event for event in events if event.get("event") == "nightly"]
    return event


def test_the_first_night_of_a_new_archive_is_yesterday_and_today(program: QuickProgram, upstream: Upstream) -> None:
    ended = run(program, "nightly")
    assert ended.returncode == 0, ended.stderr
    assert days_asked(upstream) == [str(ago(1)), str(TODAY)]
    assert [coverage.state for coverage in program.days(ago(1), TODAY)] == [DayState.COMPLETE, DayState.NOT_OPEN]
    last = ended.stderr.splitlines()[-1]
    assert last.startswith(
        "nightly: 2 days asked (1 complete, 1 not open), 11 new papers, votes of 11 papers seen; "
        "arXiv 11 found, 0 absent, 0 failed; 3 responses of Hugging Face and 1 of arXiv; 0 findings of drift; "
    )


def test_nights_that_did_not_run_are_made_up_for(program: QuickProgram, upstream: Upstream) -> None:
    assert run(program, "crawl", "--date", str(ago(6)), "--no-arxiv").returncode == 0
    upstream.reset_log()
    ended = run(program, "nightly", hours_later=1)
    assert ended.returncode == 0, ended.stderr
    assert set(days_asked(upstream)) >= {str(ago(n)) for n in (5, 4, 3, 2, 1, 0)}
    states = [coverage.state for coverage in program.days(*(ago(n) for n in range(1, 7)))]
    assert states == [DayState.COMPLETE] * 6
    assert len(upstream.requests_for("arxiv")) == 1, "what earlier nights owed is asked for with the rest"


def test_the_next_night_asks_only_for_what_can_have_changed(program: QuickProgram, upstream: Upstream) -> None:
    assert run(program, "nightly").returncode == 0
    upstream.reset_log()
    upstream.set_day(ago(1), invented_day(ago(1), 13))
    ended = run(program, "--log-format", "json", "nightly", hours_later=1)
    assert ended.returncode == 0, ended.stderr
    told = summary(ended)
    assert (told["days_asked"], told["new_papers"], told["votes_seen"]) == (2, 2, 13)
    assert told["arxiv"] == {"found": 2, "absent": 0, "failed": 0}
    assert told["responses"] == {"huggingface": 3, "arxiv": 1}
    assert told["days"] == {"complete": 1, "partial": 0, "empty": 0, "not_open": 1, "failed": 0, "never_asked": 0}
    assert (told["exit_code"], told["state"], told["run_id"], told["findings"]) == (0, "ok", 2, [])
    assert told["level"] == "info"


def test_without_arxiv_nobody_asks_it(program: QuickProgram, upstream: Upstream) -> None:
    assert run(program, "nightly", "--no-arxiv").returncode == 0
    assert upstream.requests_for("arxiv", robots=True) == []


def test_a_site_that_is_down_is_incomplete_and_the_other_is_stored(program: QuickProgram, upstream: Upstream) -> None:
    upstream.fault("arxiv", faults.status(503))
    ended = run(program, "--log-format", "json", "nightly")
    assert ended.returncode == 3, ended.stderr
    assert len(program.listings(ago(1))) == 11
    told = summary(ended)
    assert told["arxiv"]["failed"] == 11
    assert (told["exit_code"], told["state"]) == (3, "incomplete")
    upstream.clear_faults()
    assert run(program, "nightly", hours_later=1).returncode == 0
    assert all(row.primary_category for row in program.listings(ago(1)))


def test_a_day_that_could_not_be_had_is_told_with_its_mend_and_mended_next_night(
    program: QuickProgram, upstream: Upstream
) -> None:
    upstream.fault("huggingface", faults.status(503), match=str(ago(1)))
    ended = run(program, "nightly")
    assert ended.returncode == 3
    assert f"run: hfpapers crawl --date {ago(1)}" in ended.stderr
    assert "1 failed" in ended.stderr.splitlines()[-1]
    upstream.clear_faults()
    assert run(program, "nightly", hours_later=1).returncode == 0
    assert program.days(ago(1))[0].state is DayState.COMPLETE


def test_what_robots_txt_forbids_ends_with_1(program: QuickProgram, upstream: Upstream, monitored: Monitor) -> None:
    upstream.settings.hf_robots = "User-agent: *\nDisallow: /api\nDisallow: /papers\n"
    ended = run(program, "nightly", "--healthcheck-url", monitored.url)
    assert ended.returncode == 1, ended.stderr
    assert monitored.paths == ["/ping/secret-key/fail"]


def test_the_second_of_two_says_so_and_leaves_with_0_and_tells_nobody(
    program: QuickProgram, upstream: Upstream, monitored: Monitor
) -> None:
    config = load_config(home=program.home, environ={})
    with ArchiveLock.acquire(config, holder="hfpapers nightly"):
        ended = run(program, "nightly", "--healthcheck-url", monitored.url)
    assert ended.returncode == 0, ended.stderr
    (line,) = ended.stderr.splitlines()
    assert line.startswith("hfpapers nightly (process ")
    assert line.endswith("is writing to this archive already: nothing to do")
    assert upstream.requests == []
    assert monitored.calls == []


def test_of_two_at_once_one_does_the_work(program: QuickProgram, upstream: Upstream) -> None:
    upstream.fault("huggingface", faults.slow(0.5), match=LISTS)
    both = [program.start("nightly", clock=NOW) for _ in range(2)]
    ended = [one.end() for one in both]
    assert [one.returncode for one in ended] == [0, 0], [one.stderr for one in ended]
    assert sum("nothing to do" in one.stderr for one in ended) == 1
    assert len(upstream.requests_for("huggingface", path_prefix=LISTS)) == 2


def test_a_good_night_is_told_to_the_monitor_with_its_summary(program: QuickProgram, monitored: Monitor) -> None:
    ended = run(program, "nightly", "--healthcheck-url", monitored.url)
    assert ended.returncode == 0, ended.stderr
    (call,) = monitored.calls
    assert call == ("POST", "/ping/secret-key", ended.stderr.splitlines()[-1])


def test_a_night_that_lacks_something_is_told_as_a_failure(
    program: QuickProgram, upstream: Upstream, monitored: Monitor
) -> None:
    upstream.fault("huggingface", faults.status(503))
    assert run(program, "nightly", f"--healthcheck-url={monitored.url}").returncode == 3
    (call,) = monitored.calls
    assert call[1] == "/ping/secret-key/fail"
    assert call[2].startswith("nightly: 2 days asked (2 failed)")


def test_the_address_may_come_from_the_environment_or_the_file(
    program: QuickProgram, monitored: Monitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HFPAPERS_HEALTHCHECK_URL", monitored.url)
    assert run(program, "nightly", "--no-arxiv").returncode == 0
    monkeypatch.delenv("HFPAPERS_HEALTHCHECK_URL")
    (program.home / "hfpapers.toml").write_text(f'healthcheck_url = "{monitored.url}-2"\n')
    assert run(program, "nightly", "--no-arxiv", hours_later=1).returncode == 0
    assert monitored.paths == ["/ping/secret-key", "/ping/secret-key-2"]


def test_the_address_is_stored_and_said_nowhere(program: QuickProgram, monitored: Monitor) -> None:
    monitored.answers = [(500, {})]
    runs = [
        run(program, "-vv", "nightly", "--healthcheck-url", monitored.url),
        run(
            program,
            "--log-format",
            "json",
            "-vv",
            "nightly",
            f"--healthcheck-url={monitored.url}",
            "--no-arxiv",
            hours_later=1,
        ),
    ]
    assert [ended.returncode for ended in runs] == [0, 0]
    for ended in runs:
        assert "the monitor at 127.0.0.1 was not told how the night ended: it answered 500" in ended.stderr
        assert "secret-key" not in ended.stderr + ended.stdout
    for path in program.home.rglob("*"):
        assert not path.is_file() or b"secret-key" not in path.read_bytes(), path
    with closing(program.database()) as database, database.engine.connect() as connection:
        commands = connection.execute(sa.select(schema.run.c.command)).scalars().all()
    assert commands == ["hfpapers nightly", "hfpapers nightly --no-arxiv"]


@pytest.mark.parametrize(
    "url", ["ftp://monitor.example/secret-key", "monitor.example/secret-key", "http://a b/secret-key"]
)
def test_an_address_that_cannot_be_one_is_refused_without_quoting_it(program: QuickProgram, url: str) -> None:
    ended = run(program, "nightly", "--healthcheck-url", url)
    assert ended.returncode == 2
    assert "--healthcheck-url: must be an http or https address" in ended.stderr
    assert "secret-key" not in ended.stderr


def test_a_database_that_cannot_be_used_is_told_to_the_monitor(program: QuickProgram, monitored: Monitor) -> None:
    program.home.mkdir()
    (program.home / "hfpapers.db").write_bytes(b"no database at all" * 100)
    ended = run(program, "nightly", "--healthcheck-url", monitored.url)
    assert ended.returncode == 1
    (call,) = monitored.calls
    assert call[1] == "/ping/secret-key/fail"
    assert "is not an SQLite database" in call[2]


def test_a_monitor_that_is_gone_changes_nothing(program: QuickProgram) -> None:
    ended = run(program, "nightly", "--no-arxiv", "--healthcheck-url", "http://127.0.0.1:9/secret-key")
    assert ended.returncode == 0
    assert "the monitor at 127.0.0.1 was not told" in ended.stderr


def test_a_new_key_is_told_as_new_once_and_by_its_number_after(program: QuickProgram, upstream: Upstream) -> None:
    upstream.fault("huggingface", faults.edit(_with_mood), match=str(ago(1)))
    first = run(program, "nightly", "--no-arxiv")
    assert first.returncode == 0, first.stderr
    (warned,) = [line for line in first.stderr.splitlines() if "drift (" in line]
    assert warned.startswith("hfpapers: warning: drift (unknown_key): [].paper.mood: no known key in ")
    assert "; look: hfpapers raw show 'http://" in warned
    assert "1 finding of drift" in first.stderr.splitlines()[-1]
    second = run(program, "--log-format", "json", "nightly", "--no-arxiv", hours_later=1)
    assert second.returncode == 0
    (finding,) = summary(second)["findings"]
    assert (finding["code"], finding["field"], finding["is_new"]) == ("unknown_key", "[].paper.mood", False)
    assert "drift: 1 more finding; run: hfpapers doctor" in second.stderr
    look = warned.partition("; look: ")[2]
    shown = subprocess.run(
        look.replace("hfpapers", f"{sys.executable} cli.py", 1),
        shell=True,
        cwd=TOP,
        env=program.environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert '"mood": "sunny"' in shown.stdout
    upstream.clear_faults()
    third = run(program, "--log-format", "json", "nightly", "--no-arxiv", hours_later=2)
    assert summary(third)["findings"] == []


def _with_mood(body: bytes) -> bytes:
    entries = json.loads(body)
    for entry in entries:
        entry["paper"]["mood"] = "sunny"
    return json.dumps(entries).encode()


def test_it_works_on_postgresql_too(program: QuickProgram, database_url: str) -> None:
    on_it = replace(program, database_url=database_url)
    assert run(on_it, "nightly").returncode == 0
    ended = run(on_it, "--log-format", "json", "nightly", hours_later=1)
    assert ended.returncode == 0, ended.stderr
    assert summary(ended)["days_asked"] == 2
    assert run(on_it, "doctor", hours_later=2).returncode == 0
