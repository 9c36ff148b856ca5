"""The real crawl over HTTP: how many requests, what is stored, what the exit code says."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from hfpapers.model.coverage import DayState
from hfpapers.model.issues import Code
from hfpapers.model.kinds import PaperState
from tests.acceptance.cli import TOP, Program
from tests.upstream import Settings, Upstream, faults, invented_day, invented_entry

OF_120, OF_90, OF_40 = date(2026, 10, 5), date(2026, 10, 6), date(2026, 10, 7)
EMPTY = date(2026, 10, 10)
BUSY = {OF_120: invented_day(OF_120, 120), OF_90: invented_day(OF_90, 90), OF_40: invented_day(OF_40, 40)}
DAY = date(2024, 4, 4)
LISTS = "/api/daily_papers"


@pytest.mark.parametrize(("day", "papers", "requests"), [(OF_120, 120, 2), (OF_90, 90, 2), (OF_40, 40, 1)])
def test_a_day_arrives_whole_in_the_fewest_requests_and_costs_nothing_twice(
    tmp_path: Path, day: date, papers: int, requests: int
) -> None:
    with Upstream(BUSY) as upstream:
        program = Program(upstream, tmp_path)
        ended = program.run("crawl", "--date", str(day))
        assert ended.returncode == 0, ended.stderr
        assert len(upstream.requests_for("huggingface", path_prefix=LISTS)) == requests
        assert len(upstream.requests_for("arxiv")) == -(-papers // 100)
        assert [row.arxiv_id for row in program.listings(day)] == [entry.arxiv_id for entry in BUSY[day]]
        assert [row.position for row in program.listings(day)] == list(range(1, papers + 1))
        assert program.days(day)[0].settled_at is not None
        upstream.reset_log()
        assert program.run("crawl", "--date", str(day)).returncode == 0
        assert upstream.requests == []


def test_a_span_is_the_sum_of_its_days(tmp_path: Path) -> None:
    with Upstream(BUSY) as upstream:
        program = Program(upstream, tmp_path)
        assert program.run("crawl", "--since", str(OF_120), "--until", str(EMPTY)).returncode == 0
        assert len(upstream.requests_for("huggingface", path_prefix=LISTS)) == 2 + 2 + 1 + 3
        assert len(upstream.requests_for("arxiv")) == 3
        states = [coverage.state for coverage in program.days(OF_120, OF_90, OF_40, EMPTY)]
        assert states == [DayState.COMPLETE] * 3 + [DayState.EMPTY]


def steady_today() -> date:
    """The UTC day, which goes on for a minute at least: a test should not meet midnight."""
    now = datetime.now(tz=UTC)
    if (now + timedelta(minutes=1)).date() != now.date():
        time.sleep(61)
    return datetime.now(tz=UTC).date()


def test_a_settled_day_still_asks_arxiv_for_what_it_owes(program: Program, upstream: Upstream) -> None:
    assert program.run("crawl", "--date", str(DAY), "--no-arxiv").returncode == 0
    assert upstream.requests_for("arxiv") == []
    upstream.reset_log()
    assert program.run("crawl", "--date", str(DAY)).returncode == 0
    assert upstream.requests_for("huggingface", robots=True) == []
    assert len(upstream.requests_for("arxiv")) == 1
    assert all(row.primary_category for row in program.listings(DAY))


def test_again_asks_for_a_settled_day_and_appends_its_votes(program: Program, upstream: Upstream) -> None:
    assert program.run("crawl", "--date", str(DAY)).returncode == 0
    first = program.listings(DAY)[0]
    upstream.set_votes(first.arxiv_id, 99)
    assert program.run("crawl", "--date", str(DAY), "--again").returncode == 0
    row = next(row for row in program.listings(DAY) if row.arxiv_id == first.arxiv_id)
    assert (first.upvotes, row.upvotes) == (33, 99)
    database = program.database()
    with database.engine.connect() as connection:
        votes = "SELECT upvotes FROM paper_votes WHERE arxiv_id = ? ORDER BY observed_at"
        assert connection.exec_driver_sql(votes, (first.arxiv_id,)).scalars().all() == [33, 99]
    database.close()


def test_an_unsettled_day_is_asked_again_and_a_shorter_list_deletes_nothing(tmp_path: Path) -> None:
    today = steady_today()
    entries = invented_day(today, 5)
    with Upstream({today: entries}, today=today) as upstream:
        program = Program(upstream, tmp_path)
        assert program.run("crawl", "--date", str(today)).returncode == 0
        assert program.days(today)[0].settled_at is None
        upstream.set_day(today, entries[1:4])
        upstream.reset_log()
        assert program.run("crawl", "--date", str(today)).returncode == 0
        assert len(upstream.requests_for("huggingface", path_prefix=LISTS)) == 1
        rows = program.listings(today)
        assert {row.arxiv_id for row in rows} == {entry.arxiv_id for entry in entries}
        assert [row.position for row in rows] == [1, 2, 3, None, None]
        upstream.set_day(today, ())
        assert program.run("crawl", "--date", str(today)).returncode == 3
        assert len(program.listings(today)) == 5
        assert program.days(today)[0].state is DayState.COMPLETE


def test_days_that_are_not_over_are_not_open_and_no_failure(tmp_path: Path) -> None:
    today = steady_today()
    days = [today + timedelta(days=number) for number in range(3)]
    with Upstream({today - timedelta(days=1): invented_day(today, 1)}, today=today) as upstream:
        program = Program(upstream, tmp_path)
        ended = program.run("crawl", "--since", str(days[0]), "--until", str(days[-1]))
        assert ended.returncode == 0, ended.stderr
        assert [coverage.state for coverage in program.days(*days)] == [DayState.NOT_OPEN] * 3
        assert len(upstream.requests_for("huggingface", path_prefix=LISTS)) == 1


def test_the_page_alone_archives_a_day(program: Program, upstream: Upstream) -> None:
    assert program.run("crawl", "--date", str(DAY), "--via", "page").returncode == 0
    assert upstream.requests_for("huggingface", path_prefix=LISTS) == []
    assert len(program.listings(DAY)) == 8
    assert program.days(DAY)[0].state is DayState.COMPLETE


def test_the_page_tells_an_empty_day_only_by_the_days_around_it(program: Program) -> None:
    saturday, friday = date(2026, 11, 14), date(2026, 11, 13)
    ended = program.run("crawl", "--since", str(friday), "--until", str(saturday), "--via", "page")
    assert ended.returncode == 0, ended.stderr
    assert [coverage.state for coverage in program.days(friday, saturday)] == [DayState.COMPLETE, DayState.EMPTY]


def test_another_day_passed_off_as_the_one_asked_for_is_a_failure(program: Program, upstream: Upstream) -> None:
    other = date(2026, 1, 28)
    upstream.fault("huggingface", faults.answer_day(date(2025, 12, 10)), match=str(other))
    assert program.run("crawl", "--date", str(other)).returncode == 3
    assert program.days(other)[0].state is DayState.FAILED
    assert program.listings(other) == ()


def test_auto_takes_the_page_when_the_api_is_down(program: Program, upstream: Upstream) -> None:
    upstream.fault("huggingface", faults.status(503), match=LISTS)
    ended = program.run("crawl", "--date", str(DAY))
    assert ended.returncode == 0, ended.stderr
    assert len(program.listings(DAY)) == 8
    assert program.run("export", "--date", str(DAY)).returncode == 0


def test_a_redesigned_page_gives_its_cards_and_says_so(program: Program, upstream: Upstream) -> None:
    upstream.settings.page_props = False
    ended = program.run("crawl", "--date", str(DAY), "--via", "page", "--no-arxiv")
    assert ended.returncode == 3, ended.stderr
    assert len(program.listings(DAY)) == 8
    assert program.issues(Code.FALLBACK_LAYOUT)
    assert program.days(DAY)[0].state is DayState.PARTIAL


def test_a_dead_upstream_is_a_failed_day_with_exit_3_and_the_next_run_mends_it(
    program: Program, upstream: Upstream
) -> None:
    planned = upstream.fault("huggingface", faults.reset())
    ended = program.run("crawl", "--date", str(DAY))
    assert ended.returncode == 3
    assert "Traceback" not in ended.stderr
    assert program.days(DAY)[0].state is DayState.FAILED
    assert planned.hits
    export = program.run("export", "--date", str(DAY))
    assert export.returncode == 1
    assert f"hfpapers crawl --date {DAY}" in export.stderr
    upstream.clear_faults()
    assert program.run("crawl", "--date", str(DAY)).returncode == 0
    assert program.days(DAY)[0].state is DayState.COMPLETE


@pytest.mark.parametrize("via", ["api", "page"])
def test_what_robots_txt_forbids_is_not_asked_for_and_the_rule_is_named(
    program: Program, upstream: Upstream, via: str
) -> None:
    upstream.settings.hf_robots = "User-agent: *\nDisallow: /api/daily\nDisallow: /papers/date\n"
    ended = program.run("crawl", "--date", str(DAY), "--via", via)
    assert ended.returncode == 1, ended.stderr
    assert "Disallow: /" in ended.stderr
    assert upstream.requests_for("huggingface") == []
    assert program.days(DAY)[0].state is DayState.FAILED


def test_a_redirect_to_another_host_is_refused(program: Program, upstream: Upstream) -> None:
    with Upstream() as other:
        upstream.fault("huggingface", faults.redirect_host(other.hf_url))
        assert program.run("crawl", "--date", str(DAY), "--no-arxiv").returncode == 3
        assert other.requests == []
    coverage = program.days(DAY)[0]
    assert coverage.state is DayState.FAILED
    assert coverage.last_error is not None
    assert "redirect" in coverage.last_error


def test_a_body_that_unpacks_to_too_much_is_refused(program: Program, upstream: Upstream) -> None:
    upstream.fault("huggingface", faults.bomb(megabytes=100))
    ended = program.run("crawl", "--date", str(DAY), "--no-arxiv", "--via", "api")
    assert ended.returncode == 3
    assert "larger than" in (program.days(DAY)[0].last_error or "")


def test_a_body_cut_on_the_wire_is_kept_and_asked_for_again(program: Program, upstream: Upstream) -> None:
    upstream.fault("huggingface", faults.cut(), match=LISTS, times=1)
    assert program.run("crawl", "--date", str(DAY), "--via", "api").returncode == 0
    assert len(program.listings(DAY)) == 8
    database = program.database()
    with database.read() as queries:
        kept = queries.list_fetches_of_day(DAY)
    database.close()
    assert [fetch.truncated for fetch in kept] == [False, True]


def test_a_list_that_moves_while_it_is_read_is_read_again(tmp_path: Path) -> None:
    with Upstream(BUSY) as upstream:
        entries = BUSY[OF_120]

        def shift(body: bytes) -> bytes:
            upstream.set_day(OF_120, entries)
            return body

        risen = entries[98].upvotes
        assert risen is not None
        upstream.set_votes(entries[100].arxiv_id, risen)
        upstream.fault("huggingface", faults.edit(shift), match="p=0", times=1)
        program = Program(upstream, tmp_path)
        assert program.run("crawl", "--date", str(OF_120), "--no-arxiv").returncode == 0
        assert len(upstream.requests_for("huggingface", path_prefix=LISTS)) == 4
        assert [row.arxiv_id for row in program.listings(OF_120)] == [entry.arxiv_id for entry in entries]
        assert program.issues(Code.LIST_MOVED)


def test_a_page_limit_that_was_lowered_is_found_out_and_told(tmp_path: Path) -> None:
    days = {day: invented_day(day, count) for day, count in ((OF_120, 70), (OF_90, 45), (OF_40, 12))}
    with Upstream(days, settings=Settings(api_limit_max=30, api_limit_default=30)) as upstream:
        program = Program(upstream, tmp_path)
        ended = program.run("crawl", "--since", str(OF_120), "--until", str(OF_40), "--no-arxiv")
        assert ended.returncode == 0, ended.stderr
        assert [len(program.listings(day)) for day in days] == [70, 45, 12]
        assert program.issues(Code.PAGE_LIMIT_CHANGED)


def test_papers_that_arxiv_does_not_know_are_recorded_by_paper(program: Program, upstream: Upstream) -> None:
    hostile = date(2026, 11, 12)
    assert program.run("crawl", "--date", str(hostile)).returncode == 0
    database = program.database()
    with database.read() as queries:
        states = queries.list_arxiv_states(hostile, hostile)
    database.close()
    assert [state for state, _, _ in states.values()] == [PaperState.FOUND] * 3 + [PaperState.ABSENT]
    upstream.reset_log()
    assert program.run("crawl", "--date", str(hostile)).returncode == 0
    assert upstream.requests_for("arxiv") == []


def test_a_paper_that_alone_is_owed_and_absent_is_told_from_a_fault(program: Program, upstream: Upstream) -> None:
    hostile = date(2026, 11, 12)
    upstream.set_day(hostile, upstream.archive.entries(hostile)[3:])
    lonely = upstream.archive.entries(hostile)[0].arxiv_id
    assert program.run("crawl", "--date", str(hostile)).returncode == 3  # nothing is known that could be a witness
    assert program.run("crawl", "--date", str(DAY)).returncode == 0
    assert program.run("crawl", "--date", str(hostile)).returncode == 0
    database = program.database()
    with database.read() as queries:
        states = queries.list_arxiv_states(hostile, hostile)
    database.close()
    assert states[lonely][0] is PaperState.ABSENT


def test_a_page_limit_that_was_lowered_is_found_out_by_single_days_and_the_first_is_mended(tmp_path: Path) -> None:
    days = {day: invented_day(day, 70) for day in (OF_120, OF_90, OF_40)}
    with Upstream(days, settings=Settings(api_limit_max=40, api_limit_default=40)) as upstream:
        program = Program(upstream, tmp_path)
        for day in days:
            assert program.run("crawl", "--date", str(day), "--no-arxiv").returncode == 0
        assert [len(program.listings(day)) for day in days] == [70, 70, 70]
        assert {issue.day for issue in program.issues(Code.PAGE_LIMIT_CHANGED)} == {OF_90, OF_40}


def test_a_refusal_of_a_day_that_has_not_ended_is_not_open_whatever_the_page_does(tmp_path: Path) -> None:
    today = steady_today()
    with Upstream({}, today=today - timedelta(days=1)) as upstream:
        planned = upstream.fault("huggingface", faults.status(404), match="/papers")
        program = Program(upstream, tmp_path)
        ended = program.run("crawl", "--date", str(today))
        assert ended.returncode == 0, ended.stderr
        assert program.days(today)[0].state is DayState.NOT_OPEN
        assert planned.hits == 0


def test_a_crawl_that_is_interrupted_says_nothing_of_days_that_were_not_asked_for_and_the_next_goes_on(
    program: Program, upstream: Upstream
) -> None:
    upstream.fault("huggingface", faults.slow(1.0), match=LISTS)
    days = [date(2026, 10, number) for number in range(1, 31)]
    command = [sys.executable, "cli.py", "crawl", "--since", str(days[0]), "--until", str(days[-1])]
    process = subprocess.Popen(
        command, cwd=TOP, env=program.environment(), stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    while not upstream.requests_for("huggingface", path_prefix=LISTS):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130, told
    assert "Traceback" not in told
    states = {coverage.state for coverage in program.days(*days)}
    assert None in states  # nobody was asked for the last days, so nothing is said of them
    assert DayState.FAILED not in states
    assert len(told.splitlines()) < 30
    upstream.clear_faults()
    assert program.run("crawl", "--since", str(days[0]), "--until", str(days[-1])).returncode == 0
    assert {coverage.state for coverage in program.days(*days)} == {DayState.EMPTY}


@pytest.mark.parametrize(
    "fault",
    [
        faults.status(429),
        faults.status(406),
        faults.status(503, retry_after=0),
        faults.empty(),
        faults.html(),
        faults.empty_feed(),
        faults.cut(),
        faults.reset(),
    ],
    ids=lambda fault: fault.kind,
)
def test_arxiv_is_asked_again_after_a_passing_fault(program: Program, upstream: Upstream, fault: faults.Fault) -> None:
    upstream.fault("arxiv", fault, times=1)
    ended = program.run("crawl", "--date", str(DAY))
    assert ended.returncode == 0, ended.stderr
    assert all(row.primary_category for row in program.listings(DAY))
    assert len(upstream.requests_for("arxiv")) == 2


@pytest.mark.parametrize("fault", [faults.missing_total(), faults.drop_last_entries(2)], ids=lambda fault: fault.kind)
def test_an_answer_of_arxiv_that_is_not_whole_is_refused_and_owed_by_paper(
    program: Program, upstream: Upstream, fault: faults.Fault
) -> None:
    upstream.fault("arxiv", fault)
    ended = program.run("crawl", "--date", str(DAY))
    assert ended.returncode == 3, ended.stderr
    assert all(row.primary_category is None for row in program.listings(DAY))
    assert program.run("export", "--date", str(DAY)).returncode == 0
    upstream.clear_faults()
    assert program.run("crawl", "--date", str(DAY)).returncode == 0
    assert all(row.primary_category for row in program.listings(DAY))


def test_one_id_that_arxiv_refuses_does_not_hold_up_the_others(program: Program, upstream: Upstream) -> None:
    victim = "2404.02905"
    upstream.fault("arxiv", faults.status(400), match=re.compile(victim))
    ended = program.run("crawl", "--date", str(DAY))
    assert ended.returncode == 3
    assert [row.arxiv_id for row in program.listings(DAY) if row.primary_category is None] == [victim]


def test_two_programs_at_once_keep_arxivs_pace_together(tmp_path: Path) -> None:
    days = [date(2026, 9, number) for number in (1, 2)]
    with Upstream({day: invented_day(day, 160) for day in days}) as upstream:
        started = []
        for number, day in enumerate(days):
            program = Program(upstream, tmp_path / str(number))
            environment = {**program.environment(), "HFPAPERS_ARXIV_INTERVAL_SECONDS": "0.6"}
            command = [sys.executable, "cli.py", "crawl", "--date", str(day)]
            started.append(subprocess.Popen(command, cwd=TOP, env=environment, stderr=subprocess.DEVNULL))
        assert [process.wait(timeout=120) for process in started] == [0, 0]
        assert len(upstream.requests_for("arxiv")) == 4
        assert upstream.max_parallel("arxiv") == 1
        gap = upstream.smallest_gap("arxiv")
        assert gap is not None
        assert gap >= 0.6


def test_a_rate_limit_is_waited_out_and_never_run_into(tmp_path: Path) -> None:
    days = {date(2026, 9, number): (invented_entry(date(2026, 9, number), 0),) for number in range(1, 13)}
    with Upstream(days, settings=Settings(api_quota=5, window_seconds=1.5)) as upstream:
        program = Program(upstream, tmp_path)
        began = time.monotonic()
        ended = program.run("crawl", "--since", "2026-09-01", "--until", "2026-09-12", "--no-arxiv")
        assert ended.returncode == 0, ended.stderr
        assert time.monotonic() - began >= 1.5
        assert {seen.status for seen in upstream.requests_for("huggingface")} == {200}


def test_an_archive_that_cannot_be_written_to_ends_the_crawl_in_one_line(program: Program) -> None:
    program.home.mkdir()
    (program.home / "warc").write_text("in the way", encoding="utf-8")
    ended = program.run("crawl", "--date", str(DAY))
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert str(program.home / "warc") in ended.stderr


def test_days_that_were_asked_for_in_vain_when_a_crawl_was_stopped_are_failed(
    program: Program, upstream: Upstream
) -> None:
    upstream.fault("huggingface", faults.status(429, retry_after=30), match=LISTS)
    command = [sys.executable, "cli.py", "crawl", "--since", "2026-10-01", "--until", "2026-10-20", "--via", "api"]
    process = subprocess.Popen(command, cwd=TOP, env=program.environment(), stderr=subprocess.PIPE, text=True)
    while not upstream.requests_for("huggingface", path_prefix=LISTS):
        time.sleep(0.05)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130, told
    asked = {date.fromisoformat(seen.query["date"]) for seen in upstream.requests_for("huggingface", path_prefix=LISTS)}
    days = [date(2026, 10, number) for number in range(1, 21)]
    assert {coverage.day for coverage in program.days(*days) if coverage.state is DayState.FAILED} == asked
    assert {coverage.day for coverage in program.days(*days) if coverage.state is None} == set(days) - asked


def test_ctrl_c_does_not_wait_for_a_server_that_stalls(program: Program, upstream: Upstream) -> None:
    stalled = upstream.fault("huggingface", faults.stall(), match=LISTS)
    command = [sys.executable, "cli.py", "crawl", "--date", str(DAY)]
    process = subprocess.Popen(command, cwd=TOP, env=program.environment(), stderr=subprocess.PIPE, text=True)
    while not stalled.hits:
        time.sleep(0.05)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130, told
    assert "Traceback" not in told
    assert time.monotonic() - began < 12  # a download may take 60 s
    assert program.days(DAY)[0].state is not DayState.EMPTY
    upstream.clear_faults()
    assert program.run("crawl", "--date", str(DAY)).returncode == 0
