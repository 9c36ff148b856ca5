"""Rewrites WARC files of an archive: records, and the rows that refer to them. A kill at any point loses neither.

In: an open archive, which holds the lock, and what is to become of each exchange. Out: files of the next generation,
rows that know their new places, and the old files gone.

File by file: the new file is written aside, synced and renamed (`store/raw/rewrite.py`); the rows are moved in one
transaction; the old file is removed. A new file tells itself where its records were before, so whatever a kill left
is carried to its end by the next `Archive.open` (`settle_rewrites`), on this database or on another of the archive.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from hfpapers.config import Config
from hfpapers.errors import RawError
from hfpapers.model.fetched import RawRef
from hfpapers.store.database import Database
from hfpapers.store.fetch_rows import FetchPlace
from hfpapers.store.put_back import follow_copy
from hfpapers.store.raw.exchange import Damage
from hfpapers.store.raw.moves import resolve_move
from hfpapers.store.raw.names import list_files, list_names, newest_generations, split_generation
from hfpapers.store.raw.payloads import DIGEST_FIELD, Payloads
from hfpapers.store.raw.places import read_moves
from hfpapers.store.raw.rewrite import UNFINISHED, Change, Rewritten, iter_file, rewrite_file
from hfpapers.store.raw.scan import Found, read_record, scan_records
from hfpapers.store.raw.sidecar import sidecar_path
from hfpapers.store.raw.timeline import ANSWER_TYPES
from hfpapers.store.raw.warc import REWRITTEN_FIELD
from hfpapers.store.raw.warcfile import sync_folder


class OpenArchive(Protocol):
    """What is needed of an `Archive`: that it is open shows that its lock is held."""

    @property
    def config(self) -> Config:
        """Says where the files are."""

    @property
    def database(self) -> Database:
        """The database, open for writing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RewriteResult:
    """What was done.

    Attributes:
        files: The files that were rewritten.
        busy: Files that a living process is writing; nothing in them was looked at.
        damage: What could not be read, and was left as it is.
    """

    files: tuple[Rewritten, ...] = ()
    busy: tuple[str, ...] = ()
    damage: tuple[Damage, ...] = ()

    @property
    def changed(self) -> int:
        """How many records have another body now."""
        return sum(file.changed for file in self.files)

    @property
    def freed_bytes(self) -> int:
        """How much less the files take."""
        return sum(file.bytes_before - file.bytes_after for file in self.files)


