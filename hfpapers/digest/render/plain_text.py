"""`txt`: the digest for terminals and plain mail, wrapped at 78 columns; links stand whole on their own lines."""

from __future__ import annotations

from collections.abc import Iterator

from hfpapers.digest.model import Banner, ContentsItem, Digest, Entry, Link
from hfpapers.digest.render import layout
from hfpapers.digest.render.plain_text_blocks import WIDTH, block_lines, hanging, padded, underlined
from hfpapers.digest.render.wrap import columns, wrap
from hfpapers.digest.words import Words
from hfpapers.digest.words.markup_words import MarkupWords


def render_text(digest: Digest) -> Iterator[str]:
    """Yield the text, a line at a time, each with its line end."""
    words, around = layout.digest_words(digest)
    for line in _lines(digest, words, around):
        yield f"{line}\n"


def _lines(digest: Digest, words: Words, around: MarkupWords) -> Iterator[str]:
    yield from _head(digest, words)
    yield from _contents(digest.contents, words)
    yield from block_lines(digest.opening, words, around)
    marks_lead = layout.has_parts(digest)
    for section in digest.sections:
        if section.heading:
            yield from ("", "", *underlined(section.heading, "="))
        for entry in section.entries:
            yield from ("", "", *underlined(layout.numbered_heading(entry), "-"))
            before, after = layout.halves(entry, marks_lead=marks_lead)
            yield from block_lines(before, words, around)
            yield from _marks(entry)
            yield from block_lines(after, words, around)
    if digest.closing is not None:
        yield from ("", "", *underlined(digest.closing.heading, "-"))
        yield from block_lines(digest.closing.pieces, words, around)
    yield from _foot(digest, words, around)


def _head(digest: Digest, words: Words) -> Iterator[str]:
    yield from underlined(digest.title, "=")
    yield ""
    yield from wrap(digest.lede, WIDTH)
    if digest.url:
        yield digest.url
    for banner in digest.coverage.banners:
        yield ""
        yield from _banner(banner, words)
    for note in digest.notes:
        yield ""
        yield from wrap(note, WIDTH)


def _banner(banner: Banner, words: Words) -> Iterator[str]:
    yield from hanging("! ", banner.text)
    if banner.command:
        yield "  " + layout.joined((words.to_mend, banner.command))


def _contents(items: tuple[ContentsItem, ...], words: Words) -> Iterator[str]:
    if not items:
        return
    yield from ("", "", *underlined(words.contents, "-"), "")
    width = len(str(max(item.number for item in items)))
    for item in items:
        yield from hanging(f"{item.number:>{width}}. ", item.text)


def _marks(entry: Entry) -> Iterator[str]:
    if entry.facts or entry.links:
        yield ""
    yield from wrap(" · ".join(fact.text for fact in entry.facts), WIDTH)
    yield from _links(entry.links)


def _links(links: tuple[Link, ...]) -> Iterator[str]:
    width = max((columns(link.label) for link in links), default=0)
    for link in links:
        yield f"{padded(link.label, width)}  {link.url}"


def _foot(digest: Digest, words: Words, around: MarkupWords) -> Iterator[str]:
    yield ""
    yield ""
    yield "-" * WIDTH
    for place, text in enumerate(layout.footer(digest, words)):
        if place:
            yield ""
        yield from wrap(text, WIDTH)
    if digest.manifest:
        yield ""
        yield f"{around.manifest}{words.colon}{digest.manifest}"
