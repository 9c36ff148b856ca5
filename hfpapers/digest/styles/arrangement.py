"""How styles that show whole lists arrange their entries: what was selected and entries in, sections out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hfpapers.digest.model import Entry, Section
from hfpapers.digest.styles.body import BuildInput


def is_by_day(given: BuildInput) -> bool:
    """Tell whether each day has a section of its own."""
    return given.has_many_days and given.options.top is None


def sections_of(given: BuildInput, entries: Sequence[Entry]) -> tuple[Section, ...]:
    """Put entries under their days, or all in one section; no section is empty."""
    if not is_by_day(given):
        return (Section(entries=tuple(entries)),) if entries else ()
    by_day: dict[date, list[Entry]] = {}
    for entry in entries:
        by_day.setdefault(entry.listing.day, []).append(entry)
    return tuple(
        Section(day=day, heading=given.words.section_heading(day), entries=tuple(of_day))
        for day, of_day in by_day.items()
    )
