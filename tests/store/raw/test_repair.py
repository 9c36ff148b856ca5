"""A killed process leaves half a record at most; the next start cuts it, and touches nothing that lives."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hfpapers.errors import RawError
from hfpapers.store.raw import Damage, Repaired, iter_exchanges, repair
from hfpapers.store.raw.scan import Found, scan_records
from tests.store.raw.samples import abandon, at, no_damage, open_writer, warc_files, warcio_check, write_all

_ROOT = Path(__file__).parents[3]


def _record_ends(path: Path) -> list[int]:
    return [found.end for found in scan_records(path) if isinstance(found, Found)]


def test_a_process_killed_at_any_byte_leaves_a_file_that_repair_makes_whole(tmp_path: Path) -> None:
    write_all(tmp_path / "whole", at(0), at(1))
    [source] = warc_files(tmp_path / "whole")
    whole, ends = source.read_bytes(), [0, *_record_ends(source)]
    folder = tmp_path / "killed"
    folder.mkdir()
    killed = folder / source.name
    for size in range(1, len(whole)):
        killed.write_bytes(whole[:size])
        abandon(killed)
        keep = max(end for end in ends if end <= size)
        assert repair(folder) == (Repaired(file=killed.name, kept_bytes=keep, cut_bytes=size - keep),)
        assert [path.name for path in folder.iterdir()] == ([killed.name] if keep else [])
        if keep:
            warcio_check(killed)
        stored = list(iter_exchanges(folder, on_damage=no_damage))
        assert [each.exchange.body for each in stored] == [at(0).body, at(1).body][: ends.index(keep) // 2]
    assert len(ends) == 6
    assert len(whole) > 1500


def test_a_response_whose_request_was_torn_is_kept(tmp_path: Path) -> None:
    write_all(tmp_path, at(0), at(1))
    [path] = warc_files(tmp_path)
    os.truncate(path, path.stat().st_size - 1)
    abandon(path)
    repair(tmp_path)
    first, second = iter_exchanges(tmp_path, on_damage=no_damage)
    assert (first.request_kept, second.request_kept) == (True, False)
    assert second.exchange == dataclasses.replace(at(1), request_headers=())


def test_a_torn_end_that_is_not_repaired_yet_is_told_and_is_no_error(tmp_path: Path) -> None:
    write_all(tmp_path, at(0), at(1))
    [path] = warc_files(tmp_path)
    whole, ends = path.read_bytes(), _record_ends(path)
    for size in range(ends[2] + 1, ends[3]):
        path.write_bytes(whole[:size])
        told: list[Damage] = []
        assert [each.exchange for each in iter_exchanges(tmp_path, on_damage=told.append)] == [at(0)]
        assert [(each.file, each.offset, each.size_bytes, each.torn) for each in told] == [
            (path.name, ends[2], size - ends[2], True)
        ]
        assert len(list(iter_exchanges(tmp_path))) == 1


def test_a_file_with_a_tail_of_zeros_after_a_power_cut_is_cut_to_its_last_record(tmp_path: Path) -> None:
    write_all(tmp_path, at(0))
    [path] = warc_files(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole + bytes(4096))
    abandon(path)
    assert repair(tmp_path) == (Repaired(file=path.name, kept_bytes=len(whole), cut_bytes=4096),)
    assert path.read_bytes() == whole


def test_damage_with_whole_records_after_it_is_told_and_not_cut(tmp_path: Path) -> None:
    write_all(tmp_path, at(0), at(1), at(2))
    [path] = warc_files(tmp_path)
    data, ends = bytearray(path.read_bytes()), _record_ends(path)
    data[ends[2] + 40 : ends[2] + 60] = bytes(20)
    path.write_bytes(data)
    abandon(path)
    [done] = repair(tmp_path)
    assert (done.kept_bytes, done.cut_bytes) == (len(data), 0)
    assert [(each.offset, each.size_bytes, each.torn) for each in done.damage] == [(ends[2], ends[3] - ends[2], False)]
    assert path.read_bytes() == data


def test_a_sidecar_without_a_file_is_removed_and_is_nothing_to_tell(tmp_path: Path) -> None:
    (tmp_path / "hfpapers-20261119T031500Z-1-0000-00001.warc.gz.open").touch()
    assert repair(tmp_path) == ()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_has_nothing_to_repair(tmp_path: Path) -> None:
    assert repair(tmp_path / "none") == ()


def test_a_file_that_was_closed_is_not_looked_at(tmp_path: Path) -> None:
    write_all(tmp_path, at(0))
    [path] = warc_files(tmp_path)
    path.write_bytes(path.read_bytes() + b"torn")
    size = path.stat().st_size
    assert repair(tmp_path) == ()
    assert path.stat().st_size == size


def test_the_file_of_a_writer_in_the_same_process_is_not_touched(tmp_path: Path) -> None:
    with open_writer(tmp_path) as writer:
        writer.write(at(0))
        with warc_files(tmp_path)[0].open("ab") as file:
            file.write(b"as if half-written")
        size = warc_files(tmp_path)[0].stat().st_size
        assert repair(tmp_path) == ()
        assert warc_files(tmp_path)[0].stat().st_size == size


_CRAWL = """
    import sys, time
    from pathlib import Path
    from tests.store.raw.samples import at, open_writer

    writer = open_writer(Path(sys.argv[1]))
    writer.write(at(0))
    print("written", flush=True)
    time.sleep(120)
