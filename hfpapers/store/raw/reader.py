"""Exchanges out of WARC files: one by its place, or all of a folder in order of time. Nothing is decoded or parsed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hfpapers.errors import RawError
from hfpapers.model.fetched import RawRef
from hfpapers.store.raw.exchange import Damage, Exchange, Headers, StoredExchange
from hfpapers.store.raw.http_message import parse_head
from hfpapers.store.raw.intent_field import intent_from_text
from hfpapers.store.raw.names import checked_path
from hfpapers.store.raw.payloads import DIGEST_FIELD, Payloads, digest_matches
from hfpapers.store.raw.places import current_ref
from hfpapers.store.raw.scan import Found, read_record
from hfpapers.store.raw.timeline import ANSWER_TYPES, iter_places, record_date
from hfpapers.store.raw.tombstone import tombstone_from_text
from hfpapers.store.raw.warc import INTENT_FIELD, REWRITTEN_FIELD


def read_exchange(directory: Path, ref: RawRef) -> StoredExchange:
    """Read the exchange whose `response` or `revisit` record is at `ref`.

    Raises:
        RawError: There is none, it is damaged, or its body is not held.
    """
    return read_with(directory, ref, Payloads(directory))


def iter_exchanges(
    directory: Path,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    on_damage: Callable[[Damage], None] | None = None,
    skip_damaged: bool = False,
    on_passed: Callable[[int], None] | None = None,
) -> Iterator[StoredExchange]:
    """Read all exchanges of a folder in order of WARC-Date; equal dates by file and offset.

    One body is in memory at a time, and one file open; besides, the dates and places, 24 bytes each, of the records of
    processes that ran at the same time. Files that are being written are read as far as they are whole.

    Args:
        directory: The WARC folder; there need be none.
        since: The earliest date, aware; None for the first.
        until: The date before which to end, aware; None for the last.
        on_damage: Told of each torn end, which is never an error, and of what `skip_damaged` steps over.
        skip_damaged: Step over damaged records, and over those whose body is not held.
        on_passed: Told how many bytes of the files each record takes when its turn has come, also of those before
            `since`; the sum is the share done of `timeline.total_bytes`.

    Raises:
        RawError: A record is damaged, with whole ones after it, or the body of a revisit record is not held.
    """
    told, passed = on_damage or _ignore, on_passed or _ignore
    payloads = Payloads(directory)
    for place in iter_places(directory, until=until, on_damage=told, skip_damaged=skip_damaged):
        passed(place.size_bytes)
        if since is not None and place.moment < since:
            continue
        try:
            stored = read_with(directory, place.ref, payloads)
        except RawError as error:
            if not skip_damaged:
                raise
            told(Damage(file=place.file, offset=place.offset, size_bytes=0, problem=error.problem, torn=False))
        else:
            yield stored


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    headers: Headers
    body: bytes
    end: int


def read_with(directory: Path, ref: RawRef, payloads: Payloads) -> StoredExchange:
    """Read as `read_exchange` does; for many, since `payloads` remembers what it had to search for.

    Raises:
        RawError: From `read_exchange`.
    """
    ref = current_ref(directory, ref)
    path = checked_path(directory, ref.file)
    where = f"{path}, offset {ref.offset}"
    found, head, body = read_record(path, ref.offset)
    if found.head.record_type not in ANSWER_TYPES:
        raise RawError(where, f"holds a {found.head.record_type} record, not a response")
    body_ref = ref
    if found.head.record_type == "revisit":
        body_ref, body = payloads.resolve(found.head, where=where)
    elif not digest_matches(found.head.fields.get(DIGEST_FIELD, ""), body):
        raise RawError(where, "its payload digest is missing or not that of its body")
    request = _read_request(path, found)
    try:
        exchange = _exchange(found, head, body, request)
        stone = found.head.fields.get(REWRITTEN_FIELD.lower())
        tombstone = None if stone is None else tombstone_from_text(stone)
    except ValueError as error:
        raise RawError(where, f"cannot be understood ({error})") from error
    return StoredExchange(
        exchange=exchange,
        ref=ref,
        record_type=found.head.record_type,
        body_ref=body_ref,
        sha256=hashlib.sha256(body).hexdigest(),
        request_kept=request is not None,
        tombstone=tombstone,
        stored_bytes=(found.end if request is None else request.end) - ref.offset,
    )


def _exchange(found: Found, head: bytes, body: bytes, request: _Request | None) -> Exchange:
    fields = found.head.fields
    status_line, response_headers = parse_head(head)
    version, _, rest = status_line.partition(" ")
    status, _, reason = rest.partition(" ")
    intent = fields.get(INTENT_FIELD.lower())
    asked = request or _Request("GET", (), b"", 0)
    return Exchange(
        method=asked.method,
        url=fields.get("warc-target-uri", ""),
        request_headers=asked.headers,
        request_body=asked.body,
        status=int(status),
        reason=reason,
        http_version=version,
        response_headers=response_headers,
        body=body,
        truncated="warc-truncated" in fields,
        requested_at=record_date(found.head),
        ip_address=fields.get("warc-ip-address"),
        intent=None if intent is None else intent_from_text(intent),
    )


def _read_request(path: Path, answer: Found) -> _Request | None:
    """Read the record after an answer; None where it is not the request, or is torn."""
    try:
        found, head, body = read_record(path, answer.end)
    except RawError:
        # Torn or missing after a kill; damage in the middle is the scan's to tell.
        return None
    concurrent = found.head.fields.get("warc-concurrent-to")
    if found.head.record_type != "request" or concurrent != answer.head.fields.get("warc-record-id"):
        return None
    line, headers = parse_head(head)
    return _Request(line.partition(" ")[0], headers, body, found.end)


def _ignore(_what: object) -> None:
    """Stand for a caller who does not want to be told."""
