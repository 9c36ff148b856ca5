"""Files and rows are rewritten together: whatever a kill leaves, each row leads to its record, and no body is lost."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
import sqlalchemy as sa

from hfpapers.config import Config, load_config
from hfpapers.errors import RawError
from hfpapers.model.fetched import RawRef
from hfpapers.store import rewriting, schema
from hfpapers.store.archive import Archive
from hfpapers.store.database import Database
from hfpapers.store.raw import Deed, Exchange, Replacement, StoredExchange, iter_exchanges, read_exchange, rewrite
from hfpapers.store.raw.scan import Found, scan_records
from hfpapers.store.verifying import RawFault, verify
from tests.store.raw.samples import STARTED_AT, at, no_damage, warc_files, warcio_check

NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)
GONE = Replacement(deed=Deed.PRUNED, at=NOW, detail="older than 1y")
ROBOTS = b"User-agent: *\nDisallow:\n" * 40
LIST = b'[{"paper": {}}]' * 90


def open_archive(config: Config, *, after: float = 0) -> Archive:
    return Archive.open(config, command="test", now=STARTED_AT + timedelta(seconds=after))


def keep_all(config: Config, *runs: tuple[Exchange, ...]) -> None:
    for number, exchanges in enumerate(runs):
        with open_archive(config, after=100 * number) as archive:
            for exchange in exchanges:
                archive.keep(exchange)


def sample(config: Config) -> None:
    """Keep two files, the second with revisit records of both bodies of the first."""
    keep_all(
        config,
        (at(0, body=ROBOTS), at(1, body=LIST), at(2, body=b"last")),
        (at(100, body=ROBOTS), at(101, body=LIST), at(102, body=b"very last")),
    )


def bodies(config: Config) -> list[bytes]:
    """Give the bodies in order of time, read by the places that the rows tell; each row must tell the truth."""
    with open_archive(config) as archive, archive.database.engine.connect() as connection:
        rows = connection.execute(sa.select(schema.fetch).order_by(schema.fetch.c.requested_at)).all()
        read = []
        for row in rows:
            assert (config.warc_dir / row.warc_file).exists()
            stored = read_exchange(config.warc_dir, RawRef(file=row.warc_file, offset=row.warc_offset))
            assert (stored.sha256, len(stored.exchange.body)) == (row.sha256, row.size_bytes)
            assert row.is_revisit == (stored.record_type == "revisit")
            assert row.requested_at == stored.exchange.requested_at
            read.append(stored.exchange.body)
    assert [each.exchange.body for each in iter_exchanges(config.warc_dir, on_damage=no_damage)] == read
    for file in warc_files(config.warc_dir):
        warcio_check(file)
    return read


def drop(*gone: bytes, before: datetime | None = None) -> Callable[[StoredExchange], Replacement | None]:
    def change(stored: StoredExchange) -> Replacement | None:
        is_old = before is None or stored.exchange.requested_at < before
        return GONE if stored.exchange.body in gone and is_old else None

    return change


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> Config:
    return load_config(home=tmp_path / "home", database_url=database_url, environ={})


@pytest.mark.postgresql
def test_rows_follow_their_records(config: Config) -> None:
    sample(config)
    with open_archive(config) as archive:
        done = rewriting.rewrite_records(archive, drop(LIST))
    assert (done.changed, len(done.files), done.busy, done.damage) == (2, 2, (), ())
    assert done.freed_bytes == sum(file.bytes_before - file.bytes_after for file in done.files) != 0
    assert bodies(config) == [ROBOTS, b"", b"last", ROBOTS, b"", b"very last"]
    assert [file.name.split(".", 1)[1] for file in warc_files(config.warc_dir)] == ["r1.warc.gz", "r1.warc.gz"]


def test_a_revisit_record_that_stays_gets_the_body_of_an_original_that_goes(config: Config) -> None:
    sample(config)
    with open_archive(config) as archive:
        done = rewriting.rewrite_records(archive, drop(LIST, before=at(50).requested_at))
    assert done.changed == 1
    assert bodies(config) == [ROBOTS, b"", b"last", ROBOTS, LIST, b"very last"]


def test_only_the_files_that_are_named_are_looked_at(config: Config) -> None:
    sample(config)
    second = warc_files(config.warc_dir)[1].name
    seen: list[str] = []
    with open_archive(config) as archive:
        rewriting.rewrite_records(archive, lambda stored: seen.append(stored.ref.file), files=[second])
    assert set(seen) == {second}


def test_files_that_need_each_others_bodies_are_untangled(config: Config) -> None:
    sample(config)
    with open_archive(config) as archive:  # the original of LIST is in the second file now, its revisit in a third
        rewriting.rewrite_records(archive, drop(LIST, before=at(50).requested_at))
        archive.keep(at(200, body=LIST))
        archive.keep(at(201, body=b"new"))
    with open_archive(config, after=300) as archive:
        archive.keep(at(300, body=b"new"))
        archive.keep(at(301, body=ROBOTS))
    first, second, *_ = warc_files(config.warc_dir)
    swapped = config.warc_dir / "swap"
    for source, target in ((first, swapped), (second, first), (swapped, second)):
        source.rename(target)  # as if two crawls had run at once, each with an original of the other's
    expected = [body if body not in {LIST, ROBOTS, b"new"} else b"" for body in _by_time(config)]
    with open_archive(config) as archive:
        done = rewriting.rewrite_records(archive, drop(LIST, ROBOTS, b"new"))
    assert done.changed >= 6
    assert _by_time(config) == expected


def _by_time(config: Config) -> list[bytes]:
    return [each.exchange.body for each in iter_exchanges(config.warc_dir, on_damage=no_damage)]


def test_progress_ends_near_the_whole(config: Config) -> None:
    sample(config)
    told: list[tuple[int, int]] = []
    with open_archive(config) as archive:
        rewriting.rewrite_records(archive, lambda _: None, on_progress=lambda done, of: told.append((done, of)))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert {of for _, of in told} == {sum(file.stat().st_size for file in warc_files(config.warc_dir))}


def test_a_file_that_is_being_written_is_named_and_left_alone(config: Config) -> None:
    sample(config)
    with open_archive(config, after=200) as archive:
        archive.keep(at(200, body=b"now"))
        done = rewriting.rewrite_records(archive, drop(b"now", b"last"))
    assert (done.changed, len(done.busy)) == (1, 1)
    assert bodies(config) == [ROBOTS, LIST, b"", ROBOTS, LIST, b"very last", b"now"]


def test_an_original_that_a_file_being_written_needs_stays(config: Config) -> None:
    sample(config)
    with open_archive(config, after=200) as archive:
        archive.keep(at(200, body=LIST))
        with pytest.raises(RawError, match="being written"):
            rewriting.rewrite_records(archive, drop(LIST))
    assert bodies(config) == [ROBOTS, LIST, b"last", ROBOTS, LIST, b"very last", LIST]


def test_a_folder_that_may_not_be_written_to_is_one_line_and_nothing_is_lost(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample(config)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with open_archive(config) as archive, monkeypatch.context() as patched:
        patched.setattr(os, "fsync", refuse)
        with pytest.raises(RawError, match="No space left on device"):
            rewriting.rewrite_records(archive, drop(LIST))
    assert list(config.warc_dir.glob("*.rewriting")) == []
    assert bodies(config) == [ROBOTS, LIST, b"last", ROBOTS, LIST, b"very last"]


def test_another_database_of_the_archive_learns_of_it_when_it_is_opened(config: Config, tmp_path: Path) -> None:
    sample(config)
    other = load_config(home=config.home, database_url=f"sqlite:///{tmp_path}/other.db", environ={})
    with Archive.open(other, command="test", now=STARTED_AT, rebuilds=True) as archive:
        for stored in iter_exchanges(config.warc_dir):
            archive.register(stored)
    with open_archive(config) as archive:
        rewriting.rewrite_records(archive, drop(LIST))
    expected = [ROBOTS, b"", b"last", ROBOTS, b"", b"very last"]
    assert (bodies(other), bodies(config)) == (expected, expected)


def _fault_problems(config: Config) -> list[str]:
    faults: list[RawFault] = []
    with closing(Database.open_for_reading(config.database_url)) as database:
        verify(config.warc_dir, database, on_fault=faults.append)
    return [fault.problem for fault in faults]


@pytest.mark.postgresql
@pytest.mark.parametrize("rewritings", [1, 2])
def test_rows_follow_a_copy_from_before_a_rewriting_that_is_put_back(
    config: Config, tmp_path: Path, caplog: pytest.LogCaptureFixture, rewritings: int
) -> None:
    sample(config)
    shutil.copytree(config.warc_dir, tmp_path / "copy")
    for gone in (LIST, b"last")[:rewritings]:
        with open_archive(config) as archive:
            rewriting.rewrite_records(archive, drop(gone))
    shutil.rmtree(config.warc_dir)
    shutil.copytree(tmp_path / "copy", config.warc_dir)
    assert any("is another copy of it; run: hfpapers replay" in problem for problem in _fault_problems(config))
    assert bodies(config) == _WHOLE
    assert "was put back: 3 row(s)" in caplog.text
    caplog.clear()
    with open_archive(config) as archive:
        rewriting.rewrite_records(archive, drop(LIST, b"last", b"very last"))
    assert _fault_problems(config) == []
    assert bodies(config) == [ROBOTS, b"", b"", ROBOTS, b"", b""]
    assert caplog.text == ""


def test_rows_of_what_a_copy_lacks_are_told_and_their_name_is_not_given_again(config: Config) -> None:
    keep_all(config, (at(0, body=ROBOTS), at(1, body=LIST)))
    [file] = warc_files(config.warc_dir)
    copy = file.read_bytes()
    end = max(found.offset for found in scan_records(file) if isinstance(found, Found) and _is_answer(found))
    with open_archive(config) as archive:
        rewriting.rewrite_records(archive, drop(ROBOTS))
    [rewritten] = warc_files(config.warc_dir)
    rewritten.unlink()
    file.write_bytes(copy[:end])
    with open_archive(config) as archive:
        rewriting.rewrite_records(archive, drop(ROBOTS))
    assert [each.name for each in warc_files(config.warc_dir)] == [rewritten.name.replace(".r1.", ".r2.")]
    [problem] = _fault_problems(config)
    assert problem.startswith("the file is gone; 1 row(s) refer to it")


def _is_answer(found: Found) -> bool:
    return found.head.record_type == "response"


def test_the_row_of_a_damaged_record_moves_with_it_and_nothing_is_told_twice(
    config: Config, caplog: pytest.LogCaptureFixture
) -> None:
    sample(config)
    first = warc_files(config.warc_dir)[0]
    third = [found for found in scan_records(first) if isinstance(found, Found) and _is_answer(found)][2]
    data = bytearray(first.read_bytes())
    data[third.offset + 40 : third.offset + 60] = bytes(20)
    first.write_bytes(data)
    before = sorted(_fault_problems(config))
    with open_archive(config) as archive:
        done = rewriting.rewrite_records(archive, drop(LIST))
    assert len(done.damage) == 1
    assert sorted(_fault_problems(config)) == before
    with open_archive(config) as archive, archive.read() as queries:
        assert queries.fetches.list_files() == {file.name for file in warc_files(config.warc_dir)}
    assert "carried to its end" not in caplog.text


def test_a_file_that_only_waits_for_files_that_need_each_other_is_not_the_one_to_begin_with() -> None:
    plan = rewriting._Plan()
    plan.changed["a"].add(1)
    plan.needed_by["a"].add("b")
    for file, other in (("b", "c"), ("c", "b")):
        plan.independent[file].add(1)
        plan.needed_by[file].add(other)
    assert rewriting._in_order(plan) == ([], "b")


_WHERE = tuple(module.__file__ for module in (rewriting, rewrite))


def _lines(config: Config) -> list[tuple[str, int]]:
    """Run it once, and give the lines that it went through, each once, in order."""
    seen: dict[tuple[str, int], None] = {}
    _traced(config, lambda where: seen.update({where: None}))
    return list(seen)


def _traced(config: Config, on_line: Callable[[tuple[str, int]], None]) -> None:
    def trace(frame: FrameType, event: str, _: object) -> Any:
        if frame.f_code.co_filename not in _WHERE:
            return None
        if event == "line":
            on_line((frame.f_code.co_filename, frame.f_lineno))
        return trace

    with open_archive(config) as archive:
        before = sys.gettrace()
        sys.settrace(trace)
        try:
            rewriting.rewrite_records(archive, drop(LIST, before=at(50).requested_at))
        finally:
            sys.settrace(before)


def _killed_at(config: Config, where: tuple[str, int], times: int) -> bool:
    """Run it in a process that is killed when it comes to a line for the so-manieth time; tell whether it was."""
    left = [times]

    def kill(line: tuple[str, int]) -> None:
        if line == where:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if child == 0:
        try:
            _traced(config, kill)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def test_a_kill_at_any_line_is_mended_by_the_next_start(tmp_path: Path) -> None:
    first = load_config(home=tmp_path / "first", environ={})
    sample(first)
    shutil.copytree(first.home, tmp_path / "tried")
    lines = _lines(load_config(home=tmp_path / "tried", environ={}))
    assert len(lines) > 80
    killed = 0
    for number, where in enumerate(lines):
        for times in (1, 2) if number % 8 == 0 else (1,):
            home = tmp_path / f"{number}-{times}"
            shutil.copytree(first.home, home)
            config = load_config(home=home, environ={})
            killed += _killed_at(config, where, times)
            before = bodies(config)
            assert before in (_WHOLE, _DROPPED), where
            assert len(warc_files(config.warc_dir)) == 2, where
            assert list(config.warc_dir.glob("*.rewriting")) == []
            if before == _WHOLE:
                with open_archive(config) as archive:
                    rewriting.rewrite_records(archive, drop(LIST, before=at(50).requested_at))
                assert _by_time(config) == _DROPPED, where
            shutil.rmtree(home)
    assert killed >= len(lines)


_WHOLE = [ROBOTS, LIST, b"last", ROBOTS, LIST, b"very last"]
_DROPPED = [ROBOTS, b"", b"last", ROBOTS, LIST, b"very last"]
