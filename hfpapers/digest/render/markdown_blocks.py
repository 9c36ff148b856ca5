"""The pieces of entries as Markdown: blocks in; paragraphs, lists, tables and headings out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from hfpapers.digest.blocks import (
    Block,
    Bullets,
    Figure,
    Paragraph,
    ParagraphKind,
    Part,
    Piece,
    ReferenceItem,
    References,
    Scores,
    Table,
    Terms,
    Writer,
)
from hfpapers.digest.render.layout import part_level, score_text, term_text
from hfpapers.digest.render.markdown_dialect import Dialect
from hfpapers.digest.words import Words
from hfpapers.digest.words.markup_words import MarkupWords

_LEFT, _RIGHT = "---", "--:"


class BlockWriter:
    """Writes blocks in one dialect, with our words in one language."""

    def __init__(self, dialect: Dialect, words: Words, around: MarkupWords) -> None:
        self._dialect = dialect
        self._colon = words.colon
        self._around = around

    def blocks(self, blocks: Iterable[Block], *, level: int) -> Iterator[str]:
        """Yield what is to be parted by empty lines; parts have headings of the level."""
        mark = ""
        for block in blocks:
            if isinstance(block, Part):
                yield f"{'#' * level} {self._dialect.heading(block.heading)}"
                yield from self.blocks(block.pieces, level=part_level(level))
            else:
                # Two lists with the same mark, one after the other, would be read as one.
                follows_list = mark == "-" and not (isinstance(block, Bullets) and block.label)
                mark = ("*" if follows_list else "-") if isinstance(block, Bullets | References) else ""
                yield from self._piece(block, mark)

    def _piece(self, piece: Piece, mark: str) -> Iterator[str]:
        match piece:
            case Paragraph():
                yield self._paragraph(piece)
            case Bullets():
                if piece.label:
                    yield self._label(piece.label).rstrip()
                yield "\n".join(f"{mark} {self._dialect.paragraph(item)}" for item in piece.items)
            case Terms():
                yield self._terms(piece)
            case Scores():
                yield self._scores(piece)
            case References():
                yield "\n".join(f"{mark} {self._reference(item)}" for item in piece.items)
            case Figure():
                yield self._dialect.image(piece.caption, piece.url)
                yield f"*{self._dialect.inline(piece.caption)}*"
            case Table():
                if piece.caption:
                    yield self._dialect.paragraph(piece.caption)
                marks = [_LEFT, *[_RIGHT] * (len(piece.header) - 1)]
                yield self._table(piece.header, marks, piece.rows)

    def _paragraph(self, paragraph: Paragraph) -> str:
        match paragraph.kind:
            case ParagraphKind.NOTE:
                label = f"{self._dialect.inline(paragraph.label)}{self._colon}" if paragraph.label else ""
                return f"*{label}{self._text(paragraph, self._dialect.inline)}*"
            case ParagraphKind.REFUSAL:
                return f"> {self._labelled(paragraph)}"
            case ParagraphKind.TITLE | ParagraphKind.HEADLINE if not (paragraph.url or paragraph.label):
                # As published, a title is set in italics; in the reader's language in bold, since Han has no italics.
                emphasis = "*" if paragraph.writer is Writer.AUTHORS else "**"
                return f"{emphasis}{self._dialect.inline(paragraph.text)}{emphasis}"
            case _:
                return self._labelled(paragraph)

    def _labelled(self, paragraph: Paragraph) -> str:
        if paragraph.label is None:
            return self._text(paragraph, self._dialect.paragraph)
        return self._label(paragraph.label) + self._text(paragraph, self._dialect.inline)

    def _text(self, paragraph: Paragraph, escape: Callable[[str], str]) -> str:
        return escape(paragraph.text) if paragraph.url is None else self._dialect.link(paragraph.text, paragraph.url)

    def _label(self, label: str) -> str:
        """Write a label in bold; emphasis does not end between a full-width colon and a letter, so that stands out."""
        escaped, gap = self._dialect.inline(label), self._colon.rstrip()
        return f"**{escaped}{gap}** " if gap != self._colon else f"**{escaped}**{gap}"

    def _terms(self, terms: Terms) -> str:
        texts = [term_text(item, self._around) for item in terms.items]
        label = self._label(terms.label) if terms.label else ""
        first = self._dialect.inline if label else self._dialect.paragraph
        return label + " · ".join([first(texts[0]), *map(self._dialect.inline, texts[1:])])

    def _scores(self, scores: Scores) -> str:
        values = [score_text(item.value) for item in scores.items]
        reasons = [item.reason for item in scores.items]
        return self._table([item.name for item in scores.items], [_LEFT] * len(values), [values, reasons])

    def _reference(self, item: ReferenceItem) -> str:
        note = self._around.bracketed(self._dialect.inline(item.note)) if item.note else ""
        return self._dialect.link(item.text, item.url) + note

    def _table(self, header: Sequence[str], marks: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
        lines = [self._row(header), f"|{'|'.join(marks)}|", *map(self._row, rows)]
        return "\n".join(lines)

    def _row(self, cells: Sequence[str]) -> str:
        return f"| {' | '.join(map(self._dialect.cell, cells))} |"
