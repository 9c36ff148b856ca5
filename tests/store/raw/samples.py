"""Exchanges to write, a folder to write them to, and warcio's own judgement of the files."""

from __future__ import annotations

import contextlib
import dataclasses
import io
from argparse import Namespace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from hfpapers.model.fetched import Endpoint, Intent, RawRef
from hfpapers.store.raw import Damage, Exchange, Original, RawWriter, Written

STARTED_AT = datetime(2026, 11, 19, 3, 15, tzinfo=UTC)
SOFTWARE = "hfpapers/0.1.0"
INTENT = Intent(endpoint=Endpoint.DAILY_API, day=date(2026, 11, 18), look_at=STARTED_AT, page=1, limit=100)

_BASE = Exchange(
    url="https://papers.example/api/daily_papers?date=2026-11-18&limit=100",
    request_headers=(("Accept", "application/json"), ("User-Agent", "hfpapers/0.1.0")),
    status=200,
    reason="OK",
    response_headers=(("Content-Type", "application/json"), ("Date", "Thu, 19 Nov 2026 03:15:01 GMT")),
    body=b'[{"paper": {"id": "2611.00001"}}]',
    requested_at=STARTED_AT,
    ip_address="127.0.0.1",
    intent=INTENT,
)


def exchange(**changes: Any) -> Exchange:
    """Make an exchange like any other, but for the changes."""
    return dataclasses.replace(_BASE, **changes)


def at(seconds: float, **changes: Any) -> Exchange:
    """Make an exchange asked for so long after the start, with a body of its own unless one is given."""
    changes.setdefault("body", f"asked after {seconds} s".encode())
    return exchange(requested_at=STARTED_AT + timedelta(seconds=seconds), **changes)


def open_writer(directory: Path, *, started_at: datetime = STARTED_AT, max_file_bytes: int = 2**30) -> RawWriter:
    return RawWriter(directory, software=SOFTWARE, started_at=started_at, max_file_bytes=max_file_bytes)


def write_all(directory: Path, *exchanges: Exchange, started_at: datetime = STARTED_AT) -> list[Written]:
    """Write exchanges to one new file and close it."""
    with open_writer(directory, started_at=started_at) as writer:
        return [writer.write(each) for each in exchanges]


def original_of(written: Written, seen: Exchange) -> Original:
    return Original(ref=written.ref, url=seen.url, requested_at=seen.requested_at)


def warc_files(directory: Path) -> list[Path]:
    return sorted(directory.glob("*.warc.gz"))


def warcio_check(path: Path) -> str:
    """Run `warcio check -v` on a file, assert that it passes without a word of complaint, and return what it said."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        exit_value = Checker(Namespace(inputs=[str(path)], verbose=True)).process_all()
    assert exit_value == 0, out.getvalue()
    assert err.getvalue() == ""
    return out.getvalue()


def digests_pass(path: Path) -> list[bool | None]:
    """Tell warcio's verdict on each record, without decoding bodies, which it does loudly where they are cut."""
    with path.open("rb") as file:
        records = ArchiveIterator(file, check_digests=True)
        return [_passed(records, record) for record in records]


def _passed(records: ArchiveIterator, record: Any) -> bool | None:
    records.read_to_end()
    verdict: bool | None = record.digest_checker.passed
    return verdict


def record_fields(path: Path) -> list[dict[str, str]]:
    """Read the WARC header fields of all records with warcio, not with our reader."""
    with path.open("rb") as file:
        return [dict(record.rec_headers.headers) for record in ArchiveIterator(file)]


def http_heads(path: Path) -> list[list[tuple[str, str]]]:
    """Read the HTTP headers of all records but the first (warcinfo) with warcio."""
    with path.open("rb") as file:
        return [list(record.http_headers.headers) for record in ArchiveIterator(file) if record.http_headers]


def no_damage(damage: Damage) -> None:
    raise AssertionError(damage)


def abandon(path: Path) -> None:
    """Make a closed file look like that of a process that was killed: its sidecar is there, and nobody locks it."""
    path.with_name(f"{path.name}.open").touch()


def ref_of(path: Path, offset: int) -> RawRef:
    return RawRef(file=path.name, offset=offset)
