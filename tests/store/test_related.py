"""Votes over time, related papers, and papers that came after and name one: the same on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hfpapers.model.paper_history import Aftermath, RelatedPaper, VoteView
from hfpapers.store.database import Database
from tests.store.changes import T0, T1, T2, daily, hf_paper, paper_id

FIRST = date(2026, 1, 5)


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def write(database: Database, day: date, *papers: Any, votes: int | None = 5, seen_at: datetime | None = None) -> None:
    with database.write() as writer:
        writer.write_daily(daily(papers, seen_at or at(day), day=day, votes=votes), is_last=True, fetch_id=None)


def paper(number: int, title: str, abstract: str = "Nothing.", keywords: Sequence[str] = ()) -> Any:
    return hf_paper(number, title=title, abstract=abstract, keywords=tuple(keywords))


def related(database: Database, terms: Sequence[str], *, limit: int = 5, as_of: datetime | None = None) -> list[str]:
    with database.read() as queries:
        found = queries.related.list_related({paper_id(1): terms}, limit=limit, as_of=as_of)
    return [one.arxiv_id for one in found.get(paper_id(1), ())]


def aftermath(database: Database, name: str, *, days: int = 365, as_of: datetime | None = None) -> Aftermath:
    with database.read() as queries:
        return queries.related.load_aftermath(
            paper_id(1), name, day=FIRST, until=FIRST + timedelta(days=days), as_of=as_of
        )


# --- votes ---------------------------------------------------------------------------------------


def test_votes_are_given_as_they_were_seen_the_oldest_first(database: Database) -> None:
    for moment, votes in ((T1, 8), (T0, 3), (T2, None)):
        write(database, T0.date(), hf_paper(1), hf_paper(2), votes=votes, seen_at=moment)
    with database.read() as queries:
        found = queries.votes.list_votes([paper_id(1), paper_id(9)])
        then = queries.votes.list_votes([paper_id(1)], as_of=T1 - timedelta(seconds=1))
        nothing = queries.votes.list_votes([])
    assert found == {paper_id(1): (VoteView(observed_at=T0, upvotes=3), VoteView(observed_at=T1, upvotes=8))}
    assert then == {paper_id(1): (VoteView(observed_at=T0, upvotes=3),)}
    assert nothing == {}


def test_more_papers_are_asked_for_than_go_into_one_statement(database: Database) -> None:
    write(database, T0.date(), hf_paper(1), hf_paper(1200))
    with database.read() as queries:
        found = queries.votes.list_votes([paper_id(number) for number in range(1, 1300)])
    assert set(found) == {paper_id(1), paper_id(1200)}


# --- related papers ------------------------------------------------------------------------------


def test_papers_that_share_more_and_rarer_terms_come_first(database: Database) -> None:
    write(
        database,
        FIRST,
        paper(1, "LampNet: Sparse Lamp Routing"),
        paper(2, "On Sparse Lamp Routing", "We study wick pruning at length."),
        paper(3, "Wicks", "Sparse lamp routing, wick pruning and oil budgets.", ("oil budget",)),
        paper(4, "Only One Term", "We study wick pruning."),
        paper(5, "None of Them", "We study tea."),
        paper(6, "Keywords Only", "We study tea.", ("Wick Pruning", "oil budget")),
        *(paper(number, "Once More", "Sparse lamp routing.") for number in (10, 11)),
    )
    terms = ("sparse lamp routing", "Wick Pruning", "oil budget")
    assert related(database, terms) == [paper_id(3), paper_id(6), paper_id(2)]
    assert related(database, terms, limit=1) == [paper_id(3)]
    assert related(database, ()) == related(database, ("", "...")) == []


def test_of_equals_the_one_with_more_votes_comes_first(database: Database) -> None:
    shared = "Sparse lamp routing and wick pruning."
    write(database, FIRST, paper(1, "LampNet"), paper(2, "A", shared), votes=3)
    write(database, FIRST + timedelta(days=1), paper(3, "B", shared), votes=9)
    write(database, FIRST + timedelta(days=2), paper(4, "C", shared), votes=3)
    assert related(database, ("sparse lamp routing", "wick pruning")) == [paper_id(3), paper_id(2), paper_id(4)]


def test_a_term_counts_as_whole_words_in_one_form_or_the_other(database: Database) -> None:
    write(
        database,
        FIRST,
        paper(1, "LampNet"),
        paper(2, "A", "Lamp-routers need wick pruning."),
        paper(3, "B", "Lamp routing for wicks that prune."),
        paper(4, "C", "Clamp router and wick pruning."),
    )
    assert related(database, ("lamp router", "wick pruning")) == [paper_id(2)]


def test_a_term_that_very_many_papers_hold_relates_nothing(database: Database) -> None:
    papers = [paper(number, f"Paper {number}", "Large lamps.", ("tea",)) for number in range(1, 220)]
    write(database, FIRST, *papers, paper(900, "Rare", "Large lamps, wick pruning.", ("tea",)))
    assert related(database, ("large lamps", "tea")) == []
    assert related(database, ("large lamps", "tea", "wick pruning")) == []


def test_a_related_paper_is_named_with_its_first_day_and_its_votes(database: Database) -> None:
    shared = paper(2, "Wicks and Lamps", "Sparse lamp routing and wick pruning.")
    write(database, FIRST + timedelta(days=3), shared, votes=7)
    write(database, FIRST, paper(1, "LampNet"), shared, votes=7)
    with database.read() as queries:
        found = queries.related.list_related({paper_id(1): ("sparse lamp routing", "wick pruning")}, limit=3)
    expected = RelatedPaper(arxiv_id=paper_id(2), title="Wicks and Lamps", day=FIRST, upvotes=7)
    assert found == {paper_id(1): (expected,)}


def test_what_was_not_known_then_is_not_related_then(database: Database) -> None:
    shared = "Sparse lamp routing and wick pruning."
    write(database, FIRST, paper(1, "LampNet"), paper(2, "A", shared), votes=3)
    write(database, FIRST, paper(2, "A", shared), votes=8, seen_at=at(FIRST + timedelta(days=9)))
    write(database, FIRST + timedelta(days=1), paper(3, "B", shared), votes=9)
    terms = {paper_id(1): ("sparse lamp routing", "wick pruning")}
    with database.read() as queries:
        then = queries.related.list_related(terms, limit=3, as_of=at(FIRST, 13))
    assert [(one.arxiv_id, one.upvotes) for one in then[paper_id(1)]] == [(paper_id(2), 3)]


# --- papers that came after ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "is_mention"),
    [
        ("LampNet", "We build on LampNet.", True),
        ("LampNet", "LampNet's wick is long.", True),
        ("LampNet", "A (LampNet-based) lamp, and “LampNet” (LampNet).", True),
        ("LampNet", "Both LampNet/OilNet and others.", True),
        ("LampNet", "We use lampnet and LAMPNET.", False),
        ("LampNet", "We use LampNets and XLampNet.", False),
        ("LampNet", "See github.com/x/LampNet for it.", False),
        ("LampNet", "We use OilNet/LampNet and pre-LampNet.", False),
        ("LampSeries", "LampSeries-large, and more.", True),
        ("Lamp2.5", "Our base is Lamp2.5.", True),
        ("Lamp2.5", "Our base is Lamp2.5-VL-7B.", True),
        ("Lamp2.5", "Our base is Lamp2.55 or Lamp2.5.1.", False),
        ("LaMP-2", "We tune LaMP-2-Chat.", True),
        ("LaMP-2", "We tune LaMP-2.1 and LaMP.", False),
        ("V-LAMP", "We tune V-LAMP/large, or V-LAMP 2.", True),
        ("LaMP+", "We tune LaMP+ and LaMP.", True),
        ("LaMP+", "We tune LaMP.", False),
        ("xLamp-VideoWick-1", "After xLamp-VideoWick-1, all was light.", True),
    ],
)
def test_a_mention_is_the_name_as_it_is_spelled_and_whole(
    database: Database, name: str, text: str, is_mention: bool
) -> None:
    write(database, FIRST, paper(1, f"{name}: A Lamp"))
    write(database, FIRST + timedelta(days=1), paper(2, "In the Abstract", text), paper(3, text))
    assert aftermath(database, name).mentions == 2 * is_mention


def test_only_papers_first_listed_after_it_within_the_time_count(database: Database) -> None:
    text = "We build on LampNet."
    write(database, FIRST - timedelta(days=1), paper(2, "Before", text))
    write(database, FIRST, paper(1, "LampNet: A Lamp"), paper(3, "The Same Day", text))
    write(
        database, FIRST + timedelta(days=1), paper(1, "LampNet: A Lamp"), paper(2, "Before", text), paper(4, "A", text)
    )
    write(database, FIRST + timedelta(days=10), paper(5, "B", text))
    write(database, FIRST + timedelta(days=11), paper(6, "Too Late", text))
    found = aftermath(database, "LampNet", days=10)
    assert [one.arxiv_id for one in found.foremost] == [paper_id(4), paper_id(5)]
    assert (found.mentions, found.until) == (2, FIRST + timedelta(days=10))


def test_the_foremost_three_are_those_with_the_most_votes(database: Database) -> None:
    text = "We build on LampNet."
    write(database, FIRST, paper(1, "LampNet: A Lamp"))
    for number, votes in ((2, 4), (3, None), (4, 9), (5, 4), (6, 7)):
        write(database, FIRST + timedelta(days=number), paper(number, f"Paper {number}", text), votes=votes)
    found = aftermath(database, "LampNet")
    assert found.mentions == 5
    assert [(one.arxiv_id, one.upvotes) for one in found.foremost] == [
        (paper_id(4), 9),
        (paper_id(6), 7),
        (paper_id(2), 4),
    ]


def test_what_was_not_known_then_is_no_mention_then(database: Database) -> None:
    text = "We build on LampNet."
    write(database, FIRST, paper(1, "LampNet: A Lamp"))
    for number, votes in ((2, 1), (3, 5)):
        write(database, FIRST + timedelta(days=number), paper(number, f"Paper {number}", text), votes=votes)
    write(
        database, FIRST + timedelta(days=2), paper(2, "Paper 2", text), votes=50, seen_at=at(FIRST + timedelta(days=9))
    )
    found = aftermath(database, "LampNet", as_of=at(FIRST + timedelta(days=2), 23))
    assert (found.mentions, [one.upvotes for one in found.foremost]) == (1, [1])


def test_a_name_that_nobody_took_up_has_no_mentions(database: Database) -> None:
    write(database, FIRST, paper(1, "LampNet: A Lamp"))
    assert aftermath(database, "LampNet") == Aftermath(
        name="LampNet", mentions=0, foremost=(), until=FIRST + timedelta(days=365)
    )
