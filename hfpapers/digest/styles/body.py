"""What a style is given, and what it gives back; all else of a digest is the same in every style."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hfpapers.digest.blocks import Block, Part
from hfpapers.digest.material import Material
from hfpapers.digest.model import ContentsItem, Counts, Coverage, Entry, Generated, Section
from hfpapers.digest.options import DigestOptions
from hfpapers.digest.words import Words
from hfpapers.model.coverage import WHOLE_STATES
from hfpapers.model.periods import Period
from hfpapers.model.views import ListingView


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildInput:
    """What was selected, and what it may be told with.

    Attributes:
        listings: All rows of the period, cleaned; in no order.
        matched: Those that pass the filters.
        options: Cleaned.
        words: In the reader's language, or in English.
        days_of: By paper, the days of the period that list it, in order.
        dropping_days: Days whose latest list is whole: a paper without a position has left it.
    """

    listings: tuple[ListingView, ...]
    matched: tuple[ListingView, ...]
    period: Period
    options: DigestOptions
    material: Material
    words: Words
    coverage: Coverage
    days_of: Mapping[str, tuple[date, ...]]
    dropping_days: frozenset[date]

    @property
    def has_many_days(self) -> bool:
        """Whether the period is more than a single day."""
        return self.period.since != self.period.until

    @property
    def is_whole(self) -> bool:
        """Whether every day's list was had."""
        return all(row.state in WHOLE_STATES for row in self.coverage.days)

    @property
    def text_language(self) -> str | None:
        """The tag of text written for the reader; None where that is the language of our own words."""
        return None if self.options.lang == self.words.language else self.options.lang

    def tag(self, language: str | None) -> str | None:
        """Return the tag of a language; None where it is that of our own words."""
        return None if language == self.words.language else language

    def also_listed_on(self, row: ListingView) -> tuple[date, ...]:
        """Return the other days of the period that list the paper."""
        return tuple(day for day in self.days_of.get(row.arxiv_id, ()) if day != row.day)

    def was_dropped(self, row: ListingView) -> bool:
        """Tell whether the day's latest list no longer has the paper."""
        return row.position is None and row.day in self.dropping_days

    def counts(self, shown: int) -> Counts:
        """Count papers listed, papers matched, and the entries shown."""
        return Counts(listed=_papers(self.listings), matched=_papers(self.matched), shown=shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What a style makes: parts of the `Digest` of the same names.

    Attributes:
        shown: The rows of its entries, in their order.
        provenance: The style's own sentences on who wrote what, after those of all styles.
    """

    shown: tuple[ListingView, ...]
    sections: tuple[Section, ...]
    lede: str
    notes: tuple[str, ...] = ()
    contents: tuple[ContentsItem, ...] = ()
    opening: tuple[Block, ...] = ()
    closing: Part | None = None
    generated: Generated | None = None
    provenance: tuple[str, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, in order."""
        return tuple(entry for section in self.sections for entry in section.entries)


def _papers(rows: tuple[ListingView, ...]) -> int:
    return len({row.arxiv_id for row in rows})
