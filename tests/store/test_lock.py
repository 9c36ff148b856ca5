"""One writer at a time, with real processes, on both databases."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from hfpapers.config import Config, load_config
from hfpapers.errors import ArchiveBusyError, StoreError
from hfpapers.store.archive import Archive
from hfpapers.store.engine import create_engine
from hfpapers.store.lock import ArchiveLock
from tests.store.holder import holding, said

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> Config:
    return load_config(home=tmp_path / "home", database_url=database_url, environ={})


def take(config: Config) -> ArchiveLock:
    return ArchiveLock.acquire(config, holder="hfpapers crawl --date yesterday")


def test_the_second_program_is_told_who_holds_the_archive(config: Config) -> None:
    with holding(config.home, config.database_url) as first:
        assert said(first) == "held"
        with pytest.raises(ArchiveBusyError) as refused:
            take(config)
        assert f"hfpapers nightly (process {first.pid} on " in str(refused.value)
        assert "\n" not in str(refused.value)
        with holding(config.home, config.database_url) as third:
            assert str(first.pid) in said(third)


def test_kill_9_of_the_holder_frees_the_archive_at_once(config: Config) -> None:
    with holding(config.home, config.database_url) as first:
        assert said(first) == "held"
        first.kill()
        first.wait()
        take(config).release()


def test_what_was_released_can_be_taken_again_by_anybody(config: Config) -> None:
    for _ in range(5):
        take(config).release()
    with holding(config.home, config.database_url) as other:
        assert said(other) == "held"
        other.communicate("")
    take(config).release()


def test_a_program_may_take_its_own_lock_again_and_holds_it_until_all_are_released(config: Config) -> None:
    whole, part = take(config), take(config)
    part.release()
    part.release()
    with holding(config.home, config.database_url) as other:
        assert f"process {os.getpid()} on" in said(other)
    whole.release()
    with holding(config.home, config.database_url) as other:
        assert said(other) == "held"


def test_a_long_command_is_cut_and_the_process_still_named(config: Config) -> None:
    with holding(config.home, config.database_url, "hfpapers export --keyword " + "x" * 500) as first:
        assert said(first) == "held"
        with pytest.raises(ArchiveBusyError, match=rf"hfpapers export .*\(process {first.pid} on "):
            take(config)


def test_a_forked_child_neither_frees_the_lock_nor_keeps_it(config: Config) -> None:
    lock = take(config)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        lock.release()  # as its context manager would
        os.close(writing)
        os.read(reading, 1)
        os._exit(0)
    try:
        with holding(config.home, config.database_url) as other:
            assert f"process {os.getpid()} on" in said(other)
        lock.release()
        with holding(config.home, config.database_url) as other:
            assert said(other) == "held"
    finally:
        os.close(writing)
        os.close(reading)
        os.waitpid(child, 0)


def test_two_homes_with_one_database_exclude_each_other(config: Config, tmp_path: Path) -> None:
    with holding(tmp_path / "other", config.database_url) as other:
        assert said(other) == "held"
        with pytest.raises(ArchiveBusyError):
            take(config)


def test_two_databases_of_one_home_exclude_each_other(config: Config, tmp_path: Path) -> None:
    with holding(config.home, f"sqlite:///{tmp_path / 'rebuilt.db'}") as other:
        assert said(other) == "held"
        with pytest.raises(ArchiveBusyError):
            take(config)


def test_a_refused_program_holds_nothing(config: Config, tmp_path: Path) -> None:
    with holding(tmp_path / "other", config.database_url) as other:
        assert said(other) == "held"
        with pytest.raises(ArchiveBusyError):
            take(config)
        with holding(config.home, f"sqlite:///{tmp_path / 'third.db'}") as third:
            assert said(third) == "held"


def test_a_home_names_its_database_by_any_path(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "home")
    with holding(tmp_path / "home", f"sqlite:///{tmp_path / 'home' / 'hfpapers.db'}") as first:
        assert said(first) == "held"
        for home, database in (("link", "link"), ("elsewhere", "link"), ("elsewhere", "home")):
            url = f"sqlite:///{tmp_path / database / 'hfpapers.db'}"
            with pytest.raises(ArchiveBusyError):
                take(load_config(home=tmp_path / home, database_url=url, environ={}))


def test_a_default_home_has_one_lock_file(tmp_path: Path) -> None:
    config = load_config(home=tmp_path / "home", environ={})
    with take(config):
        assert [path.name for path in config.home.iterdir()] == ["hfpapers.lock"]
        holder = (config.home / "hfpapers.lock").read_text()
    assert holder == f"hfpapers crawl --date yesterday (process {os.getpid()} on {socket.gethostname()[:20]})\n"


def test_a_database_that_has_the_lock_files_name_is_left_alone(tmp_path: Path) -> None:
    name = tmp_path / "hfpapers.lock"
    engine = create_engine(f"sqlite:///{name}")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE precious (number INTEGER)")
    engine.dispose()
    before = name.read_bytes()
    with pytest.raises(StoreError, match="is a database"):
        take(load_config(home=tmp_path, environ={}))
    assert name.read_bytes() == before


@pytest.mark.postgresql
def test_a_lost_session_is_noticed_before_the_next_row_is_written(tmp_path: Path, postgres_url: str) -> None:
    config = load_config(home=tmp_path / "home", database_url=postgres_url, environ={})
    with Archive.open(config, command="hfpapers crawl", now=NOW) as archive:
        with archive.database.engine.connect() as connection:
            ended = sa.text("SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory'")
            assert connection.execute(ended).scalar() == 1
        with pytest.raises(StoreError, match=r"the right to write was lost.*run the command again"):
            archive.finish("ok", None, now=NOW)
        with holding(tmp_path / "other", postgres_url) as other:
            assert said(other) == "held"
    take(config).release()