"""


@contextmanager
def _crawl(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Run a process that has written one exchange and waits, its file open."""
    command = [sys.executable, "-c", textwrap.dedent(_CRAWL), str(folder)]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "written\n"
            yield process
        finally:
            process.kill()


def test_a_live_process_is_left_alone_and_a_killed_one_is_repaired(tmp_path: Path) -> None:
    with _crawl(tmp_path) as process:
        [path] = warc_files(tmp_path)
        whole = path.read_bytes()
        with path.open("ab") as file:
            file.write(whole[:50])
        assert repair(tmp_path) == ()
        assert path.stat().st_size == len(whole) + 50
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert repair(tmp_path) == (Repaired(file=path.name, kept_bytes=len(whole), cut_bytes=50),)
    assert path.read_bytes() == whole
    assert [each.exchange for each in iter_exchanges(tmp_path)] == [at(0)]


_START = """
    import json, sys
    from pathlib import Path
    from hfpapers.store.raw import repair
    from tests.store.raw.samples import at, open_writer

    folder = Path(sys.argv[1])
    sys.stdin.readline()
    done = repair(folder)
    with open_writer(folder) as writer:
        for seconds in range(20):
            writer.write(at(seconds))
            done += repair(folder)
    print(json.dumps([each.file for each in done]))
"""


def test_several_processes_that_start_at_once_repair_each_file_once_and_no_live_one(tmp_path: Path) -> None:
    for _ in range(12):
        write_all(tmp_path, at(0))
    dead = warc_files(tmp_path)
    whole = {path: path.read_bytes() for path in dead}
    for path in dead:
        path.write_bytes(whole[path] + whole[path][:99])
        abandon(path)
    command = [sys.executable, "-c", textwrap.dedent(_START), str(tmp_path)]
    starts = [
        subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    for start in starts:
        assert start.stdin is not None
        start.stdin.write("go\n")
        start.stdin.flush()
    repaired = [file for start in starts for file in json.loads(start.communicate()[0])]
    assert sorted(repaired) == [path.name for path in dead]
    assert {path: path.read_bytes() for path in dead} == whole
    assert len(warc_files(tmp_path)) == len(dead) + len(starts)
    assert list(tmp_path.glob("*.open")) == []
    assert len(list(iter_exchanges(tmp_path, on_damage=no_damage))) == len(dead) + 20 * len(starts)


def test_a_file_that_cannot_be_opened_is_an_error_that_names_it_and_stays_for_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "hfpapers-20261119T031500Z-1-0000-00001.warc.gz"
    path.mkdir()
    abandon(path)
    with pytest.raises(RawError, match=r"00001\.warc\.gz: cannot be read"):
        repair(tmp_path)
    assert path.with_name(f"{path.name}.open").exists()
