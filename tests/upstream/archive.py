"""The days that the sample upstream holds: what both sites answer from, and what tests change between crawls.

Thread-safe. A list is served by votes, descending, as upstream does; equal votes keep the order given.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from tests.upstream.entries import Entry


class Archive:
    """Days of entries, and the day that it is at upstream."""

    def __init__(self, days: Mapping[date, Sequence[Entry]], today: date) -> None:
        self._lock = threading.Lock()
        self._days = {day: tuple(entries) for day, entries in days.items()}
        self._by_id: dict[str, Entry] | None = None
        self.today = today

    def entries(self, day: date) -> tuple[Entry, ...]:
        """Return a day's list by votes; empty for a day without papers or still to come."""
        if day > self.today:
            return ()
        with self._lock:
            found = self._days.get(day, ())
        return tuple(sorted(found, key=lambda entry: -(entry.upvotes or 0)))

    def days_with_papers(self) -> list[date]:
        """Return the days that hold papers, until today, in order."""
        with self._lock:
            return sorted(day for day, entries in self._days.items() if entries and day <= self.today)

    def papers(self, arxiv_ids: Iterable[str]) -> dict[str, Entry]:
        """Return those of the papers that arXiv knows, by id; of one listed twice, as first listed."""
        with self._lock:
            if self._by_id is None:
                listed = [entry for day in sorted(self._days, reverse=True) for entry in reversed(self._days[day])]
                self._by_id = {entry.arxiv_id: entry for entry in listed if entry.arxiv is not None}
            known = self._by_id
        return {arxiv_id: known[arxiv_id] for arxiv_id in set(arxiv_ids) if arxiv_id in known}

    def listed(self, arxiv_id: str) -> tuple[date, Entry] | None:
        """Return the first day that lists a paper, and the paper as it is there; None where no day until today does."""
        with self._lock:
            for day in sorted(day for day in self._days if day <= self.today):
                for entry in self._days[day]:
                    if entry.arxiv_id == arxiv_id:
                        return day, entry
        return None

    def set_day(self, day: date, entries: Sequence[Entry]) -> None:
        """Put these entries in place of the day's."""
        with self._lock:
            self._days[day] = tuple(entries)
            self._by_id = None

    def set_votes(self, arxiv_id: str, upvotes: int, comments: int | None) -> None:
        """Change the counts of a paper on every day that lists it.

        Raises:
            KeyError: No day lists it.
        """
        with self._lock:
            met = False
            self._by_id = None
            for day, entries in self._days.items():
                if any(entry.arxiv_id == arxiv_id for entry in entries):
                    met = True
                    self._days[day] = tuple(_voted(entry, arxiv_id, upvotes, comments) for entry in entries)
        if not met:
            raise KeyError(arxiv_id)


def _voted(entry: Entry, arxiv_id: str, upvotes: int, comments: int | None) -> Entry:
    if entry.arxiv_id != arxiv_id:
        return entry
    return replace(entry, upvotes=upvotes, comments=entry.comments if comments is None else comments)
