"""What to fetch next."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfpapers.model.coverage import DayCoverage, DayState
from hfpapers.model.kinds import PaperState
from hfpapers.model.owed import PaperAsked
from hfpapers.plan import (
    PAGE_LIMIT,
    VOTE_AGES,
    is_last_page,
    pages_of,
    plan_arxiv,
    plan_days,
    refresh_terms,
    suspicious_days,
    votes_due,
)

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_settled_days_are_not_asked_for_and_coming_days_cost_nothing() -> None:
    days = [
        DayCoverage(day=date(2023, 5, 3)),
        DayCoverage(day=date(2026, 11, 17), state=DayState.COMPLETE, settled_at=NOW),
        DayCoverage(day=date(2026, 11, 18), state=DayState.COMPLETE),
        DayCoverage(day=date(2026, 11, 19), state=DayState.FAILED),
        DayCoverage(day=date(2026, 11, 20)),
        DayCoverage(day=date(2026, 11, 21)),
    ]
    plan = plan_days(days, now=NOW, again=False)
    assert plan.ask == (date(2026, 11, 18), date(2026, 11, 19), date(2026, 11, 20))
    assert plan.settled == (date(2026, 11, 17),)
    assert plan.future == (date(2026, 11, 21),)
    assert plan.before_first == (date(2023, 5, 3),)
    assert plan_days(days, now=NOW, again=True).ask[0] == date(2026, 11, 17)


@pytest.mark.parametrize(
    ("offered", "limit", "last"),
    [(0, 100, True), (40, 100, True), (49, 100, True), (50, 100, False), (90, 100, False), (100, 100, False)],
)
def test_a_page_under_half_of_what_was_asked_for_is_the_last(offered: int, limit: int, last: bool) -> None:
    assert is_last_page(offered, limit=limit) is last


def test_the_sites_page_holds_the_whole_list() -> None:
    assert is_last_page(130, limit=None)


def test_days_that_stop_alike_look_cut_off_and_others_do_not() -> None:
    a, b, c = date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 18)
    assert suspicious_days({a: 30, b: 30, c: 12}, limit=100, recent={}) == (a, b)
    assert suspicious_days({a: 40, b: 30, c: 30}, limit=100, recent={}) == ()
    assert suspicious_days({a: 12, b: 12}, limit=100, recent={}) == ()
    assert suspicious_days({}, limit=100, recent={a: 30}) == ()


def test_a_fuller_page_in_the_same_run_shows_that_nothing_was_cut() -> None:
    a, b = date(2026, 11, 16), date(2026, 11, 17)
    assert suspicious_days({a: 49, b: 49}, limit=100, recent={}, fullest=49) == (a, b)
    assert suspicious_days({a: 49, b: 49}, limit=100, recent={}, fullest=50) == ()


def test_a_day_alone_is_held_against_the_days_that_other_runs_read() -> None:
    a, b, c = date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 18)
    assert suspicious_days({c: 40}, limit=100, recent={a: 40, b: 31}) == (c,)
    assert suspicious_days({c: 40}, limit=100, recent={a: 41, b: 31}) == ()
    assert suspicious_days({c: 40}, limit=100, recent={c: 40}) == ()


def asked(state: PaperState | None, asked_at: datetime | None, first_seen_at: datetime) -> PaperAsked:
    return PaperAsked(state=state, asked_at=asked_at, first_seen_at=first_seen_at)


def test_arxiv_is_asked_for_what_it_owes_and_for_absent_papers_once_a_day_for_a_week() -> None:
    young, old = NOW - timedelta(days=2), NOW - timedelta(days=9)
    papers = {
        "2611.00001": asked(None, None, young),
        "2611.00002": asked(PaperState.FOUND, young, young),
        "2611.00003": asked(PaperState.FAILED, NOW, old),
        "2611.00004": asked(PaperState.ABSENT, NOW - timedelta(hours=2), young),
        "2611.00005": asked(PaperState.ABSENT, NOW - timedelta(hours=30), young),
        "2611.00006": asked(PaperState.ABSENT, old, old),
    }
    assert plan_arxiv(papers, now=NOW) == ("2611.00001", "2611.00003", "2611.00005")
    assert plan_arxiv({}, now=NOW) == ()


def test_a_paper_that_was_just_asked_for_is_left_out_whatever_came_of_it() -> None:
    papers = {
        "2611.00001": asked(PaperState.FAILED, NOW, NOW),
        "2611.00002": asked(PaperState.FAILED, NOW - timedelta(hours=1), NOW),
        "2611.00003": asked(None, None, NOW),
    }
    assert plan_arxiv(papers, now=NOW, asked_since=NOW) == ("2611.00002", "2611.00003")


def test_young_papers_are_asked_for_once_more_a_week_after_they_were_found() -> None:
    def found(asked_days: float, born_days: float, published_days: float | None = None) -> PaperAsked:
        return PaperAsked(
            state=PaperState.FOUND,
            asked_at=NOW - timedelta(days=asked_days),
            first_seen_at=NOW - timedelta(days=born_days),
            published_at=None if published_days is None else NOW - timedelta(days=published_days),
        )

    papers = {
        "due": found(7, 8),
        "too soon": found(6, 8),
        "too old": found(7, 61),
        "published long before it was listed": found(7, 8, published_days=61),
        "published lately, whatever the archive saw": found(7, 61, published_days=59),
        "owed": asked(None, None, NOW),
    }
    assert plan_arxiv(papers, now=NOW, refresh=True) == (
        "due",
        "published lately, whatever the archive saw",
        "owed",
    )
    assert plan_arxiv(papers, now=NOW) == ("owed",)


def test_a_nightly_run_refreshes_a_paper_on_the_seventh_night_though_it_begins_a_little_earlier() -> None:
    paper = asked(PaperState.FOUND, NOW, NOW)
    nights = [NOW + timedelta(days=night, minutes=-5) for night in range(1, 8)]
    assert [bool(plan_arxiv({"2611.00001": paper}, now=night, refresh=True)) for night in nights] == [False] * 6 + [
        True
    ]
    assert refresh_terms(nights[-1]).asked_before >= NOW


def settled(day: date, *, looked_at: datetime, state: DayState = DayState.COMPLETE) -> DayCoverage:
    return DayCoverage(day=day, state=state, settled_at=looked_at, look_at=looked_at, whole_look_at=looked_at)


def test_votes_are_due_on_the_days_that_make_them_comparable() -> None:
    day, looked_at = date(2026, 10, 1), datetime(2026, 10, 4, 2, 10, tzinfo=UTC)
    looks = []
    for age in range(3, 120):
        night = datetime(2026, 10, 1, 2, 10, tzinfo=UTC) + timedelta(days=age)
        if votes_due([settled(day, looked_at=looked_at)], night):
            looks.append(age)
            looked_at = night
    assert looks == [age for age in VOTE_AGES if age > 3]


def test_a_missed_night_is_made_up_for_by_one_look() -> None:
    day = date(2026, 10, 1)
    missed = settled(day, looked_at=datetime(2026, 10, 4, tzinfo=UTC))
    assert votes_due([missed], datetime(2026, 10, 25, tzinfo=UTC)) == (day,)
    late = settled(day, looked_at=datetime(2026, 10, 25, tzinfo=UTC))
    assert votes_due([late], datetime(2026, 10, 30, tzinfo=UTC)) == ()
    assert votes_due([late], datetime(2026, 10, 31, tzinfo=UTC)) == (day,)


def test_no_votes_are_due_of_days_that_were_first_read_when_they_were_old_that_are_empty_or_that_can_change() -> None:
    day, late = date(2026, 9, 1), datetime(2026, 10, 2, tzinfo=UTC)
    assert votes_due([settled(day, looked_at=late)], NOW) == ()
    early = datetime(2026, 9, 4, tzinfo=UTC)
    assert votes_due([settled(day, looked_at=early, state=DayState.EMPTY)], NOW) == ()
    assert votes_due([DayCoverage(day=day, state=DayState.COMPLETE, whole_look_at=early)], NOW) == ()


@pytest.mark.parametrize("day", [date(2024, 2, 28), date(2024, 12, 31), date(2026, 3, 28), date(2026, 10, 24)])
def test_ages_are_counted_in_utc_days_over_leap_days_new_year_and_changes_of_the_clock(day: date) -> None:
    before = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=6)
    known = settled(day, looked_at=before - timedelta(days=2))
    assert votes_due([known], before.replace(hour=23, minute=59)) == ()
    assert votes_due([known], before + timedelta(days=1)) == (day,)


def test_days_whose_votes_are_due_are_asked_for_only_where_votes_are_wanted() -> None:
    due = settled(date(2026, 11, 12), looked_at=datetime(2026, 11, 15, tzinfo=UTC))
    days = [due, DayCoverage(day=date(2026, 11, 19))]
    with_votes = plan_days(days, now=NOW, again=False, votes=True)
    assert with_votes.ask == (date(2026, 11, 12), date(2026, 11, 19))
    assert with_votes.votes == (date(2026, 11, 12),)
    assert plan_days(days, now=NOW, again=False).settled == (date(2026, 11, 12),)


def test_days_that_another_program_just_looked_at_are_not_asked_for() -> None:
    before, since = NOW - timedelta(minutes=5), NOW - timedelta(minutes=1)
    days = [
        DayCoverage(day=date(2026, 11, 18), state=DayState.COMPLETE, look_at=NOW),
        DayCoverage(day=date(2026, 11, 19), state=DayState.COMPLETE, look_at=before),
    ]
    plan = plan_days(days, now=NOW, again=True, looked_since=since)
    assert (plan.ask, plan.fresh) == ((date(2026, 11, 19),), (date(2026, 11, 18),))


@given(st.integers(0, 1000))
def test_the_pages_of_a_day_are_those_that_the_walk_takes(entries: int) -> None:
    pages, left = 0, entries
    while True:
        offered = min(left, PAGE_LIMIT)
        pages, left = pages + 1, left - offered
        if is_last_page(offered, limit=PAGE_LIMIT):
            break
    assert pages_of(entries) == pages
