"""An entry as a JSON object: the fields of its row, and beside them what the digest shows of it."""

from __future__ import annotations

from hfpapers.digest.model import Entry
from hfpapers.digest.render.fields import JsonValue, row_fields
from hfpapers.digest.render.json_blocks import block_fields


def entry_fields(entry: Entry) -> dict[str, JsonValue]:
    """Return the row's fields (`row_fields`), then the entry's own.

    These are `anchor`, `number`, `heading`, `heading_language`, `blocks`, `facts` and `named_links`, the links as they
    are named and chosen for readers (`links` are all that are held).
    """
    return {
        **row_fields(entry),
        "anchor": entry.anchor,
        "number": entry.number,
        "heading": entry.heading,
        "heading_language": entry.heading_language,
        "blocks": [block_fields(block) for block in entry.blocks],
        "facts": [{"text": fact.text, "hint": fact.hint} for fact in entry.facts],
        "named_links": [{"label": link.label, "url": link.url} for link in entry.links],
    }
