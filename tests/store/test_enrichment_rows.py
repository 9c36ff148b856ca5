"""What language models were asked and wrote: rows in, the same views out, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from hfpapers.model.enrichment import EnrichmentKind, EnrichmentState, TextSource
from hfpapers.model.enrichment_record import EnrichmentRecord
from hfpapers.store.copying import copy_archive
from hfpapers.store.database import Database
from tests.llm.papers import fill
from tests.pg.plugin import NewDatabase
from tests.store.changes import paper_id
from tests.store.dump import dump_tables, dump_views, portable
from tests.store.enrichment_records import AT, REFUSED, accepted, answer, key, refused


def write(database: Database, *records: EnrichmentRecord, forgotten: frozenset[str] = frozenset()) -> list[bool]:
    with database.write(forgotten_papers=forgotten) as writer:
        run_id = writer.begin_run("hfpapers enrich", version="0", now=AT)
        return [writer.write_enrichment(record, run_id=run_id) for record in records]


def test_an_answer_comes_back_as_it_was_written_with_what_it_cost(database: Database) -> None:
    fill(database, [1, 2])
    first = refused(1, state=None)
    last = accepted(1, minutes=1, attempt=2)
    assert write(database, first, last) == [True, True]
    with database.read() as queries:
        found = queries.enrichments.list_for([paper_id(1), paper_id(2)], "zh")
    assert set(found) == {paper_id(1)}
    (view,) = found[paper_id(1)]
    assert (view.key, view.answer, view.state) == (key(1), answer(), EnrichmentState.ACCEPTED)
    assert (view.requests, view.input_tokens, view.output_tokens, view.cost_micros) == (2, 2000, 200, 1400)
    assert (view.source, view.source_hash, view.written_at) == (TextSource.ABSTRACT, "cd" * 32, last.written_at)
    assert view.verdicts == last.verdicts
    assert view.detail is None


def test_a_second_time_nothing_changes(database: Database) -> None:
    fill(database, [1])
    records = (refused(1, state=None), accepted(1, minutes=1, attempt=2))
    write(database, *records)
    before = dump_tables(database)
    assert write(database, *reversed(records)) == [False, False]
    assert dump_tables(database) == before


def test_an_older_outcome_never_replaces_a_newer_one(database: Database) -> None:
    fill(database, [1])
    write(database, accepted(1, minutes=5, attempt=2), refused(1))
    with database.read() as queries:
        (view,) = queries.enrichments.list_for([paper_id(1)], "zh")[paper_id(1)]
    assert view.state is EnrichmentState.ACCEPTED
    assert view.requests == 2


def test_a_request_that_settles_nothing_leaves_no_outcome(database: Database) -> None:
    fill(database, [1])
    write(database, refused(1, state=None))
    with database.read() as queries:
        assert queries.enrichments.list_for([paper_id(1)], "zh") == {}
        assert queries.enrichments.count_attempts([paper_id(1)], "zh") == {key(1): 1}
        assert queries.enrichments.last_asked_at() == AT


def test_nothing_is_written_of_papers_without_a_row_or_forgotten(database: Database) -> None:
    fill(database, [1, 2])
    assert write(database, accepted(3), accepted(1), forgotten=frozenset({paper_id(1)})) == [False, False]
    with database.read() as queries:
        assert queries.enrichments.last_asked_at() is None


def test_the_newest_comes_first_whatever_its_kind_and_model(database: Database) -> None:
    fill(database, [1])
    other = accepted(1, minutes=3, key=key(1, model="other"))
    write(database, accepted(1), other, refused(1, minutes=2, key=key(1, kind=EnrichmentKind.REVIEW)))
    with database.read() as queries:
        views = queries.enrichments.list_for([paper_id(1)], "zh")[paper_id(1)]
        held = queries.enrichments.list_held([paper_id(1)], "zh", model="stand-in-1")[paper_id(1)]
        assert queries.enrichments.list_for([paper_id(1)], "en") == {}
    assert [view.written_at for view in views] == sorted((view.written_at for view in views), reverse=True)
    assert views[0].key.model == "other"
    assert {(row.key.kind, row.state) for row in held} == {
        (EnrichmentKind.ROUNDUP, EnrichmentState.ACCEPTED),
        (EnrichmentKind.REVIEW, EnrichmentState.REFUSED),
    }


def test_as_of_a_moment_only_what_was_known_then_counts(database: Database) -> None:
    fill(database, [1])
    write(database, refused(1), accepted(1, minutes=60, attempt=2, key=key(1, input_hash="ef" * 32)))
    with database.read() as queries:
        (view,) = queries.enrichments.list_for([paper_id(1)], "zh", as_of=AT + timedelta(minutes=30))[paper_id(1)]
        assert queries.enrichments.list_for([paper_id(1)], "zh", as_of=AT - timedelta(minutes=1)) == {}
    assert view.state is EnrichmentState.REFUSED
    assert view.requests == 1


def test_an_answer_of_a_form_that_is_not_written_any_more_is_held_and_not_shown(database: Database) -> None:
    fill(database, [1])
    write(database, accepted(1, key=key(1, schema_version=0)))
    with database.read() as queries:
        assert queries.enrichments.list_for([paper_id(1)], "zh") == {}
        assert queries.enrichments.list_held([paper_id(1)], "zh", model="stand-in-1")


def test_a_report_lists_the_newest_refusal_of_each_kind(database: Database) -> None:
    fill(database, [1, 2, 3])
    failure = accepted(2, minutes=1, state=EnrichmentState.FAILED, answer=None, verdicts=())
    since = accepted(3, minutes=9, attempt=2, key=key(3, input_hash="ef" * 32))
    write(database, refused(1), failure, refused(3), since)
    with database.read() as queries:
        ids = [paper_id(number) for number in (1, 2, 3)]
        found = queries.enrichments.list_not_accepted(ids, "zh", tuple(EnrichmentKind))
        assert queries.enrichments.list_not_accepted(ids, "zh", [EnrichmentKind.REVIEW]) == ()
    assert [(view.key.arxiv_id, view.state) for view in found] == [
        (paper_id(1), EnrichmentState.REFUSED),
        (paper_id(2), EnrichmentState.FAILED),
    ]
    assert found[0].verdicts == (REFUSED,)


def test_costs_that_nobody_knows_stay_unknown(database: Database) -> None:
    fill(database, [1])
    record = accepted(1)
    write(database, replace(record, request=replace(record.request, cost_micros=None)))
    with database.read() as queries:
        (view,) = queries.enrichments.list_for([paper_id(1)], "zh")[paper_id(1)]
    assert view.cost_micros is None
    assert view.input_tokens == 1000


@pytest.mark.postgresql
def test_a_copy_on_postgresql_has_all_of_it_and_goes_on(tmp_path: Path, new_postgres: NewDatabase) -> None:
    source, target = f"sqlite:///{tmp_path / 'hfpapers.db'}", new_postgres()
    database = Database.open_for_writing(source)
    fill(database, [1, 2])
    write(database, refused(1, state=None), accepted(1, minutes=1, attempt=2), refused(2))
    before = portable(dump_views(database))
    database.close()
    report = copy_archive(source, target, restart=False, holder="hfpapers db copy", now=AT)
    assert report.differing == ()
    copied = Database.open_for_writing(target)
    assert portable(dump_views(copied)) == before
    assert write(copied, accepted(2, minutes=5, attempt=2)) == [True]
    copied.close()
