"""The document model: what a digest says, before any format.

Styles differ in how they build it; renderers know only what stands here. All text is plain,
on one line and cleaned (`digest.text`); escaping it is the renderer's work. Links lead to the web only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from hfpapers.errors import ConfigError
from hfpapers.model.coverage import DayCoverage
from hfpapers.model.periods import Period
from hfpapers.model.views import ListingView

STYLES = ("list",)


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestOptions:
    """What the reader asked for. Filters work before `top`.

    Attributes:
        top: At most so many papers, most votes first, over all days; None shows every day's list in its order.
        min_upvotes: Papers with fewer votes, or with none known, are left out.
        categories: Any of these: `cs.CL`, or a whole archive, `cs`.
        keywords: Any of these words or phrases.
    """

    top: int | None = None
    min_upvotes: int | None = None
    categories: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    style: str = "list"

    def __post_init__(self) -> None:
        """Refuse what cannot be.

        Raises:
            ConfigError: No such style, or a `top` under 1.
        """
        if self.style not in STYLES:
            raise ConfigError("--style", f"no such style {self.style!r}; there are: {', '.join(STYLES)}")
        if self.top is not None and self.top < 1:
            raise ConfigError("--top", f"{self.top} must be at least 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link and the word that tells what it leads to (`Code`)."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A short mark of an entry (`▲ 62`, `cs.LG`); `hint` says it in words where the mark does not."""

    text: str
    hint: str | None = None


class ParagraphKind(StrEnum):
    """What a paragraph of an entry is; formats may dress it accordingly."""

    AUTHORS = "authors"
    ABSTRACT = "abstract"
    SUMMARY = "summary"
    KEYWORDS = "keywords"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph, never empty. `label` names text that is not the paper's own. A note speaks with our voice."""

    kind: ParagraphKind
    text: str
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One paper.

    Attributes:
        anchor: Names the entry within the document; ASCII, no blanks.
        heading: Never empty.
        listing: The row it was made from, cleaned, without hidden authors.
        also_listed_on: Other days of the period that list the paper.
    """

    anchor: str
    heading: str
    paragraphs: tuple[Paragraph, ...]
    facts: tuple[Fact, ...]
    links: tuple[Link, ...]
    listing: ListingView
    also_listed_on: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Entries under one heading. `day` and `heading` are None in a digest of a single section."""

    entries: tuple[Entry, ...]
    day: date | None = None
    heading: str | None = None


class BannerKind(StrEnum):
    """Why a banner stands above the papers; what matters more comes first."""

    MISSING = "missing"
    PARTIAL = "partial"
    WITHDRAWN = "withdrawn"
    UNSETTLED = "unsettled"
    NOT_OPEN = "not_open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """What the reader must know before reading; `command` mends it where something can."""

    kind: BannerKind
    text: str
    days: tuple[date, ...]
    command: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much of the period the digest rests on.

    Attributes:
        days: Every day of the period, in order.
        line: The same in one sentence.
        is_incomplete: Something of the period could not be had; the command ends with 3.
    """

    days: tuple[DayCoverage, ...]
    banners: tuple[Banner, ...]
    line: str
    is_incomplete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """`listed` and `matched` count papers, a paper on two days once; `shown` counts entries."""

    listed: int
    matched: int
    shown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A dated digest.

    Attributes:
        language: BCP 47 tag of our own words.
        lede: The sentence under the title: how many papers, chosen how.
        sections: None of them empty; no section at all where there is nothing to show.
        as_of: The newest observation of votes among the papers shown; None where there is none. Never the clock.
        votes_line: When the votes were seen, in a sentence; None where none are shown.
        provenance: Who wrote what, in sentences.
        generator: The program and its version.
    """

    title: str
    language: str
    style: str
    period: Period
    lede: str
    sections: tuple[Section, ...]
    coverage: Coverage
    counts: Counts
    options: DigestOptions
    as_of: datetime | None
    votes_line: str | None
    provenance: tuple[str, ...]
    generator: str

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, in order."""
        return tuple(entry for section in self.sections for entry in section.entries)

    @property
    def is_incomplete(self) -> bool:
        """Whether something of the period could not be had."""
        return self.coverage.is_incomplete
