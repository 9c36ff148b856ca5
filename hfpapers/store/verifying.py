"""Whether the WARC files are what was written, and whether they and the rows of `fetch` say the same. Reads only.

In: the WARC folder and, where there is one, the database. Out: each fault with its place, as it is found, and the sums.
It may run beside a crawl: of a file that is being written, what came after it was opened is not judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from hfpapers.errors import RawError
from hfpapers.model.fetched import RawRef
from hfpapers.store.database import Database
from hfpapers.store.fetch_rows import FetchPlace
from hfpapers.store.raw.exchange import Damage
from hfpapers.store.raw.moves import resolve_move
from hfpapers.store.raw.names import list_files, list_names, newest_generations, split_generation
from hfpapers.store.raw.payloads import DIGEST_FIELD, Payloads, digest_matches
from hfpapers.store.raw.places import read_moves
from hfpapers.store.raw.reader import read_with
from hfpapers.store.raw.scan import Found, read_member, scan_records
from hfpapers.store.raw.sidecar import sidecar_path
from hfpapers.store.raw.timeline import ANSWER_TYPES

_BLOCK_DIGEST_FIELD = "warc-block-digest"
_HEAD_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFault:
    """Something wrong with what is kept; `offset` is None where it concerns the whole file."""

    file: str
    offset: int | None
    problem: str


@dataclass(slots=True, kw_only=True)
class VerifySums:
    """What was gone through so far.

    Attributes:
        records: All of them; `answers` are those that hold or refer to a body.
        done_bytes, total_bytes: Of the files, as they are on the disk.
        rows: Rows that were compared; None where there is no database.
        pruned: Answers whose body was dropped or changed on purpose.
    """

    files: int = 0
    records: int = 0
    answers: int = 0
    pruned: int = 0
    done_bytes: int = 0
    total_bytes: int = 0
    rows: int | None = None
    faults: int = 0


def verify(
    directory: Path,
    database: Database | None,
    *,
    on_fault: Callable[[RawFault], None],
    on_progress: Callable[[VerifySums], None] | None = None,
) -> VerifySums:
    """Go through every record of every file, and every row.

    Args:
        directory: The WARC folder.
        database: None where there is none: then the files alone are looked at.
        on_fault: Called with each fault.
        on_progress: Called after each record.

    Raises:
        RawError: The folder cannot be read.
        StoreError: The database cannot be read.
    """
    return _Verifying(directory, database, on_fault, on_progress).go()


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a sound record of an answer holds, to be compared with its row."""

    sha256: str
    size_bytes: int
    is_revisit: bool
    requested_at: datetime


