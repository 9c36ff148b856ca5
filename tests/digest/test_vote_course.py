"""The course of votes: what the observations allow to be said, and that nothing else is."""

# ruff: noqa: RUF001 - texts in Chinese and Russian are meant
from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfpapers.digest.vote_course import AGES, VoteCourse, course_sentence, describe, votes_fact
from hfpapers.digest.words import words_for
from hfpapers.model.paper_history import VoteView

DAY = date(2024, 4, 4)
BEGIN = datetime(2024, 4, 4, tzinfo=UTC)
EN, ZH = words_for("en"), words_for("zh")


def votes(*seen: tuple[float, int]) -> tuple[VoteView, ...]:
    return tuple(VoteView(observed_at=BEGIN + timedelta(hours=hours), upvotes=upvotes) for hours, upvotes in seen)


NIGHTLY = votes((2, 3), (20, 25), (44, 38), (70, 40), (170, 44), (716, 47), (2000, 51))


def mark(course: VoteCourse, upvotes: int | None = 51) -> tuple[str | None, ...]:
    facts = (votes_fact(course, upvotes, words) for words in (EN, ZH))
    return tuple(None if fact is None else fact.text for fact in facts)


def test_votes_are_told_as_they_were_seen_near_each_age() -> None:
    course = describe(NIGHTLY, DAY)
    assert {found.age_days: found.upvotes for found in course.at_ages} == {1: 25, 3: 40, 7: 44, 30: 47}
    assert course.half_within_hours == 44
    assert mark(course) == ("▲ 51 (47 after 30 days)", "▲ 51（30 天内 47）")


def test_the_half_is_told_where_looks_stood_close() -> None:
    course = describe(votes((2, 3), (19.5, 21), (90, 42)), DAY)
    assert course.half_within_hours == 20
    assert mark(course, 42) == ("▲ 42, half of them within 20 hours", "▲ 42（半数在 20 小时内）")
    slow = describe(votes((2, 3), (24, 5), (47, 9), (71, 21), (200, 42)), DAY)
    assert slow.half_within_hours == 71
    assert mark(slow, 42)[0] == "▲ 42, half of them within 3 days"


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param(((5000, 51),), id="an archive that began late"),
        pytest.param(((5000, 51), (5024, 51)), id="two late looks"),
        pytest.param(((900, 20), (930, 30), (5000, 51)), id="reached too late to be worth telling"),
        pytest.param(((2, 3), (100, 40), (200, 51)), id="looks too far apart"),
        pytest.param(((40, 40), (200, 51)), id="nobody looked in the first day"),
        pytest.param(((2, 3), (20, 6), (60, 51)), id="too early to speak of halves"),
        pytest.param(((2, 3), (20, 6), (200, 9)), id="too few votes"),
        pytest.param(((-30, 40), (-2, 45), (200, 51)), id="before the day began"),
        pytest.param(((2, 0), (20, 10), (90, 21), (112, 51)), id="only the latest look has the half"),
    ],
)
def test_what_the_looks_do_not_tell_is_not_said(seen: tuple[tuple[float, int], ...]) -> None:
    assert describe(votes(*seen), DAY).half_within_hours is None


def test_an_archive_that_was_filled_late_says_the_latest_only() -> None:
    course = describe(votes((20000, 51)), DAY)
    assert course.at_ages == ()
    assert course_sentence(course, EN) is course_sentence(course, ZH) is None
    assert mark(course) == ("▲ 51", "▲ 51")


def test_without_any_look_nothing_is_said() -> None:
    assert describe((), DAY) == VoteCourse()
    assert mark(VoteCourse(), None) == (None, None)
    assert mark(VoteCourse(), 0) == ("▲ 0", "▲ 0")


def test_the_course_is_left_out_where_it_ends_in_other_votes_than_the_row_has() -> None:
    assert mark(describe(NIGHTLY, DAY), 60) == ("▲ 60", "▲ 60")


def test_the_sentence_names_every_look_by_its_age() -> None:
    course = describe(votes((2, 3), (20, 25), (70, 40), (716, 47), (2000, 51)), DAY)
    assert course_sentence(course, EN) == (
        "Votes as they were seen: 25 after a day, 40 after 3 days, 47 after 30 days, 51 by 2024-06-26."
    )
    assert course_sentence(describe(NIGHTLY, DAY), EN) == (
        "Votes as they were seen: 25 after a day, 40 after 3 days, 44 after 7 days, 47 after 30 days, 51 by 2024-06-26."
        " Half of these were there within 44 hours of the beginning of the day that lists it."
    )
    assert course_sentence(describe(NIGHTLY, DAY), ZH) == (
        "票数观测：1 天后 25 票，3 天后 40 票，7 天后 44 票，30 天后 47 票，截至 2024-06-26 共 51 票。"
        "从列出当日零时（UTC）起，44 小时内已有其中半数。"
    )


def test_the_half_alone_is_worth_a_sentence() -> None:
    course = describe(votes((10, 3), (34, 30), (100, 51)), DAY)
    assert course_sentence(course, EN) == (
        "Votes as they were seen: 51 by 2024-04-08."
        " Half of these were there within 34 hours of the beginning of the day that lists it."
    )


@given(st.lists(st.tuples(st.integers(-100, 3000), st.integers(0, 200)), unique_by=lambda pair: pair[0], max_size=12))
def test_every_number_that_is_told_was_seen_and_near_its_age(seen: list[tuple[int, int]]) -> None:
    views = votes(*seen)
    course = describe(views, DAY)
    for found in course.at_ages:
        assert VoteView(observed_at=found.observed_at, upvotes=found.upvotes) in views
        assert abs(found.observed_at - BEGIN - timedelta(days=found.age_days)) <= AGES[found.age_days]
    if course.half_within_hours is not None:
        assert course.latest is not None
        until = BEGIN + timedelta(hours=course.half_within_hours)
        assert any(2 * vote.upvotes >= course.latest.upvotes for vote in views if BEGIN < vote.observed_at <= until)
