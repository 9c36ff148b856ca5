"""Walks the records of a WARC file by its gzip members, and tells damage from a torn end. It changes nothing.

warcio's own reader takes a torn member for a short one; here each member is read to its checksum. A file may be read
while its process writes: only what it held when it was opened is looked at.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from hfpapers.errors import RawError
from hfpapers.store.raw.exchange import Damage
from hfpapers.store.raw.warc import RecordHead, parse_record_head

_CHUNK_BYTES = 16 * 1024
_MAGIC = b"\x1f\x8b\x08"
_BEGINNING = b"WARC/1."
_HEAD_END = b"\r\n\r\n"
# Enough for a record's header: an address and an intent of 2,000 ids stay far below.
_HEAD_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Found:
    """A whole record: where it stands in the file, `end` being the offset of the next one."""

    offset: int
    end: int
    head: RecordHead


def scan_records(path: Path) -> Iterator[Found | Damage]:
    """Walk a file from its beginning; blocks are checked, not kept, so memory stays flat.

    After damage the walk goes on with the next record that can be recognised. A torn end is the last thing it gives.

    Raises:
        RawError: The file cannot be read.
    """
    try:
        with path.open("rb") as file:
            yield from _walk(_Window(file), path.name)
    except OSError as error:
        raise RawError(str(path), f"cannot be read ({error.strerror or error})") from error


def read_record(path: Path, offset: int) -> tuple[Found, bytes, bytes]:
    """Read the record at an offset, and its block: the HTTP head without its blank line, and what follows it.

    Raises:
        RawError: There is no whole record.
    """
    found, data = read_member(path, offset)
    return found, *_split(data, found.head)


def read_member(path: Path, offset: int) -> tuple[Found, bytes]:
    """Read the record at an offset whole: its header, its block, and the blank lines after it.

    Raises:
        RawError: There is no whole record.
    """
    try:
        with path.open("rb") as file:
            member = _read_member(_Window(file), offset, keep_bytes=None)
        head = _whole_head(member)
    except OSError as error:
        raise RawError(str(path), f"cannot be read ({error.strerror or error})") from error
    except _MemberError as error:
        raise RawError(f"{path}, offset {offset}", error.problem) from error
    return Found(offset, member.end, head), member.data


class _MemberError(Exception):
    """Bytes that are no whole record; never leaves this module. `end` is where they stop, None where none can tell."""

    def __init__(self, problem: str, end: int | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.end = end


@dataclass(frozen=True, slots=True)
class _Member:
    """A decompressed gzip member: `data` is its beginning or all of it, `size_bytes` the length of all of it."""

    end: int
    data: bytes
    size_bytes: int


class _Window:
    """What a file held when it was opened. Bytes within never change, since its process only appends."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.size_bytes = os.fstat(file.fileno()).st_size

    def read(self, offset: int, length: int) -> bytes:
        self._file.seek(offset)
        return self._file.read(max(0, min(length, self.size_bytes - offset)))


def _walk(window: _Window, name: str) -> Iterator[Found | Damage]:
    offset = 0
    while offset < window.size_bytes:
        try:
            member = _read_member(window, offset, keep_bytes=_HEAD_BYTES)
            yield Found(offset, member.end, _whole_head(member))
            offset = member.end
        except _MemberError as error:
            later = error.end if error.end is not None else _next_record(window, offset + 1)
            end = window.size_bytes if later is None else later
            yield Damage(file=name, offset=offset, size_bytes=end - offset, problem=error.problem, torn=later is None)
            offset = end


def _read_member(window: _Window, offset: int, *, keep_bytes: int | None) -> _Member:
    inflate = zlib.decompressobj(zlib.MAX_WBITS + 16)
    position, size, kept = offset, 0, 0
    parts: list[bytes] = []
    while not inflate.eof:
        chunk = window.read(position, _CHUNK_BYTES)
        if not chunk:
            raise _MemberError("the file ends in the middle of a record" if position > offset else "the file ends here")
        position += len(chunk)
        try:
            data = inflate.decompress(chunk)
        except zlib.error as error:
            raise _MemberError(f"cannot be decompressed ({error})") from error
        size += len(data)
        if keep_bytes is None or kept < keep_bytes:
            parts.append(data)
            kept += len(data)
    return _Member(position - len(inflate.unused_data), b"".join(parts), size)


def _whole_head(member: _Member) -> RecordHead:
    try:
        head = parse_record_head(member.data)
    except ValueError as error:
        raise _MemberError(str(error), member.end) from error
    if head.total_bytes != member.size_bytes:
        raise _MemberError("is not one whole record in one gzip member; see `warcio recompress`", member.end)
    return head


def _split(data: bytes, head: RecordHead) -> tuple[bytes, bytes]:
    begin, end = head.block_offset, head.block_offset + head.block_bytes
    blank = data.find(_HEAD_END, begin, end)
    return (data[begin:end], b"") if blank < 0 else (data[begin:blank], data[blank + len(_HEAD_END) : end])


def _next_record(window: _Window, start: int) -> int | None:
    """Return the offset of the next gzip member that begins as a record does."""
    position = start
    while data := window.read(position, _CHUNK_BYTES):
        found = data.find(_MAGIC)
        while found >= 0:
            if _begins_record(window, position + found):
                return position + found
            found = data.find(_MAGIC, found + 1)
        # Step back by what may be the beginning of the magic number.
        position += max(1, len(data) - len(_MAGIC) + 1)
    return None


def _begins_record(window: _Window, offset: int) -> bool:
    try:
        data = zlib.decompressobj(zlib.MAX_WBITS + 16).decompress(window.read(offset, _CHUNK_BYTES), len(_BEGINNING))
    except zlib.error:
        return False
    return data == _BEGINNING
