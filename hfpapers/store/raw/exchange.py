"""The values of the raw layer: one HTTP exchange, where it was written, and what is read back. No reading, no writing.

Header names and values are text in which each character is one octet (latin-1), as on the wire: the caller decodes
them so. The order and case are those the caller was given; Scrapy sorts and capitalises, and the wire's are lost there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hfpapers.model.fetched import Intent, RawRef
from hfpapers.store.raw.tombstone import Tombstone

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and the answer to it, as served.

    Attributes:
        url: What was asked; http or https.
        request_headers, response_headers: All of them; those in `SECRET_HEADERS` are left out when written.
        http_version: `HTTP/1.1`, or Scrapy's `h2`.
        body: As served: in its content encoding, without its transfer encoding.
        truncated: The connection ended before the body did; `body` is what came.
        requested_at: Aware; to the microsecond it becomes the WARC-Date of both records.
        ip_address: The server's; None where it is not known.
        intent: What the request was for; None for what no parser reads (robots.txt).
        tombstone: What was taken out of the body before it was written; None where nothing was.
    """

    method: str = "GET"
    url: str
    request_headers: Headers = ()
    request_body: bytes = b""
    status: int
    reason: str = ""
    http_version: str = "HTTP/1.1"
    response_headers: Headers = ()
    body: bytes
    truncated: bool = False
    requested_at: datetime
    ip_address: str | None = None
    intent: Intent | None = None
    tombstone: Tombstone | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A `response` record that holds the same body as the exchange to be written; never a revisit record."""

    ref: RawRef
    url: str
    requested_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Where an exchange was written. `sha256` is the lower-case hex of the body as served, `size_bytes` its length."""

    ref: RawRef
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredExchange:
    """An exchange read back.

    Attributes:
        exchange: As written: without secret headers, and with the body of the original where it is a revisit.
        ref: The `response` or `revisit` record.
        record_type: `response` or `revisit`.
        body_ref: The record that holds the body; `ref` itself for a `response`.
        sha256: Lower-case hex of the body as served, computed from what was read.
        request_kept: False where the request record is missing or damaged (the process died between the two); the
            method, headers and body of the request are then not known, and `exchange` has its defaults for them.
        tombstone: What was taken out of the body since it was served; None where nothing was.
        stored_bytes: How much the record and its request take in the file.
    """

    exchange: Exchange
    ref: RawRef
    record_type: str
    body_ref: RawRef
    sha256: str
    request_kept: bool
    tombstone: Tombstone | None = None
    stored_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """Bytes of a file that are no whole record.

    Attributes:
        file: Its name in the folder.
        offset, size_bytes: The bytes concerned.
        torn: They are the end of the file: a process was killed while writing, or is writing now. Otherwise there are
            whole records after them, and the bytes were changed after they were written.
    """

    file: str
    offset: int
    size_bytes: int
    problem: str
    torn: bool
