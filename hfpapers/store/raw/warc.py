"""WARC/1.1 records by warcio: an exchange in, its gzip members out; a decompressed member in, its head out.

The only module that knows warcio. It reads and writes no files.
"""

from __future__ import annotations

import hashlib
import io
import uuid
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader
from warcio.warcwriter import WARCWriter

from hfpapers.store.raw.exchange import Exchange, Original
from hfpapers.store.raw.http_message import one_line, request_head, response_head, target_uri
from hfpapers.store.raw.intent_field import intent_to_text
from hfpapers.store.raw.tombstone import tombstone_to_text

#: warcio fixes 9. On listings served as plain JSON, 6 takes a fifth less time for 1 % more bytes.
GZIP_LEVEL = 6
#: A body that came compressed is put into its gzip member as it is: 0.02 ms for 100 kB instead of 1.7 ms, for which
#: level 6 makes it 0.2 % smaller.
_STORED = 0
#: Below this the head of the message weighs more than the body does, and is worth compressing.
_LARGE_BYTES = 8 * 1024

REVISIT_PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
INTENT_FIELD = "Hfpapers-Intent"
# Why a body is not what was served any more; see `tombstone`.
REWRITTEN_FIELD = "Hfpapers-Rewritten"
# Extensions that OpenWayback reads, too: where the original lies.
REFERS_TO_FILE_FIELD = "WARC-Refers-To-Filename"
REFERS_TO_OFFSET_FIELD = "WARC-Refers-To-File-Offset"


@dataclass(frozen=True, slots=True)
class RecordHead:
    """The header of a record.

    Attributes:
        record_type: `response`, `request`, `revisit`, `warcinfo`, or another of the standard.
        fields: Lower-case name to value.
        named: The same in the order and case of the record.
        block_offset, block_bytes: Where the block stands in the decompressed member.
    """

    record_type: str
    fields: Mapping[str, str]
    named: tuple[tuple[str, str], ...]
    block_offset: int
    block_bytes: int

    @property
    def total_bytes(self) -> int:
        """Length of the whole record, its closing blank lines included."""
        return self.block_offset + self.block_bytes + len(b"\r\n\r\n")


def recompose(data: bytes, *, without: Collection[str], fields: Mapping[str, str], head: bytes, body: bytes) -> bytes:
    """Make a record anew with another block; what is not named here stays as it is, its id and date, too.

    Args:
        data: The decompressed member of the record as it is.
        without: Lower-case names of header fields to leave out.
        fields: Header fields to set; those that are there keep their place. Digests and length are set in any case.
        head: The head of an HTTP message, with its blank line; empty where the block is none.
        body: The rest of the block.

    Returns:
        Its gzip member.
    """
    old = parse_record_head(data)
    block_fields = {"WARC-Block-Digest": _digest(head, body), "Content-Length": str(len(head) + len(body))}
    if head:
        block_fields["WARC-Payload-Digest"] = _digest(body)
    left = {name.lower(): (name, value) for name, value in {**fields, **block_fields}.items()}
    lines = [data.split(b"\r\n", 1)[0]]
    for name, value in old.named:
        if name.lower() not in without:
            name, value = left.pop(name.lower(), (name, value))  # noqa: PLW2901 - the same field, its new value
            lines.append(f"{name}: {one_line(value)}".encode())
    lines += [f"{name}: {one_line(value)}".encode() for name, value in left.values()]
    out = _GzipMember()
    out.write(b"\r\n".join(lines) + b"\r\n\r\n" + head + body + b"\r\n\r\n")
    out.flush()
    return out.getvalue()


def compose_warcinfo(name: str, *, software: str, date: datetime) -> tuple[str, bytes]:
    """Make the record that begins the file called `name`.

    Returns:
        Its record id, and its gzip member.
    """
    lines = {
        "software": software,
        "format": "WARC File Format 1.1",
        "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "description": "Bodies in the content encoding served, transfer encoding removed; headers in the order and "
        "case of the HTTP client; headers that carry secrets left out.",
    }
    block = "".join(f"{key}: {value}\r\n" for key, value in lines.items()).encode()
    record_id = _new_id()
    fields = {
        "WARC-Type": "warcinfo",
        "WARC-Record-ID": record_id,
        "WARC-Date": warc_date(date),
        "WARC-Filename": name,
        "WARC-Block-Digest": _digest(block),
    }
    return record_id, _member(fields, b"", block)


