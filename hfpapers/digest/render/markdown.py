"""`md`: the digest as CommonMark, each paragraph on one line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hfpapers.digest.blocks import Paragraph, ParagraphKind
from hfpapers.digest.model import Banner, Digest, Fact, Link
from hfpapers.digest.render.markdown_escape import escape_heading, escape_inline, escape_paragraph, markdown_link


def render_markdown(digest: Digest) -> str:
    """Return the document, blocks parted by one empty line, ending with a line end."""
    return "\n\n".join(_blocks(digest)) + "\n"


def _blocks(digest: Digest) -> Iterator[str]:
    yield f"# {escape_heading(digest.title)}"
    yield escape_paragraph(digest.lede)
    if digest.coverage.banners:
        yield "\n>\n".join(map(_banner, digest.coverage.banners))
    for section in digest.sections:
        if section.heading:
            yield f"## {escape_heading(section.heading)}"
        marks = "###" if section.heading else "##"
        for entry in section.entries:
            yield f"{marks} {escape_heading(entry.heading)}"
            yield from map(_paragraph, entry.paragraphs)
            yield from _marks(entry.facts, entry.links)
    yield "---"
    yield escape_paragraph(" ".join(filter(None, (digest.coverage.line, digest.votes_line))))
    yield escape_paragraph(" ".join((*digest.provenance, f"Made by {digest.generator}.")))


def _banner(banner: Banner) -> str:
    command = f" To mend: `{banner.command}`" if banner.command else ""
    return f"> {escape_paragraph(banner.text)}{command}"


def _paragraph(paragraph: Paragraph) -> str:
    if paragraph.kind is ParagraphKind.NOTE:
        return f"*{escape_inline(paragraph.text)}*"
    if paragraph.label is None:
        return escape_paragraph(paragraph.text)
    return f"**{escape_inline(paragraph.label)}:** {escape_inline(paragraph.text)}"


def _marks(facts: Sequence[Fact], links: Sequence[Link]) -> Iterator[str]:
    first, rest = facts[:1], facts[1:]
    parts = [escape_paragraph(fact.text) for fact in first]
    parts += [escape_inline(fact.text) for fact in rest]
    parts += [markdown_link(link.label, link.url) for link in links]
    if parts:
        yield " · ".join(parts)
