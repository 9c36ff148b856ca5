"""What to fetch next."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfpapers.model.changes import PaperState
from hfpapers.model.coverage import DayCoverage, DayState
from hfpapers.plan import ARXIV_BATCH, batches, is_last_page, plan_arxiv, plan_days, suspicious_days

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


def test_a_day_alone_is_held_against_the_days_that_other_runs_read() -> None:
    a, b, c = date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 18)
    assert suspicious_days({c: 40}, limit=100, recent={a: 40, b: 31}) == (c,)
    assert suspicious_days({c: 40}, limit=100, recent={a: 41, b: 31}) == ()
    assert suspicious_days({c: 40}, limit=100, recent={c: 40}) == ()


def test_arxiv_is_asked_for_what_it_owes_and_for_absent_papers_once_a_day_for_a_week() -> None:
    young, old = NOW - timedelta(days=2), NOW - timedelta(days=9)
    states = {
        "2611.00001": (None, None, young),
        "2611.00002": (PaperState.FOUND, young, young),
        "2611.00003": (PaperState.FAILED, NOW, old),
        "2611.00004": (PaperState.ABSENT, NOW - timedelta(hours=2), young),
        "2611.00005": (PaperState.ABSENT, NOW - timedelta(hours=30), young),
        "2611.00006": (PaperState.ABSENT, old, old),
    }
    assert plan_arxiv(states, now=NOW) == (("2611.00001", "2611.00003", "2611.00005"),)
    assert plan_arxiv({}, now=NOW) == ()


@given(st.lists(st.text(min_size=1), unique=True, max_size=350))
def test_batches_hold_everything_once_in_order(ids: list[str]) -> None:
    cut = batches(ids)
    assert [arxiv_id for batch in cut for arxiv_id in batch] == ids
    assert all(0 < len(batch) <= ARXIV_BATCH for batch in cut)
    assert len(cut) == -(-len(ids) // ARXIV_BATCH)
