"""What is owed by paper, as the database tells it: no more rows than may be due."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hfpapers.model.coverage import DayState
from hfpapers.model.fetched import Endpoint
from hfpapers.model.kinds import PaperState
from hfpapers.model.owed import RefreshTerms
from hfpapers.store.database import Database
from tests.store.changes import DAY, T0, T1, T2, arxiv, arxiv_paper, daily, hf_paper, paper_id
from tests.store.test_writer import write


def failed(database: Database, *arxiv_ids: str) -> None:
    with database.write() as writer:
        states = [(arxiv_id, PaperState.FAILED) for arxiv_id in arxiv_ids]
        writer.write_paper_states(Endpoint.ARXIV_ATOM, states, asked_at=T2, detail="down", fetch_id=None)


def test_papers_that_were_found_are_left_out_and_the_others_come_in_order_of_their_list(database: Database) -> None:
    write(database, daily([hf_paper(number) for number in (4, 3, 2, 1)], T1))
    write(database, arxiv([arxiv_paper(3)], T1, absent=[paper_id(2)]))
    failed(database, paper_id(1))
    with database.read() as queries:
        papers = queries.owed.list_papers(Endpoint.ARXIV_ATOM, DAY, DAY)
        states = queries.owed.count_states(Endpoint.ARXIV_ATOM, DAY, DAY)
        none = queries.owed.list_papers(Endpoint.ARXIV_ATOM, DAY + timedelta(days=1), DAY + timedelta(days=9))
    assert list(papers) == [paper_id(4), paper_id(2), paper_id(1)]
    assert [paper.state for paper in papers.values()] == [None, PaperState.ABSENT, PaperState.FAILED]
    assert [paper.asked_at for paper in papers.values()] == [None, T1, T2]
    assert {paper.first_seen_at for paper in papers.values()} == {T1}
    assert states == {None: 1, PaperState.FOUND: 1, PaperState.ABSENT: 1, PaperState.FAILED: 1}
    assert none == {}


def test_young_papers_that_were_asked_for_long_ago_are_taken_in_on_terms(database: Database) -> None:
    old, unsaid = T0 - timedelta(days=100), None
    write(database, daily([hf_paper(number, published_at=unsaid) for number in (1, 2, 3)], T1))
    found = [arxiv_paper(1), arxiv_paper(2, published_at=old), arxiv_paper(3, published_at=unsaid)]
    write(database, arxiv(found, T1))

    def stale(asked_before_days: float) -> list[str]:
        terms = RefreshTerms(asked_before=T1 + timedelta(days=asked_before_days), born_after=T0 - timedelta(days=60))
        with database.read() as queries:
            return list(queries.owed.list_papers(Endpoint.ARXIV_ATOM, DAY, DAY, refresh=terms))

    assert stale(0) == [paper_id(1), paper_id(3)]  # the third by when it was first seen
    assert stale(-0.01) == []


def test_a_paper_of_which_only_the_id_is_known_is_found_until_its_own_record_was_had(database: Database) -> None:
    def has_bare() -> bool:
        with database.read() as queries:
            return queries.owed.has_bare_papers(DAY, DAY)

    write(database, daily([hf_paper(1)], T1))
    assert not has_bare()
    write(database, daily([hf_paper(2, abstract=None, raw_abstract=None)], T2))
    assert has_bare()
    with database.write() as writer:
        found = [(paper_id(2), PaperState.FOUND)]
        writer.write_paper_states(Endpoint.PAPER_API, found, asked_at=T2, detail=None, fetch_id=None)
    assert not has_bare()


def test_the_first_pages_of_days_are_told_whether_the_lists_went_on_or_not(database: Database) -> None:
    first = daily([hf_paper(number) for number in range(60)], T1, look_at=T1)
    second = daily([hf_paper(60)], T1, look_at=T1, page=1)
    write(database, first, is_last=False)
    write(database, second)
    with database.write() as writer:
        coverage = replace(
            writer.load_coverage(DAY), state=DayState.COMPLETE, look_at=T1, whole_look_at=T1, expected=61
        )
        writer.write_coverage(coverage, run_id=None)
    with database.read() as queries:
        assert queries.owed.recent_first_pages(30) == {DAY: 60}
        assert queries.recent_counts(30) == {DAY: 61}
