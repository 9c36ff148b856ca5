"""Forgetting reaches what language models wrote: rows, journal, and what is asked for later."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hfpapers.config import Config, load_config
from hfpapers.forgetting import forget, preview
from hfpapers.model.enrichment import EnrichmentState
from hfpapers.model.forgotten import Forgotten, Subject
from hfpapers.store.database import Database
from hfpapers.store.enrichment_ledger import EnrichmentLedger
from hfpapers.store.lock import ArchiveLock
from tests.commands.program import Program
from tests.forget.people import DAY, days, traces
from tests.store.enrichment_records import AT, accepted, answer
from tests.upstream import Upstream

PAPER = days()[DAY][1].arxiv_id
OTHER = days()[DAY][6].arxiv_id


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """An archive with answers of two papers, one of which is by Jane Doe."""
    with Upstream(days()) as upstream:
        program = Program.at(tmp_path / "home", upstream)
        assert program.run("crawl", "--date", DAY.isoformat(), "--no-arxiv").returncode == 0
    made = load_config(home=tmp_path / "home", environ={})
    database = Database.open_for_writing(made.database_url)
    with database.write() as writer:
        run_id = writer.begin_run("hfpapers enrich", version="0", now=AT)
    ledger = EnrichmentLedger(made, database, run_id=run_id, holder="enrich", forgotten=Forgotten())
    for arxiv_id, text in ((PAPER, "由 Jane Doe 等人提出。"), (OTHER, "由 Zz Uncommon 提出。")):
        record = accepted(answer=answer(text))
        ledger.note(replace(record, key=replace(record.key, arxiv_id=arxiv_id)))
    ledger.finish("ok", None, now=AT)
    database.close()
    return made


def journal_of(config: Config) -> str:
    return (config.home / "journal" / "enrichments.jsonl").read_text()


def outcomes(config: Config) -> dict[str, EnrichmentState]:
    database = Database.open_for_reading(config.database_url)
    with database.read() as queries:
        found = queries.enrichments.list_for([PAPER, OTHER], "zh")
    database.close()
    return {arxiv_id: views[0].state for arxiv_id, views in found.items()}


def test_a_forgotten_paper_leaves_rows_and_journal(config: Config) -> None:
    would_go = preview(config, Subject.paper(PAPER))
    assert (would_go.rows["enrichment"], would_go.rows["llm_request"], would_go.journalled) == (1, 1, 1)
    assert PAPER in journal_of(config)
    done = forget(config, Subject.paper(PAPER), now=AT)
    assert done.is_whole
    assert done.journalled == 1
    assert outcomes(config) == {OTHER: EnrichmentState.ACCEPTED}
    assert PAPER not in journal_of(config)
    assert forget(config, Subject.paper(PAPER), now=AT).journalled == 0


def test_answers_that_name_a_forgotten_person_go_and_are_not_asked_for_again(config: Config) -> None:
    done = forget(config, Subject.login("jdoe"), now=AT)
    assert done.is_whole
    assert (done.rows["enrichment"], done.journalled) == (1, 1)
    assert outcomes(config) == {PAPER: EnrichmentState.REFUSED, OTHER: EnrichmentState.ACCEPTED}
    assert "Jane" not in journal_of(config)
    found = traces(config.home, f"sqlite:///{config.home / 'hfpapers.db'}", "由 Jane Doe")
    assert found == []


def test_while_a_model_is_asked_nothing_is_forgotten(config: Config) -> None:
    """Else an answer under way would be kept of a paper that is gone."""
    with ArchiveLock.of_enrichment(config, holder="hfpapers enrich"):
        program = Program(config.home)
        done = program.run("forget", PAPER, "--yes")
    assert done.returncode == 1
    assert "hfpapers enrich (process" in done.stderr
    assert outcomes(config)[PAPER] is EnrichmentState.ACCEPTED
