"""A book's chapters and its contents: a digest in, what each file of the book holds out; no markup.

Where days head the entries, a chapter is a day; else each entry is a chapter of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from hfpapers.digest.blocks import Block, Figure, Paragraph, ParagraphKind, Part, Piece, Writer
from hfpapers.digest.model import Digest, Entry
from hfpapers.digest.render import layout
from hfpapers.digest.words.publication_words import publication_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A file of the book. `name` names it within the book; `entries` are those that it shows."""

    name: str
    kind: Literal["front", "contents", "section", "entry", "closing", "about"]
    title: str
    language: str | None = None
    entries: tuple[Entry, ...] = ()

    @property
    def href(self) -> str:
        """Where the file lies, seen from the others."""
        return f"{self.name}.xhtml"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentsLine:
    """A line of the contents, and those that stand under it."""

    href: str
    text: str
    language: str | None = None
    below: tuple[ContentsLine, ...] = ()


def book_chapters(digest: Digest) -> tuple[Chapter, ...]:
    """List the chapters, in the order of reading."""
    words, _ = layout.digest_words(digest)
    own = publication_words(words)
    chapters = [
        Chapter(name="front", kind="front", title=digest.title),
        Chapter(name="contents", kind="contents", title=words.contents),
        *(
            replace(chapter, name=f"chapter-{number:04d}")
            for number, chapter in enumerate(_chapters_of_entries(digest), start=1)
        ),
    ]
    if digest.closing is not None:
        chapters.append(Chapter(name="closing", kind="closing", title=digest.closing.heading))
    chapters.append(Chapter(name="about", kind="about", title=own.about))
    return tuple(chapters)


def book_contents(digest: Digest, chapters: Sequence[Chapter]) -> tuple[ContentsLine, ...]:
    """List what the contents lead to: every chapter but themselves, and every entry."""
    named = {item.anchor: (f"{item.number}. {item.text}", item.language) for item in digest.contents}
    return tuple(
        ContentsLine(
            href=chapter.href,
            text=chapter.title,
            language=chapter.language,
            below=tuple(_line(chapter, entry) for entry in chapter.entries) if chapter.kind == "section" else (),
        )
        for chapter in (_named(chapter, named) for chapter in chapters if chapter.kind != "contents")
    )


def without_pictures(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks with links in place of pictures: a book asks for nothing from elsewhere."""
    return tuple(
        replace(block, pieces=tuple(map(_linked, block.pieces))) if isinstance(block, Part) else _linked(block)
        for block in blocks
    )


def _chapters_of_entries(digest: Digest) -> Iterator[Chapter]:
    for section in digest.sections:
        entries = tuple(replace(entry, blocks=without_pictures(entry.blocks)) for entry in section.entries)
        if section.heading:
            yield Chapter(name="", kind="section", title=section.heading, entries=entries)
            continue
        for entry in entries:
            title = layout.numbered_heading(entry)
            yield Chapter(name="", kind="entry", title=title, language=entry.heading_language, entries=(entry,))


def _named(chapter: Chapter, named: dict[str, tuple[str, str | None]]) -> Chapter:
    """Give a chapter of one entry the name that the digest's own contents have for it."""
    if chapter.kind != "entry":
        return chapter
    title, language = named.get(chapter.entries[0].anchor, (chapter.title, chapter.language))
    return replace(chapter, title=title, language=language)


def _line(chapter: Chapter, entry: Entry) -> ContentsLine:
    text = layout.numbered_heading(entry)
    return ContentsLine(href=f"{chapter.href}#{entry.anchor}", text=text, language=entry.heading_language)


def _linked(piece: Piece) -> Piece:
    if not isinstance(piece, Figure):
        return piece
    return Paragraph(kind=ParagraphKind.NOTE, text=piece.caption, url=piece.url, writer=Writer.HFPAPERS)
