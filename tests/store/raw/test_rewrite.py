"""A file without some of its bodies: what is changed says so, all else is the same bytes, and the file is smaller."""

from __future__ import annotations

import gzip
import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hfpapers.errors import RawError
from hfpapers.store.raw import Deed, Replacement, StoredExchange, iter_exchanges, read_exchange, rewrite_file
from hfpapers.store.raw.names import list_groups, next_generation, split_generation
from hfpapers.store.raw.scan import Found, read_member, scan_records
from tests.store.raw.samples import (
    at,
    no_damage,
    open_writer,
    original_of,
    record_fields,
    ref_of,
    warc_files,
    warcio_check,
    write_all,
)

NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)
GONE = Replacement(deed=Deed.PRUNED, at=NOW, detail="older than 1y", keeps_digest=True)
BIG = bytes(range(256)) * 400


def empty_second(stored: StoredExchange) -> Replacement | None:
    return GONE if stored.exchange.body == BIG else None


def rewritten_file(folder: Path) -> tuple[Path, Path]:
    """Write three exchanges, empty the second, and give the old file and the new one."""
    write_all(folder, at(0), at(1, body=BIG, response_headers=(("Content-Length", "102400"),)), at(2))
    [old] = warc_files(folder)
    done = rewrite_file(folder, old.name, empty_second)
    assert done is not None
    return old, folder / done.new_file


def test_a_changed_record_keeps_what_it_is_and_says_what_was_done(tmp_path: Path) -> None:
    old, new = rewritten_file(tmp_path)
    before, after = record_fields(old)[3], record_fields(new)[3]
    same = ("WARC-Type", "WARC-Record-ID", "WARC-Date", "WARC-Target-URI", "WARC-IP-Address", "Hfpapers-Intent")
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    old.unlink()
    stored = list(iter_exchanges(tmp_path, on_damage=no_damage))[1]
    assert (stored.exchange.body, stored.exchange.status, stored.request_kept) == (b"", 200, True)
    assert stored.exchange.intent == at(1).intent
    assert dict(stored.exchange.response_headers) == {"X-Orig-Content-Length": "102400", "Content-Length": "0"}
    stone = stored.tombstone
    assert stone is not None
    assert (stone.deed, stone.at, stone.detail, stone.is_emptied) == (Deed.PRUNED, NOW, "older than 1y", True)
    assert (stone.served_bytes, stone.sha256) == (len(BIG), hashlib.sha256(BIG).hexdigest())


def test_the_new_file_is_smaller_and_passes_warcio_check(tmp_path: Path) -> None:
    old, new = rewritten_file(tmp_path)
    assert new.stat().st_size < old.stat().st_size - 300
    warcio_check(new)
    assert record_fields(new)[0]["WARC-Filename"] == new.name


def test_other_records_are_the_same_bytes(tmp_path: Path) -> None:
    old, new = rewritten_file(tmp_path)
    old_members, new_members = (
        [path.read_bytes()[found.offset : found.end] for found in scan_records(path) if isinstance(found, Found)]
        for path in (old, new)
    )
    assert [index for index in range(7) if old_members[index] != new_members[index]] == [0, 3]


def test_readers_take_the_new_file_for_the_old_one(tmp_path: Path) -> None:
    old, new = rewritten_file(tmp_path)
    assert [group.files for group in list_groups(tmp_path)] == [(new.name,)]
    assert len(list(iter_exchanges(tmp_path))) == 3
    last = [found.offset for found in scan_records(old) if isinstance(found, Found)][5]
    old.unlink()
    assert read_exchange(tmp_path, ref_of(old, last)).exchange == at(2)


def test_a_place_of_long_ago_leads_through_several_rewritings(tmp_path: Path) -> None:
    bodies = [BIG + bytes([n]) for n in range(6)]
    places = [written.ref for written in write_all(tmp_path, *(at(n, body=body) for n, body in enumerate(bodies)))]
    for gone in (3, 0, 5, 1):
        [file] = warc_files(tmp_path)
        assert rewrite_file(tmp_path, file.name, lambda s, b=bodies[gone]: GONE if s.exchange.body == b else None)  # type: ignore[misc]  # a default that binds
        file.unlink()
        bodies[gone] = b""
        assert [read_exchange(tmp_path, ref).exchange.body for ref in places] == bodies
    [file] = warc_files(tmp_path)
    assert split_generation(file.name)[1] == 4
    warcio_check(file)


