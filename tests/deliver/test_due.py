"""Which digests a channel is to get."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from hfpapers.config.channels import Wanted
from hfpapers.deliver.due import Due, plan_due
from hfpapers.model.coverage import DayCoverage, DayState, day_end
from hfpapers.model.periods import Period

#: A Friday, soon after midnight.
NOW = datetime(2026, 11, 20, 3, 17, tzinfo=UTC)
COMPLETE, EMPTY, PARTIAL, FAILED = DayState.COMPLETE, DayState.EMPTY, DayState.PARTIAL, DayState.FAILED


def covered(day: date, state: DayState | None = COMPLETE, *, seen: datetime | None = None) -> DayCoverage:
    at = seen or day_end(day) + timedelta(hours=3)
    is_complete = state is COMPLETE
    return DayCoverage(
        day=day, state=state, answered_at=at, whole_look_at=at if is_complete else None, stored=9 if is_complete else 0
    )


def november(states: dict[int, DayState | None] | None = None) -> dict[date, DayCoverage]:
    """From 1 October on: papers on weekdays, none at weekends, unless told otherwise."""
    days = {}
    for number in range(60):
        day = date(2026, 10, 1) + timedelta(days=number)
        usual = COMPLETE if day.isoweekday() <= 5 else EMPTY
        days[day] = covered(day, (states or {}).get(day.day, usual) if day.month == 11 else usual)
    return {day: coverage for day, coverage in days.items() if day < NOW.date()}


def labels(periods: Sequence[Period]) -> list[str]:
    return [period.label for period in periods]


def keys(*days: int) -> list[str]:
    return [f"list/en/day/2026-11-{day:02d}" for day in days]


def plan(
    known: Sequence[str] = (),
    states: dict[int, DayState | None] | None = None,
    wanted: Wanted | None = None,
    now: datetime = NOW,
) -> Due:
    return plan_due(wanted or Wanted(), november(states), known, now=now)


def test_a_new_channel_gets_the_newest_day_only() -> None:
    assert labels(plan().periods) == ["2026-11-19"]


def test_a_new_channel_gets_the_newest_day_that_is_had() -> None:
    assert labels(plan(states={19: PARTIAL, 18: FAILED}).periods) == ["2026-11-17"]
    assert plan(states={19: PARTIAL, 18: FAILED, 17: None}).periods == (), "not further back than catch_up"


def test_a_day_that_was_sent_or_begun_is_not_due_again() -> None:
    assert plan(keys(19)) == Due()


def test_what_was_missed_is_made_up_for_as_far_as_catch_up_goes() -> None:
    due = plan(keys(12))
    assert labels(due.periods) == ["2026-11-17", "2026-11-18", "2026-11-19"]
    assert labels(due.passed_over) == ["2026-11-13", "2026-11-16"]
    assert labels(plan(keys(12), wanted=Wanted(catch_up=5)).periods)[0] == "2026-11-13", "the weekend does not count"


def test_a_day_without_papers_is_never_due_and_none_is_missed() -> None:
    due = plan(keys(13), now=datetime(2026, 11, 16, 3, tzinfo=UTC))
    assert due == Due()


def test_a_day_that_is_mended_late_is_sent_though_a_later_one_was() -> None:
    assert labels(plan(keys(17, 19)).periods) == ["2026-11-18"]
    due = plan(keys(17, 19), {18: FAILED})
    assert (due.periods, labels(due.waiting)) == ((), ["2026-11-18"])


def test_days_before_the_channel_began_are_not_dug_up() -> None:
    assert plan(keys(18, 19)) == Due()


def test_today_is_not_over_and_a_list_seen_before_the_end_of_its_day_may_have_grown() -> None:
    days = november()
    noon = datetime(2026, 11, 19, 12, tzinfo=UTC)
    days[date(2026, 11, 19)] = covered(date(2026, 11, 19), seen=noon)
    days[date(2026, 11, 20)] = covered(date(2026, 11, 20), seen=NOW)
    assert labels(plan_due(Wanted(), days, [], now=NOW).periods) == ["2026-11-18"]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 11, 22, 23, 59, tzinfo=UTC), ["2026-W46"]),
        (datetime(2026, 11, 16, 0, 0, tzinfo=UTC), ["2026-W46"]),
        (datetime(2026, 11, 15, 23, 59, tzinfo=UTC), ["2026-W45"]),
    ],
)
def test_a_week_is_due_when_it_has_ended_and_every_day_was_had(now: datetime, expected: list[str]) -> None:
    week = Wanted(period="week")
    assert labels(plan(wanted=week, now=now).periods) == expected
    known = ["list/en/week/2026-W45"]
    assert plan(known, {13: FAILED}, week, datetime(2026, 11, 17, tzinfo=UTC)).periods == ()


def test_a_month_is_due_when_it_has_ended() -> None:
    assert labels(plan(wanted=Wanted(period="month")).periods) == ["2026-10"]


def test_another_filter_is_a_new_beginning() -> None:
    assert labels(plan(keys(12), wanted=Wanted(top=3)).periods) == ["2026-11-19"]
