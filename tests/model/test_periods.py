"""Spans of days."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfpapers.errors import InvalidPeriodError
from hfpapers.model.periods import Period, PeriodKind, parse_day


def test_iso_weeks_cross_the_turn_of_the_year() -> None:
    week = Period.of_week("2020-W53")
    assert (week.since, week.until, week.label) == (date(2020, 12, 28), date(2021, 1, 3), "2020-W53")
    assert Period.of_week("2025W1").since == date(2024, 12, 30)


def test_months_know_leap_years() -> None:
    assert Period.of_month("2024-02").until == date(2024, 2, 29)
    assert Period.of_month("2023-02").until == date(2023, 2, 28)
    assert Period.of_year("2024").until == date(2024, 12, 31)


@pytest.mark.parametrize("text", ["2021-W53", "2024-W00", "2024-15", "W15", "9999-W60"])
def test_a_week_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InvalidPeriodError):
        Period.of_week(text)


@pytest.mark.parametrize("text", ["2024-13", "2024-4", "april", "0000-01"])
def test_a_month_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InvalidPeriodError):
        Period.of_month(text)


@pytest.mark.parametrize("text", ["24", "0000", "20245"])
def test_a_year_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InvalidPeriodError):
        Period.of_year(text)


@pytest.mark.parametrize("text", ["2023-02-29", "2024-4-1", "20240401", "tomorrow", ""])
def test_a_day_that_is_none_is_refused_by_name(text: str) -> None:
    with pytest.raises(InvalidPeriodError, match=repr(text)):
        parse_day(text)


def test_a_span_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(InvalidPeriodError, match="swap"):
        Period.of_range(date(2024, 4, 2), date(2024, 4, 1))


def test_clipping_keeps_the_name() -> None:
    year = Period.of_year("2023").clipped(date(2023, 5, 4), date(2026, 1, 1))
    assert year == Period(PeriodKind.YEAR, date(2023, 5, 4), date(2023, 12, 31), "2023")
    assert Period.of_year("2022").clipped(date(2023, 5, 4), date(2026, 1, 1)) is None


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_every_day_is_in_its_iso_week(day: date) -> None:
    year, week, _ = day.isocalendar()
    assert day in set(Period.of_week(f"{year}-W{week:02d}").days())
    assert parse_day(day.isoformat()) == day
    assert list(Period.of_day(day).days()) == [day]
