"""The search of titles, abstracts and texts, which follows whatever happens to the tables, on both databases."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from hfpapers.model.changes import TextChange
from hfpapers.store import migrate, schema
from hfpapers.store.database import Database
from hfpapers.store.search import PARTS, search_terms
from tests.store.changes import DAY, T0, T1, T2, arxiv, arxiv_paper, daily, hf_paper, paper_id

ALL = tuple(PARTS)
TEXT = "# Paper 1\n\nWe knead quixotic sourdough with neural networks, state-of-the-art.\n"


def found(database: Database, words: str, *parts: str, limit: int = 20) -> list[str]:
    with database.read() as queries:
        return [hit.arxiv_id for hit in queries.texts.search(words, parts=parts or ALL, limit=limit)]


def write_text(database: Database, number: int, text: str = TEXT) -> None:
    with database.write() as writer:
        change = TextChange(arxiv_id=paper_id(number), observed_at=T1, text=text)
        writer.write_text(change, fetch_id=None)


@pytest.fixture
def filled(database: Database) -> Database:
    papers = [
        hf_paper(1, title="Kneading Dough", abstract="Bread is baked by models."),
        hf_paper(2, title="Counting Teapots", abstract="Models pour tea. A quixotic plan."),
        hf_paper(3, title="扩散模型 的 综述", abstract="Über Käse, schön geschnitten."),
    ]
    with database.write() as writer:
        writer.write_daily(daily(papers, T0), is_last=True, fetch_id=None)
    write_text(database, 1)
    return database


def test_words_are_found_in_titles_abstracts_and_texts_in_any_english_form(filled: Database) -> None:
    assert found(filled, "knead") == [paper_id(1)]
    assert found(filled, "teapot counts") == [paper_id(2)]
    assert set(found(filled, "model")) == {paper_id(1), paper_id(2)}
    assert found(filled, "sourdough") == [paper_id(1)]
    assert found(filled, "zeppelin") == []


def test_all_words_must_be_there_wherever_each_of_them_is(filled: Database) -> None:
    assert found(filled, "dough baked sourdough") == [paper_id(1)]
    assert found(filled, "dough tea") == []


def test_only_the_parts_that_are_named_are_searched(filled: Database) -> None:
    assert found(filled, "quixotic") == [paper_id(2), paper_id(1)]
    assert found(filled, "quixotic", "text") == [paper_id(1)]
    assert found(filled, "quixotic", "abstract") == [paper_id(2)]
    assert found(filled, "quixotic", "title") == []
    assert found(filled, "dough baked", "title", "abstract") == [paper_id(1)]
    assert found(filled, "dough sourdough", "title", "abstract") == []


def test_words_between_quotes_stand_side_by_side(filled: Database) -> None:
    assert found(filled, '"neural networks"') == [paper_id(1)]
    assert found(filled, '"networks neural"') == []
    assert found(filled, '"quixotic sourdough" dough') == [paper_id(1)]
    assert found(filled, "state-of-the-art") == [paper_id(1)]


def test_a_match_in_the_title_comes_before_one_in_the_text(filled: Database) -> None:
    write_text(filled, 2, "# Paper 2\n\nDough is mentioned here, and much more of other things.\n")
    assert found(filled, "dough") == [paper_id(1), paper_id(2)]
    assert found(filled, "dough", limit=1) == [paper_id(1)]


def test_writing_without_blanks_is_found_by_whole_runs_only(filled: Database) -> None:
    assert found(filled, "扩散模型") == [paper_id(3)]
    assert found(filled, "扩散") == []
    assert found(filled, "Käse") == [paper_id(3)]


@pytest.mark.parametrize(
    "words", ['"', '""', "* AND (", "'; DROP TABLE paper; --", ":*", "a:b & !c", "NOT", "{title}", "\0"]
)
def test_whatever_is_typed_is_words_and_no_syntax(filled: Database, words: str) -> None:
    assert found(filled, words) == []
    assert found(filled, f"{words} dough") in ([], [paper_id(1)])


@pytest.mark.parametrize(
    ("words", "terms"),
    [
        ("one two", ("one", "two")),
        ('"one two" three', ("one two", "three")),
        ('one "two three', ("one", "two three")),
        ('on"e', ("on e",)),
        ("... - one", ("one",)),
        ('"" !', ()),
    ],
)
def test_what_is_typed_is_split_into_words_and_phrases(words: str, terms: tuple[str, ...]) -> None:
    assert search_terms(words) == terms


def test_a_hit_names_the_paper_and_its_first_day(filled: Database) -> None:
    with filled.write() as writer:
        later = daily([hf_paper(2, title="Counting Teapots")], T1, day=DAY + timedelta(days=1))
        writer.write_daily(later, is_last=True, fetch_id=None)
    with filled.read() as queries:
        (hit,) = queries.texts.search("teapots", parts=ALL, limit=5)
    assert (hit.title, hit.day, hit.url) == ("Counting Teapots", DAY, f"https://huggingface.co/papers/{paper_id(2)}")
    assert isinstance(hit.day, date)


def test_a_paper_that_no_list_holds_is_found_without_a_day(database: Database) -> None:
    with database.write() as writer:
        writer.write_arxiv(arxiv([arxiv_paper(9, title="A Lone Zeppelin")], T1), fetch_id=None)
    with database.read() as queries:
        (hit,) = queries.texts.search("zeppelin", parts=ALL, limit=5)
    assert (hit.arxiv_id, hit.day) == (paper_id(9), None)


def test_a_title_that_arxiv_corrects_is_found_by_its_new_words_only(filled: Database) -> None:
    with filled.write() as writer:
        writer.write_arxiv(arxiv([arxiv_paper(1, title="Proving Loaves")], T1), fetch_id=None)
    assert found(filled, "dough", "title") == []
    assert found(filled, "proves loaves", "title") == [paper_id(1)]
    assert found(filled, "sourdough") == [paper_id(1)]
    assert found(filled, "baked", "abstract") == []


def test_a_text_that_is_served_anew_takes_the_place_of_the_old_one(filled: Database) -> None:
    with filled.write() as writer:
        change = TextChange(arxiv_id=paper_id(1), observed_at=T2, text="# Paper 1\n\nWe bake rye.\n")
        writer.write_text(change, fetch_id=None)
        writer.write_text(TextChange(arxiv_id=paper_id(1), observed_at=T0, text="# An older one\n"), fetch_id=None)
    assert found(filled, "rye") == [paper_id(1)]
    assert found(filled, "sourdough") == []
    assert found(filled, "older", "text") == []


def test_what_is_removed_is_not_found(filled: Database) -> None:
    with filled.engine.begin() as connection:
        connection.execute(sa.delete(schema.paper_text).where(schema.paper_text.c.arxiv_id == paper_id(1)))
    assert found(filled, "sourdough") == []
    assert found(filled, "dough") == [paper_id(1)]
    write_text(filled, 1)
    with filled.engine.begin() as connection:
        connection.execute(sa.delete(schema.paper).where(schema.paper.c.arxiv_id == paper_id(1)))
    assert found(filled, "sourdough") == found(filled, "dough") == found(filled, "baked") == []
    with filled.write() as writer:
        writer.write_daily(daily([hf_paper(1, title="Kneading Again")], T2, look_at=T2), is_last=True, fetch_id=None)
    assert found(filled, "knead") == [paper_id(1)]
    assert found(filled, "quixotic") == [paper_id(2)]


def test_votes_alone_leave_the_search_as_it_is(filled: Database) -> None:
    papers = [hf_paper(1, title="Kneading Dough", abstract="Bread is baked by models.")]
    for hours in range(1, 4):
        look = daily(papers, T2 + timedelta(hours=hours), votes=hours)
        with filled.write() as writer:
            writer.write_daily(look, is_last=True, fetch_id=None)
    assert found(filled, "dough") == [paper_id(1)]


def test_papers_of_an_older_database_are_taken_in_by_the_migration(filled: Database) -> None:
    migrate.downgrade(filled.engine, "0002")
    migrate.upgrade(filled.engine)
    assert migrate.schema_differences(filled.engine) == ()
    assert found(filled, "dough") == [paper_id(1)]
    assert found(filled, "sourdough") == []
    with filled.read() as queries:
        assert not queries.texts.has_texts()
    write_text(filled, 1)
    assert found(filled, "sourdough") == [paper_id(1)]


def test_a_trigger_that_is_gone_is_told(filled: Database) -> None:
    on = "" if filled.engine.dialect.name == "sqlite" else " ON paper"
    with filled.engine.begin() as connection:
        connection.exec_driver_sql(f"DROP TRIGGER paper_search_paper_changed{on}")
    assert migrate.schema_differences(filled.engine) == ("trigger paper_search_paper_changed is missing",)


def test_a_text_of_more_words_than_an_index_holds_is_stored_and_its_beginning_found(filled: Database) -> None:
    text = "# Paper 2\n\nA marzipan beginning.\n" + " ".join(f"w{number}x" for number in range(150_000))
    write_text(filled, 2, text)
    assert found(filled, "marzipan") == [paper_id(2)]
    with filled.engine.connect() as connection:
        stored = connection.execute(
            sa.select(schema.paper_text.c.text).where(schema.paper_text.c.arxiv_id == paper_id(2))
        )
        assert stored.scalar_one() == text


def test_the_index_of_sqlite_is_sound_after_a_vacuum(tmp_path: Path) -> None:
    file = tmp_path / "hfpapers.db"
    database = Database.open_for_writing(f"sqlite:///{file}")
    with database.write() as writer:
        papers = [hf_paper(1), hf_paper(2, title="Counting Teapots"), hf_paper(3, title="Counting Saucers")]
        writer.write_daily(daily(papers, T0), is_last=True, fetch_id=None)
    write_text(database, 3)
    database.close()
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("DELETE FROM paper WHERE arxiv_id = ?", (paper_id(2),))
        connection.execute("VACUUM")
        connection.execute("INSERT INTO paper_search (paper_search) VALUES ('integrity-check')")
    database = Database.open_for_writing(f"sqlite:///{file}")
    assert found(database, "counting") == found(database, "sourdough") == [paper_id(3)]
    assert found(database, "paper", "title") == [paper_id(1)]
    database.close()
