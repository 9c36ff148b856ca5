"""The note of what was forgotten: a journal in the home folder and a table, each the copy of the other.

In: subjects, of people digests only. Out: all of them, and whether the taking down of each was carried to its end.
What only one of the two has, since the other was lost or is another home's, is given to the other when an archive
is opened: what was forgotten stays so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from hfpapers.model.forgotten import Forgotten, ForgottenEntry, Kind, Subject, name_digest
from hfpapers.store import schema
from hfpapers.store.journal import JsonLines
from hfpapers.store.upsert import keep_earliest, upsert

if TYPE_CHECKING:
    from hfpapers.store.queries import Queries
    from hfpapers.store.writer import Writer

_FILE = "forgotten.jsonl"


class ForgottenJournal:
    """`journal/forgotten.jsonl` of a home folder: a line for each subject, and one for each time all was done."""

    def __init__(self, home: Path) -> None:
        self._lines = JsonLines(home / "journal" / _FILE, what="entry of what was forgotten")

    def read(self) -> tuple[ForgottenEntry, ...]:
        """Read the entries in the order of writing; a subject that was added again has its latest entry.

        Raises:
            StoreError: A line cannot be read.
        """
        entries: dict[Subject, ForgottenEntry] = {}
        for entry in self._lines.read(_from_json):
            if entry is None:
                entries = {subject: _done(known) for subject, known in entries.items()}
            else:
                entries.pop(entry.subject, None)
                entries[entry.subject] = entry
        return tuple(entries.values())

    def append(self, entries: Iterable[ForgottenEntry]) -> None:
        """Append entries, and wait until the disk has them.

        Raises:
            StoreError: They cannot be written.
        """
        for entry in entries:
            self._lines.append(
                {
                    "at": entry.forgotten_at.astimezone(UTC).isoformat(),
                    "kind": str(entry.subject.kind),
                    "subject": entry.subject.text,
                    "done": entry.is_done,
                }
            )

    def finish(self, now: datetime) -> None:
        """Note that all that stands above was carried to its end.

        Raises:
            StoreError: It cannot be written.
        """
        self._lines.append({"at": now.astimezone(UTC).isoformat(), "finished": True})


class ForgottenBook:
    """Journal and table of one open archive.

    Args:
        home: The archive's folder.
        reading, writing: Give queries, and a writer in a transaction.
    """

    def __init__(
        self,
        home: Path,
        reading: Callable[[], AbstractContextManager[Queries]],
        writing: Callable[[], AbstractContextManager[Writer]],
    ) -> None:
        self._journal = ForgottenJournal(home)
        self._reading = reading
        self._writing = writing
        self._entries: dict[Subject, ForgottenEntry] = {}
        self.forgotten = Forgotten()
        self._is_detached = False

    def detach(self) -> None:
        """From now on write to the table alone: the archive is not ours to write to."""
        self._is_detached = True

    def load(self) -> None:
        """Read both, and give each what only the other has.

        Raises:
            StoreError: One cannot be read or written.
        """
        noted = {entry.subject: entry for entry in self._journal.read()}
        with self._reading() as queries:
            stored = {entry.subject: entry for entry in queries.forgotten.list_entries()}
        # What another home's journal has may still be in the files of this one.
        missed = [_undone(entry) for subject, entry in stored.items() if subject not in noted]
        self._journal.append(missed)
        self._write([entry for subject, entry in noted.items() if subject not in stored])
        self._entries = noted | {entry.subject: entry for entry in missed}
        self.forgotten = Forgotten.of(self._entries)

    @property
    def unfinished(self) -> tuple[ForgottenEntry, ...]:
        """Entries whose taking down was not carried to its end."""
        return tuple(entry for entry in self._entries.values() if not entry.is_done)

    def add(self, subjects: Iterable[Subject], *, now: datetime, is_done: bool = False) -> None:
        """Note subjects, the journal first; those that are noted already are begun anew, unless `is_done`.

        Raises:
            StoreError: They cannot be written.
        """
        known = self._entries
        fresh = [
            ForgottenEntry(
                subject=subject,
                forgotten_at=known[subject].forgotten_at if subject in known else now,
                is_done=is_done,
            )
            for subject in sorted(set(subjects))
            if subject not in known or (known[subject].is_done and not is_done)
        ]
        if not self._is_detached:
            self._journal.append(fresh)
        self._write(fresh)
        self._entries |= {entry.subject: entry for entry in fresh}
        self.forgotten = Forgotten.of(self._entries)

    def finish(self, now: datetime) -> None:
        """Note that everything is carried to its end.

        Raises:
            StoreError: It cannot be written.
        """
        if self.unfinished:
            self._journal.finish(now)
            self._entries = {subject: _done(entry) for subject, entry in self._entries.items()}

    def _write(self, entries: Collection[ForgottenEntry]) -> None:
        if entries:
            with self._writing() as writer:
                writer.forgotten.write(entries)


class ForgottenRows:
    """Reads and writes the table on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def list_entries(self) -> tuple[ForgottenEntry, ...]:
        """List what was forgotten, the oldest first; the table does not know what is unfinished."""
        table = schema.forgotten
        order = (table.c.forgotten_at, table.c.kind, table.c.subject)
        rows = self._connection.execute(sa.select(table).order_by(*order))
        return tuple(
            ForgottenEntry(subject=Subject(Kind(row.kind), row.subject), forgotten_at=row.forgotten_at) for row in rows
        )

    def papers_of(self, subjects: Iterable[Subject]) -> frozenset[str]:
        """Name the papers on which rows still hold one of these names."""
        names_on = Forgotten.of(subjects).names_on
        author = schema.paper_author
        named = sa.select(author.c.arxiv_id, author.c.name).where(author.c.arxiv_id.in_(sorted(names_on)))
        return frozenset(
            row.arxiv_id for row in self._connection.execute(named) if name_digest(row.name) in names_on[row.arxiv_id]
        )

    def write(self, entries: Iterable[ForgottenEntry]) -> None:
        """Write entries; of two times, the earlier stays."""
        rows = [
            {"kind": str(entry.subject.kind), "subject": entry.subject.text, "forgotten_at": entry.forgotten_at}
            for entry in entries
        ]
        upsert(self._connection, schema.forgotten, rows, merge={"forgotten_at": keep_earliest})


def _done(entry: ForgottenEntry) -> ForgottenEntry:
    return ForgottenEntry(subject=entry.subject, forgotten_at=entry.forgotten_at, is_done=True)


def _undone(entry: ForgottenEntry) -> ForgottenEntry:
    return ForgottenEntry(subject=entry.subject, forgotten_at=entry.forgotten_at, is_done=False)


def _from_json(value: dict[str, Any]) -> ForgottenEntry | None:
    at = datetime.fromisoformat(value["at"])
    if value.get("finished") is True:
        return None
    subject = Subject(Kind(value["kind"]), value["subject"])
    return ForgottenEntry(subject=subject, forgotten_at=at, is_done=value["done"])
