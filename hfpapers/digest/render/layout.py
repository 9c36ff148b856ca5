"""What all formats that are read by people have in common: the order of things, their levels, their numbers.

A digest or an entry in, its pieces in the order in which they stand out; no markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from hfpapers.digest.blocks import Block, Figure, Paragraph, ParagraphKind, Part, Piece, TermItem
from hfpapers.digest.model import Digest, Entry
from hfpapers.digest.words import Words, words_for
from hfpapers.digest.words.markup_words import MarkupWords, markup_words

#: Blocks before an entry's facts and links, and blocks after them.
Halves: TypeAlias = tuple[tuple[Block, ...], tuple[Block, ...]]

#: What names a paper, and stands with its heading.
_NAMING = frozenset({ParagraphKind.TITLE, ParagraphKind.HEADLINE, ParagraphKind.AUTHORS})
_FULL_WIDTH = ("。", "！", "？", "：")  # noqa: RUF001 - they are meant
_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "syr", "ug", "ur", "yi"})


def digest_words(digest: Digest) -> tuple[Words, MarkupWords]:
    """Return our words in the language of the digest."""
    words = words_for(digest.language)
    return words, markup_words(words)


def entry_level(digest: Digest) -> int:
    """Return the level of the headings of all entries: the title's is 1, and a section's, where there is one, 2."""
    return 3 if any(section.heading for section in digest.sections) else 2


def numbered_heading(entry: Entry) -> str:
    """Return the heading, after its number where it has one."""
    return entry.heading if entry.number is None else f"{entry.number}. {entry.heading}"


def has_parts(digest: Digest) -> bool:
    """Tell whether any entry has parts under headings of their own."""
    return any(isinstance(block, Part) for entry in digest.entries for block in entry.blocks)


def halves(entry: Entry, *, marks_lead: bool) -> Halves:
    """Part the blocks where the facts and links of the entry go.

    These go last, as long as no heading stands between them and that of the entry; else, in all entries alike
    (`marks_lead`), after what names the paper.
    """
    if not marks_lead:
        return entry.blocks, ()
    count = 0
    for block in entry.blocks:
        if not (isinstance(block, Paragraph) and block.kind in _NAMING):
            break
        count += 1
    return entry.blocks[:count], entry.blocks[count:]


def part_level(level: int) -> int:
    """Return the level of the parts under a heading of a level; 6 is the lowest that there is."""
    return min(level + 1, 6)


def footer(digest: Digest, words: Words) -> Iterator[str]:
    """Yield what stands under everything, a paragraph each: what is held, and who wrote what."""
    yield joined(filter(None, (digest.coverage.line, digest.votes_line)))
    yield joined((*digest.provenance, words.made_by(digest.generator)))


def joined(sentences: Iterable[str]) -> str:
    """Join sentences to a paragraph; a full-width mark needs no blank after it."""
    text = ""
    for sentence in sentences:
        text += gap_after(text) + sentence
    return text


def gap_after(text: str) -> str:
    """Return what parts a text from the one that follows on the same line."""
    return "" if not text or text.endswith(_FULL_WIDTH) else " "


def term_text(item: TermItem, around: MarkupWords) -> str:
    """Write a keyword with its translation: `Compression (Kompression)`."""
    return item.text if item.translation is None else item.text + around.bracketed(item.translation)


def score_text(value: float) -> str:
    """Write a mark always in the same form: `4.0`."""
    return f"{value:.1f}"


def direction(language: str | None) -> str | None:
    """Return `rtl` for a language that is written from right to left, else None."""
    if language is None:
        return None
    subtags = language.lower().split("-")
    return "rtl" if subtags[0] in _RIGHT_TO_LEFT and "latn" not in subtags else None


def all_pieces(blocks: Iterable[Block]) -> Iterator[Piece]:
    """Yield the pieces of blocks, those of parts included, in order."""
    for block in blocks:
        yield from block.pieces if isinstance(block, Part) else (block,)


def has_figures(digest: Digest) -> bool:
    """Tell whether the document shows pictures."""
    all_blocks = [digest.opening, (digest.closing,) if digest.closing else (), *(one.blocks for one in digest.entries)]
    return any(isinstance(piece, Figure) for blocks in all_blocks for piece in all_pieces(blocks))
