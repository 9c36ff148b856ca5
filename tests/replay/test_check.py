"""`replay --check`: what differs between the database and what is kept is told, and nothing is changed."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from hfpapers.config import Config
from hfpapers.errors import ArchiveBusyError
from hfpapers.replay import CheckResult, ViewDifference, check_replay, plan_pruning
from hfpapers.replay.compare import compare_rows
from hfpapers.store import schema
from hfpapers.store.database import Database
from hfpapers.store.rewriting import rewrite_records
from hfpapers.store.view_rows import VIEW_KEYS, ViewRow
from hfpapers.store.views import build_views
from tests.replay.samples import BEGIN, DAYS, arxiv_answer, at, config_of, crawl, list_answer, open_archive, robots

NOW = BEGIN + timedelta(days=1)


def keep_sample(config: Config) -> None:
    with open_archive(config) as archive:
        crawl(archive, robots(at(0)), *(list_answer(day, at(1 + n)) for n, day in enumerate(DAYS)))
        crawl(archive, arxiv_answer(DAYS[0], at(5)), list_answer(DAYS[1], at(7), votes=3))


def check(config: Config) -> CheckResult:
    return check_replay(config, command="test", now=NOW)


def differing(result: CheckResult) -> dict[str, ViewDifference]:
    return {view.view: view for view in result.views if not view.is_same}


def change(config: Config, *statements: sa.Executable) -> None:
    database = Database.open_for_writing(config.database_url)
    with database.engine.begin() as connection:
        for statement in statements:
            connection.execute(statement)
    database.close()


@pytest.mark.postgresql
def test_an_archive_that_says_what_is_kept_is_the_same(tmp_path: Path, database_url: str) -> None:
    config = config_of(tmp_path / "home", database_url)
    keep_sample(config)
    result = check(config)
    assert differing(result) == {}
    assert result.is_same
    rows = {view.view: view.rows for view in result.views}
    assert set(rows) == {view.name for view in build_views("sqlite")}
    assert (rows["daily_papers"], rows["paper_votes"], rows["coverage_days"]) == (24, 32, 3)


@pytest.mark.postgresql
def test_rows_that_differ_are_told_by_view_with_examples(tmp_path: Path, database_url: str) -> None:
    config = config_of(tmp_path / "home", database_url)
    keep_sample(config)
    paper, observation = schema.paper, schema.observation
    one = list_ids(config)[0]
    change(
        config,
        sa.update(paper).where(paper.c.arxiv_id == one).values(upvotes=4711),
        sa.delete(observation).where(observation.c.arxiv_id == one),
        sa.insert(observation).values(arxiv_id=one, observed_at=NOW, upvotes=1),
    )
    found = differing(check(config))
    votes, papers = found["paper_votes"], found["daily_papers"]
    assert (votes.missing, votes.extra, votes.different) == (1, 1, 0)
    assert (papers.missing, papers.extra, papers.different) == (0, 0, 1)
    assert any("upvotes is 4711" in example and one in example for example in papers.examples)
    assert any("nothing that is kept tells of it" in example for example in votes.examples)


def list_ids(config: Config) -> list[str]:
    database = Database.open_for_reading(config.database_url)
    with database.engine.connect() as connection:
        found = list(
            connection.execute(sa.select(schema.listing.c.arxiv_id).where(schema.listing.c.day == DAYS[0])).scalars()
        )
    database.close()
    return sorted(found)


def test_nothing_of_the_archive_is_changed_and_no_temporary_file_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = config_of(tmp_path / "home")
    keep_sample(config)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    before = digests(config.home)
    check(config)
    assert digests(config.home) == before
    assert list((tmp_path / "temporary").iterdir()) == []


def digests(home: Path) -> dict[str, str]:
    return {
        str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in home.rglob("*")
        if path.is_file() and not path.name.endswith((".lock", "-shm", "-wal"))
    }


def test_an_archive_that_is_being_written_to_is_refused(tmp_path: Path) -> None:
    config = config_of(tmp_path / "home")
    keep_sample(config)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with open_archive(config):
            os.write(writing, b"x")
            time.sleep(120)  # the parent ends us
        os._exit(0)
    try:
        assert os.read(reading, 1) == b"x"
        with pytest.raises(ArchiveBusyError):
            check(config)
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)


def test_what_was_pruned_by_force_is_not_taken_for_a_fault(tmp_path: Path) -> None:
    config = config_of(tmp_path / "home")
    keep_sample(config)
    with open_archive(config, at=NOW) as archive:
        pruning = plan_pruning(archive, before=at(1.5), force=True)
        rewrite_records(archive, pruning.change(now=NOW, detail="older than 1d"), files=pruning.files)
    result = check(config)
    assert result.is_same
    assert result.replayed.pruned == 1
    unknowable = {view.view: view.unknowable for view in result.views if view.unknowable}
    assert unknowable["daily_papers"] == 8
    change(config, sa.update(schema.paper).where(schema.paper.c.arxiv_id.not_in(list_ids(config))).values(upvotes=99))
    assert differing(check(config))["daily_papers"].different == 16


def test_every_view_has_a_key_that_tells_its_rows_apart(tmp_path: Path) -> None:
    assert set(VIEW_KEYS) == {view.name for view in build_views("sqlite")}
    config = config_of(tmp_path / "home")
    keep_sample(config)
    database = Database.open_for_reading(config.database_url)
    with database.read() as queries:
        for name in queries.views.names():
            keys = [row.key for row in queries.views.stream(name)]
            assert keys == sorted(set(keys)), name
    database.close()


def test_rows_are_paired_by_key_whatever_is_missing() -> None:
    def rows(*keys: str) -> list[ViewRow]:
        return [ViewRow((key,), {"name": key}) for key in keys]

    found = compare_rows(
        "v",
        iter(rows("a", "c", "d", "f")),
        iter(rows("b", "c", "e", "f", "g")),
        is_unknowable=lambda row: row.key == ("d",),
    )
    assert (found.rows, found.missing, found.extra, found.different, found.unknowable) == (4, 3, 1, 0, 1)
