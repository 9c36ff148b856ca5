"""What language models were paid for comes back by a replay, and a check of the archive knows of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from hfpapers.config import Config
from hfpapers.model.enrichment import EnrichmentKind
from hfpapers.model.enrichment_record import EnrichmentRecord
from hfpapers.model.forgotten import Subject
from hfpapers.replay import ReplayProgress, check_replay, replay, run
from hfpapers.store.database import Database
from hfpapers.store.enrichment_journal import EnrichmentJournal
from hfpapers.store.enrichment_ledger import EnrichmentLedger
from tests.replay.samples import BEGIN, DAYS, at, config_of, crawl, entries_of, list_answer, open_archive
from tests.store.dump import Rows, dump_views
from tests.store.enrichment_records import accepted, key, refused

NOW = BEGIN + timedelta(days=1)


class KilledError(Exception):
    """Stands for a kill."""


def moved(record: EnrichmentRecord, arxiv_id: str, minutes: float) -> EnrichmentRecord:
    """The same, of a paper of the sample, at a moment of it."""
    request = replace(record.request, asked_at=at(minutes))
    return replace(record, key=replace(record.key, arxiv_id=arxiv_id), request=request, written_at=at(minutes + 0.1))


def keep_sample(config: Config) -> Rows:
    """Keep two days and what was asked of their papers between and after; give the views."""
    papers = [entry.arxiv_id for entry in entries_of(DAYS[0])]
    with open_archive(config) as archive:
        crawl(archive, list_answer(DAYS[0], at(1)))
        ledger = EnrichmentLedger(
            config,
            archive.database,
            run_id=archive.run_id,
            holder="hfpapers enrich",
            forgotten=archive.forgotten,
        )
        ledger.note(moved(refused(state=None), papers[0], 2))
        ledger.note(moved(accepted(attempt=2), papers[0], 3))
        review = replace(refused(), key=key(kind=EnrichmentKind.REVIEW))
        ledger.note(moved(review, papers[1], 4))
        ledger.write()
        crawl(archive, list_answer(DAYS[1], at(5)))
        ledger.note(moved(accepted(), papers[2], 6))
        ledger.finish("ok", None, now=at(7))
    return views_of(config)


def views_of(config: Config) -> Rows:
    database = Database.open_for_reading(config.database_url)
    views = dump_views(database)
    database.close()
    return views


def lose_database(config: Config) -> None:
    for file in config.home.glob("hfpapers.db*"):
        file.unlink()


@pytest.mark.postgresql
def test_the_views_come_back_the_same_and_a_check_says_so(tmp_path: Path, database_url: str) -> None:
    config = config_of(tmp_path / "home", database_url)
    views = keep_sample(config)
    assert (len(views["paper_enrichments"]), len(views["llm_requests"])) == (3, 4)
    checked = check_replay(config, command="test", now=NOW)
    assert checked.is_same, [view for view in checked.views if not view.is_same]
    assert checked.replayed.answers == 4


def test_a_lost_database_comes_back_and_a_second_replay_changes_nothing(tmp_path: Path) -> None:
    config = config_of(tmp_path / "home")
    views = keep_sample(config)
    lose_database(config)
    for _ in range(2):
        with open_archive(config, at=at(60), rebuilds=True) as archive:
            assert replay(archive, now=at(60)).answers == 4
        assert views_of(config) == views


@pytest.mark.parametrize("after", range(1, 7))
def test_a_replay_that_was_broken_off_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    monkeypatch.setattr(run, "_BATCH", 1)
    config = config_of(tmp_path / "home")
    views = keep_sample(config)
    lose_database(config)
    seen: list[ReplayProgress] = []

    def watch(progress: ReplayProgress) -> None:
        seen.append(progress)
        if len(seen) == after:
            raise KilledError

    with pytest.raises(KilledError), open_archive(config, at=at(60), rebuilds=True) as archive:
        replay(archive, now=at(60), on_progress=watch)
    told: list[ReplayProgress] = []
    with open_archive(config, at=at(60)) as archive:
        result = replay(archive, now=at(60), on_progress=told.append)
    assert views_of(config) == views
    assert len(told) == 6 - (after - 1)
    assert (result.records, result.answers) == (2, 4)


def test_an_answer_that_only_the_database_has_is_told(tmp_path: Path) -> None:
    config = config_of(tmp_path / "home")
    keep_sample(config)
    journal = EnrichmentJournal(config.home)
    gone = entries_of(DAYS[0])[1].arxiv_id
    assert journal.rewrite(lambda record: None if record.key.arxiv_id == gone else record) == 1
    checked = check_replay(config, command="test", now=NOW)
    differing = {view.view: view.extra for view in checked.views if not view.is_same}
    assert differing == {"paper_enrichments": 1, "llm_requests": 1}


def test_what_was_forgotten_since_does_not_come_back(tmp_path: Path) -> None:
    """Not even from a copy of the journal that was put back."""
    config = config_of(tmp_path / "home")
    keep_sample(config)
    gone = entries_of(DAYS[0])[0].arxiv_id
    with open_archive(config, at=at(50)) as archive:
        archive.forgetting.add([Subject.paper(gone)], now=at(50), is_done=True)
    lose_database(config)
    with open_archive(config, at=at(60), rebuilds=True) as archive:
        replay(archive, now=at(60))
    views = views_of(config)
    assert (len(views["paper_enrichments"]), len(views["llm_requests"])) == (2, 2)
    assert gone not in repr(views["llm_requests"])


def test_only_a_span_is_replayed_where_one_is_named(tmp_path: Path) -> None:
    config = config_of(tmp_path / "home")
    keep_sample(config)
    with open_archive(config, at=at(60)) as archive:
        result = replay(archive, now=at(60), since=at(2.5), until=at(5))
    assert (result.records, result.answers) == (0, 2)
