"""`raw verify`: each kind of fault is found, with its place, and a sound archive has none."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from hfpapers.config import Config, load_config
from hfpapers.store import schema
from hfpapers.store.database import Database
from hfpapers.store.raw import warc
from hfpapers.store.raw.scan import Found, scan_records
from hfpapers.store.rewriting import rewrite_records
from hfpapers.store.verifying import RawFault, VerifySums, verify
from tests.store.raw.samples import STARTED_AT, at, warc_files
from tests.store.test_rewriting import LIST, drop, open_archive, sample


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> Config:
    return load_config(home=tmp_path / "home", database_url=database_url, environ={})


def check(config: Config, *, with_database: bool = True) -> tuple[list[RawFault], VerifySums]:
    faults: list[RawFault] = []
    database = Database.open_for_reading(config.database_url) if with_database else None
    sums = verify(config.warc_dir, database, on_fault=faults.append)
    if database is not None:
        database.close()
    assert sums.faults == len(faults)
    return faults, sums


def first_file(config: Config) -> Path:
    return warc_files(config.warc_dir)[0]


def records(path: Path) -> list[Found]:
    return [found for found in scan_records(path) if isinstance(found, Found)]


def overwrite(path: Path, offset: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(data)


def change(config: Config, statement: sa.Executable) -> None:
    database = Database.open_for_writing(config.database_url)
    with database.engine.begin() as connection:
        connection.execute(statement)
    database.close()


@pytest.mark.postgresql
def test_a_sound_archive_has_no_faults(config: Config) -> None:
    sample(config)
    faults, sums = check(config)
    assert faults == []
    assert (sums.files, sums.records, sums.answers, sums.rows, sums.pruned) == (2, 14, 6, 6, 0)
    assert sums.done_bytes == sums.total_bytes == sum(file.stat().st_size for file in warc_files(config.warc_dir))


def test_without_a_database_the_files_are_checked_alone(config: Config) -> None:
    sample(config)
    faults, sums = check(config, with_database=False)
    assert (faults, sums.rows, sums.answers) == ([], None, 6)


def test_a_rewritten_archive_is_sound(config: Config) -> None:
    sample(config)
    with open_archive(config) as archive:
        rewrite_records(archive, drop(LIST, before=at(50).requested_at))
    faults, sums = check(config)
    assert (faults, sums.pruned) == ([], 1)


def test_changed_bytes_are_found_by_their_checksum_with_the_place(config: Config) -> None:
    sample(config)
    file = first_file(config)
    found = records(file)[3]
    overwrite(file, found.offset + 60, bytes(20))
    faults, _ = check(config)
    places = {(fault.file, fault.offset) for fault in faults}
    assert (file.name, found.offset) in places
    second = warc_files(config.warc_dir)[1].name
    assert any(fault.file == second and "is held in no file" in fault.problem for fault in faults)


@pytest.mark.parametrize("digest", ["WARC-Block-Digest", "WARC-Payload-Digest"])
@pytest.mark.parametrize("record", [1, 2])
def test_a_digest_that_is_not_that_of_its_bytes_is_found(
    config: Config, monkeypatch: pytest.MonkeyPatch, digest: str, record: int
) -> None:
    member = warc._member
    written: list[int] = []

    def lie(fields: dict[str, str], head: bytes, body: bytes, **others: int) -> bytes:
        written.append(1)
        wrong = {digest: "sha256:" + "0" * 64} if len(written) == record + 1 else {}
        return member(fields | wrong, head, body, **others)

    with monkeypatch.context() as patched:
        patched.setattr(warc, "_member", lie)
        with open_archive(config) as archive:
            archive.keep(at(0))
    [fault] = check(config)[0]
    assert fault.offset == records(first_file(config))[record].offset
    assert "digest" in fault.problem


def test_a_torn_end_is_a_fault_where_nobody_writes_and_none_where_somebody_does(config: Config) -> None:
    sample(config)
    file = first_file(config)
    with file.open("ab") as opened:
        opened.write(file.read_bytes()[:40])
    [fault] = check(config)[0]
    assert "ends in the middle" in fault.problem
    file.with_name(f"{file.name}.open").touch()
    assert check(config)[0] == []


def test_a_crawl_that_is_running_is_no_fault(config: Config) -> None:
    with open_archive(config) as archive:
        archive.keep(at(0))
        archive._raw.write(at(1))  # its row comes in a moment
        assert check(config)[0] == []


FETCH = schema.fetch
ROW = FETCH.c.fetch_id == 2


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        (lambda: sa.update(FETCH).where(ROW).values(sha256="0" * 64), "another sha256"),
        (lambda: sa.update(FETCH).where(ROW).values(size_bytes=1), "another length"),
        (lambda: sa.update(FETCH).where(ROW).values(is_revisit=True), "another kind"),
        (lambda: sa.update(FETCH).where(ROW).values(requested_at=STARTED_AT), "another time"),
        (lambda: sa.delete(FETCH).where(ROW), "no row of the database tells of this answer"),
    ],
)
def test_a_row_that_says_something_else_than_its_record_is_found(
    config: Config, statement: Callable[[], sa.Executable], problem: str
) -> None:
    sample(config)
    change(config, statement())
    [fault] = check(config)[0]
    assert problem in fault.problem
    assert fault.offset == records(first_file(config))[3].offset


def test_a_row_without_a_record_is_found(config: Config) -> None:
    sample(config)
    change(config, sa.update(FETCH).where(ROW).values(warc_offset=17))
    problems = sorted(fault.problem for fault in check(config)[0])
    assert len(problems) == 2
    assert problems[0].startswith("no row")
    assert "there is no answer here" in problems[1]


def test_a_file_that_is_gone_is_told_with_the_number_of_its_rows(config: Config) -> None:
    sample(config)
    second = warc_files(config.warc_dir)[1]
    second.unlink()
    [fault] = check(config)[0]
    assert (fault.file, fault.offset) == (second.name, None)
    assert "3 row(s)" in fault.problem


def test_rows_that_know_a_file_from_before_it_was_rewritten_are_no_fault(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample(config)
    with open_archive(config) as archive, monkeypatch.context() as patched:
        patched.setattr("hfpapers.store.rewriting.settle_file", lambda *_: None)
        rewrite_records(archive, drop(b"very last"))
    faults, sums = check(config)
    assert {fault.problem.split(" (")[0] for fault in faults} == {"the row"}  # only that of the record that was changed
    assert sums.rows == 6


def test_a_file_that_may_not_be_read_is_told_and_the_others_are_checked(config: Config) -> None:
    sample(config)
    file = first_file(config)
    name = file.name
    file.unlink()
    os.mkfifo(file.with_name("nothing"))
    file.mkdir()
    faults, _ = check(config)
    assert any(fault.file == name and fault.offset is None for fault in faults)


def test_progress_is_told_for_each_record(config: Config) -> None:
    sample(config)
    told: list[int] = []
    verify(config.warc_dir, None, on_fault=_fail, on_progress=lambda sums: told.append(sums.done_bytes))
    assert len(told) == 14
    assert told == sorted(told)


def _fail(fault: RawFault) -> None:
    raise AssertionError(fault)
