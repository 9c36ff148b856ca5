"""Pruning drops what is old and not needed: the database comes back without it, or it is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hfpapers.config import Config
from hfpapers.replay import Pruning, Verdict, plan_pruning, replay
from hfpapers.store.database import Database
from hfpapers.store.raw import Exchange, StoredExchange, iter_exchanges
from hfpapers.store.rewriting import RewriteResult, rewrite_records
from tests.replay.samples import (
    BEGIN,
    DAYS,
    arxiv_answer,
    config_of,
    crawl,
    list_answer,
    open_archive,
    refusal,
    robots,
)
from tests.store.dump import Rows, dump_tables, dump_views
from tests.store.raw.samples import no_damage, warc_files, warcio_check

OLD = BEGIN - timedelta(days=400)
LIMIT = BEGIN - timedelta(days=365)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return config_of(tmp_path / "home")


def keep(config: Config, started_at: datetime, *exchanges: Exchange) -> None:
    with open_archive(config, at=started_at) as archive:
        crawl(archive, *exchanges)


def prune(config: Config, *, force: bool = False) -> tuple[Pruning, RewriteResult]:
    with open_archive(config, at=BEGIN + timedelta(days=1)) as archive:
        pruning = plan_pruning(archive, before=LIMIT, force=force)
        change = pruning.change(now=BEGIN, detail="older than 1y")
        return pruning, rewrite_records(archive, change, files=pruning.files)


def old(minutes: float) -> datetime:
    return OLD + timedelta(minutes=minutes)


def dropped(config: Config) -> list[int]:
    """Number the exchanges, in order of time, whose body is gone."""
    stored = iter_exchanges(config.warc_dir, on_damage=no_damage)
    return [number for number, each in enumerate(stored) if each.tombstone is not None and each.tombstone.is_emptied]


def rows_of(config: Config) -> tuple[Rows, Rows]:
    database = Database.open_for_reading(config.database_url)
    rows = dump_views(database), dump_tables(database)
    database.close()
    return rows


def rebuilt(config: Config) -> tuple[Rows, Rows]:
    for file in config.home.glob("hfpapers.db*"):
        file.unlink()
    with open_archive(config, at=BEGIN + timedelta(days=2), rebuilds=True) as archive:
        replay(archive, now=BEGIN)
    return rows_of(config)


def test_what_the_rows_do_not_need_goes_and_they_come_back_without_it(config: Config) -> None:
    keep(
        config,
        OLD,
        robots(old(0)),
        refusal(DAYS[0], old(1), look_at=old(1)),
        list_answer(DAYS[0], old(2), look_at=old(1)),
        replace(refusal(DAYS[1], old(3), status=429), body=b"slow down " * 60),
        arxiv_answer(DAYS[0], old(4)),
    )
    keep(config, BEGIN, arxiv_answer(DAYS[0], BEGIN, comment="9 pages"), list_answer(DAYS[2], BEGIN))
    before = rows_of(config)
    pruning, done = prune(config)
    assert dropped(config) == [0, 1, 3, 4]
    assert (pruning.sums[Verdict.DROP].bodies, pruning.sums[Verdict.NEEDED].bodies) == (4, 1)
    assert done.freed_bytes > 0
    assert rows_of(config) == before
    assert rebuilt(config) == before
    for file in warc_files(config.warc_dir):
        warcio_check(file)


@pytest.mark.parametrize(
    ("first", "then", "is_dropped"),
    [
        ({}, {}, False),  # the same bytes: the younger record refers to them
        ({}, {"comment": "9 pages"}, True),
        ({}, {"comment": None}, False),
        ({"comment": None}, {}, True),
        ({"version": 2}, {"version": 2, "comment": "9 pages"}, True),
        ({"version": 2}, {"version": 3}, False),
    ],
)
def test_an_older_answer_of_arxiv_goes_where_newer_ones_say_as_much(
    config: Config, first: dict[str, Any], then: dict[str, Any], is_dropped: bool
) -> None:
    keep(config, OLD, list_answer(DAYS[0], old(0)), arxiv_answer(DAYS[0], old(1), **first))
    keep(config, BEGIN, arxiv_answer(DAYS[0], BEGIN, **then))
    before = rows_of(config)
    prune(config)
    assert dropped(config) == ([1] if is_dropped else [])
    assert rebuilt(config) == before


def test_an_answer_of_arxiv_with_a_paper_that_nobody_else_tells_of_stays(config: Config) -> None:
    both = arxiv_answer(DAYS[0], old(1))
    keep(config, OLD, list_answer(DAYS[0], old(0)), both)
    keep(config, BEGIN, arxiv_answer(DAYS[1], BEGIN))
    prune(config)
    assert dropped(config) == []


def test_an_answer_of_arxiv_that_saw_the_papers_first_stays(config: Config) -> None:
    keep(config, OLD, arxiv_answer(DAYS[0], old(1)), list_answer(DAYS[0], old(2)))
    keep(config, BEGIN, arxiv_answer(DAYS[0], BEGIN))
    before = rows_of(config)
    prune(config)
    assert dropped(config) == []
    assert rebuilt(config) == before


def test_force_drops_lists_too_and_the_rows_stay(config: Config) -> None:
    keep(config, OLD, list_answer(DAYS[0], old(0)), list_answer(DAYS[1], old(1)))
    keep(config, BEGIN, list_answer(DAYS[0], BEGIN, votes=2))
    before = rows_of(config)
    pruning, _ = prune(config, force=True)
    assert dropped(config) == [0, 1]
    assert pruning.sums[Verdict.NEEDED].bodies == 0
    assert rows_of(config) == before
    with open_archive(config, at=BEGIN + timedelta(days=2)) as archive:
        result = replay(archive, now=BEGIN)
    assert result.pruned == 2
    assert rows_of(config) == before  # neither a failure nor an empty day has come of what is gone
    assert rebuilt(config) != before


def test_a_body_that_a_younger_record_refers_to_stays(config: Config) -> None:
    keep(config, OLD, robots(old(0)), list_answer(DAYS[0], old(1)))
    keep(config, BEGIN, robots(BEGIN), list_answer(DAYS[0], BEGIN + timedelta(minutes=1)))
    pruning, done = prune(config, force=True)
    assert dropped(config) == []
    assert (pruning.sums[Verdict.REFERRED].bodies, done.files) == (2, ())


def test_old_records_of_one_body_go_together_or_not_at_all(config: Config) -> None:
    keep(config, OLD, robots(old(0)), robots(old(1)), robots(old(2)))
    listed = list_answer(DAYS[0], old(3))
    keep(config, old(3), listed, replace(listed, status=503, requested_at=old(4)), robots(old(5)))
    pruning, _ = prune(config)
    assert dropped(config) == [0, 1, 2, 5]
    assert pruning.sums[Verdict.DROP].bodies == 1


def test_short_bodies_and_young_ones_are_left_alone(config: Config) -> None:
    short = replace(robots(old(0)), body=b"User-agent: *\n")
    keep(config, OLD, short, refusal(DAYS[0], LIMIT))
    pruning, done = prune(config, force=True)
    assert (pruning.files, done.files) == (frozenset(), ())


def test_pruning_twice_changes_nothing_the_second_time(config: Config) -> None:
    keep(config, OLD, robots(old(0)), list_answer(DAYS[0], old(1)))
    prune(config)
    names = [file.name for file in warc_files(config.warc_dir)]
    pruning, done = prune(config)
    assert (pruning.sums[Verdict.DROP].bodies, done.files) == (0, ())
    assert [file.name for file in warc_files(config.warc_dir)] == names


def test_a_tombstone_tells_what_was_and_whether_it_is_missed(config: Config) -> None:
    keep(config, OLD, robots(old(0)), list_answer(DAYS[0], old(1)))
    prune(config, force=True)
    stones = [each.tombstone for each in _stored(config)]
    assert [stone is not None and stone.is_missed for stone in stones] == [False, True]
    assert all(stone is not None and stone.detail == "older than 1y" for stone in stones)
    assert stones[0] is not None
    assert stones[0].served_bytes == len(robots(old(0)).body)


def _stored(config: Config) -> Sequence[StoredExchange]:
    return list(iter_exchanges(config.warc_dir))