def compose_exchange(exchange: Exchange, original: Original | None, *, warcinfo_id: str) -> tuple[bytes, bytes]:
    """Make the two records of an exchange.

    Args:
        exchange: What to keep.
        original: Where the same body lies already; None for a body that was not seen before.
        warcinfo_id: Record id of the file's `warcinfo`.

    Returns:
        The gzip members of the `response` (or, with an original, `revisit`) and of the `request`.
    """
    shared = {
        "WARC-Target-URI": target_uri(exchange.url),
        "WARC-Date": warc_date(exchange.requested_at),
        "WARC-Warcinfo-ID": warcinfo_id,
    }
    if exchange.ip_address is not None:
        shared["WARC-IP-Address"] = exchange.ip_address
    record_id = _new_id()
    answer = {"WARC-Record-ID": record_id, **shared, **_answer_fields(exchange, original)}
    question = {"WARC-Type": "request", "WARC-Record-ID": _new_id(), **shared, "WARC-Concurrent-To": record_id}
    body = exchange.body if original is None else b""
    level = _STORED if len(body) >= _LARGE_BYTES and _came_compressed(exchange) else GZIP_LEVEL
    return _http_member(answer, response_head(exchange), body, level=level), _http_member(
        question | {"WARC-Payload-Digest": _digest(exchange.request_body)},
        request_head(exchange),
        exchange.request_body,
    )


def parse_record_head(data: bytes) -> RecordHead:
    """Read the header of the record at the beginning of a decompressed member; the block need not be there.

    Raises:
        ValueError: It is no WARC record.
    """
    stream = io.BytesIO(data)
    loader = ArcWarcRecordLoader(verify_http=False, arc2warc=False)
    try:
        record = loader.parse_record_stream(stream, known_format="warc", no_record_parse=True)
    except (ArchiveLoadFailed, EOFError) as error:
        raise ValueError("is no WARC record") from error
    named = tuple((str(name), str(value)) for name, value in record.rec_headers.headers)
    fields = {name.lower(): value for name, value in named}
    if record.rec_type is None or not fields.get("content-length", "").isdigit():
        raise ValueError("is a WARC record without a type or a length")
    return RecordHead(record.rec_type, fields, named, stream.tell(), int(fields["content-length"]))


def warc_date(moment: datetime) -> str:
    """Write an aware moment as WARC 1.1 does, to the microsecond.

    Raises:
        ValueError: It has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _answer_fields(exchange: Exchange, original: Original | None) -> dict[str, str]:
    fields = {
        "WARC-Type": "response" if original is None else "revisit",
        "WARC-Payload-Digest": _digest(exchange.body),
    }
    if exchange.truncated:
        fields["WARC-Truncated"] = "disconnect"
    if original is not None:
        fields["WARC-Profile"] = REVISIT_PROFILE
        fields["WARC-Refers-To-Target-URI"] = target_uri(original.url)
        fields["WARC-Refers-To-Date"] = warc_date(original.requested_at)
        fields[REFERS_TO_FILE_FIELD] = original.ref.file
        fields[REFERS_TO_OFFSET_FIELD] = str(original.ref.offset)
    elif exchange.tombstone is not None:
        fields[REWRITTEN_FIELD] = tombstone_to_text(exchange.tombstone)
    if exchange.intent is not None:
        fields[INTENT_FIELD] = intent_to_text(exchange.intent)
    return fields


def _came_compressed(exchange: Exchange) -> bool:
    return any(name.lower() == "content-encoding" for name, _ in exchange.response_headers)


def _http_member(fields: dict[str, str], head: bytes, body: bytes, *, level: int = GZIP_LEVEL) -> bytes:
    return _member(fields | {"WARC-Block-Digest": _digest(head, body)}, head, body, level=level)


def _member(fields: dict[str, str], head: bytes, body: bytes, *, level: int = GZIP_LEVEL) -> bytes:
    out = _GzipMember(level)
    writer = WARCWriter(out, gzip=False, warc_version="1.1")
    record = writer.create_warc_record(
        fields.get("WARC-Target-URI", ""),
        fields["WARC-Type"],
        payload=io.BytesIO(body),
        length=len(body),
        http_headers=_Head(head) if head else None,
        warc_headers_dict={name: one_line(value) for name, value in fields.items()},
    )
    writer.write_record(record)
    return out.getvalue()


def _digest(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return f"sha256:{digest.hexdigest()}"


def _new_id() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"


class _GzipMember:
    """The file that warcio writes one record to; it would compress at level 9 by itself."""

    def __init__(self, level: int = GZIP_LEVEL) -> None:
        self._compressor = zlib.compressobj(level, zlib.DEFLATED, zlib.MAX_WBITS + 16)
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> None:
        self._parts.append(self._compressor.compress(data))

    def flush(self) -> None:
        """End the member; warcio calls this once, after the record."""
        self._parts.append(self._compressor.flush())

    def getvalue(self) -> bytes:
        return b"".join(self._parts)


class _Head:
    """Stands for warcio's parsed HTTP headers, which would percent-encode every octet beyond ASCII."""

    def __init__(self, head: bytes) -> None:
        self.headers_buff = head

    def compute_headers_buffer(self, _header_filter: object) -> None:
        """Do nothing: the octets are given."""
