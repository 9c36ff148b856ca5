"""The note of what was forgotten: journal and table give each other what one has lost."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hfpapers.errors import StoreError
from hfpapers.ingest.redaction import quotes
from hfpapers.model.coverage import DayCoverage, DayState
from hfpapers.model.forgotten import Forgotten, Subject, login_digest, name_digest
from hfpapers.model.issues import Code, error
from hfpapers.store.database import Database
from hfpapers.store.forgotten import ForgottenBook, ForgottenJournal
from hfpapers.store.scrub import scrub_sqlite
from tests.store import changes
from tests.store.changes import arxiv, arxiv_paper, daily, hf_paper, paper_id

T0 = datetime(2026, 11, 20, tzinfo=UTC)
T1 = datetime(2026, 11, 21, tzinfo=UTC)
PAPER = Subject.paper("2404.08197")
LOGIN = Subject.login("JDoe")


def book(home: Path, database: Database) -> ForgottenBook:
    made = ForgottenBook(home, database.read, database.write)
    made.load()
    return made


def test_what_is_added_is_in_both_and_unfinished_until_it_is_said(tmp_path: Path, database: Database) -> None:
    first = book(tmp_path, database)
    first.add([PAPER, LOGIN], now=T0)
    again = book(tmp_path, database)
    assert {entry.subject for entry in again.unfinished} == {PAPER, LOGIN}
    again.finish(T1)
    assert book(tmp_path, database).unfinished == ()
    with database.read() as queries:
        assert {(entry.subject, entry.forgotten_at) for entry in queries.forgotten.list_entries()} == {
            (PAPER, T0),
            (LOGIN, T0),
        }


def test_no_login_and_no_name_stands_in_the_journal(tmp_path: Path, database: Database) -> None:
    book(tmp_path, database).add([LOGIN, Subject.name("Jane Doe"), Subject.name_on("2404.08197", "Jane Doe")], now=T0)
    text = (tmp_path / "journal" / "forgotten.jsonl").read_text(encoding="utf-8")
    assert "doe" not in text.lower()
    kinds = {json.loads(line)["kind"]: json.loads(line)["subject"] for line in text.splitlines()}
    assert kinds == {
        "login": login_digest("jdoe"),
        "name": name_digest("Jane  Doe"),
        "name-on-paper": f"2404.08197 {name_digest('Jane Doe')}",
    }


def test_a_new_database_learns_from_the_journal(tmp_path: Path, database: Database) -> None:
    journal = ForgottenJournal(tmp_path)
    other = ForgottenBook(tmp_path, database.read, database.write)
    other.load()
    other.add([PAPER], now=T0)
    other.finish(T0)
    with database.write() as writer:
        writer.forgotten._connection.exec_driver_sql("DELETE FROM forgotten")
    loaded = book(tmp_path, database)
    assert loaded.forgotten.papers == {"2404.08197"}
    assert loaded.unfinished == ()
    with database.read() as queries:
        assert [entry.subject for entry in queries.forgotten.list_entries()] == [PAPER]
    assert len(journal.read()) == 1


def test_another_home_of_the_database_has_still_to_go_through_its_files(tmp_path: Path, database: Database) -> None:
    book(tmp_path / "one", database).add([PAPER], now=T0)
    book(tmp_path / "one", database).finish(T0)
    other = book(tmp_path / "two", database)
    assert [entry.subject for entry in other.unfinished] == [PAPER]
    assert [(entry.subject, entry.is_done) for entry in ForgottenJournal(tmp_path / "two").read()] == [(PAPER, False)]


def test_a_torn_line_is_passed_over_and_a_broken_one_is_told(tmp_path: Path, database: Database) -> None:
    book(tmp_path, database).add([PAPER], now=T0)
    path = tmp_path / "journal" / "forgotten.jsonl"
    with path.open("a", encoding="utf-8") as file:
        file.write('{"at": "2026')
    assert [entry.subject for entry in ForgottenJournal(tmp_path).read()] == [PAPER]
    path.write_text('{"at": "2026-11-20T00:00:00+00:00"}\n', encoding="utf-8")
    with pytest.raises(StoreError, match="is no entry of what was forgotten"):
        ForgottenJournal(tmp_path).read()


def test_a_forgotten_paper_gets_no_row_by_being_asked_for(database: Database) -> None:
    with database.write(forgotten_papers=frozenset({paper_id(2)})) as writer:
        writer.write_arxiv(arxiv([arxiv_paper(1)], T1, absent=[paper_id(2), paper_id(3)]), fetch_id=None)
    with database.read() as queries:
        assert [queries.forget.has_paper(paper_id(number)) for number in (1, 2, 3)] == [True, False, True]


def test_rows_of_a_paper_go_with_those_whom_only_it_names(database: Database) -> None:
    with database.write() as writer:
        writer.write_daily(
            daily([hf_paper(1), hf_paper(2, organization="lab")], changes.T0), is_last=True, fetch_id=None
        )
    with database.write() as writer:
        counts = writer.forget.remove(Forgotten.of([Subject.paper(paper_id(2))]), quotes=lambda _text: False)
    assert {table: rows for table, rows in counts.items() if rows} == {
        "listing": 1,
        "look_position": 1,
        "observation": 1,
        "organization": 1,
        "paper": 1,
        "paper_author": 2,
        "paper_keyword": 2,
        "paper_link": 1,
    }
    with database.read() as queries:
        assert queries.forget.find_logins("ADA") == ("ada",)
        assert [listing.arxiv_id for listing in queries.list_listings(changes.DAY, changes.DAY)] == [paper_id(1)]


def test_rows_of_a_person_become_nameless_and_other_peoples_stay(database: Database) -> None:
    with database.write() as writer:
        writer.write_daily(daily([hf_paper(1), hf_paper(2)], changes.T0), is_last=True, fetch_id=None)
        writer.write_arxiv(arxiv([arxiv_paper(1), arxiv_paper(3)], changes.T1), fetch_id=None)
    forgotten = Forgotten.of([Subject.login("ADA")])
    with database.write() as writer:
        names = writer.forget.names_on_papers(forgotten)
        assert names == {Subject.name_on(paper_id(number), "Ada Alpha") for number in (1, 2)}
        writer.forget.remove(forgotten.with_subjects(names), quotes=lambda _text: False)
        again = writer.forget.remove(forgotten.with_subjects(names), quotes=lambda _text: False)
    assert sum(again.values()) == 0
    with database.engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT arxiv_id, source, name, login FROM paper_author ORDER BY 1, 2, position"
        )
        found = [(row[0][-1], row[1], row[2], row[3]) for row in rows]
    assert found == [
        ("1", "arxiv", "Bo Beta", None),
        ("1", "arxiv", "(name removed)", None),
        ("1", "arxiv", "Cy Gamma", None),
        ("1", "huggingface", "(name removed)", None),
        ("1", "huggingface", "Bo Beta", None),
        ("2", "huggingface", "(name removed)", None),
        ("2", "huggingface", "Bo Beta", None),
        ("3", "arxiv", "Bo Beta", None),
        ("3", "arxiv", "Ada Alpha", None),
        ("3", "arxiv", "Cy Gamma", None),
    ]


def test_a_day_whose_bodies_were_pruned_is_counted_by_what_is_left_of_its_latest_look(database: Database) -> None:
    state = DayCoverage(
        day=changes.DAY, state=DayState.COMPLETE, expected=3, stored=3, look_at=changes.T0, whole_look_at=changes.T0
    )
    with database.write() as writer:
        page = daily([hf_paper(number) for number in (1, 2, 3)], changes.T0)
        writer.write_daily(page, is_last=True, fetch_id=None)
        writer.write_coverage(state, run_id=None)
        writer.forget.remove(Forgotten.of([Subject.paper(paper_id(2))]), quotes=lambda _text: False)
        writer.forget.count_days_anew([changes.DAY])
    with database.read() as queries:
        [day] = queries.list_days([changes.DAY])
        assert (day.state, day.expected, day.stored) == (DayState.COMPLETE, 2, 2)
        assert [listing.position for listing in queries.list_listings(changes.DAY, changes.DAY)] == [None, None]


def test_quotations_that_name_someone_are_taken_down_and_others_stay(database: Database) -> None:
    odd = [
        error(Code.ODD_VALUE, "[].x", "not text", raw="{'user': 'JDoe', 'fullname': 'Jane Doe'}"),
        error(Code.ODD_VALUE, "[].y", "not text", raw="{'user': 'jdoe-the-other'}"),
    ]
    with database.write() as writer:
        run_id = writer.begin_run("test", version="0", now=T0)
        writer.add_issues(run_id, odd, fetch_id=None, day=None, observed_at=T0)
        forgotten = Forgotten.of([Subject.login("jdoe")])
        assert writer.forget.remove(forgotten, quotes=quotes(forgotten))["issue"] == 1
    with database.read() as queries:
        raws = {issue.field: issue.raw for issue in queries.list_issues()}
    assert raws == {"[].x": "(taken down on request)", "[].y": "{'user': 'jdoe-the-other'}"}


def test_removed_rows_leave_no_bytes_in_an_sqlite_file_unless_somebody_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "hfpapers.db"
    database = Database.open_for_writing(f"sqlite:///{path}?timeout=0.2")
    with database.write() as writer:
        writer.write_daily(daily([hf_paper(1, title="Unforgettable words")], changes.T0), is_last=True, fetch_id=None)
    reader = sqlite3.connect(path)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM paper").fetchone() == (1,)
    with database.write() as writer:
        writer.forget.remove(Forgotten.of([Subject.paper(paper_id(1))]), quotes=lambda _text: False)
    assert not scrub_sqlite(database.engine)
    reader.close()
    assert scrub_sqlite(database.engine)
    database.close()
    assert all(b"nforgettable" not in file.read_bytes() for file in tmp_path.iterdir())
