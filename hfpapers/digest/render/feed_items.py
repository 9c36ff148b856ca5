"""What all feeds say, before any format: a digest in, what heads a feed and its items out.

An item's date is the day that lists the paper, and its id is made of that day, the paper, the style and the language:
neither votes nor a new title make it another one. The newest day comes first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from hfpapers.digest.blocks import Bullets, ParagraphKind
from hfpapers.digest.model import Digest, Entry, Link
from hfpapers.digest.render import layout
from hfpapers.digest.render.document_key import document_urn, home_page, midnight, told_until
from hfpapers.digest.render.html_templates import html_context, html_template
from hfpapers.digest.render.xml_text import xml_text
from hfpapers.digest.text import clean_text, web_address
from hfpapers.digest.words.publication_words import publication_words
from hfpapers.model.periods import PeriodKind

#: Who stands for the whole, where a format wants somebody.
PUBLISHER = "hfpapers"
_SAID = (
    ParagraphKind.TEXT,
    ParagraphKind.HEADLINE,
    ParagraphKind.ABSTRACT,
    ParagraphKind.EXTRACT,
    ParagraphKind.SUMMARY,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHead:
    """What stands above the items.

    Attributes:
        feed_id: A URN; that of a range of days names no days, since a feed goes on.
        page: Where people read the same.
        updated_at: The newest moment that it tells of; never the clock.
    """

    feed_id: str
    title: str
    subtitle: str
    language: str
    page: str
    updated_at: datetime
    generator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """One paper on one day's list.

    Attributes:
        item_id: An address, which leads to the paper's page.
        title: Plain text; `title_language` is its language, which may be another than that of the feed.
        summary: Plain text, whole; None where there is only a heading.
        content: HTML.
        listed_at: The beginning of the day, in UTC.
    """

    item_id: str
    url: str
    paper_url: str
    title: str
    title_language: str
    summary: str | None
    content: str
    listed_at: datetime
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    links: tuple[Link, ...]


def feed_head(digest: Digest) -> FeedHead:
    """Say what the feed is."""
    words, _ = layout.digest_words(digest)
    goes_on = digest.period.kind is PeriodKind.RANGE
    title = publication_words(words).feed_titles[digest.style] if goes_on else digest.title
    told = [digest.lede, *(banner.text for banner in digest.coverage.banners)]
    return FeedHead(
        feed_id=document_urn(digest, names_period=not goes_on),
        title=clean_text(title),
        subtitle=clean_text(layout.joined(told)),
        language=digest.language,
        page=home_page(digest),
        updated_at=told_until(digest),
        generator=digest.generator,
    )


def feed_items(digest: Digest) -> Iterator[FeedItem]:
    """Yield the items, one at a time; those of a day in the order of the digest."""
    template, context = html_template("feed_entry.html"), html_context(digest)
    for entry in sorted(digest.entries, key=lambda entry: entry.listing.day, reverse=True):
        yield _item(digest, entry, xml_text(template.render(**context, entry=entry)))


def _item(digest: Digest, entry: Entry, content: str) -> FeedItem:
    row = entry.listing
    url = web_address(row.hf_url) or home_page(digest)
    return FeedItem(
        item_id=f"{url}#{row.day.isoformat()}.{digest.style}.{quote(digest.reader_language, safe='')}",
        url=url,
        paper_url=web_address(row.arxiv_url) or url,
        title=clean_text(entry.heading),
        title_language=entry.heading_language or digest.language,
        summary=_summary(entry),
        content=content,
        listed_at=midnight(row.day),
        authors=tuple(clean_text(author.name) for author in row.authors if not author.is_hidden),
        tags=_tags(entry),
        links=entry.links,
    )


def _summary(entry: Entry) -> str | None:
    """Return the first paragraph that says something, or the first list of points; whole, since half a text is none."""
    for paragraph in entry.paragraphs:
        if paragraph.kind in _SAID:
            return clean_text(paragraph.text) or None
    bullets = (piece for piece in layout.all_pieces(entry.blocks) if isinstance(piece, Bullets))
    return next((clean_text(" ".join(one.items)) or None for one in bullets), None)


def _tags(entry: Entry) -> tuple[str, ...]:
    row = entry.listing
    wanted = (row.primary_category or "", *row.categories, *(one.keyword for one in row.keywords))
    tags: dict[str, str] = {}
    for tag in filter(None, map(clean_text, wanted)):
        tags.setdefault(tag.casefold(), tag)
    return tuple(tags.values())
