"""The pieces of entries as lines of plain text: blocks in, wrapped lines out; an empty line stands before each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from hfpapers.digest.blocks import (
    Block,
    Bullets,
    Figure,
    Paragraph,
    ParagraphKind,
    Part,
    Piece,
    References,
    Scores,
    Table,
    Terms,
)
from hfpapers.digest.render.layout import score_text, term_text
from hfpapers.digest.render.wrap import columns, wrap
from hfpapers.digest.words import Words
from hfpapers.digest.words.markup_words import MarkupWords

WIDTH = 78
_GAP = "  "


def block_lines(blocks: Iterable[Block], words: Words, around: MarkupWords) -> Iterator[str]:
    """Yield the lines of blocks; parts stand under a heading that is underlined with dots."""
    for block in blocks:
        yield ""
        if isinstance(block, Part):
            yield from underlined(block.heading, ".")
            yield from block_lines(block.pieces, words, around)
        else:
            yield from _piece(block, words, around)


def underlined(text: str, underline: str) -> Iterator[str]:
    """Yield a heading, and a line as long as its longest."""
    lines = wrap(text, WIDTH)
    yield from lines
    yield underline * max(columns(line) for line in lines)


def hanging(mark: str, text: str) -> Iterator[str]:
    """Yield wrapped text after a mark; all other lines stand in as far as the first, unless the mark is a long one."""
    if columns(mark) > WIDTH // 2:
        yield from wrap(mark, WIDTH)
        yield from wrap(text, WIDTH, indent=_GAP)
        return
    first, *rest = wrap(text, WIDTH, indent=" " * columns(mark))
    yield mark + first[columns(mark) :]
    yield from rest


def padded(text: str, width: int) -> str:
    """Fill text up with blanks to a number of columns."""
    return text + " " * (width - columns(text))


def _piece(piece: Piece, words: Words, around: MarkupWords) -> Iterator[str]:
    match piece:
        case Paragraph():
            text = _labelled(piece.label, piece.text, words)
            yield from hanging("! ", text) if piece.kind is ParagraphKind.REFUSAL else wrap(text, WIDTH)
            yield from (piece.url,) if piece.url else ()
        case Bullets():
            yield from _bullets(piece, words)
        case Terms():
            terms = " · ".join(term_text(item, around) for item in piece.items)
            yield from wrap(_labelled(piece.label, terms, words), WIDTH)
        case Scores():
            yield from _scores(piece)
        case References():
            yield from _references(piece, around)
        case Figure():
            yield from wrap(piece.caption, WIDTH)
            yield piece.url
        case Table():
            yield from _table(piece, words)


def _labelled(label: str | None, text: str, words: Words) -> str:
    return f"{label}{words.colon}{text}" if label else text


def _bullets(bullets: Bullets, words: Words) -> Iterator[str]:
    if bullets.label:
        yield from wrap(f"{bullets.label}{words.colon.rstrip()}", WIDTH)
    for item in bullets.items:
        yield from hanging("- ", item)


def _scores(scores: Scores) -> Iterator[str]:
    width = max(columns(item.name) for item in scores.items)
    for item in scores.items:
        yield from hanging(f"{padded(item.name, width)}{_GAP}{score_text(item.value)}{_GAP}", item.reason)


def _references(references: References, around: MarkupWords) -> Iterator[str]:
    for item in references.items:
        yield from hanging("- ", item.text + (around.bracketed(item.note) if item.note else ""))
        yield f"  {item.url}"


def _table(table: Table, words: Words) -> Iterator[str]:
    if table.caption:
        yield from wrap(table.caption, WIDTH)
        yield ""
    rows = [table.header, *table.rows]
    widths = [max(columns(row[place]) for row in rows) for place in range(len(table.header))]
    if sum(widths) + len(_GAP) * (len(widths) - 1) > WIDTH:
        yield from _records(table, words)
        return
    yield _row(table.header, widths)
    yield _GAP.join("-" * width for width in widths)
    for row in table.rows:
        yield _row(row, widths)


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = zip(cells, widths, strict=True)
    aligned = [padded(*first), *(" " * (width - columns(cell)) + cell for cell, width in rest)]
    return _GAP.join(aligned).rstrip()


def _records(table: Table, words: Words) -> Iterator[str]:
    """Yield a table that is too wide for a page a row at a time, each figure after its name."""
    for name, *cells in table.rows:
        named = zip(table.header[1:], cells, strict=True)
        yield from hanging("- ", f"{name}{words.colon}{' · '.join(f'{head} {cell}' for head, cell in named)}")
