"""The least that keeps exchanges as WARC records, and reads them back: warcio, a file, and a dict of digests.

In: what went over the wire. Out: `response` (or `revisit`) and `request` records with digests, synced one exchange at
a time; and the same in reverse. Bodies that came compressed are stored as they are, as the program does.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

Headers = list[tuple[str, str]]

_GZIP = zlib.MAX_WBITS + 16
_INTENT = "Hfpapers-Intent"


@dataclass(frozen=True, slots=True)
class Kept:
    """One exchange, and where its answer stands. `intent` is None for what nobody reads (robots.txt)."""

    url: str
    requested_at: str
    status: int
    body: bytes
    sha256: str
    is_revisit: bool
    file: str
    offset: int
    intent: dict[str, Any] | None


class Keeper:
    """Writes exchanges to one new file."""

    def __init__(self, path: Path) -> None:
        self._name = path.name
        self._file = path.open("xb", buffering=0)
        self._offset = 0
        self._known: dict[str, tuple[str, str]] = {}

    def keep(
        self, url: str, asked: Headers, status: int, served: Headers, body: bytes, *, at: str, intent: Any
    ) -> Kept:
        """Write an exchange and wait until it is on the disk; a body that was seen before is referred to."""
        digest = hashlib.sha256(body).hexdigest()
        original = self._known.get(digest)
        self._known.setdefault(digest, (url, at))
        answer = {"WARC-Date": at, "WARC-Payload-Digest": f"sha256:{digest}"}
        if intent is not None:
            answer[_INTENT] = json.dumps(intent)
        if original is not None:
            answer |= {"WARC-Refers-To-Target-URI": original[0], "WARC-Refers-To-Date": original[1]}
        head = StatusAndHeaders("200 OK", served, protocol="HTTP/1.1")
        kind, kept = ("response", body) if original is None else ("revisit", b"")
        question = StatusAndHeaders("GET / HTTP/1.1", asked, is_http_request=True)
        answered = _member(url, kind, head, kept, answer, 0)
        offset = self._offset
        self._offset += self._file.write(answered + _member(url, "request", question, b"", {"WARC-Date": at}, 6))
        os.fsync(self._file.fileno())
        return Kept(url, at, status, body, digest, original is not None, self._name, offset, intent)


def iter_kept(folder: Path) -> Iterator[Kept]:
    """Read the answers of a folder's files back, in the order in which they were written."""
    bodies: dict[str, bytes] = {}
    for path in sorted(folder.glob("*.warc.gz")):
        with path.open("rb") as file:
            records = ArchiveIterator(file)
            for record in records:
                if record.rec_type in {"response", "revisit"}:
                    yield _read(records, record, path.name, bodies)


def _read(records: Any, record: Any, file: str, bodies: dict[str, bytes]) -> Kept:
    fields = record.rec_headers.get_header
    digest = fields("WARC-Payload-Digest").removeprefix("sha256:")
    is_revisit = record.rec_type == "revisit"
    body = bodies[digest] if is_revisit else record.raw_stream.read()
    if len(body) < 100:  # only empty lists come twice
        bodies.setdefault(digest, body)
    intent = fields(_INTENT)
    return Kept(
        url=fields("WARC-Target-URI"),
        requested_at=fields("WARC-Date"),
        status=int(record.http_headers.get_statuscode()),
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        is_revisit=is_revisit,
        file=file,
        offset=records.get_record_offset(),  # goes to the end of the record, so it comes after the body
        intent=None if intent is None else json.loads(intent),
    )


def _member(url: str, kind: str, head: Any, body: bytes, fields: dict[str, str], level: int) -> bytes:
    """Make one record, a gzip member; warcio by itself compresses at level 9."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="1.1")
    head.compute_headers_buffer()
    fields["WARC-Block-Digest"] = f"sha256:{hashlib.sha256(head.headers_buff + body).hexdigest()}"
    record = writer.create_warc_record(
        url, kind, payload=io.BytesIO(body), length=len(body), http_headers=head, warc_headers_dict=fields
    )
    writer.write_record(record)
    return zlib.compress(out.getvalue(), level, _GZIP)
