"""Reading: one exchange by its place, all in order of time, revisits with their bodies, damage told."""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
import random
import subprocess
import sys
import textwrap
import tracemalloc
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfpapers.errors import RawError
from hfpapers.model.fetched import RawRef
from hfpapers.store.raw import Damage, Original, iter_exchanges, read_exchange, repair
from hfpapers.store.raw.payloads import digest_matches
from hfpapers.store.raw.scan import Found, scan_records
from tests.store.raw.samples import (
    STARTED_AT,
    abandon,
    at,
    exchange,
    no_damage,
    open_writer,
    original_of,
    record_fields,
    ref_of,
    warc_files,
    write_all,
)


def _seconds(directory: Path, *, since: datetime | None = None, until: datetime | None = None) -> list[float]:
    moments = [each.exchange.requested_at for each in iter_exchanges(directory, since=since, until=until)]
    return [(moment - STARTED_AT).total_seconds() for moment in moments]


def test_files_of_processes_that_ran_at_the_same_time_come_out_in_order_of_date(tmp_path: Path) -> None:
    with open_writer(tmp_path) as one, open_writer(tmp_path) as other:
        for seconds in (5, 1, 3, 9, 7):
            one.write(at(seconds))
            other.write(at(seconds + 1))
    assert _seconds(tmp_path) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]


def test_answers_that_came_in_another_order_than_they_were_asked_for_are_sorted_over_rotated_files(
    tmp_path: Path,
) -> None:
    order = list(range(40))
    random.Random(7).shuffle(order)
    with open_writer(tmp_path, max_file_bytes=4000) as writer:
        for seconds in order:
            writer.write(at(seconds))
    assert len(warc_files(tmp_path)) > 3
    assert _seconds(tmp_path) == sorted(order)


def test_runs_of_many_nights_come_out_in_order_and_one_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nights = 12
    for night in reversed(range(nights)):
        start = STARTED_AT + timedelta(days=night)
        write_all(tmp_path, at(night * 86400), at(night * 86400 + 60), started_at=start)
    scanned: list[str] = []

    def counted(path: Path) -> Iterator[Found | Damage]:
        scanned.append(path.name)
        return scan_records(path)

    monkeypatch.setattr("hfpapers.store.raw.timeline.scan_records", counted)
    exchanges = iter_exchanges(tmp_path)
    for night in range(nights):
        assert next(exchanges).exchange.requested_at == STARTED_AT + timedelta(days=night)
        assert len(scanned) == night + 1
        next(exchanges)
    assert next(exchanges, None) is None


def test_records_of_the_same_moment_come_out_in_the_order_of_the_file(tmp_path: Path) -> None:
    written = write_all(tmp_path, *(at(0, body=str(number).encode()) for number in range(9)))
    assert [each.ref for each in iter_exchanges(tmp_path)] == [each.ref for each in written]


def test_since_is_the_first_moment_and_until_the_one_before_which_to_end(tmp_path: Path) -> None:
    write_all(tmp_path, *(at(seconds) for seconds in range(10)))
    since, until = at(3).requested_at, at(6).requested_at
    assert _seconds(tmp_path, since=since, until=until) == [3, 4, 5]
    assert _seconds(tmp_path, since=since) == [3, 4, 5, 6, 7, 8, 9]
    assert _seconds(tmp_path, until=until) == [0, 1, 2, 3, 4, 5]
    assert _seconds(tmp_path, until=STARTED_AT - timedelta(days=1)) == []


def test_a_folder_that_is_not_there_holds_no_exchanges(tmp_path: Path) -> None:
    assert list(iter_exchanges(tmp_path / "none")) == []


def test_a_folder_that_is_none_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "warc").write_text("a file")
    with pytest.raises(RawError, match=r"warc: cannot be read \(Not a directory\)"):
        list(iter_exchanges(tmp_path / "warc"))


def test_files_that_others_named_are_read_too(tmp_path: Path) -> None:
    names = ["from-elsewhere.warc.gz", "hfpapers-20261399T000000Z-1-aaaa-00001.warc.gz"]
    for seconds, name in enumerate(names):
        write_all(tmp_path / name, at(seconds))
        warc_files(tmp_path / name)[0].rename(tmp_path / f"{name}.moved")
        (tmp_path / name).rmdir()
        (tmp_path / f"{name}.moved").rename(tmp_path / name)
    write_all(tmp_path, at(2))
    assert _seconds(tmp_path) == [0, 1, 2]


def test_revisit_records_find_their_bodies_in_files_of_other_processes(tmp_path: Path) -> None:
    first = at(0, body=b"the list")
    [seen] = write_all(tmp_path, first)
    later = STARTED_AT + timedelta(days=1)
    with open_writer(tmp_path, started_at=later) as writer:
        again = writer.write(at(86400, body=b"the list"), original=original_of(seen, first))
    assert read_exchange(tmp_path, again.ref).exchange.body == b"the list"
    assert [(each.exchange.body, each.record_type, each.body_ref) for each in iter_exchanges(tmp_path)] == [
        (b"the list", "response", seen.ref),
        (b"the list", "revisit", seen.ref),
    ]


