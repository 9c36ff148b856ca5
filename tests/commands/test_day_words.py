"""How days are worded: what is no failure is not called one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hfpapers.commands.counting import number_of
from hfpapers.commands.day_words import counted_states, day_line, in_runs, is_faulty, is_gap, why_lacking
from hfpapers.model.coverage import DayCoverage, DayState

DAY = date(2026, 11, 19)
SATURDAY = date(2026, 11, 14)
MOMENT = datetime(2026, 11, 20, 2, tzinfo=UTC)


def covered(day: date = DAY, state: DayState | None = DayState.COMPLETE, **values: Any) -> DayCoverage:
    return DayCoverage(day=day, state=state, **values)


@pytest.mark.parametrize(
    ("coverage", "words"),
    [
        (covered(stored=34, settled_at=MOMENT), "2026-11-19: complete, 34 papers"),
        (covered(stored=1), "2026-11-19: complete, 1 paper (can still change until 2026-11-22)"),
        (
            covered(SATURDAY, DayState.EMPTY, settled_at=MOMENT),
            "2026-11-14: empty: Hugging Face listed no papers, as on most weekends",
        ),
        (covered(state=DayState.EMPTY, settled_at=MOMENT), "2026-11-19: empty: Hugging Face listed no papers"),
        (covered(state=DayState.PARTIAL, stored=90, expected=1200), "2026-11-19: partial, 90 of 1,200 papers"),
        (covered(state=DayState.PARTIAL), "2026-11-19: partial"),
        (covered(state=DayState.FAILED, last_error="status 503"), "2026-11-19: failed"),
        (covered(state=DayState.NOT_OPEN), "2026-11-19: not open: Hugging Face has no list of it yet"),
        (covered(state=None), "2026-11-19: never asked for"),
    ],
)
def test_every_state_has_its_words(coverage: DayCoverage, words: str) -> None:
    assert day_line(coverage) == words


@pytest.mark.parametrize(
    ("coverage", "why"),
    [
        (covered(state=DayState.FAILED, last_error="answered with\nstatus 503."), "answered with status 503"),
        (covered(state=DayState.NOT_OPEN), "Hugging Face had no list of it when it was last asked"),
        (covered(state=None), "never asked for"),
    ],
)
def test_every_gap_has_its_reason_on_one_line(coverage: DayCoverage, why: str) -> None:
    assert why_lacking(coverage) == why


def test_a_day_that_has_not_ended_is_no_gap_for_having_no_list() -> None:
    waiting = [covered(state=state) for state in (None, DayState.NOT_OPEN)]
    assert not any(is_gap(coverage, today=DAY) for coverage in waiting)
    assert all(is_gap(coverage, today=DAY + timedelta(days=1)) for coverage in waiting)
    assert is_gap(covered(state=DayState.FAILED), today=DAY)
    assert not is_gap(covered(state=DayState.EMPTY), today=DAY + timedelta(days=9))


def test_a_whole_day_whose_latest_look_failed_is_faulty_and_no_gap() -> None:
    coverage = covered(stored=34, last_error="answered with status 503")
    assert is_faulty(coverage)
    assert not is_gap(coverage, today=DAY + timedelta(days=1))


def test_neighbouring_days_with_one_reason_make_one_run() -> None:
    days = [
        covered(DAY, None),
        covered(DAY + timedelta(days=1), None),
        covered(DAY + timedelta(days=2), DayState.FAILED, last_error="one reason"),
        covered(DAY + timedelta(days=3), DayState.FAILED, last_error="another reason"),
        covered(DAY + timedelta(days=5), DayState.FAILED, last_error="another reason"),
    ]
    assert [len(run) for run in in_runs(days)] == [2, 1, 1, 1]


def test_empty_weekends_are_counted_as_such() -> None:
    days = [
        covered(),
        covered(SATURDAY, DayState.EMPTY),
        covered(state=DayState.EMPTY),
        covered(state=DayState.FAILED),
    ]
    assert counted_states(days) == "1 complete, 2 empty (1 on weekends), 1 failed"


def test_numbers_agree_with_their_nouns() -> None:
    assert [number_of(number, "paper") for number in (0, 1, 1234)] == ["0 papers", "1 paper", "1,234 papers"]
    assert number_of(2, "day was", "days were") == "2 days were"