def rewrite_records(
    archive: OpenArchive,
    change: Change,
    *,
    files: Collection[str] | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> RewriteResult:
    """Change bodies that are kept.

    A revisit record is asked about like any other, with the body of its original. Where an original is changed and
    a revisit record of it is not, that record gets the body as it was.

    Args:
        archive: Open for writing, nothing written to it yet by this process.
        change: Called with each exchange, at least once; None leaves it as it is. The same exchange must come to the
            same each time.
        files: Only the exchanges in these; None for all.
        on_progress: Told how many bytes of the files have been gone through, and of how many.

    Raises:
        RawError: A file cannot be read or written.
        StoreError: The database refused. What was done by then is whole, and the next `Archive.open` ends the rest.
    """
    directory = archive.config.warc_dir
    with archive.database.read() as queries:
        referred = queries.fetches.list_files()
    done: list[Rewritten] = []
    while True:
        busy = frozenset(name for name in list_files(directory) if sidecar_path(directory / name).exists())
        plan = _plan(directory, change, busy=busy, files=files, on_progress=on_progress)
        order, tangled = _in_order(plan)
        for file in order:
            done += _rewrite(archive, file, _only(plan.changed[file], change), plan.independent[file], referred)
        if tangled is None:
            return RewriteResult(files=tuple(done), busy=tuple(sorted(busy)), damage=tuple(plan.damage))
        # Two files that need each other's bodies: one gets what it needs, and the rest is planned anew.
        done += _rewrite(archive, tangled, _only(frozenset(), change), plan.independent[tangled], referred)
        files = None if files is None else {*files, *(file.new_file for file in done)}


def settle_rewrites(database: Database, directory: Path) -> tuple[str, ...]:
    """Carry to its end what a kill broke off, and see to copies that were put back; to be called under the lock.

    Returns:
        The files that had to be dealt with, but for those that were put back.

    Raises:
        RawError: A file cannot be read or removed.
        StoreError: The database refused.
    """
    _remove_unfinished(directory)
    names = list_names(directory)
    with database.read() as queries:
        referred = queries.fetches.list_files()
    generations: dict[str, set[str]] = defaultdict(set)
    for name in (*names, *referred):
        generations[split_generation(name)[0]].add(name)
    settled = []
    for first, name in newest_generations(names).items():
        if generations[first] != {name}:
            if split_generation(name)[1] and settle_file(database, directory, name):
                settled.append(name)
            follow_copy(database, directory, name, generations[first] & referred)
    return tuple(settled)


def settle_file(database: Database, directory: Path, file: str) -> bool:
    """Move the rows that name former generations of a file, then remove those.

    A row of what cannot be read moves with it, so that it is told where that is now.

    Returns:
        Whether there was anything to do.

    Raises:
        RawError: A file cannot be read or removed.
        StoreError: The database refused.
    """
    moves, begin = read_moves(directory / file)
    former = {move.from_file for move in moves}
    with database.write() as writer:
        taken = {place.ref.offset for place in writer.fetches.list_of_files([file])}
        going: dict[int, FetchPlace] = {}
        for place in writer.fetches.list_of_files(former):
            offset = resolve_move(moves, file=place.ref.file, offset=place.ref.offset, begin=begin)
            if offset is not None and offset not in taken:
                going.setdefault(offset, place)
        answers = _answers(directory / file) if going else {}
        writer.fetches.move(
            [_moved(place, RawRef(file=file, offset=offset), answers.get(offset)) for offset, place in going.items()]
        )
    return _remove(directory, former) or bool(going)


class _Plan:
    """Offsets of records by file: those that change, those that must hold their body themselves."""

    def __init__(self) -> None:
        self.changed: dict[str, set[int]] = defaultdict(set)
        self.independent: dict[str, set[int]] = defaultdict(set)
        self.holders: dict[str, set[str]] = defaultdict(set)  # digest of a changed original: the files that hold it
        self.needed_by: dict[str, set[str]] = defaultdict(set)  # file: those to be rewritten before it
        self.damage: list[Damage] = []


def _plan(
    directory: Path,
    change: Change,
    *,
    busy: Collection[str],
    files: Collection[str] | None,
    on_progress: Callable[[int, int], None] | None,
) -> _Plan:
    plan = _Plan()
    there = list_files(directory)
    chosen = [name for name in there if name not in busy and (files is None or name in files)]
    _plan_changes(directory, chosen, change, plan, on_progress)
    _plan_dependents(directory, there, plan)
    blocked = sorted(busy & plan.independent.keys())
    if blocked:
        where = str(directory / blocked[0])
        raise RawError(where, "is being written by another process; try again when that is done")
    return plan


def _plan_changes(
    directory: Path,
    files: Iterable[str],
    change: Change,
    plan: _Plan,
    on_progress: Callable[[int, int], None] | None,
) -> None:
    sizes = {file: _size_of(directory / file) for file in files}
    payloads, total, before = Payloads(directory), sum(sizes.values()), 0
    for file, size in sizes.items():
        for stored in iter_file(directory, file, payloads=payloads, on_damage=plan.damage.append):
            if on_progress is not None:
                on_progress(before + stored.ref.offset, total)
            if change(stored) is not None:
                plan.changed[file].add(stored.ref.offset)
                if stored.record_type == "response":
                    plan.holders[f"sha256:{stored.sha256}"].add(file)
        before += size


def _plan_dependents(directory: Path, files: Iterable[str], plan: _Plan) -> None:
    """Find the revisit records of originals that change, wherever they are."""
    if not plan.holders:
        return
    for file in files:
        for found in scan_records(directory / file):
            if isinstance(found, Found) and found.head.record_type == "revisit":
                holders = plan.holders.get(found.head.fields.get(DIGEST_FIELD, ""))
                if holders is not None:
                    plan.independent[file].add(found.offset)
                    for holder in holders - {file}:
                        plan.needed_by[holder].add(file)


def _in_order(plan: _Plan) -> tuple[list[str], str | None]:
    """Put files with revisit records before those with the originals that they need.

    Returns:
        The order, and a file of those that need each other, which cannot be put into one.
    """
    left = {file for file, offsets in (*plan.changed.items(), *plan.independent.items()) if offsets}
    order: list[str] = []
    while left:
        ready = sorted(file for file in left if not plan.needed_by[file] & left)
        if not ready:  # of these, one that holds nothing for itself is only waiting for the others
            return order, min(file for file in left if plan.independent[file])
        order += ready
        left -= set(ready)
    return order, None


def _only(offsets: Collection[int], change: Change) -> Change:
    return lambda stored: change(stored) if stored.ref.offset in offsets else None


def _rewrite(
    archive: OpenArchive, file: str, change: Change, independent: Collection[int], referred: Collection[str]
) -> list[Rewritten]:
    directory = archive.config.warc_dir
    rewritten = rewrite_file(directory, file, change, independent=independent, referred=referred)
    if rewritten is None:
        return []
    settle_file(archive.database, directory, rewritten.new_file)
    return [rewritten]


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a record of an answer says of its body; the digest and the size are None where they are what they were."""

    is_revisit: bool
    sha256: str | None
    size_bytes: int | None


def _answers(path: Path) -> dict[int, _Answer]:
    answers = {}
    for found in scan_records(path):
        if isinstance(found, Found) and found.head.record_type in ANSWER_TYPES:
            sha256 = size_bytes = None
            if REWRITTEN_FIELD.lower() in found.head.fields:
                _, _, body = read_record(path, found.offset)
                sha256, size_bytes = hashlib.sha256(body).hexdigest(), len(body)
            answers[found.offset] = _Answer(found.head.record_type == "revisit", sha256, size_bytes)
    return answers


def _moved(place: FetchPlace, ref: RawRef, answer: _Answer | None) -> FetchPlace:
    if answer is None:
        return replace(place, ref=ref)
    return replace(
        place,
        ref=ref,
        is_revisit=answer.is_revisit,
        sha256=place.sha256 if answer.sha256 is None else answer.sha256,
        size_bytes=place.size_bytes if answer.size_bytes is None else answer.size_bytes,
    )


def _remove(directory: Path, former: Collection[str]) -> bool:
    """Remove former generations; tell whether one was there."""
    try:
        there = [path for path in (directory / name for name in former) if path.exists()]
        for path in there:
            path.unlink(missing_ok=True)
        if there:
            sync_folder(directory)
        return bool(there)
    except OSError as error:
        raise RawError(str(directory), f"a file that was rewritten cannot be removed ({error.strerror})") from error


def _remove_unfinished(directory: Path) -> None:
    try:
        for path in directory.glob(f"*{UNFINISHED}"):
            path.unlink(missing_ok=True)
    except OSError as error:
        raise RawError(str(directory), f"what a kill left cannot be removed ({error.strerror})") from error


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise RawError(str(path), f"cannot be read ({error.strerror})") from error
