"""The rule by which papers are chosen, as properties: whatever the rows, it is kept."""

from __future__ import annotations

import math
import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfpapers.digest.choice import choose_papers, topic_limit, topic_of
from hfpapers.model.views import ListingView
from tests.digest.rows import listing

FIRST = date(2024, 4, 1)


@st.composite
def _rows(draw: st.DrawFn) -> list[ListingView]:
    papers = draw(st.lists(st.integers(0, 30), unique=True, max_size=25))
    rows = []
    for number in papers:
        values: dict[str, Any] = {
            "upvotes": draw(st.none() | st.integers(0, 9)),
            "primary_category": draw(st.none() | st.sampled_from(("cs.CL", "cs.CV", "stat.ML"))),
        }
        days = draw(st.lists(st.integers(0, 3), min_size=1, unique=True))
        rows += [listing(f"2404.{number:05d}", FIRST + timedelta(days=day), **values) for day in days]
    return rows


SHARES = st.floats(0.01, 1)


@given(_rows(), st.integers(1, 12), SHARES, st.randoms(use_true_random=False))
def test_the_rule_is_kept(rows: list[ListingView], top: int, share: float, mixer: random.Random) -> None:
    choice = choose_papers(rows, top=top, topic_share=share)
    shown = choice.rows
    assert len(shown) <= top
    assert len({row.arxiv_id for row in shown}) == len(shown)
    assert all(row.day == min(one.day for one in rows if one.arxiv_id == row.arxiv_id) for row in shown)
    votes = [-1 if row.upvotes is None else row.upvotes for row in shown]
    assert votes == sorted(votes, reverse=True)
    assert max(Counter(map(topic_of, shown)).values(), default=0) <= choice.topic_limit
    mixed = list(rows)
    mixer.shuffle(mixed)
    assert choose_papers(mixed, top=top, topic_share=share) == choice


@given(_rows(), st.integers(1, 12), SHARES)
def test_a_paper_is_left_out_only_for_more_votes_or_for_its_topic(
    rows: list[ListingView], top: int, share: float
) -> None:
    choice = choose_papers(rows, top=top, topic_share=share)
    shown = {row.arxiv_id for row in choice.rows}
    full = {topic for topic, held in Counter(map(topic_of, choice.rows)).items() if held == choice.topic_limit}
    left = [row for row in rows if row.arxiv_id not in shown]
    if len(shown) < top:
        assert all(topic_of(row) in full for row in left)
        assert choice.passed_over == len({row.arxiv_id for row in left})
    else:
        fewest = min(-1 if row.upvotes is None else row.upvotes for row in choice.rows)
        assert all(topic_of(row) in full or (row.upvotes or -1) <= fewest for row in left)


@given(st.integers(1, 500), SHARES)
def test_the_limit_is_the_share_rounded_up(top: int, share: float) -> None:
    limit = topic_limit(top, share)
    assert 1 <= limit <= top
    assert limit - 1 < top * share + 1e-6
    assert limit >= top * share - 1e-6


@pytest.mark.parametrize(
    ("top", "share", "limit"), [(10, 0.2, 2), (15, 0.4, 6), (14, 0.4, 6), (10, 1, 10), (3, 0.01, 1)]
)
def test_a_share_that_is_whole_is_not_rounded_up(top: int, share: float, limit: int) -> None:
    assert topic_limit(top, share) == limit
    assert math.isclose(limit, math.ceil(round(top * share, 6)))


def test_papers_without_a_category_keep_each_other_out_of_nothing() -> None:
    rows = [listing(f"2404.0000{number}", primary_category=None, categories=()) for number in range(5)]
    assert len(choose_papers(rows, top=5, topic_share=0.2).rows) == 5


def test_the_first_of_several_categories_is_the_topic_where_none_is_primary() -> None:
    assert topic_of(listing(primary_category=None, categories=("cs.CV", "cs.LG"))) == "cs.CV"


def test_where_the_rule_leaves_fewer_the_choice_says_so() -> None:
    rows = [listing(f"2404.0000{number}", primary_category="cs.CL", upvotes=number) for number in range(5)]
    choice = choose_papers(rows, top=4, topic_share=0.5)
    assert [row.upvotes for row in choice.rows] == [4, 3]
    assert (choice.topic_limit, choice.passed_over, choice.is_short) == (2, 3, True)
    assert not choose_papers(rows[:2], top=4, topic_share=0.5).is_short
