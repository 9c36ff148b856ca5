"""Files: made late, rotated by size, one writer each; bodies seen before become revisit records."""

from __future__ import annotations

import fcntl
import json
import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from hfpapers.errors import RawError
from hfpapers.store.raw import iter_exchanges, read_exchange, repair
from hfpapers.store.raw.sidecar import Sidecar
from hfpapers.store.raw.warcfile import WarcFile
from tests.store.raw.samples import (
    at,
    exchange,
    open_writer,
    original_of,
    record_fields,
    warc_files,
    warcio_check,
    write_all,
)


def test_a_run_without_requests_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "home" / "warc"
    with open_writer(folder) as writer:
        writer.sync()
    assert not folder.exists()


def test_a_file_is_named_after_start_process_chance_and_serial(tmp_path: Path) -> None:
    [written] = write_all(tmp_path / "home" / "warc", exchange())
    assert re.fullmatch(rf"hfpapers-20261119T031500Z-{os.getpid()}-[0-9a-f]{{4}}-00001\.warc\.gz", written.ref.file)


def test_each_record_is_on_its_way_to_the_disk_before_write_returns(tmp_path: Path) -> None:
    with open_writer(tmp_path) as writer:
        for seconds in range(3):
            written = writer.write(at(seconds))
            assert read_exchange(tmp_path, written.ref).exchange == at(seconds)
            warcio_check(warc_files(tmp_path)[0])


def test_a_sidecar_stands_beside_the_file_while_it_is_written(tmp_path: Path) -> None:
    with open_writer(tmp_path) as writer:
        written = writer.write(exchange())
        assert sorted(path.name for path in tmp_path.iterdir()) == [written.ref.file, f"{written.ref.file}.open"]
    assert [path.name for path in tmp_path.iterdir()] == [written.ref.file]


def test_a_file_that_has_grown_too_large_is_followed_by_the_next(tmp_path: Path) -> None:
    with open_writer(tmp_path, max_file_bytes=3000) as writer:
        written = [writer.write(at(seconds, body=os.urandom(1000))) for seconds in range(8)]
        assert len(list(tmp_path.glob("*.open"))) == 1
    files = warc_files(tmp_path)
    assert [path.name[-14:] for path in files] == [f"-{serial:05d}.warc.gz" for serial in range(1, len(files) + 1)]
    assert len(files) > 2
    assert all(3000 < path.stat().st_size < 6000 for path in files[:-1])
    for path in files:
        assert record_fields(path)[0]["WARC-Type"] == "warcinfo"
        warcio_check(path)
    assert [stored.ref for stored in iter_exchanges(tmp_path)] == [each.ref for each in written]


def test_sync_reaches_records_of_a_file_that_was_rotated_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        synced.append(os.fstat(descriptor).st_ino)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    with open_writer(tmp_path, max_file_bytes=0) as writer:
        writer.write(at(0))
        writer.write(at(1))
        assert warc_files(tmp_path)[0].stat().st_ino in synced
        assert warc_files(tmp_path)[1].stat().st_ino not in synced
        writer.sync()
        assert warc_files(tmp_path)[1].stat().st_ino in synced
        assert tmp_path.stat().st_ino in synced
        before = len(synced)
        writer.sync()
        assert len(synced) == before


