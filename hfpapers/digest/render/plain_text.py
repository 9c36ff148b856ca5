"""`txt`: the digest for terminals and plain mail, wrapped at 78 columns; links stand whole on their own lines."""

from __future__ import annotations

from collections.abc import Iterator

from hfpapers.digest.model import Digest, Entry
from hfpapers.digest.render.wrap import columns, wrap

_WIDTH = 78


def render_text(digest: Digest) -> str:
    """Return the text, ending with a line end."""
    return "\n".join(_lines(digest)) + "\n"


def _lines(digest: Digest) -> Iterator[str]:
    yield from _heading(digest.title, "=")
    yield from wrap(digest.lede, _WIDTH)
    for banner in digest.coverage.banners:
        yield ""
        yield from _hanging("! ", banner.text)
        if banner.command:
            yield f"  To mend: {banner.command}"
    for section in digest.sections:
        if section.heading:
            yield ""
            yield ""
            yield from _heading(section.heading, "=", ends=False)
        for entry in section.entries:
            yield from _entry(entry)
    yield ""
    yield ""
    yield "-" * _WIDTH
    yield from wrap(" ".join(filter(None, (digest.coverage.line, digest.votes_line))), _WIDTH)
    yield ""
    yield from wrap(" ".join((*digest.provenance, f"Made by {digest.generator}.")), _WIDTH)


def _entry(entry: Entry) -> Iterator[str]:
    yield ""
    yield ""
    yield from _heading(entry.heading, "-", ends=False)
    for paragraph in entry.paragraphs:
        yield ""
        yield from wrap(f"{paragraph.label}: {paragraph.text}" if paragraph.label else paragraph.text, _WIDTH)
    if entry.facts:
        yield ""
        yield from wrap(" · ".join(fact.text for fact in entry.facts), _WIDTH)
    elif entry.links:
        yield ""
    label_width = max((len(link.label) for link in entry.links), default=0)
    for link in entry.links:
        yield f"{link.label:<{label_width}}  {link.url}"


def _heading(text: str, underline: str, *, ends: bool = True) -> Iterator[str]:
    lines = wrap(text, _WIDTH)
    yield from lines
    yield underline * max(columns(line) for line in lines)
    if ends:
        yield ""


def _hanging(mark: str, text: str) -> Iterator[str]:
    first, *rest = wrap(text, _WIDTH, indent=" " * len(mark))
    yield mark + first[len(mark) :]
    yield from rest
