"""Takes bodies out of a WARC file: the file, and what is to become of each exchange in; the next generation of it out.

What is not changed is copied byte by byte. A changed record keeps its id, date, address, intent, status and headers,
and says in a header field what was done to it (`tombstone`); its request record stays. The new file is whole and on the
disk before it gets its name; the old one stays beside it, to be removed once nothing refers to it any more
(`store/rewriting.py`). One changed body is in memory at a time.

A body must not leave a file while revisit records still need it: that is for the caller to see to, who makes those
independent of it first.
"""

from __future__ import annotations

import contextlib
import errno
import gzip
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO

from hfpapers.errors import RawError
from hfpapers.model.fetched import RawRef
from hfpapers.store.raw.exchange import Damage, Headers, StoredExchange
from hfpapers.store.raw.http_message import response_head
from hfpapers.store.raw.moves import MOVES_KEY, Move, moves_from_block, moves_to_line
from hfpapers.store.raw.names import checked_path, list_names, next_generation
from hfpapers.store.raw.payloads import Payloads
from hfpapers.store.raw.reader import read_with
from hfpapers.store.raw.scan import read_member, scan_records
from hfpapers.store.raw.sidecar import sidecar_path
from hfpapers.store.raw.timeline import ANSWER_TYPES, record_date
from hfpapers.store.raw.tombstone import Deed, Tombstone, tombstone_to_text
from hfpapers.store.raw.warc import REWRITTEN_FIELD, compose_warcinfo, parse_record_head, recompose
from hfpapers.store.raw.warcfile import sync_folder

#: Of a file that is being made; readers do not see it, and the next start removes what a kill left.
UNFINISHED = ".rewriting"

_OF_A_REVISIT = frozenset(
    {
        "warc-profile",
        "warc-refers-to",
        "warc-refers-to-target-uri",
        "warc-refers-to-date",
        "warc-refers-to-filename",
        "warc-refers-to-file-offset",
    }
)
# What would be untrue of another body; kept under another name, since it is what was served.
_OF_THE_SERVED_BODY = frozenset({"content-encoding", "content-length", "content-md5", "content-digest", "repr-digest"})
_CHUNK_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """What is to stand in place of a body.

    Attributes:
        body: Without content encoding; empty where nothing is to be left.
        deed, at, detail: For the tombstone. `detail` must not say what was taken out.
        keeps_digest: The tombstone tells the digest of the body as served. Not where that body must stay unknown.
        is_missed: Rows came from what is taken out that cannot be rebuilt from anything else that is kept.
    """

    body: bytes = b""
    deed: Deed
    at: datetime
    detail: str
    keeps_digest: bool = False
    is_missed: bool = False


