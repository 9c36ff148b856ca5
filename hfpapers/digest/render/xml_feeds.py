"""`rss` and `atom`: the digest as RSS 2.0 (https://www.rssboard.org/rss-specification) and as Atom (RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterator

from feedgen.entry import FeedEntry  # type: ignore[import-untyped]  # none of its stubs are published
from feedgen.feed import FeedGenerator  # type: ignore[import-untyped]  # none of its stubs are published
from lxml import etree
from markupsafe import escape

from hfpapers.digest.model import Digest
from hfpapers.digest.render.feed_items import PUBLISHER, FeedHead, FeedItem, feed_head, feed_items
from hfpapers.digest.render.xml_text import xml_text

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def render_atom(digest: Digest) -> Iterator[str]:
    """Yield the feed, an entry at a time."""
    head = feed_head(digest)
    frame = _generator(head).atom_str(pretty=True).decode()
    yield frame.rpartition("</feed>")[0]
    for item in feed_items(digest):
        yield _atom_entry(item, head)
    yield "</feed>\n"


def render_rss(digest: Digest) -> Iterator[str]:
    """Yield the feed, an item at a time."""
    frame = _generator(feed_head(digest)).rss_str(pretty=True).decode()
    yield f"{frame.rpartition('</channel>')[0].rstrip()}\n"
    root = etree.fromstring(frame.encode())
    for item in feed_items(digest):
        yield _rss_item(root, item)
    yield "</channel>\n</rss>\n"


def _generator(head: FeedHead) -> FeedGenerator:
    generator = FeedGenerator()
    generator.load_extension("dc", atom=False)
    generator.id(head.feed_id)
    generator.title(xml_text(head.title))
    generator.subtitle(xml_text(head.subtitle))
    generator.author({"name": PUBLISHER})
    generator.link(href=head.page, rel="alternate")
    generator.language(head.language)
    generator.generator(head.generator)
    # Left alone, these are the time of the clock.
    generator.updated(head.updated_at)
    generator.lastBuildDate(head.updated_at)
    return generator


def _entry(item: FeedItem) -> FeedEntry:
    """Say what both formats say."""
    entry = FeedEntry()
    entry.guid(item.item_id, permalink=False)
    entry.title(xml_text(item.title))
    entry.published(item.listed_at)
    entry.updated(item.listed_at)
    entry.link(href=item.url, rel="alternate")
    entry.author([{"name": xml_text(name)} for name in item.authors])
    entry.category([{"term": xml_text(tag)} for tag in item.tags])
    if item.summary:
        entry.summary(xml_text(item.summary))
    entry.content(item.content, type="html")
    return entry


def _atom_entry(item: FeedItem, head: FeedHead) -> str:
    element = _entry(item).atom_entry()
    if item.title_language != head.language:
        element.find("title").set(_LANGUAGE, item.title_language)
    # The library forgets what a link is to an entry, which makes all of them stand for it.
    for link in item.links:
        if link.url != item.url:
            etree.SubElement(element, "link", rel="related", href=xml_text(link.url), title=xml_text(link.label))
    return etree.tostring(element, encoding="unicode", pretty_print=True)


def _rss_item(root: etree._Element, item: FeedItem) -> str:
    entry = _entry(item)
    # RSS has authors by their mail addresses only.
    entry.load_extension("dc", atom=False)
    entry.dc.dc_creator([xml_text(name) for name in item.authors])
    if item.summary:
        # Readers take a description for HTML.
        entry.description(str(escape(xml_text(item.summary))), isSummary=True)
    element = entry.rss_entry()
    # Within the root its names have the prefixes that are declared there, once.
    root.append(element)
    text = etree.tostring(element, encoding="unicode", pretty_print=True)
    root.remove(element)
    return f"<item>{text.partition('>')[2]}"
