"""`md`: the digest as CommonMark, each paragraph on one line; tables are GitHub's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hfpapers.digest.blocks import Part
from hfpapers.digest.model import Banner, ContentsItem, Digest, Entry
from hfpapers.digest.render import layout
from hfpapers.digest.render.front_matter import front_matter_lines, shows_title
from hfpapers.digest.render.markdown_anchors import heading_anchors
from hfpapers.digest.render.markdown_blocks import BlockWriter
from hfpapers.digest.render.markdown_dialect import Dialect, dialect_for
from hfpapers.digest.words import Words
from hfpapers.digest.words.markup_words import MarkupWords


def render_markdown(digest: Digest, *, front_matter: str | None = None) -> Iterator[str]:
    """Yield the document, blocks parted by one empty line, ending with a line end.

    With front matter the text is written so that its reader finds nothing of its own in it (`markdown_dialect`); where
    that reader shows the title itself, the document has no heading of level 1.
    """
    if front_matter is not None:
        yield from front_matter_lines(digest, front_matter)
    gap = ""
    for block in _Document(digest, dialect_for(front_matter)).blocks(has_title=shows_title(front_matter)):
        yield gap + block
        gap = "\n\n"
    yield "\n"


class _Document:
    def __init__(self, digest: Digest, dialect: Dialect) -> None:
        self._digest = digest
        self._dialect = dialect
        self._words: Words
        self._around: MarkupWords
        self._words, self._around = layout.digest_words(digest)
        self._writer = BlockWriter(dialect, self._words, self._around)

    def blocks(self, *, has_title: bool) -> Iterator[str]:
        digest, dialect = self._digest, self._dialect
        if has_title:
            yield f"# {dialect.heading(digest.title)}"
        yield self._lede()
        if digest.coverage.banners:
            yield "\n>\n".join(map(self._banner, digest.coverage.banners))
        if digest.notes:
            yield "\n>\n".join(f"> {dialect.paragraph(note)}" for note in digest.notes)
        if digest.contents:
            yield self._contents(digest.contents, has_title=has_title)
        yield from self._writer.blocks(digest.opening, level=2)
        yield from self._sections()
        if digest.closing is not None:
            yield from self._writer.blocks((digest.closing,), level=2)
        yield from self._footer()

    def _lede(self) -> str:
        lede = self._dialect.paragraph(self._digest.lede)
        if self._digest.url is None:
            return lede
        return layout.joined((lede, self._dialect.link(self._around.list_page, self._digest.url)))

    def _banner(self, banner: Banner) -> str:
        mend = (self._words.to_mend, f"`{banner.command}`") if banner.command else ()
        return f"> {layout.joined((self._dialect.paragraph(banner.text), *mend))}"

    def _contents(self, items: Sequence[ContentsItem], *, has_title: bool) -> str:
        named = list(_headings(self._digest, has_title=has_title))
        anchors = heading_anchors((text for _, text in named), self._dialect.name)
        place = {name: anchor for (name, _), anchor in zip(named, anchors, strict=True) if name is not None}
        return "\n".join(f"{one.number}. {self._dialect.link(one.text, f'#{place[one.anchor]}')}" for one in items)

    def _sections(self) -> Iterator[str]:
        level = layout.entry_level(self._digest)
        marks_lead = layout.has_parts(self._digest)
        for section in self._digest.sections:
            if section.heading:
                yield f"## {self._dialect.heading(section.heading)}"
            for entry in section.entries:
                yield from self._entry(entry, level, marks_lead=marks_lead)

    def _entry(self, entry: Entry, level: int, *, marks_lead: bool) -> Iterator[str]:
        before, after = layout.halves(entry, marks_lead=marks_lead)
        yield f"{'#' * level} {self._dialect.heading(layout.numbered_heading(entry))}"
        yield from self._writer.blocks(before, level=layout.part_level(level))
        yield from self._marks(entry)
        yield from self._writer.blocks(after, level=layout.part_level(level))

    def _marks(self, entry: Entry) -> Iterator[str]:
        parts = [
            self._dialect.inline(fact.text) if place else self._dialect.paragraph(fact.text)
            for place, fact in enumerate(entry.facts)
        ]
        parts += [self._dialect.link(link.label, link.url) for link in entry.links]
        if parts:
            yield " · ".join(parts)

    def _footer(self) -> Iterator[str]:
        yield "---"
        for text in layout.footer(self._digest, self._words):
            yield self._dialect.paragraph(text)
        if self._digest.manifest is not None:
            yield f"{self._dialect.paragraph(self._around.manifest)}{self._words.colon}`{self._digest.manifest}`"


def _headings(digest: Digest, *, has_title: bool) -> Iterator[tuple[str | None, str]]:
    """Yield all headings in order, with the anchor of the entry that they are of."""
    if has_title:
        yield None, digest.title
    yield from ((None, block.heading) for block in digest.opening if isinstance(block, Part))
    for section in digest.sections:
        if section.heading:
            yield None, section.heading
        for entry in section.entries:
            yield entry.anchor, layout.numbered_heading(entry)
            yield from ((None, block.heading) for block in entry.blocks if isinstance(block, Part))
    if digest.closing is not None:
        yield None, digest.closing.heading
