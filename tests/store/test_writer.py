"""Writing is idempotent, independent of order, and never lets a poorer answer hide a richer one."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from hfpapers.errors import StoreError
from hfpapers.model.changes import ArxivChange, AuthorChange, DailyChange, LinkChange
from hfpapers.model.coverage import DayCoverage, DayState
from hfpapers.model.fetched import Endpoint
from hfpapers.model.issues import Code, error
from hfpapers.model.kinds import LinkKind, PaperState
from hfpapers.model.records import Account
from hfpapers.store import schema
from hfpapers.store.database import Database
from hfpapers.store.look_rows import LookTotals
from hfpapers.store.writer import FetchRow
from tests.store.changes import DAY, T0, T1, T2, arxiv, arxiv_paper, daily, hf_paper, paper_id
from tests.store.dump import dump_tables, dump_views


def write(database: Database, *changes: DailyChange | ArxivChange, is_last: bool = True) -> LookTotals | None:
    totals = None
    for change in changes:
        with database.write() as writer:
            if isinstance(change, ArxivChange):
                writer.write_arxiv(change, fetch_id=None)
            else:
                totals = writer.write_daily(change, is_last=is_last, fetch_id=None)
                look_at = change.intent.look_at
                assert look_at is not None
                writer.place_listings(change.day, look_at, is_whole=totals.is_whole)
    return totals


def test_the_same_page_twice_changes_nothing(database: Database) -> None:
    page = daily([hf_paper(1), hf_paper(2)], T1)
    write(database, page, arxiv([arxiv_paper(1)], T1))
    before = dump_tables(database)
    write(database, page, arxiv([arxiv_paper(1)], T1))
    assert dump_tables(database) == before


def test_the_same_list_later_changes_only_what_was_last_seen_and_adds_its_counts(database: Database) -> None:
    papers = [hf_paper(1), hf_paper(2)]
    times = frozenset({"last_seen_at", "hf_seen_at", "seen_at", "upvotes_observed_at", "comments_observed_at"})
    write(database, daily(papers, T0))
    before = dump_tables(database, leave_out=times)
    write(database, daily(papers, T2))
    after = dump_tables(database, leave_out=times)
    grown = {"observation", "look_page", "look_position"}
    assert {name: rows for name, rows in after.items() if name not in grown} == {
        name: rows for name, rows in before.items() if name not in grown
    }
    assert len(after["observation"]) == 4


def test_pages_written_in_another_order_give_the_same_rows(database: Database) -> None:
    old = daily([hf_paper(1, ai_summary="old", keywords=("a", "b", "c")), hf_paper(2)], T0, votes=3)
    new = daily([hf_paper(2), hf_paper(1, ai_summary=None, keywords=("a",), title="New")], T2, votes=0)
    write(database, old, new)
    views = dump_views(database)
    with database.write() as writer:
        for table in reversed(schema.metadata.sorted_tables):
            writer._connection.execute(sa.delete(table))
    write(database, new)
    with database.write() as writer:
        writer.write_daily(old, is_last=True, fetch_id=None)
    assert dump_views(database) == views


def test_a_zero_is_a_value_and_silence_erases_nothing(database: Database) -> None:
    write(database, daily([hf_paper(1, ai_summary="Known.", organization="lab")], T0, votes=7))
    write(database, daily([hf_paper(1, ai_summary=None, abstract=None, keywords=None, authors=None)], T1, votes=None))
    with database.read() as queries:
        (row,) = queries.list_listings(DAY, DAY)
    assert (row.ai_summary, row.abstract, row.organization) == ("Known.", "What paper 1 does.", "The Lab")
    assert (row.upvotes, row.upvotes_observed_at) == (7, T0)
    assert [keyword.keyword for keyword in row.keywords] == ["agents", "memory"]
    assert [author.name for author in row.authors] == ["Ada Alpha", "Bo Beta"]
    write(database, daily([hf_paper(1)], T2, votes=0))
    with database.read() as queries:
        assert queries.list_listings(DAY, DAY)[0].upvotes == 0


def test_an_emptied_field_is_recorded_and_the_known_value_stays(database: Database) -> None:
    write(database, daily([hf_paper(1)], T0))
    emptied = hf_paper(1, abstract=None, raw_abstract=None, links=(), emptied=frozenset({"abstract", "github_url"}))
    write(database, daily([emptied], T1))
    with database.engine.connect() as connection:
        rows = connection.execute(sa.select(schema.emptied_field)).all()
    assert {(row.field, row.observed_at) for row in rows} == {("abstract", T1), ("github_url", T1)}
    with database.read() as queries:
        (row,) = queries.list_listings(DAY, DAY)
    assert row.abstract == "What paper 1 does."
    assert row.code_url == "https://github.com/o/r1"


def test_a_shorter_list_keeps_the_listing_without_a_position(database: Database) -> None:
    write(database, daily([hf_paper(1), hf_paper(2), hf_paper(3)], T0))
    write(database, daily([hf_paper(3), hf_paper(1)], T1))
    with database.read() as queries:
        rows = queries.list_listings(DAY, DAY)
    assert [(row.arxiv_id, row.position) for row in rows] == [(paper_id(3), 1), (paper_id(1), 2), (paper_id(2), None)]


def test_a_look_of_two_pages_is_whole_with_its_last_and_positions_run_on(database: Database) -> None:
    first = daily([hf_paper(number) for number in range(1, 4)], T1, limit=3)
    second = daily([hf_paper(4)], T1, page=1, limit=3)
    totals = write(database, first, is_last=False)
    assert totals is not None
    assert (totals.is_whole, totals.entries, totals.pages) == (False, 3, 1)
    totals = write(database, second)
    assert totals is not None
    assert (totals.is_whole, totals.entries, totals.pages) == (True, 4, 2)
    with database.read() as queries:
        assert [row.position for row in queries.list_listings(DAY, DAY)] == [1, 2, 3, 4]


def test_a_paper_on_two_pages_tells_that_the_list_moved(database: Database) -> None:
    write(database, daily([hf_paper(1), hf_paper(2)], T1, limit=2), is_last=False)
    totals = write(database, daily([hf_paper(2)], T1, page=1, limit=2))
    assert totals is not None
    assert (totals.has_moved, totals.is_whole, totals.entries) == (True, False, 2)


def test_entries_after_a_last_page_tell_that_the_limit_changed(database: Database) -> None:
    write(database, daily([hf_paper(1), hf_paper(2)], T1))
    totals = write(database, daily([hf_paper(3)], T1, page=1))
    assert totals is not None
    assert (totals.goes_on_after_end, totals.is_whole, totals.entries) == (True, True, 3)


def test_arxivs_list_of_authors_wins_and_keeps_accounts_and_hidden_flags(database: Database) -> None:
    write(database, daily([hf_paper(1)], T0), arxiv([arxiv_paper(1)], T1))
    with database.read() as queries:
        (row,) = queries.list_listings(DAY, DAY)
    assert [(a.position, a.name, a.login, a.is_hidden) for a in row.authors] == [
        (1, "Bo Beta", None, True),
        (2, "Ada Alpha", "ada", False),
        (3, "Cy Gamma", None, False),
    ]
    assert (row.title, row.primary_category, row.categories) == (
        "Paper 1 as arXiv has it",
        "cs.CL",
        ("cs.CL", "cs.AI"),
    )


def test_affiliations_that_arxiv_was_given_are_read_with_the_authors(database: Database) -> None:
    told = (AuthorChange(name="Ada Alpha", affiliation="Example Labs"), AuthorChange(name="Bo Beta"))
    write(database, daily([hf_paper(1)], T0), arxiv([arxiv_paper(1, authors=told)], T1))
    with database.read() as queries:
        (row,) = queries.list_listings(DAY, DAY)
    assert [(author.name, author.affiliation) for author in row.authors] == [
        ("Ada Alpha", "Example Labs"),
        ("Bo Beta", None),
    ]


def test_a_shorter_list_of_authors_leaves_none_of_the_old_behind(database: Database) -> None:
    write(database, arxiv([arxiv_paper(1)], T0), daily([hf_paper(1)], T0))
    write(database, arxiv([arxiv_paper(1, authors=(AuthorChange(name="Di Delta"),), categories=("cs.LG",))], T2))
    with database.read() as queries:
        (row,) = queries.list_listings(DAY, DAY)
    assert [author.name for author in row.authors] == ["Di Delta"]
    assert row.categories == ("cs.LG",)


def test_the_newest_link_of_a_kind_is_shown_and_older_ones_are_kept(database: Database) -> None:
    moved = (LinkChange(kind=LinkKind.CODE, url="https://github.com/o/new"),)
    write(database, daily([hf_paper(1)], T0), daily([hf_paper(1, links=moved)], T1))
    with database.read() as queries:
        (row,) = queries.list_listings(DAY, DAY)
    assert row.code_url == "https://github.com/o/new"
    assert [link.url for link in row.links] == ["https://github.com/o/new"]
    with database.engine.connect() as connection:
        assert len(connection.execute(sa.select(schema.paper_link)).all()) == 2


def test_a_failure_never_hides_that_a_paper_was_found(database: Database) -> None:
    write(database, daily([hf_paper(1), hf_paper(2)], T0), arxiv([arxiv_paper(1)], T0, absent=[paper_id(2)]))
    states = [(paper_id(1), PaperState.FAILED), (paper_id(2), PaperState.FAILED)]
    with database.write() as writer:
        writer.write_paper_states(Endpoint.ARXIV_ATOM, states, asked_at=T1, detail="status 503", fetch_id=None)
    with database.read() as queries:
        known = queries.list_arxiv_states(DAY, DAY)
    assert known[paper_id(1)][:2] == (PaperState.FOUND, T0)
    assert known[paper_id(2)][:2] == (PaperState.FAILED, T1)


def test_text_that_a_database_cannot_hold_is_marked_and_the_rest_kept(database: Database) -> None:
    write(database, daily([hf_paper(1, raw_title="a\x00b\ud800c 🙂 题")], T0))
    with database.engine.connect() as connection:
        assert connection.execute(sa.select(schema.paper.c.hf_raw_title)).scalar_one() == "a\ufffdb\ufffdc 🙂 题"


def test_times_come_back_aware_in_utc_to_the_microsecond(database: Database) -> None:
    write(database, daily([hf_paper(1)], T0))
    with database.read() as queries:
        seen = queries.list_listings(DAY, DAY)[0].upvotes_observed_at
    assert seen == T0
    assert seen is not None
    assert seen.tzinfo is UTC
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 - a naive time is what is tested
    with pytest.raises(StoreError, match="time zone"), database.write() as writer:
        writer.begin_run("x", version="0", now=naive)


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    page = daily([hf_paper(1)], T0)

    def write_and_fail() -> None:
        with database.write() as writer:
            writer.write_daily(page, is_last=True, fetch_id=None)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    assert all(not rows for rows in dump_tables(database).values())


def test_coverage_is_read_back_as_written(database: Database) -> None:
    coverage = DayCoverage(
        day=DAY,
        state=DayState.PARTIAL,
        expected=3,
        stored=2,
        pages=1,
        attempts=4,
        look_at=T1,
        answered_at=T1,
        last_error="1 of 3",
    )
    with database.write() as writer:
        assert writer.load_coverage(DAY) == DayCoverage(day=DAY)
        writer.write_coverage(coverage, run_id=None)
        assert writer.load_coverage(DAY) == coverage
    with database.read() as queries:
        other = date(2026, 11, 20)
        assert queries.list_days([other, DAY]) == (coverage, DayCoverage(day=other))
        assert queries.covered_range() == (DAY, DAY)


def test_runs_fetches_and_issues_are_kept_and_a_record_has_one_row(database: Database) -> None:
    row = FetchRow(
        url="https://huggingface.co/api/daily_papers?date=2026-11-18",
        requested_at=T1,
        status=200,
        sha256="ab" * 32,
        size_bytes=10,
        is_truncated=False,
        is_revisit=False,
        warc_file="a.warc.gz",
        warc_offset=7,
        endpoint="daily-api",
        day=DAY,
    )
    with database.write() as writer:
        run_id = writer.begin_run("crawl", version="0", now=T0)
        fetch_id = writer.add_fetch(run_id, row)
        assert writer.add_fetch(run_id, row) == fetch_id
        odd = [error(Code.UNUSABLE_ENTRY, "[].paper.id", "no id", raw={"a": 1})]
        writer.add_issues(run_id, odd, fetch_id=fetch_id, day=DAY, observed_at=T1)
        writer.end_run(run_id, state="incomplete", detail=None, now=T2)
    with database.read() as queries:
        (issue,) = queries.list_issues(run_id=run_id)
        assert (issue.code, issue.raw, issue.url) == ("unusable_entry", "{'a': 1}", row.url)
        assert [kept.fetch_id for kept in queries.list_fetches_of_day(DAY)] == [fetch_id]
        assert queries.list_fetches_of_url(row.url) == queries.list_fetches_of_day(DAY)
        original = queries.find_original(row.sha256, 10)
        assert original is not None
        assert original.ref.offset == 7
        assert queries.find_original(row.sha256, 11) is None
        status = queries.load_status([DAY])
        assert (status.issues, status.fetches, status.last_run_state) == (1, 1, "incomplete")
        assert (status.first_day, status.last_day, status.papers_owed) == (DAY, DAY, 0)


def test_an_author_whom_the_sources_spell_differently_keeps_account_and_hidden_flag(database: Database) -> None:
    listed = (
        AuthorChange(name="J. Smith", login="jsm", is_hidden=True),
        AuthorChange(name="Li Wei", login="wei1"),
        AuthorChange(name="Li Wei", login="wei2"),
    )
    published = (AuthorChange(name="John Smith"), AuthorChange(name="Li Wei"), AuthorChange(name="Li Wei"))
    page = daily([hf_paper(1, authors=listed)], T0)
    accounts = (*page.accounts, *(Account(login=login) for login in ("jsm", "wei1", "wei2")))
    write(database, replace(page, accounts=accounts), arxiv([arxiv_paper(1, authors=published)], T1))
    with database.read() as queries:
        (row,) = queries.list_listings(DAY, DAY)
    assert [(a.name, a.login, a.is_hidden) for a in row.authors] == [
        ("John Smith", "jsm", True),
        ("Li Wei", "wei1", False),
        ("Li Wei", "wei2", False),
    ]


def test_an_author_who_is_in_one_list_only_gets_nobodys_account(database: Database) -> None:
    listed = (AuthorChange(name="Ada Alpha", login="ada"), AuthorChange(name="Bo Beta"))
    published = (AuthorChange(name="New First"), AuthorChange(name="Ada Alpha"))
    write(database, daily([hf_paper(1, authors=listed)], T0), arxiv([arxiv_paper(1, authors=published)], T1))
    with database.read() as queries:
        (row,) = queries.list_listings(DAY, DAY)
    assert [(a.name, a.login) for a in row.authors] == [("New First", None), ("Ada Alpha", "ada")]


@pytest.mark.postgresql
def test_two_programs_that_write_the_same_rows_in_another_order_do_not_lock_up(postgres_url: str) -> None:
    database = Database.open_for_writing(postgres_url)
    logins = [f"user{number:03d}" for number in range(120)]
    problems: list[BaseException] = []

    def write_pages(order: list[str], day: date) -> None:
        accounts = tuple(Account(login=login) for login in order)
        papers = [hf_paper(number, authors=None) for number in range(1, 31)]
        for number in range(15):
            at = T0 + timedelta(minutes=number)
            page = daily(papers[:: 1 if order == logins else -1], at, accounts=(*accounts, Account(login="sub")))
            intent = replace(page.intent, day=day)
            try:
                write(database, replace(page, day=day, intent=intent))
            except BaseException as problem:
                problems.append(problem)
                raise

    writers = [
        threading.Thread(target=write_pages, args=(logins, DAY)),
        threading.Thread(target=write_pages, args=(logins[::-1], date(2026, 11, 19))),
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    database.close()
    assert problems == []
