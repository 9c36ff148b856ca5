"""What is asked for one paper at a time: its rows, what is owed after them, and that their order does not matter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
import sqlalchemy as sa

from hfpapers.model.changes import DetailChange, LicenceChange, LinkChange, ObservationChange, TextChange
from hfpapers.model.fetched import Endpoint
from hfpapers.model.kinds import LinkKind, PaperState
from hfpapers.model.records import Account, ArxivVersion
from hfpapers.model.standing import PaperStanding
from hfpapers.store import schema
from hfpapers.store.database import Database
from hfpapers.store.writer import Writer
from tests.store.changes import DAY, T0, T1, T2, arxiv, arxiv_paper, daily, hf_paper, paper_id
from tests.store.dump import dump_tables, dump_views

MODEL = LinkChange(kind=LinkKind.MODEL, url="https://huggingface.co/lab/model")
SPACE = LinkChange(kind=LinkKind.SPACE, url="https://huggingface.co/spaces/lab/demo")
BY = "https://creativecommons.org/licenses/by/4.0/"
NONEXCLUSIVE = "https://arxiv.org/licenses/nonexclusive-distrib/1.0/"


def detail(at: datetime, *, models: int | None = 3, votes: int = 9, **changes: Any) -> DetailChange:
    return DetailChange(
        arxiv_id=paper_id(1),
        observed_at=at,
        papers=(hf_paper(1, **{"linked": (MODEL, SPACE), **changes}),),
        observations=(ObservationChange(arxiv_id=paper_id(1), upvotes=votes, comments=None, github_stars=4),),
        accounts=(Account(login="ada"),),
        organizations=(),
        models=models,
        datasets=0,
        spaces=1,
    )


def licence(at: datetime, *, versions: int = 1, address: str | None = BY) -> LicenceChange:
    return LicenceChange(
        arxiv_id=paper_id(1),
        observed_at=at,
        licence=address,
        versions=tuple(
            ArxivVersion(version=number, submitted_at=T0 + timedelta(hours=number), size_bytes=1024 * number)
            for number in range(1, versions + 1)
        ),
        is_deleted=False,
    )


def text(at: datetime, content: str = "# Paper 1\n") -> TextChange:
    return TextChange(arxiv_id=paper_id(1), observed_at=at, text=content)


WRITERS: dict[type, Callable[[Writer, Any], None]] = {
    DetailChange: lambda writer, change: writer.write_detail(change, fetch_id=None),
    LicenceChange: lambda writer, change: writer.write_licence(change, fetch_id=None),
    TextChange: lambda writer, change: writer.write_text(change, fetch_id=None),
}


def write(database: Database, *changes: object) -> None:
    for change in changes:
        with database.write() as writer:
            WRITERS[type(change)](writer, change)


def list_paper(database: Database, at: datetime = T0, **changes: Any) -> None:
    with database.write() as writer:
        writer.write_daily(daily([hf_paper(1, **changes)], at, look_at=at), is_last=True, fetch_id=None)


def note(database: Database, endpoint: Endpoint, state: PaperState, at: datetime) -> None:
    with database.write() as writer:
        version = writer.latest_version(paper_id(1))
        states = [(paper_id(1), state)]
        writer.write_paper_states(endpoint, states, asked_at=at, detail="why", fetch_id=None, arxiv_version=version)


def standings(database: Database, endpoint: Endpoint) -> tuple[PaperStanding, ...]:
    with database.read() as queries:
        return queries.standings.list_standings(endpoint, DAY, DAY)


def paper(database: Database) -> Any:
    with database.engine.connect() as connection:
        return connection.execute(sa.select(schema.paper).where(schema.paper.c.arxiv_id == paper_id(1))).one()


def test_a_papers_own_record_gives_totals_links_and_counts(database: Database) -> None:
    list_paper(database)
    write(database, detail(T1))
    row = paper(database)
    assert (row.hf_models, row.hf_datasets, row.hf_spaces, row.hf_linked_seen_at) == (3, 0, 1, T1)
    assert (row.upvotes, row.comments, row.github_stars) == (9, 0, 4)
    with database.read() as queries:
        (listing,) = queries.list_listings(DAY, DAY)
    assert [(link.kind, link.url) for link in listing.links] == [
        (LinkKind.CODE, "https://github.com/o/r1"),
        (LinkKind.MODEL, MODEL.url),
        (LinkKind.SPACE, SPACE.url),
    ]
    assert len(dump_views(database)["paper_votes"]) == 2


def test_a_list_that_comes_later_hides_no_linked_repository(database: Database) -> None:
    list_paper(database)
    write(database, detail(T1))
    list_paper(database, T2, links=(LinkChange(kind=LinkKind.MODEL, url="https://huggingface.co/lab/entered"),))
    with database.read() as queries:
        (listing,) = queries.list_listings(DAY, DAY)
    models = [link.url for link in listing.links if link.kind is LinkKind.MODEL]
    assert models == ["https://huggingface.co/lab/entered", MODEL.url]
    assert paper(database).hf_models == 3


def test_a_repository_that_was_entered_and_cites_the_paper_is_one_link(database: Database) -> None:
    write(database, detail(T1, links=(MODEL,)))
    list_paper(database, T2, links=(MODEL,))
    with database.read() as queries:
        (listing,) = queries.list_listings(DAY, DAY)
    assert [link.url for link in listing.links] == [MODEL.url, SPACE.url]


def test_a_licence_and_versions_stand_beside_what_the_search_api_said(database: Database) -> None:
    list_paper(database)
    with database.write() as writer:
        writer.write_arxiv(arxiv([arxiv_paper(1, version=3)], T1), fetch_id=None)
    write(database, licence(T1, versions=3))
    assert paper(database).arxiv_licence == BY
    with database.engine.connect() as connection:
        rows = connection.execute(sa.select(schema.paper_version).order_by(schema.paper_version.c.version)).all()
    assert [(row.version, row.size_bytes) for row in rows] == [(1, 1024), (2, 2048), (3, 3072)]
    with database.write() as writer:
        writer.write_arxiv(arxiv([arxiv_paper(1, version=3, published_at=None)], T2), fetch_id=None)
    with database.engine.connect() as connection:
        first = connection.execute(sa.select(schema.paper_version).where(schema.paper_version.c.version == 1)).one()
    assert (first.submitted_at, first.size_bytes) == (T0 + timedelta(hours=1), 1024)
    with database.read() as queries:
        (listing,) = queries.list_listings(DAY, DAY)
    assert listing.licence == BY


def test_silence_about_the_licence_erases_nothing(database: Database) -> None:
    write(database, licence(T1), licence(T2, address=None))
    assert paper(database).arxiv_licence == BY


@pytest.mark.parametrize(
    "changes",
    [
        (detail(T0, models=1), detail(T1, models=5), detail(T2, models=4, votes=2)),
        (licence(T0, address=NONEXCLUSIVE), licence(T1), licence(T2, versions=2)),
        (text(T0, "# One\n"), text(T1, "# Two\n"), text(T2, "# Three\n")),
        (detail(T0), licence(T1), text(T2)),
    ],
    ids=["records", "licences", "texts", "one of each"],
)
def test_the_order_of_writing_does_not_matter_and_twice_changes_nothing(
    database: Database, changes: tuple[object, ...]
) -> None:
    outcomes = []
    for order in permutations(changes):
        with database.engine.begin() as connection:
            for table in reversed(schema.metadata.sorted_tables):
                connection.execute(sa.delete(table))
        write(database, *order, *order[:1])
        outcomes.append(dump_tables(database, leave_out=frozenset({"arxiv_version"})))
    assert all(outcome == outcomes[0] for outcome in outcomes[1:])


def test_a_paper_that_was_never_asked_for_is_owed_and_one_that_was_found_is_not(database: Database) -> None:
    list_paper(database)
    for endpoint in (Endpoint.PAPER_API, Endpoint.PAPER_TEXT, Endpoint.ARXIV_OAI):
        (standing,) = standings(database, endpoint)
        assert (standing.arxiv_id, standing.state, standing.is_bare) == (paper_id(1), None, False)
    write(database, detail(T1), text(T1), licence(T1))
    for endpoint in (Endpoint.PAPER_API, Endpoint.PAPER_TEXT, Endpoint.ARXIV_OAI):
        assert standings(database, endpoint) == ()


def test_a_paper_without_title_or_abstract_from_hugging_face_is_bare(database: Database) -> None:
    list_paper(database, abstract=None)
    with database.write() as writer:
        writer.write_arxiv(arxiv([arxiv_paper(1)], T1), fetch_id=None)
    (standing,) = standings(database, Endpoint.PAPER_API)
    assert standing.is_bare
    write(database, detail(T1))
    assert standings(database, Endpoint.PAPER_API) == ()


def test_a_newer_version_at_arxiv_makes_text_and_licence_owed_once_more(database: Database) -> None:
    list_paper(database)
    with database.write() as writer:
        writer.write_arxiv(arxiv([arxiv_paper(1, version=1)], T0), fetch_id=None)
    write(database, text(T1), licence(T1))
    with database.write() as writer:
        writer.write_arxiv(arxiv([arxiv_paper(1, version=2, updated_at=T0)], T2), fetch_id=None)
    for endpoint in (Endpoint.PAPER_TEXT, Endpoint.ARXIV_OAI):
        (standing,) = standings(database, endpoint)
        assert (standing.state, standing.asked_version, standing.known_version) == (PaperState.FOUND, 1, 2)
        assert standing.is_outdated
    write(database, text(T2), licence(T2, versions=2))
    assert standings(database, Endpoint.PAPER_TEXT) == standings(database, Endpoint.ARXIV_OAI) == ()


def test_a_version_that_was_there_when_nobody_knew_of_it_makes_nothing_owed(database: Database) -> None:
    list_paper(database)
    write(database, text(T1))
    with database.write() as writer:
        writer.write_arxiv(arxiv([arxiv_paper(1, version=2, updated_at=T0)], T2), fetch_id=None)
    assert standings(database, Endpoint.PAPER_TEXT) == ()
    with database.write() as writer:
        writer.write_arxiv(arxiv([arxiv_paper(1, version=3, updated_at=T2)], T2), fetch_id=None)
    (standing,) = standings(database, Endpoint.PAPER_TEXT)
    assert standing.is_outdated


def test_the_same_answer_once_more_does_not_pass_for_one_of_a_newer_version(database: Database) -> None:
    list_paper(database)
    with database.write() as writer:
        writer.write_arxiv(arxiv([arxiv_paper(1, version=1)], T0), fetch_id=None)
    write(database, text(T1))
    with database.write() as writer:
        writer.write_arxiv(arxiv([arxiv_paper(1, version=2)], T2), fetch_id=None)
    write(database, text(T1))
    (standing,) = standings(database, Endpoint.PAPER_TEXT)
    assert standing.asked_version == 1


def test_a_failure_hides_neither_what_was_found_nor_that_it_is_owed(database: Database) -> None:
    list_paper(database)
    note(database, Endpoint.PAPER_TEXT, PaperState.FAILED, T0)
    (standing,) = standings(database, Endpoint.PAPER_TEXT)
    assert standing.state is PaperState.FAILED
    write(database, text(T1))
    note(database, Endpoint.PAPER_TEXT, PaperState.FAILED, T2)
    assert standings(database, Endpoint.PAPER_TEXT) == ()


def test_a_paper_that_was_forgotten_gets_no_rows_of_these_either(database: Database) -> None:
    with database.engine.begin() as connection:
        writer = Writer(connection, forgotten_papers=frozenset({paper_id(1)}))
        for change in (detail(T1), text(T1), licence(T1)):
            WRITERS[type(change)](writer, change)
    assert {name: rows for name, rows in dump_tables(database).items() if rows} == {}


def test_removing_a_paper_removes_its_text(database: Database) -> None:
    list_paper(database)
    write(database, text(T1))
    with database.engine.begin() as connection:
        connection.execute(sa.delete(schema.paper))
    assert dump_tables(database)["paper_text"] == []
