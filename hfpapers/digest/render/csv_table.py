"""`csv`: one entry a line after RFC 4180, for spreadsheets; what a spreadsheet would run as a formula is defused."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from hfpapers.digest.blocks import Bullets, Paragraph, ParagraphKind, Piece, Scores, Terms, Writer
from hfpapers.digest.model import Digest, Entry
from hfpapers.digest.render.fields import JsonValue, row_fields
from hfpapers.digest.render.layout import all_pieces, digest_words, joined, score_text, term_text
from hfpapers.digest.words.markup_words import MarkupWords

#: Of the row.
ROW_COLUMNS = (
    "day",
    "position",
    "arxiv_id",
    "title",
    "authors",
    "upvotes",
    "upvotes_observed_at",
    "comments",
    "github_stars",
    "organization",
    "primary_category",
    "categories",
    "keywords",
    "abstract",
    "ai_summary",
    "ai_summary_model",
    "published_at",
    "updated_at",
    "version",
    "comment",
    "journal_ref",
    "doi",
    "licence",
    "submitter",
    "submitter_name",
    "submitted_at",
    "organization_slug",
    "arxiv_url",
    "hf_url",
    "code_url",
    "project_url",
    "links",
    "also_listed_on",
)
#: Of what the digest makes of it; after `heading`, what a language model wrote, or why none of it is there.
ENTRY_COLUMNS = (
    "number",
    "heading",
    "translated_title",
    "translated_abstract",
    "generated_text",
    "generated_points",
    "generated_keywords",
    "scores",
    "refusal",
)
COLUMNS = ROW_COLUMNS + ENTRY_COLUMNS

# The wide forms count, too: some spreadsheets read them as their narrow ones.
_FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")  # noqa: RUF001 - they are meant
#: Which part of a list's objects stands in the cell.
_LIST_KEYS = {"authors": "name", "keywords": "keyword", "links": "url"}
#: Paragraphs, which are joined as sentences are; all else are lists.
_PROSE = frozenset({"translated_title", "translated_abstract", "generated_text", "refusal"})
_TRANSLATIONS = {ParagraphKind.TITLE: "translated_title", ParagraphKind.ABSTRACT: "translated_abstract"}


def render_csv(digest: Digest) -> Iterator[str]:
    r"""Yield a line of column names and a line for each entry, each ended by `\r\n`; lists are joined by `; `."""
    _, around = digest_words(digest)
    yield _line(COLUMNS)
    for entry in digest.entries:
        fields = row_fields(entry) | _entry_fields(entry, around)
        yield _line([_cell(name, fields[name]) for name in COLUMNS])


def _line(cells: tuple[str, ...] | list[str | int | float]) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue()


def _entry_fields(entry: Entry, around: MarkupWords) -> dict[str, JsonValue]:
    texts: dict[str, list[str]] = {name: [] for name in ENTRY_COLUMNS}
    for piece in all_pieces(entry.blocks):
        column, found = _generated(piece, around)
        if column is not None:
            texts[column] += found
    return {
        **{name: joined(found) if name in _PROSE else [*found] for name, found in texts.items()},
        "number": entry.number,
        "heading": entry.heading,
    }


def _generated(piece: Piece, around: MarkupWords) -> tuple[str | None, list[str]]:
    """Tell in which column a piece stands, and its texts; None for what no model wrote."""
    match piece:
        case Paragraph(kind=ParagraphKind.REFUSAL):
            return "refusal", [piece.text]
        case Paragraph(writer=Writer.MODEL):
            return _TRANSLATIONS.get(piece.kind, "generated_text"), [piece.text]
        case Bullets(writer=Writer.MODEL):
            return "generated_points", list(piece.items)
        case Terms(writer=Writer.MODEL):
            return "generated_keywords", [term_text(item, around) for item in piece.items]
        case Scores(writer=Writer.MODEL):
            return "scores", [f"{item.name} {score_text(item.value)}" for item in piece.items]
        case _:
            return None, []


def _cell(name: str, value: JsonValue) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, int | float):
        return value
    text = "; ".join(_part(name, part) for part in value) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _part(name: str, part: JsonValue) -> str:
    return str(part[_LIST_KEYS[name]]) if isinstance(part, dict) else str(part)
