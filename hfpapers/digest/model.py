"""The document model: what a digest says, before any format; the pieces that entries are made of are in `blocks`.

Styles differ in how they build it; renderers know only what stands here. All text is plain,
on one line and cleaned (`digest.text`); escaping it is the renderer's work. Links lead to the web only.
A `language` is a BCP 47 tag: that of the text it stands beside; None where it is that of the digest's own words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from hfpapers.digest.blocks import Block, Paragraph, Part
from hfpapers.digest.options import DigestOptions
from hfpapers.model.coverage import DayCoverage
from hfpapers.model.kinds import EnrichmentKind, TextSource
from hfpapers.model.periods import Period
from hfpapers.model.views import ListingView


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One paper.

    Attributes:
        anchor: Names the entry within the document; ASCII, no blanks.
        number: Its place among all entries, from 1, where the style numbers them.
        heading: Never empty.
        heading_language: That of the heading: a title is as the authors wrote it.
        listing: The row it was made from, cleaned, without hidden authors.
        also_listed_on: Other days of the period that list the paper.
    """

    anchor: str
    heading: str
    blocks: tuple[Block, ...]
    facts: tuple[Fact, ...]
    links: tuple[Link, ...]
    listing: ListingView
    also_listed_on: tuple[date, ...] = ()
    number: int | None = None
    heading_language: str | None = None

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """All paragraphs, those of parts included, in order."""
        pieces = (piece for block in self.blocks for piece in (block.pieces if isinstance(block, Part) else (block,)))
        return tuple(piece for piece in pieces if isinstance(piece, Paragraph))


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Entries under one heading. `day` and `heading` are None in a digest of a single section."""

    entries: tuple[Entry, ...]
    day: date | None = None
    heading: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentsItem:
    """A line of the table of contents: an entry's anchor, its number, and the text that leads there."""

    anchor: str
    number: int
    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """What language models wrote for the papers shown, and what came of the checks.

    Attributes:
        kinds: What was looked for.
        accepted, refused, failed, absent: Papers by what is held for the first kind: an answer that passed, one that
            did not, none though it was asked for, none at all (or one to an older version of the paper).
        refusals: Checks that refused answers, and how many entries each did, the most first.
        written_since, written_until: When the accepted answers were written; None without any.
    """

    kinds: tuple[EnrichmentKind, ...]
    language: str
    accepted: int
    refused: int
    failed: int
    absent: int
    refusals: tuple[tuple[str, int], ...] = ()
    models: tuple[str, ...] = ()
    prompt_versions: tuple[str, ...] = ()
    sources: tuple[TextSource, ...] = ()
    written_since: datetime | None = None
    written_until: datetime | None = None


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
        reader_language: That of the language that was asked for: the same, unless we have no words in it.
        lede: The sentence under the title: how many papers, chosen how.
        url: The page of the list itself, where the period is a single day.
        notes: How it was made, above all entries; in some styles.
        contents: In some styles, the table of contents.
        opening: In some styles, what comes before the entries.
        sections: None of them empty; no section at all where there is nothing to show.
        closing: In some styles, what comes after them, under a heading of its own.
        generated: What language models wrote for it; None where none was looked for.
        as_of: The newest observation of votes among the papers shown; None where there is none. Never the clock.
        votes_line: When the votes were seen, in a sentence; None where none are shown.
        provenance: Who wrote what, in sentences.
        generator: The program and its version.
        manifest: Name of the file beside it that says what it was made from; None where there is none.
    """

    title: str
    language: str
    reader_language: str
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
    url: str | None = None
    notes: tuple[str, ...] = ()
    contents: tuple[ContentsItem, ...] = ()
    opening: tuple[Block, ...] = ()
    closing: Part | None = None
    generated: Generated | None = None
    manifest: str | None = None

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, in order."""
        return tuple(entry for section in self.sections for entry in section.entries)

    @property
    def is_incomplete(self) -> bool:
        """Whether something of the period could not be had."""
        return self.coverage.is_incomplete
