"""Which papers a digest shows, and in what order."""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation, and wide letters are meant
from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hfpapers.digest.options import DigestOptions
from hfpapers.digest.selection import first_listings, in_list_order, in_vote_order, matching
from hfpapers.model.views import ListingView
from tests.digest.rows import keywords, listing

FRIDAY, MONDAY = date(2024, 4, 5), date(2024, 4, 8)


def _ids(rows: list[ListingView]) -> list[str]:
    return [row.arxiv_id for row in rows]


def _found(row: ListingView, **options: Any) -> bool:
    return bool(matching([row], DigestOptions(**options)))


def test_a_list_is_ordered_by_day_then_position_and_the_unplaced_come_last_by_votes_then_id() -> None:
    rows = [
        listing("2404.00006", MONDAY, position=1),
        listing("2404.00005", FRIDAY, position=None, upvotes=1),
        listing("2404.00004", FRIDAY, position=None, upvotes=None),
        listing("2404.00003", FRIDAY, position=None, upvotes=1),
        listing("2404.00002", FRIDAY, position=2, upvotes=90),
        listing("2404.00001", FRIDAY, position=1, upvotes=0),
    ]
    expected = ["2404.00001", "2404.00002", "2404.00003", "2404.00005", "2404.00004", "2404.00006"]
    assert _ids(in_list_order(rows)) == expected


def test_votes_come_first_then_day_position_and_id_and_unknown_votes_are_below_none() -> None:
    rows = [
        listing("2404.00005", FRIDAY, upvotes=None),
        listing("2404.00004", MONDAY, upvotes=5, position=1),
        listing("2404.00003", FRIDAY, upvotes=5, position=2),
        listing("2404.00002", FRIDAY, upvotes=5, position=2),
        listing("2404.00001", FRIDAY, upvotes=0),
    ]
    assert _ids(in_vote_order(rows)) == ["2404.00002", "2404.00003", "2404.00004", "2404.00001", "2404.00005"]


def test_a_paper_of_two_days_counts_on_the_earlier_one() -> None:
    rows = [listing("2404.00001", MONDAY), listing("2404.00002", MONDAY), listing("2404.00001", FRIDAY)]
    assert [(row.arxiv_id, row.day) for row in first_listings(rows)] == [("2404.00002", MONDAY), ("2404.00001", FRIDAY)]


@pytest.mark.parametrize(("upvotes", "is_shown"), [(5, True), (4, False), (0, False), (None, False)])
def test_unknown_votes_are_not_enough(upvotes: int | None, is_shown: bool) -> None:
    assert _found(listing(upvotes=upvotes), min_upvotes=5) is is_shown


def test_no_votes_asked_for_is_no_filter_but_for_the_unknown() -> None:
    assert _found(listing(upvotes=0), min_upvotes=0)
    assert _found(listing(upvotes=None))


@pytest.mark.parametrize(
    ("wanted", "is_shown"),
    [
        (("cs.CL",), True),
        (("cs.cl",), True),
        (("cs",), True),
        (("cs.C",), False),
        (("c",), False),
        (("stat",), True),
        (("math", "cs.CL"), True),
        (("math",), False),
        (("hep-th",), True),
    ],
)
def test_a_category_is_itself_or_its_whole_archive(wanted: tuple[str, ...], is_shown: bool) -> None:
    row = listing(primary_category="cs.LG", categories=("cs.CL", "stat.ML", "hep-th"))
    assert _found(row, categories=wanted) is is_shown


def test_the_primary_category_counts_where_the_others_are_unknown() -> None:
    assert _found(listing(primary_category="cs.LG"), categories=("cs",))


def test_a_paper_without_categories_is_in_none() -> None:
    assert not _found(listing(primary_category=None, categories=()), categories=("cs",))


@pytest.mark.parametrize(
    ("keyword", "is_shown"),
    [
        ("agent", True),
        ("AGENT", True),
        ("agents", False),
        ("gent", False),
        ("mixture of experts", True),
        ("mixture  of experts", True),
        ("mixture experts", False),
        ("c++", True),
        (".net", True),
        ("café", True),
        ("cafe\u0301", True),
        ("STRASSE", True),
        ("强化学习", True),
        ("学习", True),
        ("ｇｐｔ-4", True),
        ("reward model", True),
    ],
)
def test_a_keyword_is_found_as_whole_words_in_any_case_and_script(keyword: str, is_shown: bool) -> None:
    row = listing(
        title="An agent-based Mixture\u00a0of Experts in C++ and .NET",
        abstract="A Café in the Straße uses GPT-4 for基于强化学习的方法。",
        keywords=keywords("Reward model"),
    )
    assert _found(row, keywords=(keyword,)) is is_shown


def test_any_of_several_keywords_is_enough_and_a_blank_one_asks_nothing() -> None:
    assert _found(listing(title="One map"), keywords=("lamp", "map"))
    assert not _found(listing(title="One map"), keywords=("lamp", "river"))
    assert _found(listing(title="One map"), keywords=(" ",))


def test_a_keyword_is_no_pattern() -> None:
    assert not _found(listing(title="A map", abstract=None), keywords=("m.p",))


def test_a_paper_without_text_has_no_keyword() -> None:
    assert not _found(listing(title=None, abstract=None), keywords=("map",))
