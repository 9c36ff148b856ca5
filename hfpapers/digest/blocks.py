"""What entries are made of: paragraphs, lists, keywords, scores, references, figures, tables, and parts that hold them.

Text is plain, on one line and cleaned. A `language` is that of the text beside it; None where it is that of the
digest's own words.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class ParagraphKind(StrEnum):
    """What a paragraph of an entry is; formats may dress it accordingly."""

    AUTHORS = "authors"
    TITLE = "title"
    HEADLINE = "headline"
    ABSTRACT = "abstract"
    SUMMARY = "summary"
    EXTRACT = "extract"
    KEYWORDS = "keywords"
    TEXT = "text"
    NOTE = "note"
    REFUSAL = "refusal"


class Writer(StrEnum):
    """Who wrote a text."""

    AUTHORS = "authors"
    HUGGINGFACE = "huggingface"
    MODEL = "model"
    HFPAPERS = "hfpapers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph, never empty.

    Attributes:
        label: Names text that is not the paper's own, or what the text is (`Hugging Face's summary`).
        url: Where all of the text leads to, as a link; None for plain text.
        writer: Notes and refusals speak with our voice.
    """

    kind: ParagraphKind
    text: str
    label: str | None = None
    language: str | None = None
    url: str | None = None
    writer: Writer = Writer.AUTHORS


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    """A list without numbers, never empty."""

    items: tuple[str, ...]
    label: str | None = None
    language: str | None = None
    writer: Writer = Writer.AUTHORS


@dataclass(frozen=True, slots=True, kw_only=True)
class TermItem:
    """A keyword, and in the reader's language; None where it stays as it is."""

    text: str
    translation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Keywords, never none. `language` is that of the translations; the terms are the source's own."""

    items: tuple[TermItem, ...]
    label: str | None = None
    language: str | None = None
    writer: Writer = Writer.HUGGINGFACE


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreItem:
    """What is judged (`Novelty`, in our words), from 1 to 5 in half steps, and why."""

    name: str
    value: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Marks side by side; `language` is that of the reasons."""

    items: tuple[ScoreItem, ...]
    language: str | None = None
    writer: Writer = Writer.MODEL


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceItem:
    """Another paper, or a search: a link, and a few words about it (`listed 2024-02-20`)."""

    text: str
    url: str
    note: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """Papers that are named and linked, never none."""

    items: tuple[ReferenceItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A picture that the source offers, at an address on the web; `caption` says whose it is."""

    url: str
    caption: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Figures in rows; the first column names the row, all others are right-aligned. Cells are text."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str | None = None


Piece: TypeAlias = Paragraph | Bullets | Terms | Scores | References | Figure | Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Pieces under a subheading (`Highlights`), never empty: a part that nobody wrote is not there."""

    heading: str
    pieces: tuple[Piece, ...]


Block: TypeAlias = Piece | Part
