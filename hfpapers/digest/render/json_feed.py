"""`jsonfeed`: the digest as a JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hfpapers.digest.model import Digest
from hfpapers.digest.render.feed_items import PUBLISHER, FeedItem, feed_head, feed_items
from hfpapers.digest.render.fields import moment_text
from hfpapers.digest.render.json_pieces import json_pieces

_VERSION = "https://jsonfeed.org/version/1.1"


def render_json_feed(digest: Digest) -> Iterator[str]:
    """Yield the object, indented, ending with a line end; what is not known has no key."""
    head = feed_head(digest)
    document = {
        "version": _VERSION,
        "title": head.title,
        "home_page_url": head.page,
        "description": head.subtitle,
        "language": head.language,
        "authors": [{"name": PUBLISHER}],
        "items": map(_item, feed_items(digest)),
    }
    yield from json_pieces(document)
    yield "\n"


def _item(item: FeedItem) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": item.item_id,
        "url": item.url,
        "external_url": item.paper_url,
        "title": item.title,
        "content_html": item.content,
        "summary": item.summary,
        "date_published": moment_text(item.listed_at),
        "authors": [{"name": name} for name in item.authors],
        "tags": list(item.tags),
    }
    return {key: value for key, value in fields.items() if value}
