"""A replay in one pass: broken off and gone on with, it comes to the same rows as one that was not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hfpapers import ingest
from hfpapers.config import Config
from hfpapers.errors import StoreError
from hfpapers.replay import ReplayProgress, ReplayResult, missing_files, replay, run, unfinished
from hfpapers.store.database import Database
from hfpapers.store.journal import Attempt
from tests.replay.samples import (
    BEGIN,
    DAYS,
    arxiv_answer,
    at,
    config_of,
    crawl,
    list_answer,
    open_archive,
    refusal,
    robots,
)
from tests.store.dump import Rows, dump_views


class KilledError(Exception):
    """Stands for a kill: raised in mid-batch, so that the batch is lost as it would be."""


def keep_sample(config: Config) -> Rows:
    """Keep three days with mishaps, and give the views."""
    with open_archive(config) as archive:
        crawl(archive, robots(at(0)), *(list_answer(day, at(1 + n)) for n, day in enumerate(DAYS)))
        crawl(archive, arxiv_answer(DAYS[0], at(5)), refusal(DAYS[1], at(6)))
        crawl(archive, list_answer(DAYS[1], at(7), votes=3), arxiv_answer(DAYS[1], at(8)))
        intent = list_answer(DAYS[2], at(9)).intent
        assert intent is not None
        attempt = Attempt(at=at(9), intent=intent, detail="refused")
        archive.note_attempt(attempt)
        ingest.store(archive, ingest.Failure(intent=intent, at=at(9), detail="refused"))
        crawl(archive, list_answer(DAYS[2], at(10)))
    return views_of(config)


def views_of(config: Config) -> Rows:
    database = Database.open_for_reading(config.database_url)
    views = dump_views(database)
    database.close()
    return views


def lose_database(config: Config) -> None:
    for file in config.home.glob("hfpapers.db*"):
        file.unlink()


def go(config: Config, **options: Any) -> tuple[ReplayResult, list[ReplayProgress]]:
    told: list[ReplayProgress] = []
    with open_archive(config, at=at(60), rebuilds=True) as archive:
        result = replay(archive, now=at(60), on_progress=told.append, **options)
    return result, told


def break_off(config: Config, after: int) -> None:
    seen: list[ReplayProgress] = []

    def watch(progress: ReplayProgress) -> None:
        seen.append(progress)
        if len(seen) == after:
            raise KilledError

    with pytest.raises(KilledError), open_archive(config, at=at(60), rebuilds=True) as archive:
        replay(archive, now=at(60), on_progress=watch)


def test_a_lost_database_comes_back(tmp_path: Path) -> None:
    config = config_of(tmp_path / "home")
    views = keep_sample(config)
    lose_database(config)
    result, told = go(config)
    assert views_of(config) == views
    assert (result.records, result.attempts, result.refused, result.pruned) == (9, 1, 1, 0)
    assert result == told[-1].result


@pytest.mark.parametrize("batch", [1, 2, 3, 50])
@pytest.mark.parametrize("after", [1, 4, 7, 10])
def test_a_replay_that_was_broken_off_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int, after: int
) -> None:
    monkeypatch.setattr(run, "_BATCH", batch)
    config = config_of(tmp_path / "home")
    views = keep_sample(config)
    lose_database(config)
    break_off(config, after)
    with open_archive(config, at=at(60)) as archive:
        begun = unfinished(archive)
    done = (after - 1) // batch * batch
    assert (0 if begun is None else begun.result.records + begun.result.attempts) == done
    result, told = go(config)
    assert len(told) == 10 - done
    assert (result.records, result.attempts) == (9, 1)
    assert views_of(config) == views
    with open_archive(config, at=at(60)) as archive:
        assert unfinished(archive) is None


def test_things_of_one_moment_are_each_done_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "_BATCH", 1)
    config = config_of(tmp_path / "home")
    with open_archive(config) as archive:
        crawl(archive, *(list_answer(day, at(1)) for day in DAYS))
    views = views_of(config)
    lose_database(config)
    break_off(config, 3)
    _, told = go(config)
    assert len(told) == 1
    assert views_of(config) == views


def test_restart_begins_anew_and_so_do_other_options_and_another_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "_BATCH", 2)
    config = config_of(tmp_path / "home")
    keep_sample(config)
    break_off(config, 6)
    assert len(go(config, restart=True)[1]) == 10
    break_off(config, 6)
    assert len(go(config, until=at(8))[1]) == 7
    break_off(config, 6)
    with monkeypatch.context() as patched:
        patched.setattr("hfpapers.replay.position.__version__", "9.9")
        assert len(go(config)[1]) == 10


def test_what_came_after_the_break_is_included(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "_BATCH", 2)
    config = config_of(tmp_path / "home")
    keep_sample(config)
    break_off(config, 6)
    with open_archive(config, at=BEGIN + timedelta(days=1)) as archive:
        crawl(archive, list_answer(DAYS[0], BEGIN + timedelta(days=1), votes=9))
    views = views_of(config)
    assert len(go(config)[1]) == 11 - 4
    assert views_of(config) == views


def test_a_span_is_replayed_alone_and_progress_counts_all_bytes(tmp_path: Path) -> None:
    config = config_of(tmp_path / "home")
    keep_sample(config)
    result, told = go(config, since=at(2), until=at(6))
    assert (result.records, result.attempts) == (3, 0)
    result, told = go(config)
    done = [progress.done_bytes for progress in told]
    assert done == sorted(done)
    total = sum(file.stat().st_size for file in config.warc_dir.iterdir())
    assert {progress.total_bytes for progress in told} == {total}
    assert total * 0.9 < done[-1] < total


def test_files_that_are_gone_are_named(tmp_path: Path) -> None:
    config = config_of(tmp_path / "home")
    keep_sample(config)
    [file] = config.warc_dir.iterdir()
    with open_archive(config, at=at(70)) as archive:
        crawl(archive, list_answer(DAYS[0], at(70), votes=1))
    file.unlink()
    with open_archive(config, at=at(80)) as archive, archive.read() as queries:
        assert missing_files(queries, config.warc_dir) == (file.name,)


def test_a_database_that_refuses_leaves_what_was_committed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "_BATCH", 2)
    config = config_of(tmp_path / "home")
    views = keep_sample(config)
    lose_database(config)
    calls: list[int] = []
    store = ingest.store

    def full(archive: Any, item: Any) -> object:
        calls.append(1)
        if len(calls) == 5:
            raise StoreError("hfpapers.db", "the disk is full; make room and run the command again")
        return store(archive, item)

    with monkeypatch.context() as patched:
        patched.setattr(ingest, "store", full)
        with pytest.raises(StoreError, match="disk is full"):
            go(config)
    _, told = go(config)
    assert 0 < len(told) < 10
    assert views_of(config) == views


@pytest.mark.postgresql
def test_a_replay_goes_on_on_both_databases(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "_BATCH", 3)
    config = config_of(tmp_path / "home", database_url)
    views = keep_sample(config)
    break_off(config, 5)
    assert len(go(config)[1]) == 7
    assert views_of(config) == views


def test_an_answer_that_was_kept_twice_is_counted_once_in_the_rows(tmp_path: Path) -> None:
    config = config_of(tmp_path / "home")
    with open_archive(config) as archive:
        crawl(archive, list_answer(DAYS[0], at(1)), replace(list_answer(DAYS[0], at(2)), requested_at=at(2)))
    before = views_of(config)
    go(config)
    go(config)
    assert views_of(config) == before
