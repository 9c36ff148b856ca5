"""A fall in the number of papers a day."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from hfpapers.drift import DriftCode, find_falls, steady_days
from hfpapers.drift.counts import has_fallen
from hfpapers.drift.steady import is_quiet
from hfpapers.model.coverage import DayState
from tests.drift.days import TODAY, read_day, weekdays_until

YESTERDAY = TODAY - timedelta(days=1)
USUAL = [24, 18, 33, 20, 15, 28, 31, 22, 19, 26, 12, 30, 24, 21, 17, 35, 29, 23, 16, 25]


def test_a_day_far_below_all_before_has_fallen() -> None:
    (finding,) = find_falls(steady_days(weekdays_until(YESTERDAY, [*USUAL, 5])), today=TODAY)
    assert finding.code is DriftCode.FEWER_PAPERS
    assert finding.day == YESTERDAY
    assert finding.line == "2026-03-24: 5 papers listed; the 20 weekdays before had 23.5 in the middle, and 12 at least"
    assert finding.evidence == "2026-03-24"
    assert not finding.loses_data


@pytest.mark.parametrize("count", [12, 13, 20, 100])
def test_a_day_that_is_low_as_days_are_has_not_fallen(count: int) -> None:
    assert find_falls(steady_days(weekdays_until(YESTERDAY, [*USUAL, count])), today=TODAY) == ()


def test_a_day_below_all_before_and_above_half_of_their_median_has_not_fallen() -> None:
    level = [20] * 20
    assert find_falls(steady_days(weekdays_until(YESTERDAY, [*level, 11])), today=TODAY) == ()
    assert find_falls(steady_days(weekdays_until(YESTERDAY, [*level, 9])), today=TODAY) != ()


def test_lists_that_are_suddenly_empty_are_a_fall_on_every_day_of_it() -> None:
    found = find_falls(steady_days(weekdays_until(YESTERDAY, [*USUAL, 0, 0, 0])), today=TODAY)
    assert [finding.day for finding in found] == [date(2026, 3, 20), date(2026, 3, 23), date(2026, 3, 24)]
    assert "0 papers listed" in found[0].line


def test_a_lower_level_becomes_the_usual_one() -> None:
    assert find_falls(steady_days(weekdays_until(YESTERDAY, [*USUAL, *[4] * 20, 5])), today=TODAY) == ()


def test_an_old_fall_is_told_no_more() -> None:
    days = steady_days(weekdays_until(YESTERDAY, [*USUAL, 3, *USUAL[:7]]))
    assert find_falls(days, today=TODAY) == ()


def test_a_young_archive_is_not_judged() -> None:
    assert find_falls(steady_days(weekdays_until(YESTERDAY, [30] * 9 + [0])), today=TODAY) == ()
    assert find_falls(steady_days(weekdays_until(YESTERDAY, [30] * 10 + [0])), today=TODAY) != ()


def test_a_day_that_may_still_fill_up_is_not_judged() -> None:
    usual = weekdays_until(YESTERDAY - timedelta(days=1), USUAL)
    assert find_falls(steady_days([*usual, read_day(YESTERDAY, 3, hours_after_end=23)]), today=TODAY) == ()
    assert find_falls(steady_days([*usual, read_day(YESTERDAY, 3, hours_after_end=24)]), today=TODAY) != ()


def test_days_that_could_not_be_read_whole_say_nothing() -> None:
    days = weekdays_until(YESTERDAY, [*USUAL, None, None, 0])
    partial = read_day(YESTERDAY, 2)
    days[-1] = type(partial)(
        day=partial.day, state=DayState.PARTIAL, expected=2, stored=1, answered_at=partial.answered_at
    )
    assert [coverage.expected for coverage in steady_days(days)] == USUAL


@pytest.mark.parametrize(
    "day",
    [
        "2026-03-21",  # a Saturday
        "2024-07-04",
        "2024-07-05",  # the day after: 3 papers were listed
        "2024-11-28",
        "2024-11-29",
        "2024-12-27",
        "2025-01-01",
        "2025-01-20",
        "2025-01-21",  # the day after Martin Luther King Jr. Day: 1 paper
        "2025-05-26",
        "2025-06-19",
        "2025-07-07",  # the Monday after the Fourth of July: 1 paper
        "2025-09-01",
        "2025-09-02",
        "2025-12-31",
        "2026-07-03",  # the Fourth of July is a Saturday
        "2027-07-05",  # and a Sunday
    ],
)
def test_weekends_and_holidays_are_quiet(day: str) -> None:
    assert is_quiet(date.fromisoformat(day))


def test_few_weekdays_are_quiet() -> None:
    for year in range(2023, 2033):
        days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
        quiet = [day for day in days if day.weekday() < 5 and is_quiet(day)]
        assert 17 <= len(quiet) <= 24


def test_an_empty_holiday_is_no_fall_and_does_not_hide_one() -> None:
    days = [read_day(date(2025, 6, 2) + timedelta(days=n), 20 + n % 7) for n in range(36)]
    days = [read_day(c.day, 0) if is_quiet(c.day) else c for c in days]
    assert find_falls(steady_days(days), today=date(2025, 7, 8)) == ()
    fallen = [read_day(c.day, 2) if c.day == date(2025, 7, 3) else c for c in days]
    assert [f.day for f in find_falls(steady_days(fallen), today=date(2025, 7, 8))] == [date(2025, 7, 3)]


def test_the_recorded_days_rarely_raise_an_alarm(recorded: Path) -> None:
    """They were caught in the morning and are days apart, which is harder than what a night compares."""
    counts = {
        date.fromisoformat(path.stem): len(json.loads(path.read_bytes()))
        for path in (recorded / "huggingface" / "daily_papers").glob("*.json")
    }
    usual = [count for day, count in sorted(counts.items()) if not is_quiet(day)]
    judged = [(usual[index], usual[index - 20 : index]) for index in range(20, len(usual))]
    assert len(judged) > 100
    assert sum(has_fallen(count, before) for count, before in judged) <= 0.03 * len(judged)
