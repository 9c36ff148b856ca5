"""Which papers are asked for one at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hfpapers.model.kinds import PaperState
from hfpapers.model.standing import PaperStanding
from hfpapers.plan_papers import plan_details, plan_versioned

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def standing(state: PaperState | None = None, *, asked: timedelta | None = None, **changes: Any) -> PaperStanding:
    values: dict[str, Any] = {
        "arxiv_id": "2611.00001",
        "state": state,
        "asked_at": None if state is None else NOW - (asked or timedelta(hours=1)),
        "first_seen_at": NOW - timedelta(days=10),
        "asked_version": None,
        "known_version": None,
        "revised_at": None,
        "is_bare": False,
    }
    return PaperStanding(**{**values, **changes})


def test_records_are_asked_for_where_only_the_id_is_known_and_with_deep_for_all() -> None:
    papers = [standing(arxiv_id="2611.00001", is_bare=True), standing(arxiv_id="2611.00002")]
    assert plan_details(papers, now=NOW, deep=False) == ("2611.00001",)
    assert plan_details(papers, now=NOW, deep=True) == ("2611.00001", "2611.00002")


@pytest.mark.parametrize(
    ("paper", "owed"),
    [
        (standing(), True),
        (standing(PaperState.FOUND), False),
        (standing(PaperState.FOUND, asked=timedelta(days=400)), False),
        (standing(PaperState.FAILED), True),
        (standing(PaperState.ABSENT), False),
        (standing(PaperState.ABSENT, asked=timedelta(days=2)), False),
        (standing(PaperState.ABSENT, asked=timedelta(days=3)), True),
        (standing(PaperState.ABSENT, asked=timedelta(days=3), first_seen_at=NOW - timedelta(days=30)), False),
    ],
)
def test_what_was_found_is_not_asked_for_again_and_what_is_absent_only_after_days(
    paper: PaperStanding, owed: bool
) -> None:
    assert plan_details([paper], now=NOW, deep=True) == (("2611.00001",) if owed else ())
    assert plan_versioned([paper], now=NOW) == (("2611.00001",) if owed else ())


@pytest.mark.parametrize(
    ("asked_version", "known_version", "owed"), [(1, 1, False), (1, 2, True), (3, 2, False), (1, None, False)]
)
@pytest.mark.parametrize("state", [PaperState.FOUND, PaperState.ABSENT])
def test_a_newer_version_is_asked_for_again(
    state: PaperState, asked_version: int, known_version: int | None, owed: bool
) -> None:
    paper = standing(state, asked_version=asked_version, known_version=known_version)
    assert plan_versioned([paper], now=NOW) == (("2611.00001",) if owed else ())
    assert plan_details([paper], now=NOW, deep=True) == ()


@pytest.mark.parametrize(("revised", "owed"), [(timedelta(hours=2), False), (timedelta(minutes=1), True)])
def test_where_no_version_was_known_the_date_of_the_newest_decides(revised: timedelta, owed: bool) -> None:
    paper = standing(PaperState.FOUND, known_version=2, revised_at=NOW - revised)
    assert plan_versioned([paper], now=NOW) == (("2611.00001",) if owed else ())
