"""`replay --check`: whether the archive's database says what its WARC files and journals say. Nothing of it is changed.

They are replayed into another database, in a folder for temporary files, which is removed at the end; then the public
views of both are compared. The archive is locked meanwhile, so that it stands still.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from hfpapers.config import Config
from hfpapers.errors import StoreError
from hfpapers.replay.compare import ViewDifference, compare_rows
from hfpapers.replay.position import ReplayResult
from hfpapers.replay.run import ReplayProgress, missing_files, replay
from hfpapers.store.archive import Archive
from hfpapers.store.database import Database
from hfpapers.store.lock import ArchiveLock
from hfpapers.store.lost import refuse_lost_database
from hfpapers.store.raw import StoredExchange
from hfpapers.store.sightings import Sightings
from hfpapers.store.view_rows import ViewRow, ViewRows


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What was found.

    Attributes:
        views: Each public view, with what differs.
        replayed: What the replay went through.
        missing_files: WARC files that the archive knows, and that are gone.
    """

    views: tuple[ViewDifference, ...]
    replayed: ReplayResult
    missing_files: tuple[str, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether the archive says what is kept."""
        return all(view.is_same for view in self.views)


def check_replay(
    config: Config,
    *,
    command: str,
    now: datetime,
    on_progress: Callable[[ReplayProgress], None] | None = None,
    on_view: Callable[[str], None] | None = None,
) -> CheckResult:
    """Compare the archive with what is kept.

    Args:
        config: Says which archive.
        command: What others are told who want to write to it meanwhile.
        now: When it began.
        on_progress: As `replay` has it.
        on_view: Called with the name of each view before it is compared.

    Raises:
        ArchiveBusyError: Another program is writing to it.
        RawError: A WARC file cannot be opened.
        StoreError: A database cannot be read, or the temporary one not be written.
    """
    with ExitStack() as stack:
        if os.access(config.home, os.W_OK):  # where nobody can write, nobody need be kept from it
            stack.enter_context(ArchiveLock.of_enrichment(config, holder=command))
            stack.enter_context(ArchiveLock.acquire(config, holder=command))
        refuse_lost_database(config)
        database = stack.enter_context(closing(Database.open_for_reading(config.database_url)))
        folder = stack.enter_context(_temporary_folder())
        gaps = _Gaps()
        url = f"sqlite:///{str(folder / 'check.db').replace('%', '%25').replace('?', '%3F')}"
        scratch = stack.enter_context(Archive.open_scratch(config, url, command=command, now=now))
        replayed = replay(scratch, now=now, on_progress=on_progress, on_pruned=gaps.add)
        archived = stack.enter_context(database.read())
        rebuilt = stack.enter_context(scratch.read())
        gaps.find_papers(archived.sightings)
        return CheckResult(
            views=tuple(_compared(archived.views, rebuilt.views, gaps, on_view)),
            replayed=replayed,
            missing_files=missing_files(archived, config.warc_dir),
        )


def _compared(
    archived: ViewRows, rebuilt: ViewRows, gaps: _Gaps, on_view: Callable[[str], None] | None
) -> Iterator[ViewDifference]:
    for view in archived.names():
        if on_view is not None:
            on_view(view)
        yield compare_rows(view, archived.stream(view), rebuilt.stream(view), is_unknowable=gaps.touch)


class _Gaps:
    """What cannot be known any more, since bodies were pruned: days, their weeks, and papers."""

    def __init__(self) -> None:
        self._days: set[date] = set()
        self._day_texts: set[str] = set()
        self._papers: set[str] = set()
        self._weeks: set[str] = set()

    def add(self, stored: StoredExchange) -> None:
        intent, stone = stored.exchange.intent, stored.tombstone
        if intent is not None and stone is not None and stone.is_missed:
            self._papers.update(intent.arxiv_ids)
            if intent.day is not None:
                self._days.add(intent.day)
                self._day_texts.add(intent.day.isoformat())
                year, week, _ = intent.day.isocalendar()
                self._weeks.add(f"{year}-W{week:02d}")

    def find_papers(self, archived: Sightings) -> None:
        self._papers |= archived.of_days(self._days)

    def touch(self, row: ViewRow) -> bool:
        values = row.values
        return (
            values.get("arxiv_id") in self._papers
            or values.get("week") in self._weeks
            or values.get("day") in self._day_texts
        )


@contextmanager
def _temporary_folder() -> Iterator[Path]:
    try:
        folder = tempfile.TemporaryDirectory(prefix="hfpapers-check-")
    except OSError as error:
        raise StoreError(tempfile.gettempdir(), f"cannot be written to ({error.strerror}); set TMPDIR") from error
    with folder as path:
        yield Path(path)
