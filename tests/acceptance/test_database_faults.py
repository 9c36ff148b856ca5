"""What may befall the database and the disk in the middle of a crawl: one line, and the next run completes.

The crawl is caught while one list is answered late; afterwards the archive must show what one shows that nothing
happened to.
"""

from __future__ import annotations

import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from tests.acceptance.cli import TOP
from tests.acceptance.launcher import Ended, Launcher, QuickProgram, Started
from tests.acceptance.small_disk import NoSmallDiskError, SmallDisk
from tests.acceptance.visible import Visible, last_votes, visible
from tests.pg.restart import own_server
from tests.store.holder import holding, said
from tests.upstream import Upstream, faults, invented_day

SPAN = ("--since", "2026-11-10", "--until", "2026-11-19")
CRAWL = ("crawl", *SPAN)
DAYS = {date(2026, 11, day): invented_day(date(2026, 11, day), 3 * day) for day in range(9, 20)}
#: Its answer comes late enough for the test to do its worst meanwhile, and others were stored before it.
LATE_DAY = "2026-11-13"
_LATE_SECONDS = 2.0
_LATEST_SECONDS = 60.0


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream(DAYS) as running:
        yield running


@pytest.fixture
def program(upstream: Upstream, tmp_path: Path, launcher: Launcher) -> QuickProgram:
    return QuickProgram(upstream, tmp_path / "home", launcher=launcher)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, launcher: Launcher) -> Visible:
    """What an archive shows that nothing happened to."""
    with Upstream(DAYS) as running:
        program = QuickProgram(running, tmp_path_factory.mktemp("undisturbed") / "home", launcher=launcher)
        assert program.start(*CRAWL).end().returncode == 0
        return last_votes(visible(program.database()))


class Running:
    """A program that was not started by the launcher, as if it had been."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def wait(self, seconds: float) -> Ended | None:
        """Wait for its end."""
        try:
            stdout, stderr = self._process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            return None
        return Ended(returncode=self._process.returncode, stdout=stdout, stderr=stderr, peak_bytes=0, cpu_seconds=0.0)


@contextmanager
def caught(upstream: Upstream, start: Callable[[], Started | Running]) -> Iterator[Started | Running]:
    """Start a crawl, and give it while it waits for a late answer."""
    late = upstream.fault("huggingface", faults.slow(_LATE_SECONDS), match=LATE_DAY, times=1)
    crawl = start()
    until = time.monotonic() + _LATEST_SECONDS
    while late.hits == 0:
        assert time.monotonic() < until
        time.sleep(0.01)
    yield crawl


def check_failed(crawl: Started | Running, *told: str) -> None:
    """It ends with 1 and one line that says one of these."""
    ended = crawl.wait(_LATEST_SECONDS)
    assert ended is not None
    errors = [line for line in ended.stderr.splitlines() if line.startswith("hfpapers: error: ")]
    assert (ended.returncode, ended.stdout, len(errors)) == (1, "", 1), ended.stderr
    assert "Traceback" not in ended.stderr
    assert any(words in errors[0] for words in told), ended.stderr


def check_mended(program: QuickProgram, undisturbed: Visible) -> None:
    """The next run completes, and nothing shows that there was a fault."""
    done = program.start(*CRAWL).end()
    assert done.returncode == 0, done.stderr
    assert last_votes(visible(program.database())) == undisturbed
    checked = program.start("db", "check").end()
    assert (checked.returncode, checked.stdout) == (0, "ok\n")


def end_sessions(url: str, *, which: str = "true") -> int:
    """End sessions of a database from the server's side."""
    conninfo = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    query = (
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
        f"WHERE datname = current_database() AND pid <> pg_backend_pid() AND {which}"
    )
    with psycopg.connect(conninfo, autocommit=True) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.postgresql
def test_connections_lost_in_mid_crawl_end_it_and_lose_nothing(
    upstream: Upstream, program: QuickProgram, postgres_url: str, undisturbed: Visible
) -> None:
    program = replace(program, database_url=postgres_url)
    with caught(upstream, lambda: program.start(*CRAWL)) as crawl:
        assert end_sessions(postgres_url) >= 1
        check_failed(crawl, "the connection was lost", "the right to write was lost")
    check_mended(program, undisturbed)


@pytest.mark.postgresql
def test_the_lock_lost_alone_ends_the_crawl_as_well(
    upstream: Upstream, program: QuickProgram, postgres_url: str, undisturbed: Visible
) -> None:
    program = replace(program, database_url=postgres_url)
    with caught(upstream, lambda: program.start(*CRAWL)) as crawl:
        holds = "pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory')"
        assert end_sessions(postgres_url, which=holds) == 1
        check_failed(crawl, "the right to write was lost; what was stored stays: run the command again")
    check_mended(program, undisturbed)


@pytest.mark.postgresql
def test_a_server_that_is_stopped_and_started_costs_the_crawl_under_way_only(
    upstream: Upstream, program: QuickProgram, undisturbed: Visible
) -> None:
    with own_server() as server:
        program = replace(program, database_url=server.url)
        with caught(upstream, lambda: program.start(*CRAWL)) as crawl:
            server.stop()
            check_failed(crawl, "the connection was lost", "the right to write was lost", "cannot be reached")
        refused = program.start(*CRAWL)
        check_failed(refused, "cannot be reached; is the server running?")
        server.start()
        with caught(upstream, lambda: program.start(*CRAWL, "--again")) as crawl:
            server.stop()
            server.start()
            check_failed(crawl, "the connection was lost", "the right to write was lost")
        check_mended(program, undisturbed)


