"""`csl-json`: a record for each paper, as citation processors (citeproc, pandoc, Zotero) take them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hfpapers.digest.model import Digest
from hfpapers.digest.render.json_pieces import json_pieces
from hfpapers.digest.render.paper_records import PaperRecord, paper_records
from hfpapers.digest.render.person_name import PersonName


def render_csl_json(digest: Digest) -> Iterator[str]:
    """Yield a list of records, indented, ending with a line end; what is not known has no key."""
    yield from json_pieces(map(_item, paper_records(digest)))
    yield "\n"


def _item(record: PaperRecord) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": record.key,
        # What Zotero makes of a preprint.
        "type": "article",
        "title": record.title,
        "author": [_name(name) for name in record.authors],
        "issued": _issued(record),
        "publisher": "arXiv",
        "archive": "arXiv",
        "archive_location": record.primary_category,
        "number": f"arXiv:{record.arxiv_id}",
        "DOI": record.doi,
        "URL": record.url,
        "note": record.journal_ref,
        "keyword": ", ".join(record.keywords),
        "language": record.language,
        "abstract": record.abstract,
    }
    return {key: value for key, value in item.items() if value}


def _name(name: PersonName) -> dict[str, str]:
    if name.literal is not None:
        return {"literal": name.literal}
    parts = {
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }
    return {key: value for key, value in parts.items() if value}


def _issued(record: PaperRecord) -> dict[str, list[list[int]]] | None:
    if record.published_on is not None:
        day = record.published_on
        return {"date-parts": [[day.year, day.month, day.day]]}
    parts = [part for part in (record.year, record.month) if part is not None]
    return {"date-parts": [parts]} if parts else None