class _Verifying:
    def __init__(
        self,
        directory: Path,
        database: Database | None,
        on_fault: Callable[[RawFault], None],
        on_progress: Callable[[VerifySums], None] | None,
    ) -> None:
        self._directory = directory
        self._database = database
        self._on_fault = on_fault
        self._on_progress = on_progress
        self._payloads = Payloads(directory)
        self._sums = VerifySums(rows=None if database is None else 0)

    def go(self) -> VerifySums:
        files = list_files(self._directory)
        self._sums.total_bytes = sum(_size_of(self._directory / file) for file in files)
        for file in files:
            try:
                self._verify_file(file)
            except RawError as error:
                following = self._rewritten(file)
                if following is None:
                    self._tell(file, None, error.problem)
                else:  # by another process, while we looked
                    self._verify_file(following)
        if self._database is not None:
            self._find_rows_of_gone_files(self._database)
        return self._sums

    def _verify_file(self, file: str) -> None:
        path = self._directory / file
        before = self._sums.done_bytes
        size_bytes = path.stat().st_size if path.exists() else 0
        is_open = sidecar_path(path).exists()
        answers: dict[int, _Answer | None] = {}
        for found in scan_records(path):
            if isinstance(found, Damage):
                if not (found.torn and is_open):
                    self._tell(file, found.offset, found.problem)
                continue
            self._sums.records += 1
            problem = self._verify_record(path, found, answers)
            if problem is not None:
                self._tell(file, found.offset, problem)
            self._sums.done_bytes = before + found.end
            if self._on_progress is not None:
                self._on_progress(self._sums)
        self._sums.done_bytes = before + size_bytes
        self._sums.files += 1
        self._sums.answers += len(answers)
        if self._database is not None:
            self._verify_rows(self._database, path, answers, seen_bytes=size_bytes if is_open else None)

    def _verify_record(self, path: Path, found: Found, answers: dict[int, _Answer | None]) -> str | None:
        """Check a record by its digests and, where it is an answer, read it as a replay would; return what is wrong."""
        is_answer = found.head.record_type in ANSWER_TYPES
        if is_answer:
            answers[found.offset] = None
        try:
            _, data = read_member(path, found.offset)
            problem = _wrong_digest(data, found)
            if problem is not None or not is_answer:
                return problem
            stored = read_with(self._directory, RawRef(file=path.name, offset=found.offset), self._payloads)
        except RawError as error:
            return error.problem
        self._sums.pruned += stored.tombstone is not None
        answers[found.offset] = _Answer(
            stored.sha256,
            len(stored.exchange.body),
            stored.record_type == "revisit",
            stored.exchange.requested_at,
        )
        return None

    def _verify_rows(
        self, database: Database, path: Path, answers: dict[int, _Answer | None], *, seen_bytes: int | None
    ) -> None:
        """Compare the rows of a file; `seen_bytes` of one that is being written were looked at."""
        known = set()
        for place in self._places(database, path):
            offset = place.ref.offset
            if seen_bytes is not None and offset >= seen_bytes:
                continue
            known.add(offset)
            if self._sums.rows is not None:
                self._sums.rows += 1
            if offset not in answers:
                self._tell(path.name, offset, f"there is no answer here, though a row says so (fetch {place.fetch_id})")
                continue
            problem = _wrong_row(place, answers[offset])
            if problem is not None:
                self._tell(path.name, offset, problem)
        latest = max(known, default=-1)
        for offset in answers.keys() - known:
            # The row of what is being written comes after its record.
            if seen_bytes is None or offset < latest:
                self._tell(path.name, offset, "no row of the database tells of this answer; run: hfpapers replay")

    def _places(self, database: Database, path: Path) -> Iterable[FetchPlace]:
        """List the rows of a file, also those that know it from before it was rewritten, by where they are now."""
        moves, begin = read_moves(path)
        with database.read() as queries:
            places = list(queries.fetches.list_of_files({path.name, *(move.from_file for move in moves)}))
        for place in places:
            offset: int | None = place.ref.offset
            if place.ref.file != path.name:
                offset = resolve_move(moves, file=place.ref.file, offset=place.ref.offset, begin=begin)
            if offset is not None:
                yield replace(place, ref=RawRef(file=path.name, offset=offset))

    def _find_rows_of_gone_files(self, database: Database) -> None:
        with database.read() as queries:
            referred = sorted(queries.fetches.list_files())
            names = list_names(self._directory)  # after the rows, in case another process rewrites a file meanwhile
            newest = newest_generations(names)
            for file in sorted(set(referred) - set(names)):
                following = newest.get(split_generation(file)[0])
                if following is not None and self._is_former(file, following):
                    continue
                count = sum(1 for _ in queries.fetches.list_of_files([file]))
                mend = "bring it back from a copy"
                if following is not None:
                    mend = f"{following} is another copy of it; run: hfpapers replay; if this is told again, {mend}"
                self._tell(file, None, f"the file is gone; {count:,} row(s) refer to it; {mend}")

    def _is_former(self, file: str, following: str) -> bool:
        try:
            moves, _ = read_moves(self._directory / following)
        except RawError:  # told when the file was gone through
            return True
        return file in {move.from_file for move in moves}

    def _rewritten(self, file: str) -> str | None:
        newest = newest_generations(list_names(self._directory)).get(split_generation(file)[0])
        return newest if newest != file else None

    def _tell(self, file: str, offset: int | None, problem: str) -> None:
        self._sums.faults += 1
        self._on_fault(RawFault(file=file, offset=offset, problem=problem))


def _wrong_digest(data: bytes, found: Found) -> str | None:
    head = found.head
    block = data[head.block_offset : head.block_offset + head.block_bytes]
    told = head.fields.get(_BLOCK_DIGEST_FIELD)
    if told is not None and not digest_matches(told, block):
        return "its block digest is not that of its block"
    payload_digest = head.fields.get(DIGEST_FIELD)
    if head.record_type == "request" and payload_digest is not None:
        payload = block.partition(_HEAD_END)[2]
        if not digest_matches(payload_digest, payload):
            return "its payload digest is not that of its body"
    return None


def _wrong_row(place: FetchPlace, answer: _Answer | None) -> str | None:
    """Tell how a row and its record differ; None also where the record is faulty, which was told."""
    if answer is None:
        return None
    pairs = (
        ("sha256", place.sha256, answer.sha256),
        ("length", place.size_bytes, answer.size_bytes),
        ("kind", place.is_revisit, answer.is_revisit),
        ("time", place.requested_at, answer.requested_at),
    )
    wrong = [name for name, in_row, in_record in pairs if in_row != in_record]
    return f"the row (fetch {place.fetch_id}) has another {' and '.join(wrong)} than the record" if wrong else None


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        # Gone since it was listed: rewritten, or to be told in its turn.
        return 0