def test_a_body_seen_before_becomes_a_revisit_record_without_the_body(tmp_path: Path) -> None:
    body = os.urandom(5000)
    first = at(0, body=body)
    with open_writer(tmp_path) as writer:
        seen = writer.write(first)
        size = warc_files(tmp_path)[0].stat().st_size
        again = writer.write(at(60, body=body, status=203), original=original_of(seen, first))
    assert warc_files(tmp_path)[0].stat().st_size - size < 2000
    revisit = record_fields(warc_files(tmp_path)[0])[3]
    assert revisit["WARC-Type"] == "revisit"
    assert revisit["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert revisit["WARC-Payload-Digest"] == f"sha256:{seen.sha256}"
    assert revisit["WARC-Refers-To-Target-URI"] == first.url
    assert revisit["WARC-Refers-To-Date"] == "2026-11-19T03:15:00.000000Z"
    assert (revisit["WARC-Refers-To-Filename"], revisit["WARC-Refers-To-File-Offset"]) == (
        seen.ref.file,
        str(seen.ref.offset),
    )
    stored = read_exchange(tmp_path, again.ref)
    assert stored.exchange == at(60, body=body, status=203)
    assert (stored.record_type, stored.ref, stored.body_ref) == ("revisit", again.ref, seen.ref)
    assert (again.sha256, again.size_bytes, stored.sha256) == (seen.sha256, 5000, seen.sha256)
    assert "not checked (revisit)" in warcio_check(warc_files(tmp_path)[0])


def test_closing_twice_is_closing_once_and_nothing_is_written_after(tmp_path: Path) -> None:
    writer = open_writer(tmp_path)
    writer.write(exchange())
    writer.close()
    writer.close()
    with pytest.raises(RawError, match="closed"):
        writer.write(exchange())
    assert len(list(tmp_path.iterdir())) == 1


def test_two_writers_of_one_process_write_two_files(tmp_path: Path) -> None:
    with open_writer(tmp_path) as one, open_writer(tmp_path) as other:
        assert one.write(at(0)).ref.file != other.write(at(1)).ref.file
    assert len(warc_files(tmp_path)) == 2


def test_a_folder_that_cannot_be_made_is_one_clear_error(tmp_path: Path) -> None:
    blocker = tmp_path / "home"
    blocker.write_text("a file where a folder should be")
    with open_writer(blocker / "warc") as writer, pytest.raises(RawError, match=r"home/warc/.*\(Not a directory\)"):
        writer.write(exchange())


def test_a_name_that_is_taken_is_not_taken_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = iter(["aaaa", "aaaa", "bbbb"])
    monkeypatch.setattr("hfpapers.store.raw.writer.secrets.token_hex", lambda _: next(tokens))
    with open_writer(tmp_path) as one, open_writer(tmp_path) as other:
        one.write(at(0))
        other.write(at(1))
    assert ["-aaaa-00001." in path.name for path in warc_files(tmp_path)] == [True, False]


def test_a_file_that_is_there_already_is_never_written_to(tmp_path: Path) -> None:
    path = tmp_path / "taken.warc.gz"
    path.write_bytes(b"another's")
    with pytest.raises(RawError, match=r"taken\.warc\.gz: cannot be made \(File exists\)"):
        WarcFile(path)
    assert [(item.name, item.read_bytes()) for item in tmp_path.iterdir()] == [(path.name, b"another's")]


def test_a_name_that_a_live_process_is_about_to_use_is_an_error_and_no_wait(tmp_path: Path) -> None:
    path = tmp_path / "taken.warc.gz"
    sidecar = Sidecar.create(path)
    with pytest.raises(RawError, match=r"cannot be made \(File exists\)"):
        WarcFile(path)
    sidecar.remove()
    WarcFile(path).close()
    assert list(tmp_path.iterdir()) == []


def test_a_sidecar_that_a_repair_removes_before_it_is_locked_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "new.warc.gz"
    real = fcntl.flock
    raced: list[bool] = []

    def flock(descriptor: int, operation: int) -> None:
        if not raced:
            raced.append(True)
            repair(tmp_path)
            assert list(tmp_path.iterdir()) == []
        real(descriptor, operation)

    monkeypatch.setattr(fcntl, "flock", flock)
    sidecar = Sidecar.create(path)
    assert raced
    path.touch()
    assert repair(tmp_path) == ()
    sidecar.release()
    assert [done.file for done in repair(tmp_path)] == [path.name]


def test_what_cannot_be_synced_is_an_error_and_is_left_for_repair(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = open_writer(tmp_path)
    writer.write(at(0))

    def fail(_: int) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", fail)
        for close in (writer.sync, writer.close):
            with pytest.raises(RawError, match=r"cannot be synced \(Input/output error\)"):
                close()
    writer.close()
    assert [done.cut_bytes for done in repair(tmp_path)] == [0]
    assert [stored.exchange for stored in iter_exchanges(tmp_path)] == [at(0)]


_FULL_DISK = """
    import json, os, resource, sys
    from pathlib import Path
    from hfpapers.errors import RawError
    from tests.store.raw.samples import at, open_writer

    folder, limit, bodies = Path(sys.argv[1]), int(sys.argv[2]), [int(size) for size in sys.argv[3:]]
    writer = open_writer(folder)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    said = []
    for seconds, size in enumerate(bodies):
        try:
            said.append(writer.write(at(seconds, body=os.urandom(size))).ref.offset)
        except RawError as error:
            said.append(str(error))
    writer.close()
    # What watches this process (coverage) writes a file at its end.
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    print(json.dumps(said))
"""


def _on_a_full_disk(folder: Path, limit: int, *bodies: int) -> list[int | str]:
    command = [sys.executable, "-c", textwrap.dedent(_FULL_DISK), str(folder), str(limit), *map(str, bodies)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3])
    assert done.stderr == ""
    said: list[int | str] = json.loads(done.stdout)
    return said


def test_a_full_disk_is_one_clear_error_and_leaves_a_whole_file(tmp_path: Path) -> None:
    first, second, third = _on_a_full_disk(tmp_path, 20_000, 1000, 30_000, 1000)
    [path] = warc_files(tmp_path)
    assert isinstance(first, int)
    assert second == f"{path}: cannot be written (File too large)"
    assert isinstance(third, int), "a smaller one is written after all"
    warcio_check(path)
    assert [stored.ref.offset for stored in iter_exchanges(tmp_path)] == [first, third]
    assert [item.name for item in tmp_path.iterdir()] == [path.name]


def test_a_disk_that_is_full_from_the_start_leaves_no_file(tmp_path: Path) -> None:
    said = _on_a_full_disk(tmp_path, 100, 1000, 1000)
    assert all(isinstance(text, str) and "File too large" in text for text in said)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_cut_back_is_not_added_to_and_is_left_for_repair(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = open_writer(tmp_path)
    writer.write(at(0))

    def fail(*_: object) -> int:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr(os, "write", fail)
        broken.setattr(os, "ftruncate", fail)
        with pytest.raises(RawError, match=r"cannot be written \(Input/output error\)"):
            writer.write(at(1))
    with pytest.raises(RawError, match="could not be cut back"):
        writer.write(at(2))
    writer.close()
    [path] = warc_files(tmp_path)
    assert path.with_name(f"{path.name}.open").exists()
    assert [stored.exchange for stored in iter_exchanges(tmp_path)] == [at(0)]
