"""A digest as chat messages tell it: the document in, lines of text and links out, an entry's together; no markup yet.

Chats have no pages: what a document says by place and size is said by order here, a table becomes a list, and a
figure a link to it. Commands that mend an archive are left out: who reads a chat does not run one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from hfpapers.digest.blocks import (
    Block,
    Bullets,
    Figure,
    Paragraph,
    Part,
    Piece,
    ReferenceItem,
    References,
    ScoreItem,
    Scores,
    Table,
    Terms,
)
from hfpapers.digest.model import Digest, Entry, Section
from hfpapers.digest.render import layout
from hfpapers.digest.words import Words
from hfpapers.digest.words.markup_words import MarkupWords

_DOT = " · "


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Text within a line; a link where it has an address."""

    text: str
    url: str | None = None
    is_strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A paragraph, or an item of a list."""

    spans: tuple[Span, ...]
    is_item: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Lines that stay in one message.

    Attributes:
        head: Stand first, whatever is left out.
        foot: Stand last; of its links the first is the one that leads to all the rest.
    """

    head: tuple[Line, ...] = ()
    body: tuple[Line, ...] = ()
    foot: tuple[Line, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines in order."""
        return (*self.head, *self.body, *self.foot)


def build_units(digest: Digest) -> Iterator[Unit]:
    """Yield what is around the papers a line each, and each paper whole; the title is not in it."""
    words, around = layout.digest_words(digest)
    writer = _Writer(words, around)
    for line in _before(digest, writer, around):
        yield Unit(body=(line,))
    for section in digest.sections:
        yield from _section(section, writer)
    closing = (digest.closing,) if digest.closing is not None else ()
    for line in (*writer.lines(closing), *(_plain(text) for text in layout.footer(digest, words))):
        yield Unit(body=(line,))


def _before(digest: Digest, writer: _Writer, around: MarkupWords) -> Iterator[Line]:
    page = () if digest.url is None else (Span(text=" "), Span(text=around.list_page, url=digest.url))
    yield Line(spans=(Span(text=digest.lede), *page))
    for text in (*(banner.text for banner in digest.coverage.banners), *digest.notes):
        yield _plain(text)
    for item in digest.contents:
        yield _plain(item.text, is_item=True)  # their numbers stand with the papers
    yield from writer.lines(digest.opening)


def _section(section: Section, writer: _Writer) -> Iterator[Unit]:
    heading: tuple[Line, ...] = (_strong(section.heading),) if section.heading else ()
    for entry in section.entries:
        unit = _entry(entry, writer)
        yield replace(unit, head=(*heading, *unit.head))
        heading = ()


def _entry(entry: Entry, writer: _Writer) -> Unit:
    marks: list[Span] = []
    for span in (
        *(Span(text=fact.text) for fact in entry.facts),
        *(Span(text=link.label, url=link.url) for link in entry.links),
    ):
        marks += [Span(text=_DOT), span] if marks else [span]
    return Unit(
        head=(_strong(layout.numbered_heading(entry)),),
        body=tuple(writer.lines(entry.blocks)),
        foot=(Line(spans=tuple(marks)),) if marks else (),
    )


class _Writer:
    def __init__(self, words: Words, around: MarkupWords) -> None:
        self._words = words
        self._around = around

    def lines(self, blocks: Iterable[Block]) -> Iterator[Line]:
        for block in blocks:
            if isinstance(block, Part):
                yield _strong(block.heading)
                yield from self.lines(block.pieces)
            else:
                yield from self._piece(block)

    def _piece(self, piece: Piece) -> Iterator[Line]:
        match piece:
            case Paragraph():
                yield self._labelled(piece.label, Span(text=piece.text, url=piece.url))
            case Bullets():
                yield from (_strong(label) for label in (piece.label,) if label)
                yield from (_plain(item, is_item=True) for item in piece.items)
            case Terms():
                terms = _DOT.join(layout.term_text(item, self._around) for item in piece.items)
                yield self._labelled(piece.label, Span(text=terms))
            case Scores():
                yield from map(self._score, piece.items)
            case References():
                yield from map(self._reference, piece.items)
            case Figure():
                yield Line(spans=(Span(text=piece.caption, url=piece.url),))
            case Table():
                yield from self._table(piece)

    def _score(self, item: ScoreItem) -> Line:
        return self._labelled(f"{item.name} {layout.score_text(item.value)}", Span(text=item.reason), is_item=True)

    def _reference(self, item: ReferenceItem) -> Line:
        note = (Span(text=self._around.bracketed(item.note)),) if item.note else ()
        return Line(spans=(Span(text=item.text, url=item.url), *note), is_item=True)

    def _table(self, table: Table) -> Iterator[Line]:
        if table.caption:
            yield _strong(table.caption)
        for name, *cells in table.rows:
            named = _DOT.join(f"{head} {cell}" for head, cell in zip(table.header[1:], cells, strict=True))
            yield self._labelled(name, Span(text=named), is_item=True)

    def _labelled(self, label: str | None, span: Span, *, is_item: bool = False) -> Line:
        before = () if label is None else (Span(text=label, is_strong=True), Span(text=self._words.colon))
        return Line(spans=(*before, span), is_item=is_item)


def _plain(text: str, *, is_item: bool = False) -> Line:
    return Line(spans=(Span(text=text),), is_item=is_item)


def _strong(text: str) -> Line:
    return Line(spans=(Span(text=text, is_strong=True),))
