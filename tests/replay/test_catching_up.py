"""What a process kept and did not read before it died is read at the next start, and asked of nobody again."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from hfpapers.config import Config
from hfpapers.errors import StoreError
from hfpapers.model.coverage import DayState
from hfpapers.reread import CaughtUp, catch_up
from hfpapers.store import schema
from hfpapers.store.archive import Archive
from hfpapers.store.database import Database
from hfpapers.store.raw import RawWriter
from tests.replay.samples import BEGIN, DAYS, at, config_of, crawl, list_answer, open_archive, refusal, robots
from tests.store.dump import Rows, dump_views


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return config_of(tmp_path / "home")


def abandon(archive: Archive) -> None:
    """Leave all as a kill would: the lock is gone, the sidecar is there, and nobody locks it."""
    [file] = archive.config.warc_dir.glob("*.warc.gz")
    archive.close()
    file.with_name(f"{file.name}.open").touch()


def caught_up(config: Config, *, minutes: float = 100) -> CaughtUp:
    with open_archive(config, at=at(minutes)) as archive:
        return catch_up(archive)


def states(config: Config) -> list[DayState | None]:
    database = Database.open_for_reading(config.database_url)
    with database.read() as queries:
        found = [coverage.state for coverage in queries.list_days(DAYS)]
    database.close()
    return found


def test_a_record_without_a_row_is_registered_and_read(config: Config) -> None:
    archive = open_archive(config)
    crawl(archive, list_answer(DAYS[0], at(1)))
    kept_alone = list_answer(DAYS[1], at(2))
    archive._raw.write(kept_alone)  # as a kill between the record and its row leaves it
    archive._raw.write(robots(at(3)))
    abandon(archive)
    assert states(config) == [DayState.COMPLETE, None, None]
    assert caught_up(config) == CaughtUp(records=2, pages=1, papers=8)
    assert states(config) == [DayState.COMPLETE, DayState.COMPLETE, None]
    assert caught_up(config) == CaughtUp()


def test_a_record_with_a_row_that_was_not_read_is_read(config: Config) -> None:
    archive = open_archive(config)
    crawl(archive, list_answer(DAYS[0], at(1)))
    archive.keep(list_answer(DAYS[1], at(2)))
    abandon(archive)
    assert caught_up(config) == CaughtUp(records=0, pages=1, papers=8)
    assert states(config) == [DayState.COMPLETE, DayState.COMPLETE, None]


def test_a_try_that_was_followed_by_another_is_not_taken_for_the_outcome(config: Config) -> None:
    archive = open_archive(config)
    archive.keep(refusal(DAYS[0], at(1), look_at=at(1)))
    crawl(archive, list_answer(DAYS[0], at(2), look_at=at(1)))
    archive._raw.write(refusal(DAYS[1], at(3), look_at=at(3)))
    archive._raw.write(list_answer(DAYS[1], at(4), look_at=at(3)))
    abandon(archive)
    assert caught_up(config) == CaughtUp(records=2, pages=1, papers=8)
    database = Database.open_for_reading(config.database_url)
    with database.read() as queries:
        found = queries.list_days(DAYS[:2])
    database.close()
    assert [(coverage.state, coverage.last_error) for coverage in found] == [(DayState.COMPLETE, None)] * 2


def test_it_comes_to_the_same_as_a_crawl_that_was_not_killed(config: Config, tmp_path: Path) -> None:
    answers = [list_answer(DAYS[0], at(1)), list_answer(DAYS[1], at(2)), list_answer(DAYS[0], at(3), votes=5)]
    whole = config_of(tmp_path / "whole")
    with open_archive(whole) as archive:
        crawl(archive, *answers)
    archive = open_archive(config)
    crawl(archive, answers[0])
    archive.keep(answers[1])
    archive._raw.write(answers[2])
    abandon(archive)
    caught_up(config)
    assert views(config) == views(whole)


def test_a_kill_while_it_catches_up_loses_nothing(config: Config) -> None:
    archive = open_archive(config)
    for number, day in enumerate(DAYS):
        archive._raw.write(list_answer(day, at(number)))
    abandon(archive)
    open_archive(config, at=at(100)).close()  # opened, and killed before it caught up
    assert not list(config.warc_dir.glob("*.open"))
    assert caught_up(config, minutes=101) == CaughtUp(records=3, pages=3, papers=24)


def test_a_database_that_refused_has_its_answers_read_at_the_next_start(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise StoreError("hfpapers.db", "is locked by another program")

    with open_archive(config) as archive:
        crawl(archive, list_answer(DAYS[0], at(1)))
        with monkeypatch.context() as patched:
            patched.setattr("hfpapers.store.writer.Writer.add_fetch", refuse)
            with pytest.raises(StoreError):
                archive.keep(list_answer(DAYS[1], at(2)))
        crawl(archive, list_answer(DAYS[2], at(3)))
    assert caught_up(config) == CaughtUp(records=1, pages=1, papers=8)
    assert states(config) == [DayState.COMPLETE] * 3


def test_the_file_before_is_looked_at_too(config: Config) -> None:
    archive = open_archive(config)
    stem = "hfpapers-20260610T030000Z-1-0000"
    archive.close()
    for serial, day in enumerate(DAYS[:2], start=1):
        with RawWriter(config.warc_dir, software="test", started_at=BEGIN, max_file_bytes=2**30) as raw:
            raw.write(list_answer(day, at(serial)))
        [file] = [path for path in config.warc_dir.glob("*.warc.gz") if not path.name.startswith(stem)]
        file.rename(config.warc_dir / f"{stem}-{serial:05d}.warc.gz")
    (config.warc_dir / f"{stem}-00002.warc.gz.open").touch()
    assert caught_up(config).pages == 2


@pytest.mark.postgresql
def test_it_works_on_both_databases(tmp_path: Path, database_url: str) -> None:
    config = config_of(tmp_path / "home", database_url)
    archive = open_archive(config)
    archive.keep(list_answer(DAYS[0], at(1)))
    archive._raw.write(list_answer(DAYS[1], at(2)))
    abandon(archive)
    assert caught_up(config) == CaughtUp(records=1, pages=2, papers=16)
    with open_archive(config, at=at(200)) as opened, opened.database.engine.connect() as connection:
        assert connection.execute(sa.select(schema.bookmark)).all() == []


def views(config: Config) -> Rows:
    database = Database.open_for_reading(config.database_url)
    found = dump_views(database)
    database.close()
    return found
