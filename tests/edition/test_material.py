"""What is looked up for a digest: for the papers that it shows, and only what its style shows; on both databases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from hfpapers.digest.material import Material
from hfpapers.digest.options import DigestOptions
from hfpapers.digest.terms import related_terms
from hfpapers.edition import load_digest, load_inputs
from hfpapers.model.enrichment import EnrichmentKind, ReviewSection, source_hash
from hfpapers.model.periods import Period
from hfpapers.store import schema
from hfpapers.store.database import Database
from tests.digest.rows import keywords, listing
from tests.store.changes import daily, hf_paper, paper_id

FIRST = date(2026, 1, 5)
TODAY = date(2026, 6, 1)
PERIOD = Period.of_month("2026-01")
LAMPNET = (
    "LampNet: Sparse Lantern Routing for Long Books",
    (
        "We present LampNet, a reader with sparse lantern routing. Sparse lantern routing adds nothing to the cost of"
        " long books. On PageBench, LampNet answers 71.5% of the questions about long books."
    ),
)


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def write(database: Database, day: date, *papers: Any, votes: int | None, seen_at: datetime | None = None) -> None:
    with database.write() as writer:
        writer.write_daily(daily(papers, seen_at or at(day), day=day, votes=votes), is_last=True, fetch_id=None)


@pytest.fixture
def filled(database_url: str) -> Iterator[Database]:
    """A paper, one like it, one that takes it up, and one that has nothing to do with it."""
    title, abstract = LAMPNET
    lampnet = hf_paper(1, title=title, abstract=abstract, keywords=())
    after = hf_paper(2, title="Two Lanterns", abstract="We build on LampNet, and read twice.", keywords=())
    like = hf_paper(3, title="On Sparse Lantern Routing", abstract="Why it works for long books.", keywords=())
    other = hf_paper(4, title="Tea", abstract="We pour tea.", keywords=())
    database = Database.open_for_writing(database_url)
    write(database, FIRST, lampnet, votes=20)
    write(database, FIRST, lampnet, votes=45, seen_at=at(FIRST + timedelta(days=1), 1))
    write(database, FIRST, lampnet, votes=50, seen_at=at(FIRST + timedelta(days=20)))
    write(database, FIRST + timedelta(days=2), like, votes=30)
    write(database, FIRST + timedelta(days=90), after, other, votes=7)
    with database.engine.begin() as connection:
        connection.execute(sa.insert(schema.enrichment).values(_answer(paper_id(1))))
    yield database
    database.close()


def _answer(arxiv_id: str) -> dict[str, Any]:
    title, abstract = LAMPNET
    section = ReviewSection(headline="一盏灯", what_it_is=("它读长书。",), findings=("答对 71.5% 的问题。",))
    return {
        "arxiv_id": arxiv_id,
        "kind": str(EnrichmentKind.REVIEW),
        "language": "zh",
        "model": "sample-32b",
        "prompt_version": "review-1",
        "schema_version": 1,
        "input_hash": "0" * 64,
        "source": "abstract",
        "source_hash": source_hash(title=title, abstract=abstract, version=None),
        "state": "accepted",
        "answer": json.dumps(asdict(section)),
        "verdicts": "[]",
        "written_at": at(FIRST + timedelta(days=30)),
    }


def looked_up(database: Database, **options: Any) -> Material:
    with database.read() as queries:
        return load_inputs(queries, PERIOD, DigestOptions(**options), today=TODAY).material


def test_a_review_has_votes_related_papers_and_what_came_after(filled: Database) -> None:
    found = looked_up(filled, style="review", top=1)
    assert [vote.upvotes for vote in found.votes[paper_id(1)]] == [20, 45, 50]
    after = found.aftermaths[paper_id(1)]
    assert (after.name, after.mentions, after.until) == ("LampNet", 1, FIRST + timedelta(days=90))
    assert [paper.arxiv_id for paper in after.foremost] == [paper_id(2)]
    assert [paper.arxiv_id for paper in found.related[paper_id(1)]] == [paper_id(3)]
    assert found.enrichments == {}


def test_only_the_papers_that_are_shown_are_looked_up(filled: Database) -> None:
    assert set(looked_up(filled, style="review", top=1).votes) == {paper_id(1)}
    assert set(looked_up(filled, style="review").votes) == {paper_id(1), paper_id(3)}
    assert set(looked_up(filled, style="roundup", keywords=("sparse",), min_upvotes=31).votes) == {paper_id(1)}


def test_a_style_has_only_what_it_shows(filled: Database) -> None:
    assert looked_up(filled) == looked_up(filled, lang="en-GB") == Material()
    assert looked_up(filled, lang="de") == Material()
    chinese = looked_up(filled, lang="zh")
    assert set(chinese.enrichments) == {paper_id(1)}
    assert chinese == Material(enrichments=chinese.enrichments)
    for style in ("speedread", "roundup"):
        found = looked_up(filled, style=style)
        assert found == Material(votes=found.votes)


def test_as_of_a_moment_what_came_later_is_not_known(filled: Database) -> None:
    found = looked_up(filled, style="review", lang="zh", as_of=at(FIRST + timedelta(days=2), 1))
    assert [vote.upvotes for vote in found.votes[paper_id(1)]] == [20, 45]
    assert (found.aftermaths, found.related, found.enrichments) == ({}, {}, {})
    found = looked_up(filled, style="review", lang="zh", as_of=at(FIRST + timedelta(days=3)))
    assert found.aftermaths[paper_id(1)].mentions == 0
    assert found.aftermaths[paper_id(1)].until == FIRST + timedelta(days=2)


def test_as_of_a_moment_later_papers_change_nothing(filled: Database) -> None:
    """Neither how far is looked, nor how rare a term is, nor who is compared."""
    moment = at(FIRST + timedelta(days=60))
    then = looked_up(filled, style="review", as_of=moment)
    title, abstract = LAMPNET
    later = [hf_paper(100 + number, title=title, abstract=abstract, keywords=()) for number in range(40)]
    write(filled, FIRST + timedelta(days=120), *later, votes=99)
    write(filled, FIRST, later[0], votes=99, seen_at=at(FIRST + timedelta(days=121)))
    assert then.related[paper_id(1)]
    assert looked_up(filled, style="review", as_of=moment) == then
    assert looked_up(filled, style="review") != then


def test_the_day_of_the_clock_changes_nothing(filled: Database) -> None:
    with filled.read() as queries:
        options = DigestOptions(style="review")
        first, second = (load_inputs(queries, PERIOD, options, today=TODAY + timedelta(days=days)) for days in (0, 300))
    assert first.material == second.material


def test_a_review_is_made_of_what_was_looked_up(filled: Database) -> None:
    with filled.read() as queries:
        english = load_digest(queries, PERIOD, DigestOptions(style="review"), today=TODAY)
        chinese = load_digest(queries, PERIOD, DigestOptions(style="review", lang="zh"), today=TODAY)
    assert english.title == "Two papers of January 2026 worth reading again"
    assert english.entries[0].facts[0].text == "▲ 50, half of them within 25 hours"
    assert chinese.contents[0].text == "一盏灯"


def test_terms_are_name_text_and_keywords_each_once_and_none_within_another() -> None:
    title, abstract = LAMPNET
    row = listing(title=title, abstract=abstract, keywords=keywords("sparse lantern", "LampNet", "Page Turning", "tea"))
    assert related_terms(row) == ("LampNet", "sparse lantern routing", "long books", "Page Turning", "tea")
    assert related_terms(listing(title=None, abstract=None)) == ()