@pytest.mark.parametrize("place", ["renamed", "moved within", "leads out"])
def test_a_revisit_record_whose_place_is_no_longer_right_is_resolved_by_digest(tmp_path: Path, place: str) -> None:
    first = at(0, body=b"the list")
    with open_writer(tmp_path) as writer:
        writer.write(at(1, body=b"another"))
        seen = writer.write(first)
    [path] = warc_files(tmp_path)
    ref = {"renamed": seen.ref, "moved within": ref_of(path, 3), "leads out": RawRef(file="../x.warc.gz", offset=0)}
    with open_writer(tmp_path) as writer:
        again = writer.write(
            at(2, body=b"the list"), original=Original(ref=ref[place], url=first.url, requested_at=first.requested_at)
        )
    if place == "renamed":
        path.rename(tmp_path / "from-elsewhere.warc.gz")
    stored = read_exchange(tmp_path, again.ref)
    assert stored.exchange.body == b"the list"
    assert stored.body_ref.offset == seen.ref.offset
    assert [each.exchange.body for each in iter_exchanges(tmp_path)] == [b"the list", b"another", b"the list"]


def test_a_revisit_record_whose_body_is_held_nowhere_is_an_error_that_names_it(tmp_path: Path) -> None:
    first = at(0, body=b"the list")
    [seen] = write_all(tmp_path, first)
    with open_writer(tmp_path, started_at=STARTED_AT + timedelta(1)) as writer:
        again = writer.write(at(1, body=b"the list"), original=original_of(seen, first))
        writer.write(at(2))
    (tmp_path / seen.ref.file).unlink()
    with pytest.raises(RawError, match=rf"{again.ref.file}, offset {again.ref.offset}.*is held in no file"):
        read_exchange(tmp_path, again.ref)
    with pytest.raises(RawError, match="is held in no file"):
        list(iter_exchanges(tmp_path))
    told: list[Damage] = []
    stepped = list(iter_exchanges(tmp_path, on_damage=told.append, skip_damaged=True))
    assert [each.exchange for each in stepped] == [at(2)]
    assert [(each.file, each.offset, each.torn) for each in told] == [(again.ref.file, again.ref.offset, False)]


def test_a_revisit_of_other_bytes_is_not_given_the_body_of_its_original(tmp_path: Path) -> None:
    first = at(0, body=b"the list")
    [seen] = write_all(tmp_path, first)
    with open_writer(tmp_path) as writer:
        wrong = writer.write(at(1, body=b"not the list"), original=original_of(seen, first))
    with pytest.raises(RawError, match="is held in no file"):
        read_exchange(tmp_path, wrong.ref)


def test_a_file_that_is_being_written_is_read_as_far_as_it_is_whole(tmp_path: Path) -> None:
    with open_writer(tmp_path) as writer:
        writer.write(at(0))
        exchanges = iter_exchanges(tmp_path)
        assert next(exchanges).exchange == at(0)
        writer.write(at(1))
        assert list(exchanges) == []
        assert _seconds(tmp_path) == [0, 1]


def _damaged_middle(folder: Path) -> tuple[Path, int]:
    """Write three exchanges and change bytes of the second's response."""
    written = write_all(folder, at(0), at(1), at(2))
    [path] = warc_files(folder)
    data = bytearray(path.read_bytes())
    middle = written[1].ref.offset
    data[middle + 30 : middle + 34] = bytes(byte ^ 0xFF for byte in data[middle + 30 : middle + 34])
    path.write_bytes(data)
    return path, middle


def test_damage_in_the_middle_of_a_file_is_an_error_that_names_file_and_offset(tmp_path: Path) -> None:
    path, middle = _damaged_middle(tmp_path)
    with pytest.raises(RawError, match=rf"{path.name}, offset {middle}: damaged in the middle"):
        list(iter_exchanges(tmp_path))
    with pytest.raises(RawError, match=rf"offset {middle}: cannot be decompressed"):
        read_exchange(tmp_path, ref_of(path, middle))


def test_damage_in_the_middle_can_be_stepped_over_and_is_told(tmp_path: Path) -> None:
    path, middle = _damaged_middle(tmp_path)
    told: list[Damage] = []
    stepped = list(iter_exchanges(tmp_path, on_damage=told.append, skip_damaged=True))
    assert [each.exchange for each in stepped] == [at(0), at(2)]
    assert [(each.file, each.offset, each.torn) for each in told] == [(path.name, middle, False)]


