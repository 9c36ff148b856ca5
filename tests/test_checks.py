"""The state of a day after a look."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfpapers.checks import Answered, Failed, NotOpen, Outcome, is_incomplete, judge_day
from hfpapers.model.coverage import DayCoverage, DayState

DAY = date(2026, 11, 18)
DURING = datetime(2026, 11, 18, 15, tzinfo=UTC)
AFTER = datetime(2026, 11, 19, 3, tzinfo=UTC)
LATE = datetime(2026, 11, 21, 0, tzinfo=UTC)
NEW = DayCoverage(day=DAY)


def answered(at: datetime, entries: int, *, unreadable: int = 0, whole: bool = True, moved: bool = False) -> Answered:
    return Answered(
        look_at=at, observed_at=at, entries=entries, unreadable=unreadable, pages=1, is_whole=whole, has_moved=moved
    )


def test_a_whole_list_is_complete_and_settles_only_48_hours_after_the_day() -> None:
    early = judge_day(NEW, answered(AFTER, 30), known_listings=30)
    assert (early.state, early.settled_at, early.expected, early.stored) == (DayState.COMPLETE, None, 30, 30)
    late = judge_day(early, answered(LATE, 31), known_listings=31)
    assert (late.state, late.settled_at, late.attempts) == (DayState.COMPLETE, LATE, 2)


def test_an_empty_list_of_a_day_that_has_not_ended_is_not_open() -> None:
    assert judge_day(NEW, answered(DURING, 0), known_listings=0).state is DayState.NOT_OPEN
    assert judge_day(NEW, answered(AFTER, 0), known_listings=0).state is DayState.EMPTY
    assert judge_day(NEW, answered(LATE, 0), known_listings=0).settled_at == LATE


def test_an_empty_list_never_hides_papers_that_are_known() -> None:
    before = judge_day(NEW, answered(AFTER, 30), known_listings=30)
    after = judge_day(before, answered(LATE, 0), known_listings=30)
    assert (after.state, after.expected, after.settled_at) == (DayState.COMPLETE, 30, None)
    assert after.last_error is not None
    assert is_incomplete([after])


def test_a_failure_is_never_an_empty_day_and_keeps_what_was_had() -> None:
    failed = judge_day(NEW, Failed(look_at=AFTER, detail="status 500"), known_listings=0)
    assert (failed.state, failed.last_error, failed.answered_at) == (DayState.FAILED, "status 500", None)
    whole = judge_day(NEW, answered(DURING, 20), known_listings=20)
    assert judge_day(whole, Failed(look_at=AFTER, detail="x"), known_listings=20).state is DayState.COMPLETE


def test_unreadable_entries_make_a_day_partial_but_not_one_that_was_complete() -> None:
    partial = judge_day(NEW, answered(LATE, 30, unreadable=1), known_listings=29)
    assert (partial.state, partial.expected, partial.stored, partial.settled_at) == (DayState.PARTIAL, 30, 29, None)
    whole = judge_day(NEW, answered(AFTER, 30), known_listings=30)
    again = judge_day(whole, answered(LATE, 30, unreadable=1), known_listings=30)
    assert (again.state, again.settled_at) == (DayState.COMPLETE, None)
    assert is_incomplete([again])


def test_a_list_that_moved_or_was_not_read_to_its_end_is_partial() -> None:
    moved = judge_day(NEW, answered(LATE, 119, whole=False, moved=True), known_listings=119)
    assert moved.state is DayState.PARTIAL
    assert moved.last_error is not None
    assert "moved" in moved.last_error
    assert judge_day(NEW, answered(LATE, 100, whole=False), known_listings=100).state is DayState.PARTIAL


def test_the_next_page_of_the_same_look_is_no_new_attempt() -> None:
    first = judge_day(NEW, answered(LATE, 100, whole=False), known_listings=100)
    second = judge_day(first, answered(LATE, 120), known_listings=120)
    assert (second.state, second.attempts, second.last_error) == (DayState.COMPLETE, 1, None)


def test_a_refusal_means_not_open_only_before_the_day_has_ended() -> None:
    refusal = NotOpen(look_at=DURING, observed_at=DURING, detail="400")
    assert judge_day(NEW, refusal, known_listings=0).state is DayState.NOT_OPEN
    late = NotOpen(look_at=AFTER, observed_at=AFTER, detail="400")
    assert judge_day(NEW, late, known_listings=0).state is DayState.FAILED
    assert judge_day(NEW, refusal, known_listings=3).state is DayState.PARTIAL


def test_a_complete_day_that_is_being_read_again_lacks_nothing() -> None:
    whole = judge_day(NEW, answered(AFTER, 60), known_listings=60)
    reading = judge_day(whole, answered(LATE, 60, whole=False), known_listings=60)
    assert (reading.state, reading.last_error) == (DayState.COMPLETE, None)
    assert not is_incomplete([reading])


def test_the_outcome_of_an_older_look_changes_nothing() -> None:
    newer = judge_day(NEW, answered(LATE, 30), known_listings=30)
    assert judge_day(newer, answered(AFTER, 12), known_listings=30) == newer


@pytest.mark.parametrize(
    ("state", "lacking"),
    [
        (DayState.COMPLETE, False),
        (DayState.EMPTY, False),
        (DayState.NOT_OPEN, False),
        (DayState.PARTIAL, True),
        (DayState.FAILED, True),
        (None, True),
    ],
)
def test_what_counts_as_a_lack(state: DayState | None, lacking: bool) -> None:
    assert is_incomplete([replace(NEW, state=state)]) is lacking


moments = st.integers(0, 100).map(lambda hours: datetime(2026, 11, 18, tzinfo=UTC) + timedelta(hours=hours))
outcomes: st.SearchStrategy[Outcome] = st.one_of(
    st.builds(answered, moments, st.integers(0, 50), whole=st.booleans(), moved=st.booleans()),
    st.builds(lambda at: Failed(look_at=at, detail="x"), moments),
    st.builds(lambda at: NotOpen(look_at=at, observed_at=at, detail="x"), moments),
)


@given(st.lists(outcomes, max_size=6))
def test_no_course_of_looks_turns_known_papers_into_an_empty_or_failed_day(looks: list[Outcome]) -> None:
    coverage, known = NEW, 0
    for outcome in looks:
        known = max(known, outcome.entries if isinstance(outcome, Answered) else 0)
        coverage = judge_day(coverage, outcome, known_listings=known)
        if coverage.expected:
            assert coverage.state in {DayState.COMPLETE, DayState.PARTIAL}
        if coverage.settled_at is not None:
            assert coverage.state in {DayState.COMPLETE, DayState.EMPTY}


@given(outcomes, outcomes)
def test_the_same_outcome_twice_is_the_same_state(first: Outcome, second: Outcome) -> None:
    before = judge_day(NEW, first, known_listings=0)
    once = judge_day(before, second, known_listings=0)
    assert judge_day(once, second, known_listings=0) == once


def test_a_list_of_under_half_of_the_known_papers_is_a_fault_and_hides_none_of_them() -> None:
    before = judge_day(NEW, answered(AFTER, 80), known_listings=80)
    after = judge_day(before, answered(LATE, 20), known_listings=80)
    assert (after.state, after.expected, after.whole_look_at, after.settled_at) == (DayState.COMPLETE, 80, AFTER, None)
    assert after.last_error == "only 20 papers were listed, though 80 are known"
    assert judge_day(before, answered(LATE, 40), known_listings=80).expected == 40