Change = Callable[[StoredExchange], Replacement | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """A file and its next generation, both in the folder.

    Attributes:
        changed: How many records have another body now.
        bytes_before, bytes_after: Sizes of the two files.
        damage: What could not be read; it was copied as it is.
    """

    file: str
    new_file: str
    changed: int
    bytes_before: int
    bytes_after: int
    damage: tuple[Damage, ...] = ()


def rewrite_file(
    directory: Path,
    file: str,
    change: Change,
    *,
    independent: Collection[int] = frozenset(),
    referred: Collection[str] = frozenset(),
) -> Rewritten | None:
    """Make the next generation of a file.

    Args:
        directory: The WARC folder. The caller holds the archive's lock.
        file: Its name; no process may be writing it.
        change: Called with each exchange; returns None to leave it as it is. Must give the same for the same exchange.
        independent: Offsets of revisit records that are to hold their body themselves from now on.
        referred: Names that rows know, of which the new one must be none: they may tell of a file that is gone.

    Returns:
        None where there was nothing to do.

    Raises:
        RawError: The file is being written, cannot be read, or the new one cannot be written; all is as it was.
    """
    path = checked_path(directory, file)
    if sidecar_path(path).exists():
        raise RawError(str(path), "is being written by another process; try again when that is done")
    new_path = directory / next_generation(file, taken=(*list_names(directory), *referred))
    try:
        with tempfile.TemporaryFile(dir=directory) as spool:
            plan = _plan(directory, file, change, independent, spool)
            if not plan.edits:
                return None
            _write(path, new_path, plan, spool)
        after = new_path.stat().st_size
    except OSError as error:
        raise RawError(str(path), f"cannot be rewritten ({error.strerror or error}); it is as it was") from error
    return Rewritten(
        file=file,
        new_file=new_path.name,
        changed=plan.changed,
        bytes_before=plan.size_bytes,
        bytes_after=after,
        damage=tuple(plan.damage),
    )


def iter_file(
    directory: Path, file: str, *, payloads: Payloads, on_damage: Callable[[Damage], None]
) -> Iterator[StoredExchange]:
    """Read the exchanges of one file in the order in which they stand.

    Raises:
        RawError: The file cannot be read.
    """
    for found in scan_records(checked_path(directory, file)):
        if isinstance(found, Damage):
            on_damage(found)
        elif found.head.record_type in ANSWER_TYPES:
            ref = RawRef(file=file, offset=found.offset)
            try:
                yield read_with(directory, ref, payloads)
            except RawError as error:
                size = found.end - found.offset
                on_damage(Damage(file=file, offset=ref.offset, size_bytes=size, problem=error.problem, torn=False))


@dataclass(frozen=True, slots=True)
class _Edit:
    """The member from `begin` to `end` of the old file becomes the next `size_bytes` of the spool."""

    begin: int
    end: int
    size_bytes: int


class _Plan:
    def __init__(self, size_bytes: int) -> None:
        self.size_bytes = size_bytes
        self.edits: list[_Edit] = []
        self.changed = 0
        self.damage: list[Damage] = []


def _plan(directory: Path, file: str, change: Change, independent: Collection[int], spool: IO[bytes]) -> _Plan:
    """Decide on every exchange, and put the changed records into the spool in order."""
    path = checked_path(directory, file)
    plan = _Plan(path.stat().st_size)
    for stored in iter_file(directory, file, payloads=Payloads(directory), on_damage=plan.damage.append):
        replacement = change(stored)
        is_revisit = stored.record_type == "revisit"
        if replacement is None and not (is_revisit and stored.ref.offset in independent):
            continue
        found, data = read_member(path, stored.ref.offset)
        member = _recomposed(stored, data, replacement)
        spool.write(member)
        plan.edits.append(_Edit(found.offset, found.end, len(member)))
        plan.changed += replacement is not None
    return plan


def _recomposed(stored: StoredExchange, data: bytes, replacement: Replacement | None) -> bytes:
    """Make the record anew as a `response` that holds its body."""
    exchange = stored.exchange
    fields = {"WARC-Type": "response"}
    if replacement is not None:
        fields[REWRITTEN_FIELD] = tombstone_to_text(_tombstone(stored, replacement))
        headers = true_headers(exchange.response_headers, len(replacement.body))
        # As if whole: the length that was promised on the wire is kept under another name.
        exchange = replace(exchange, body=replacement.body, response_headers=headers, truncated=False)
    head = response_head(exchange)
    return recompose(data, without=_OF_A_REVISIT, fields=fields, head=head, body=exchange.body)


def _tombstone(stored: StoredExchange, replacement: Replacement) -> Tombstone:
    before = stored.tombstone
    body = stored.exchange.body
    digest = hashlib.sha256(body).hexdigest() if before is None else before.sha256
    return Tombstone(
        deed=replacement.deed,
        at=replacement.at,
        detail=replacement.detail,
        served_bytes=len(body) if before is None else before.served_bytes,
        sha256=digest if replacement.keeps_digest else None,
        is_emptied=not replacement.body and (bool(body) or (before is not None and before.is_emptied)),
        is_missed=replacement.is_missed,
    )


def true_headers(headers: Headers, size_bytes: int) -> Headers:
    """Say what is true of a body without content encoding, and keep what was served under another name."""
    kept = {name.lower() for name, _ in headers}
    result: list[tuple[str, str]] = []
    for name, value in headers:
        if name.lower() not in _OF_THE_SERVED_BODY:
            result.append((name, value))
        elif f"x-orig-{name.lower()}" not in kept:
            result.append((f"X-Orig-{name}", value))
    return (*result, ("Content-Length", str(size_bytes)))


def _write(path: Path, new_path: Path, plan: _Plan, spool: IO[bytes]) -> None:
    unfinished = new_path.with_name(new_path.name + UNFINISHED)
    try:
        with path.open("rb") as source, unfinished.open("wb") as target:
            begin = _write_first(path, new_path.name, plan, target)
            source.seek(begin)
            spool.seek(0)
            for edit in plan.edits:
                _copy(source, target, edit.begin - source.tell())
                _copy(spool, target, edit.size_bytes)
                source.seek(edit.end)
            shutil.copyfileobj(source, target)
            target.flush()
            os.fsync(target.fileno())
        os.replace(unfinished, new_path)  # noqa: PTH105 - the call that a kill comes before or after
        sync_folder(new_path.parent)
    except BaseException:
        with contextlib.suppress(OSError):  # what cannot be removed now is removed at the next start
            unfinished.unlink(missing_ok=True)
        raise


def _write_first(path: Path, new_name: str, plan: _Plan, target: IO[bytes]) -> int:
    """Write the `warcinfo` record, which tells where the others went; return where they begin in the old file."""
    found, data = read_member(path, 0)
    begin = found.end
    if found.head.record_type != "warcinfo":
        begin = 0
        _, member = compose_warcinfo(new_name, software="hfpapers", date=record_date(found.head))
        data = gzip.decompress(member)
    head = parse_record_head(data)
    block = data[head.block_offset : head.block_offset + head.block_bytes]
    try:
        moves = (*moves_from_block(block), Move(path.name, begin, _shifts(plan, begin)))
    except ValueError as error:
        raise RawError(str(path), f"its first record cannot be understood ({error})") from error
    lines = [line for line in block.split(b"\r\n") if line and not line.startswith(MOVES_KEY.encode())]
    told = b"".join(line + b"\r\n" for line in lines) + moves_to_line(moves).encode()
    target.write(recompose(data, without=frozenset(), fields={"WARC-Filename": new_name}, head=b"", body=told))
    return begin


def _shifts(plan: _Plan, begin: int) -> tuple[tuple[int, int], ...]:
    shifts = [(0, 0)]
    moved_by = 0
    for edit in plan.edits:
        grown = edit.size_bytes - (edit.end - edit.begin)
        if grown:
            moved_by += grown
            shifts.append((edit.end - begin, edit.end - begin + moved_by))
    return tuple(shifts)


def _copy(source: IO[bytes], target: IO[bytes], size_bytes: int) -> None:
    left = size_bytes
    while left:
        chunk = source.read(min(left, _CHUNK_BYTES))
        if not chunk:
            raise OSError(errno.EIO, "the file became shorter while it was read")
        target.write(chunk)
        left -= len(chunk)