@pytest.mark.parametrize("what", ["request", "warcinfo", "between", "past the end"])
def test_a_place_that_holds_no_answer_is_an_error(tmp_path: Path, what: str) -> None:
    [written] = write_all(tmp_path, at(0))
    path = warc_files(tmp_path)[0]
    data = path.read_bytes()
    offset = {
        "request": data.rindex(b"\x1f\x8b\x08"),
        "warcinfo": 0,
        "between": written.ref.offset + 1,
        "past the end": len(data) + 5,
    }[what]
    with pytest.raises(RawError, match=rf"offset {offset}"):
        read_exchange(tmp_path, ref_of(path, offset))


@pytest.mark.parametrize("file", ["", "../secret.warc.gz", "/etc/passwd", "a/b.warc.gz", "..", "missing.warc.gz"])
def test_a_place_out_of_the_folder_or_in_no_file_is_an_error(tmp_path: Path, file: str) -> None:
    (tmp_path / "warc").mkdir()
    write_all(tmp_path / "other", at(0))
    warc_files(tmp_path / "other")[0].rename(tmp_path / "secret.warc.gz")
    with pytest.raises(RawError, match=r"no name of a WARC file|No such file"):
        read_exchange(tmp_path / "warc", RawRef(file=file, offset=0))


@given(data=st.binary(max_size=300))
@settings(max_examples=150)
def test_any_bytes_are_read_as_exchanges_or_told_as_damage(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "any.warc.gz").write_bytes(data)
    told: list[Damage] = []
    assert list(iter_exchanges(folder, on_damage=told.append)) == []
    assert [(each.offset, each.size_bytes, each.torn) for each in told] == ([(0, len(data), True)] if data else [])


@pytest.mark.parametrize(
    ("plain", "problem"),
    [
        (b"no record at all", "is no WARC record"),
        (b"WARC/1.1\r\nWARC-Type: response\r\n\r\n", "without a type or a length"),
        (b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 0\r\n\r\n\r\n\r\n", "no usable WARC-Date"),
    ],
)
def test_a_whole_member_that_is_no_usable_record_is_an_error_and_not_a_torn_end(
    tmp_path: Path, plain: bytes, problem: str
) -> None:
    write_all(tmp_path, at(0))
    [path] = warc_files(tmp_path)
    path.write_bytes(path.read_bytes() + gzip.compress(plain))
    with pytest.raises(RawError, match=problem):
        list(iter_exchanges(tmp_path))
    abandon(path)
    assert [done.cut_bytes for done in repair(tmp_path)] == [0]


def test_a_file_that_was_compressed_as_a_whole_is_an_error_that_says_so(tmp_path: Path) -> None:
    write_all(tmp_path, at(0))
    [path] = warc_files(tmp_path)
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes())))
    with pytest.raises(RawError, match="one gzip member; see `warcio recompress`"):
        list(iter_exchanges(tmp_path, on_damage=no_damage))


_MANY_FILES = """
    import resource, sys
    from pathlib import Path
    from hfpapers.store.raw import iter_exchanges

    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    print(sum(1 for _ in iter_exchanges(Path(sys.argv[1]))))
"""


def test_hundreds_of_files_of_one_hour_do_not_exhaust_file_handles(tmp_path: Path) -> None:
    for seconds in range(300):
        write_all(tmp_path, at(seconds))
    command = [sys.executable, "-c", textwrap.dedent(_MANY_FILES), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[3])
    assert (done.stdout, done.stderr) == ("300\n", "")


def test_memory_stays_flat_over_a_folder_that_is_larger_than_it(tmp_path: Path) -> None:
    mebibyte = 1024 * 1024
    with open_writer(tmp_path, max_file_bytes=4 * mebibyte) as writer:
        for seconds in range(12):
            writer.write(at(seconds, body=os.urandom(2 * mebibyte)))
    tracemalloc.start()
    try:
        total = sum(len(each.exchange.body) for each in iter_exchanges(tmp_path))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert total == 24 * mebibyte
    assert peak < 8 * mebibyte


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "md5"])
def test_digests_are_known_in_hex_and_in_base32(algorithm: str) -> None:
    digest = hashlib.new(algorithm, b"body").digest()
    assert digest_matches(f"{algorithm}:{digest.hex()}", b"body")
    assert digest_matches(f"{algorithm}:{base64.b32encode(digest).decode()}", b"body")
    assert not digest_matches(f"{algorithm}:{digest.hex()}", b"another")


@pytest.mark.parametrize("digest", ["", "sha256:", "sha256:zz", "nonsense:00", "sha256"])
def test_a_digest_that_cannot_be_read_matches_nothing(digest: str) -> None:
    assert not digest_matches(digest, b"")


def test_a_body_that_is_not_the_one_of_its_digest_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hfpapers.store.raw.warc._digest", lambda *_: "sha256:" + "0" * 64)
    [written] = write_all(tmp_path, exchange())
    assert record_fields(warc_files(tmp_path)[0])[1]["WARC-Payload-Digest"] == "sha256:" + "0" * 64
    with pytest.raises(RawError, match="its payload digest is missing or not that of its body"):
        read_exchange(tmp_path, written.ref)