def test_a_body_that_is_partly_taken_out_is_kept_uncoded_and_its_digest_forgotten(tmp_path: Path) -> None:
    coded = gzip.compress(b"Ann and Bob")
    headers = (("Content-Encoding", "gzip"), ("Content-Length", str(len(coded))))
    write_all(tmp_path, at(0, body=coded, response_headers=headers, truncated=True))
    [old] = warc_files(tmp_path)
    left = Replacement(body=b"Ann", deed=Deed.FORGOTTEN, at=NOW, detail="on request")
    assert rewrite_file(tmp_path, old.name, lambda _: left)
    old.unlink()
    [stored] = iter_exchanges(tmp_path)
    assert stored.exchange.body == b"Ann"
    assert dict(stored.exchange.response_headers)["Content-Length"] == "3"
    assert "Content-Encoding" not in dict(stored.exchange.response_headers)
    assert stored.exchange.truncated
    assert stored.tombstone is not None
    assert (stored.tombstone.sha256, stored.tombstone.is_emptied) == (None, False)
    [new] = warc_files(tmp_path)
    assert hashlib.sha256(coded).hexdigest().encode() not in gzip.decompress(new.read_bytes())


def test_a_revisit_record_can_be_made_to_hold_its_body(tmp_path: Path) -> None:
    with open_writer(tmp_path) as writer:
        first = writer.write(at(0, body=BIG))
        second = writer.write(at(1, body=BIG), original=original_of(first, at(0)))
    [old] = warc_files(tmp_path)
    drop_first = rewrite_file(
        tmp_path, old.name, lambda s: GONE if s.ref == first.ref else None, independent={second.ref.offset}
    )
    assert drop_first is not None
    assert drop_first.changed == 1
    old.unlink()
    gone, kept = iter_exchanges(tmp_path, on_damage=no_damage)
    assert (gone.exchange.body, kept.exchange.body, kept.record_type) == (b"", BIG, "response")
    assert kept.tombstone is None
    [new] = warc_files(tmp_path)
    warcio_check(new)
    assert not any(name.startswith(("WARC-Refers", "WARC-Profile")) for name in record_fields(new)[3])


def test_a_file_in_which_nothing_changes_is_left_alone(tmp_path: Path) -> None:
    write_all(tmp_path, at(0))
    [file] = warc_files(tmp_path)
    assert rewrite_file(tmp_path, file.name, lambda _: None) is None
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_that_is_being_written_is_refused(tmp_path: Path) -> None:
    with open_writer(tmp_path) as writer:
        writer.write(at(0))
        [file] = warc_files(tmp_path)
        with pytest.raises(RawError, match="being written"):
            rewrite_file(tmp_path, file.name, lambda _: GONE)


def test_damage_is_told_and_copied_as_it_is(tmp_path: Path) -> None:
    write_all(tmp_path, at(0, body=BIG), at(1), at(2))
    [file] = warc_files(tmp_path)
    found = [each for each in scan_records(file) if isinstance(each, Found)]
    data = bytearray(file.read_bytes())
    data[found[3].offset + 40 : found[3].offset + 60] = bytes(20)
    file.write_bytes(data)
    done = rewrite_file(tmp_path, file.name, empty_second)
    assert done is not None
    assert [(damage.offset, damage.torn) for damage in done.damage] == [(found[3].offset, False)]
    new = tmp_path / done.new_file
    assert new.read_bytes().endswith(data[found[1].end :])


def test_a_file_of_another_program_gets_a_first_record_that_tells_of_it(tmp_path: Path) -> None:
    write_all(tmp_path, at(0, body=BIG), at(1))
    [ours] = warc_files(tmp_path)
    begin = next(found.end for found in scan_records(ours) if isinstance(found, Found))
    other = tmp_path / "other.warc.gz"
    other.write_bytes(ours.read_bytes()[begin:])
    ours.unlink()
    places = [stored.ref for stored in iter_exchanges(tmp_path)]
    done = rewrite_file(tmp_path, other.name, empty_second)
    assert done is not None
    assert done.new_file == "other.r1.warc.gz"
    other.unlink()
    assert [read_exchange(tmp_path, ref).exchange.body for ref in places] == [b"", at(1).body]
    warcio_check(tmp_path / done.new_file)


def test_names_count_generations() -> None:
    first = "hfpapers-20261119T031500Z-4711-9f3c-00001.warc.gz"
    second = next_generation(next_generation(first))
    assert second == "hfpapers-20261119T031500Z-4711-9f3c-00001.r2.warc.gz"
    assert split_generation(second) == (first, 2)


def test_a_change_keeps_the_record_that_a_request_belongs_to(tmp_path: Path) -> None:
    _, new = rewritten_file(tmp_path)
    answer, question = record_fields(new)[3:5]
    assert question["WARC-Concurrent-To"] == answer["WARC-Record-ID"]
    _, data = read_member(new, 0)
    assert b"hfpapers-moves" in data