def lock_up(program: QuickProgram) -> sqlite3.Connection:
    """Begin to write, and do not end."""
    connection = sqlite3.connect(program.home / "hfpapers.db", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    return connection


def test_a_database_locked_for_too_long_ends_the_crawl_and_loses_nothing(
    upstream: Upstream, program: QuickProgram, undisturbed: Visible
) -> None:
    program = replace(program, database_url=f"sqlite:///{program.home / 'hfpapers.db'}?timeout=0.3")
    line = "is locked by another program for over 0.3 s; try again when it is done"
    with caught(upstream, lambda: program.start(*CRAWL)) as crawl, closing(lock_up(program)) as other:
        check_failed(crawl, line)
        check_failed(program.start(*CRAWL), line)
        assert program.start("status").end().returncode == 0
        other.execute("ROLLBACK")
    check_mended(program, undisturbed)


@pytest.mark.parametrize("kilobytes", [200, 700, 1500])
def test_a_file_that_may_grow_no_further_is_one_line(
    upstream: Upstream, program: QuickProgram, undisturbed: Visible, kilobytes: int
) -> None:
    command = [sys.executable, "cli.py", *CRAWL]
    limit = (kilobytes * 1024, kilobytes * 1024)
    crawl = subprocess.Popen(
        command,
        cwd=TOP,
        # Its coverage is not measured: that could not be written either, and would say so.
        env={name: value for name, value in program.environment().items() if not name.startswith("COVERAGE_")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit),  # noqa: PLW1509 - nothing else runs here
    )
    check_failed(Running(crawl), "disk I/O error", "the disk is full", "cannot be written (File too large)")
    check_mended(program, undisturbed)


@pytest.fixture
def small_disk(program: QuickProgram) -> Iterator[SmallDisk]:
    """A disk for the archive alone."""
    try:
        with SmallDisk(program.home, "24m") as disk:
            yield disk
    except NoSmallDiskError as problem:
        pytest.skip(f"this system gives no disk of a test's own: {problem}")


def test_a_full_disk_ends_the_crawl_and_loses_nothing(
    upstream: Upstream, program: QuickProgram, small_disk: SmallDisk, undisturbed: Visible, database_url: str
) -> None:
    if database_url.startswith("postgresql"):
        program = replace(program, database_url=database_url)
    environment = program.environment()
    command = [sys.executable, str(TOP / "cli.py")]
    with caught(upstream, lambda: Running(small_disk.start([*command, *CRAWL], environment))) as crawl:
        small_disk.fill()
        check_failed(crawl, "the disk is full", "No space left on device")
    check_failed(
        Running(small_disk.start([*command, *CRAWL], environment)), "the disk is full", "No space left on device"
    )
    small_disk.make_room()
    code, _, problem = small_disk.run(*command, *CRAWL, environment=environment)
    assert code == 0, problem
    check_on_disk(small_disk, program, undisturbed)


def test_a_disk_that_may_only_be_read_is_read_and_not_written_to(
    upstream: Upstream, program: QuickProgram, small_disk: SmallDisk, undisturbed: Visible, database_url: str
) -> None:
    if database_url.startswith("postgresql"):
        program = replace(program, database_url=database_url)
    environment = program.environment()
    command = [sys.executable, str(TOP / "cli.py")]
    assert small_disk.run(*command, *CRAWL, environment=environment)[0] == 0
    small_disk.set_writable(writable=False)
    check_failed(Running(small_disk.start([*command, *CRAWL, "--again"], environment)), "Read-only file system")
    for words in (["status"], ["export", "--date", LATE_DAY], ["raw", "show", LATE_DAY], ["db", "check"]):
        code, _, problem = small_disk.run(*command, *words, environment=environment)
        assert (words, code) == (words, 0), problem
    small_disk.set_writable(writable=True)
    check_on_disk(small_disk, program, undisturbed)


def check_on_disk(disk: SmallDisk, program: QuickProgram, undisturbed: Visible) -> None:
    """Take the archive off the disk that nobody else sees, and look at it as at any other."""
    off = program.home.with_name("off the disk")
    with disk.start(["tar", "-C", str(program.home), "-c", "."]) as packed:
        assert packed.stdout is not None
        off.mkdir()
        subprocess.run(["tar", "-C", off, "-x"], stdin=packed.stdout, check=True)
    check_mended(replace(program, home=off), undisturbed)


def test_reading_needs_no_lock_and_writing_says_who_has_it(
    upstream: Upstream, program: QuickProgram, database_url: str
) -> None:
    program = replace(program, database_url=database_url)
    assert program.start(*CRAWL).end().returncode == 0
    with holding(program.home, database_url) as other:
        assert said(other) == "held"
        for words in ("status", "gaps", f"export --date {LATE_DAY}", f"raw show {LATE_DAY}", "db check"):
            done = program.start(*words.split()).end()
            assert (words, done.returncode) == (words, 0), done.stderr
        for words in ("replay", "db upgrade", f"db copy --to sqlite:///{program.home}/other.db"):
            done = program.start(*words.split()).end()
            assert (words, done.returncode, done.stderr.count("\n")) == (words, 1, 1), done.stderr
            assert f"hfpapers nightly (process {other.pid} on " in done.stderr
