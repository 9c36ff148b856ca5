"""Which old bodies can be dropped to free the disk: an archive and a moment in, a verdict on each record out.

A body may go where the rows could be rebuilt without it: robots.txt and redirects (no parser reads them), refusals (a
status tells all), and answers of arXiv of which newer ones that stay say as much of every paper. A day's list never:
its votes were observed at its own moment. An original whose bytes a record that stays refers to is not dropped either.
`force` drops all but the last.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum

from hfpapers import ingest
from hfpapers.model.changes import ArxivChange, ArxivPaperChange
from hfpapers.model.fetched import Endpoint, RawRef
from hfpapers.model.kinds import PaperState
from hfpapers.normalize.arxiv import normalize_arxiv
from hfpapers.reread.exchanges import needs_body, read_kept
from hfpapers.store.archive import Archive
from hfpapers.store.archive_reader import ArchiveReader
from hfpapers.store.raw import Damage, Deed, Replacement, StoredExchange
from hfpapers.store.raw.names import list_groups
from hfpapers.store.raw.payloads import DIGEST_FIELD, Payloads
from hfpapers.store.raw.reader import read_with
from hfpapers.store.raw.rewrite import iter_file
from hfpapers.store.raw.scan import Found, scan_records
from hfpapers.store.raw.timeline import ANSWER_TYPES, record_date
from hfpapers.store.raw.warc import INTENT_FIELD

#: A tombstone takes about as much; shorter bodies stay where they are.
LEAST_BYTES = 512

_Key = tuple[str, datetime]


class Verdict(StrEnum):
    """What is to become of an old body."""

    DROP = "drop"
    NEEDED = "needed"  # the rows could not be rebuilt without it
    REFERRED = "referred"  # a record that stays refers to its bytes


@dataclass(slots=True)
class PruneSums:
    """How many bodies, and how many bytes of them as served."""

    bodies: int = 0
    served_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruning:
    """What can be dropped; made by `plan_pruning`.

    Attributes:
        before: Bodies that were served before this moment are old.
        force: That rows could not be rebuilt is no reason to keep a body.
        sums: What becomes of the old bodies.
        files: The files that hold what is to be dropped.
    """

    before: datetime
    force: bool
    sums: dict[Verdict, PruneSums]
    files: frozenset[str]
    _referred: frozenset[str]
    _superseded: frozenset[_Key]
    _dropped: frozenset[str] = frozenset()

    def change(self, *, now: datetime, detail: str) -> Callable[[StoredExchange], Replacement | None]:
        """Return what `rewrite_records` asks about each record; `detail` goes into the tombstones."""

        def change(stored: StoredExchange) -> Replacement | None:
            if self.verdict(stored) is not Verdict.DROP:
                return None
            is_missed = not _is_free(stored, self._superseded)
            return Replacement(deed=Deed.PRUNED, at=now, detail=detail, keeps_digest=True, is_missed=is_missed)

        return change

    def verdict(self, stored: StoredExchange) -> Verdict | None:
        """Judge a record; None where there is nothing to drop."""
        is_old = stored.exchange.requested_at < self.before
        if not is_old or len(stored.exchange.body) < LEAST_BYTES or stored.tombstone is not None:
            return None
        if stored.record_type == "revisit":  # it takes no room, but must not outlive what it refers to
            return Verdict.DROP if stored.sha256 in self._dropped else None
        if stored.sha256 in self._referred:
            return Verdict.REFERRED
        is_dropped = self.force or _is_free(stored, self._superseded)
        return Verdict.DROP if is_dropped else Verdict.NEEDED


def plan_pruning(archive: Archive | ArchiveReader, *, before: datetime, force: bool = False) -> Pruning:
    """Decide about every body that was served before a moment. Reads all of the old ones; changes nothing.

    Raises:
        RawError: A file cannot be read.
        StoreError: The database cannot be read.
    """
    newer = _Newer()
    referred = set(_referred_by_recent(archive, before, newer))
    superseded = set()
    for stored in _old(archive, before):
        if _is_arxiv_answer(stored) and _is_superseded(archive, stored, newer):
            superseded.add(_key(stored))
        if stored.record_type == "revisit" and not force and not _is_free(stored, superseded):
            referred.add(stored.sha256)
    sums = {verdict: PruneSums() for verdict in Verdict}
    pruning = Pruning(
        before=before,
        force=force,
        sums=sums,
        files=frozenset(),
        _referred=frozenset(referred),
        _superseded=frozenset(superseded),
    )
    files, dropped = _count(archive, pruning)
    return replace(pruning, files=files, _dropped=dropped)


class _Newer:
    """What the answers of arXiv that stay say of each paper."""

    def __init__(self) -> None:
        self._said: dict[str, frozenset[str]] = {}
        self._asked: set[str] = set()

    def add(self, change: ArxivChange) -> None:
        self._asked.update(arxiv_id for arxiv_id, state in change.states if state is not PaperState.FAILED)
        for paper in change.papers:
            said = self._said.get(paper.arxiv_id, frozenset()) | _said_of(paper)
            self._said[paper.arxiv_id] = said

    def stands_in_for(self, change: ArxivChange) -> bool:
        """Tell whether nothing would be missed of an older answer."""
        is_asked = all(arxiv_id in self._asked for arxiv_id, _ in change.states)
        return is_asked and all(
            _said_of(paper) <= self._said.get(paper.arxiv_id, frozenset()) for paper in change.papers
        )


def _said_of(paper: ArxivPaperChange) -> frozenset[str]:
    """Name what an answer says: fields that are not empty; of versions, which, since each has a row of its own."""
    said = {field.name for field in fields(paper) if getattr(paper, field.name) not in (None, ())}
    return frozenset(said | {f"version {paper.version}"})


def _referred_by_recent(archive: Archive | ArchiveReader, before: datetime, newer: _Newer) -> Iterator[str]:
    """Give the digests that recent revisit records refer to, and take in what recent answers of arXiv say."""
    directory = archive.config.warc_dir
    payloads = Payloads(directory)
    for file in (name for group in list_groups(directory) for name in group.files):
        for found in scan_records(directory / file):
            if not isinstance(found, Found) or found.head.record_type not in ANSWER_TYPES:
                continue
            if record_date(found.head) < before:
                continue
            if found.head.record_type == "revisit":
                yield found.head.fields.get(DIGEST_FIELD, "").removeprefix("sha256:")
            if f'"{Endpoint.ARXIV_ATOM}"' in found.head.fields.get(INTENT_FIELD.lower(), ""):
                stored = read_with(directory, RawRef(file=file, offset=found.offset), payloads)
                change = _arxiv_change(archive, stored)
                if change is not None:
                    newer.add(change)


def _old(archive: Archive | ArchiveReader, before: datetime) -> Iterator[StoredExchange]:
    directory = archive.config.warc_dir
    payloads = Payloads(directory)
    begun = (group for group in list_groups(directory) if group.started_at < before)
    for file in (name for group in begun for name in group.files):
        for stored in iter_file(directory, file, payloads=payloads, on_damage=_pass_over):
            if stored.exchange.requested_at < before:
                yield stored


def _count(archive: Archive | ArchiveReader, pruning: Pruning) -> tuple[frozenset[str], frozenset[str]]:
    """Sum up; return the files that may hold what is dropped, and the digests of it."""
    files, dropped = set(), set()
    for stored in _old(archive, pruning.before):
        verdict = pruning.verdict(stored)
        if verdict is Verdict.DROP:
            dropped.add(stored.sha256)
        if verdict is Verdict.DROP or (stored.record_type == "revisit" and stored.sha256 in dropped):
            files.add(stored.ref.file)
        if verdict is not None:
            pruning.sums[verdict].bodies += 1
            pruning.sums[verdict].served_bytes += len(stored.exchange.body)
    return frozenset(files), frozenset(dropped)


def _is_free(stored: StoredExchange, superseded: Collection[_Key]) -> bool:
    return not needs_body(stored) or _key(stored) in superseded


def _is_arxiv_answer(stored: StoredExchange) -> bool:
    intent = stored.exchange.intent
    return intent is not None and intent.endpoint is Endpoint.ARXIV_ATOM and needs_body(stored)


def _is_superseded(archive: Archive | ArchiveReader, stored: StoredExchange, newer: _Newer) -> bool:
    change = _arxiv_change(archive, stored)
    if change is None or not newer.stands_in_for(change):
        return False
    with archive.read() as queries:
        return queries.sightings.are_older([arxiv_id for arxiv_id, _ in change.states], change.observed_at)


def _arxiv_change(archive: Archive | ArchiveReader, stored: StoredExchange) -> ArxivChange | None:
    item = read_kept(archive, stored)
    return normalize_arxiv(item.parsed, item.fetched) if isinstance(item, ingest.ArxivAnswer) else None


def _key(stored: StoredExchange) -> _Key:
    return stored.sha256, stored.exchange.requested_at


def _pass_over(_damage: Damage) -> None:
    """Do nothing: what cannot be read is not dropped, and `raw verify` tells of it."""
