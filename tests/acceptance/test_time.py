"""Every day is a UTC day of the listing: in any time zone, over midnight, leap days and the year's turn.

Whole programs, with their clocks moved and their time zones set.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from hfpapers.model.coverage import DayState, day_end, is_final
from tests.acceptance.launcher import Launcher, QuickProgram
from tests.acceptance.visible import visible
from tests.upstream import Upstream, faults, invented_day

ZONES = ("America/New_York", "Asia/Kolkata", "Pacific/Kiritimati", "Europe/Berlin")
#: A little after the clocks of New York, then of Berlin, were put forward, and back.
CHANGES = tuple(
    datetime.fromisoformat(text).replace(tzinfo=UTC)
    for text in ("2026-03-08T07:00:20", "2026-03-29T01:00:20", "2026-10-25T01:00:20", "2026-11-01T06:00:20")
)
LISTS = "/api/daily_papers"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def days_of(first: str, last: str) -> list[date]:
    since, until = date.fromisoformat(first), date.fromisoformat(last)
    return [since + timedelta(days=number) for number in range((until - since).days + 1)]


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """Two papers on every day of the days that matter here, weekends and holidays included."""
    spans = (("2024-01-01", "2024-03-01"), ("2024-12-25", "2025-01-10"), ("2026-02-25", "2027-01-12"))
    listed = {day: invented_day(day, 2) for span in spans for day in days_of(*span)}
    with Upstream(listed, today=date(2027, 1, 20)) as running:
        yield running


@pytest.fixture
def program(upstream: Upstream, launcher: Launcher, tmp_path: Path) -> QuickProgram:
    return QuickProgram(upstream, tmp_path / "home", launcher=launcher)


def asked(upstream: Upstream) -> list[date]:
    """Tell which days upstream was asked for, in order."""
    seen = upstream.requests_for("huggingface", path_prefix=LISTS)
    return sorted(date.fromisoformat(one.query["date"]) for one in seen)


@pytest.mark.parametrize("moment", CHANGES, ids=str)
def test_the_time_zone_changes_nothing(
    upstream: Upstream, launcher: Launcher, tmp_path: Path, moment: datetime
) -> None:
    upstream.today = moment.date()
    found = {}
    for zone in ("UTC", *ZONES):
        program = QuickProgram(upstream, tmp_path / zone, launcher=launcher, settings={"TZ": zone})
        upstream.reset_log()
        told = []
        for arguments in (
            ("crawl", "--since", str(moment.date() - timedelta(days=7)), "--until", "today"),
            ("export", "--date", "yesterday"),
            ("export", "--week", f"{moment:%G-W%V}", "--format", "txt"),
        ):
            ended = program.run_at(moment, *arguments)
            assert ended.returncode == 0, (zone, arguments, ended.stderr)
            told.append(ended.stdout)
        found[zone] = (asked(upstream), told, visible(program.database()))
    for zone in ZONES:
        assert found[zone] == found["UTC"], zone


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("moment", "today"), [("2026-02-28T23:59:50", "2026-02-28"), ("2026-03-01T00:00:02", "2026-03-01")]
)
def test_today_begins_and_ends_at_midnight_in_utc(
    upstream: Upstream, launcher: Launcher, tmp_path: Path, zone: str, moment: str, today: str
) -> None:
    program = QuickProgram(upstream, tmp_path / "home", launcher=launcher, settings={"TZ": zone})
    day = date.fromisoformat(today)
    assert program.run_at(at(moment), "crawl", "--date", "today").returncode == 0
    assert asked(upstream) == [day]
    upstream.reset_log()
    assert program.run_at(at(moment), "crawl", "--date", "yesterday").returncode == 0
    assert asked(upstream) == [day - timedelta(days=1)]


def test_a_crawl_over_midnight_goes_on_with_the_day_that_it_was_told(upstream: Upstream, program: QuickProgram) -> None:
    day = date(2026, 12, 31)
    upstream.fault("huggingface", faults.slow(3), match=LISTS)
    ended = program.run_at(at("2026-12-31T23:59:58"), "crawl", "--date", "today")
    assert ended.returncode == 0, ended.stderr
    assert asked(upstream) == [day]
    assert {row.arxiv_id for row in program.listings(day)} == {entry.arxiv_id for entry in invented_day(day, 2)}
    assert program.listings(day + timedelta(days=1)) == ()


def test_a_year_that_turns_leaves_no_day_out_and_asks_for_none_to_come(
    upstream: Upstream, program: QuickProgram
) -> None:
    days = days_of("2026-12-29", "2027-01-02")
    ended = program.run_at(at("2027-01-01T00:00:05"), "crawl", "--since", str(days[0]), "--until", str(days[-1]))
    assert ended.returncode == 0, ended.stderr
    assert asked(upstream) == days[:-1]
    assert [coverage.state for coverage in program.days(*days)] == [*[DayState.COMPLETE] * 4, DayState.NOT_OPEN]


@pytest.mark.parametrize(
    ("option", "period", "first", "last"),
    [
        ("--month", "2024-02", "2024-02-01", "2024-02-29"),
        ("--date", "2024-02-29", "2024-02-29", "2024-02-29"),
        ("--month", "2026-12", "2026-12-01", "2026-12-31"),
        ("--week", "2024-W01", "2024-01-01", "2024-01-07"),
        ("--week", "2024-W09", "2024-02-26", "2024-03-03"),
        ("--week", "2025-W01", "2024-12-30", "2025-01-05"),
        ("--week", "2026-W53", "2026-12-28", "2027-01-03"),
        ("--week", "2027-W01", "2027-01-04", "2027-01-10"),
    ],
)
def test_a_period_is_all_of_its_days(
    upstream: Upstream, program: QuickProgram, option: str, period: str, first: str, last: str
) -> None:
    days = days_of(first, last)
    ended = program.run_at(at("2027-01-15T12:00:00"), "crawl", option, period, "--no-arxiv")
    assert ended.returncode == 0, ended.stderr
    assert asked(upstream) == days
    exported = program.run_at(at("2027-01-15T12:00:00"), "export", option, period, "--format", "csv")
    assert exported.returncode == 0, exported.stderr
    listed = [line for line in exported.stdout.splitlines() if line.startswith("20")]
    assert len(listed) == sum(2 for day in days if upstream.archive.entries(day))


@pytest.mark.parametrize(
    ("option", "period"), [("--date", "2023-02-29"), ("--week", "2025-W53"), ("--week", "2024-W00")]
)
def test_a_period_that_the_calendar_does_not_have_is_refused(program: QuickProgram, option: str, period: str) -> None:
    ended = program.run_at(at("2027-01-15T12:00:00"), "crawl", option, period)
    assert ended.returncode == 2
    assert period in ended.stderr
    assert not program.home.exists()


def test_weeks_are_named_alike_by_the_calendar_and_by_the_database(
    upstream: Upstream, launcher: Launcher, tmp_path: Path, database_url: str
) -> None:
    program = QuickProgram(upstream, tmp_path / "home", database_url, launcher=launcher)
    for first, last in (("2024-12-27", "2025-01-07"), ("2026-12-26", "2027-01-05")):
        span = ("--since", first, "--until", last)
        assert program.run_at(at("2027-01-15T12:00:00"), "crawl", *span, "--no-arxiv").returncode == 0
    database = program.database()
    with database.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT day, week FROM weekly_top").all()
    database.close()
    weeks = {date.fromisoformat(str(day)): week for day, week in rows}
    assert len(weeks) == 12 + 11
    assert weeks == {day: f"{day:%G-W%V}" for day in weeks}
    assert {"2024-W52", "2025-W01", "2025-W02", "2026-W52", "2026-W53", "2027-W01"} == set(weeks.values())


def test_a_day_is_settled_48_hours_after_its_end_and_not_a_moment_sooner(
    upstream: Upstream, program: QuickProgram
) -> None:
    day = date(2026, 12, 30)
    final_at = day_end(day) + timedelta(hours=48)
    assert final_at == at("2027-01-02T00:00:00")
    assert is_final(day, final_at)
    assert not is_final(day, final_at - timedelta(microseconds=1))
    assert program.run_at(final_at - timedelta(seconds=10), "crawl", "--date", str(day)).returncode == 0
    assert program.days(day)[0].settled_at is None
    assert program.run_at(final_at, "crawl", "--date", str(day)).returncode == 0
    settled_at = program.days(day)[0].settled_at
    assert settled_at is not None
    assert final_at <= settled_at < final_at + timedelta(seconds=30)
    upstream.reset_log()
    assert program.run_at(final_at + timedelta(seconds=40), "crawl", "--date", str(day)).returncode == 0
    assert upstream.requests == []
