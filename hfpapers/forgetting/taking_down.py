"""The taking down itself, in an order that makes it safe to break off.

First it is noted what is forgotten, so that nothing brings it back; then the rows go, in one transaction; then what
the journal has of a language model's words; then the bodies, file by file; then the days of a paper are judged anew;
last, what SQLite keeps of removed rows. What was broken off is done again, all of it: doing it twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from hfpapers.config import Config
from hfpapers.forgetting.bodies import Progress, names_in_bodies, nobody_waits
from hfpapers.forgetting.days import judge_days_anew
from hfpapers.forgetting.removal import Removal
from hfpapers.ingest.redaction import DETAIL, quotes, redaction_of
from hfpapers.model.forgotten import PLACEHOLDER, TAKEN_DOWN, Forgotten, Kind, Subject
from hfpapers.store.archive import Archive
from hfpapers.store.enrichment_forgetting import withheld
from hfpapers.store.enrichment_journal import EnrichmentJournal
from hfpapers.store.lock import ArchiveLock
from hfpapers.store.raw import Deed, Replacement, StoredExchange
from hfpapers.store.rewriting import rewrite_records
from hfpapers.store.scrub import scrub_sqlite

#: What the `run` table and the lock say that was run: the words themselves may name who is to be forgotten.
COMMAND = "hfpapers forget (not told)"

_LIST_MARK = TAKEN_DOWN.strip(b"{}")
_CARD_MARK = f"data-{PLACEHOLDER}".encode()


def forget(config: Config, subject: Subject, *, now: datetime, on_progress: Progress | None = None) -> Removal:
    """Take a paper or a person down, and whatever a taking down that was broken off left.

    Raises:
        HfpapersError: The archive cannot be written to. What was noted stays noted; `finish` goes on from there.
    """
    return _take_down(config, [subject], now, on_progress or nobody_waits)


def finish(config: Config, *, now: datetime, on_progress: Progress | None = None) -> Removal:
    """Go through everything once more for all that was ever forgotten: after a kill, or once copies were put back.

    Raises:
        HfpapersError: The archive cannot be written to.
    """
    return _take_down(config, [], now, on_progress or nobody_waits)


def _take_down(config: Config, subjects: Collection[Subject], now: datetime, on_progress: Progress) -> Removal:
    asking = ArchiveLock.of_enrichment(config, holder=COMMAND)  # nobody adds to the journal that is taken apart
    with asking, Archive.open(config, command=COMMAND, now=now) as archive:
        try:
            archive.forgetting.add(subjects, now=now)
            result = _Run(archive, now, on_progress).carry_out()
        except BaseException as error:
            archive.finish("failed", type(error).__name__, now=now)
            raise
        archive.finish("ok" if result.is_whole else "incomplete", None, now=now)
    return result


class _Run:
    def __init__(self, archive: Archive, now: datetime, on_progress: Progress) -> None:
        self._archive = archive
        self._now = now
        self._on_progress = on_progress
        self._days: set[date] = set()
        #: Whether lists that lack a paper already are to be judged anew, too.
        self._has_begun_papers = any(entry.subject.kind is Kind.PAPER for entry in archive.forgetting.unfinished)

    def carry_out(self) -> Removal:
        archive, result = self._archive, Removal()
        names = self._names()
        result.names = len(Forgotten.of(names - archive.forgotten.subjects()).names_on)
        archive.forgetting.add(names, now=self._now)
        forgotten = archive.forgotten
        with archive.write() as writer:
            result.rows = writer.forget.remove(forgotten, quotes=quotes(forgotten))
        result.journalled = _redact_journal(archive.config, forgotten)
        done = rewrite_records(
            archive, self._change, on_progress=lambda passed, total: self._on_progress("bodies", passed, total)
        )
        result.records = {file.file: file.changed for file in done.files if file.changed}
        result.unread, result.busy = done.damage, done.busy
        result.days = frozenset(self._days)
        judge_days_anew(archive, result.days)
        result.is_log_left = not scrub_sqlite(archive.database.engine)
        if result.is_whole:
            archive.forgetting.finish(self._now)
        return result

    def _names(self) -> frozenset[Subject]:
        forgotten = self._archive.forgotten
        if not forgotten.has_people:
            return frozenset()
        with self._archive.read() as queries:
            in_rows = queries.forget.names_on_papers(forgotten)
        return in_rows | names_in_bodies(self._archive.config, forgotten, self._on_progress)

    def _change(self, stored: StoredExchange) -> Replacement | None:
        exchange = stored.exchange
        max_bytes = self._archive.config.max_body_bytes
        redaction = redaction_of(exchange, self._archive.forgotten, max_bytes=max_bytes)
        body = exchange.body if redaction is None else redaction.body
        if (redaction is not None or self._has_begun_papers) and exchange.intent is not None and _lacks_paper(body):
            self._days |= set() if exchange.intent.day is None else {exchange.intent.day}
        if redaction is None:
            return None
        return Replacement(body=redaction.body, deed=Deed.FORGOTTEN, at=self._now, detail=DETAIL)


def _lacks_paper(body: bytes) -> bool:
    return _LIST_MARK in body or _CARD_MARK in body


def _redact_journal(config: Config, forgotten: Forgotten) -> int:
    """Leave out of what language models were asked what was forgotten; return how many lines were changed."""
    journal = EnrichmentJournal(config.home)
    return 0 if forgotten.is_empty else journal.rewrite(lambda record: withheld(record, forgotten))
