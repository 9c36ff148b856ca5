"""What a source named and left empty: a typed entry in, the names of the record's emptied fields out.

An absent key says nothing; a key that is there with `""`, `[]` or `null` says that there is nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from hfpapers.sources.huggingface.wire import WireItem, WirePaper


def text_or_none(value: str | None) -> str | None:
    """Return the text as served; None where it is empty or blank."""
    return value if value and not value.isspace() else None


def emptied_fields(item: WireItem) -> frozenset[str]:
    """Name the record's fields that were present, and empty wherever they were."""
    if not _has_empty(item) and not _has_empty(item.paper):
        return frozenset()
    said = _said(item, item.paper)
    return frozenset(field for field, values in said.items() if values and all(_is_empty(value) for value in values))


def _has_empty(part: WireItem | WirePaper) -> bool:
    return any(_is_empty(getattr(part, name)) for name in part.model_fields_set)


def _is_empty(value: object) -> bool:
    return value is None or value == [] or (isinstance(value, str) and text_or_none(value) is None)


#: Where each field of the record is read from: attributes of the item, attributes of the paper.
_READ_FROM: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "title": (("title",), ()),
    "paper_title": ((), ("title",)),
    "abstract": (("summary",), ("summary",)),
    "published_at": ((), ("published_at",)),
    "item_published_at": (("published_at",), ()),
    "submitted_at": ((), ("submitted_at",)),
    "submitter": (("submitter",), ("submitter",)),
    "organization": (("organization",), ("organization",)),
    "submitter_organization": (("submitter_organization",), ()),
    "authors": ((), ("authors",)),
    "upvotes": ((), ("upvotes",)),
    "comments": (("comments",), ()),
    "github_stars": ((), ("github_stars",)),
    "github_url": ((), ("github_url",)),
    "github_added_by": ((), ("github_added_by",)),
    "project_url": ((), ("project_url",)),
    "media_urls": (("media_urls", "media_url"), ("media_urls",)),
    "thumbnail_url": (("thumbnail_url",), ()),
    "discussion_id": ((), ("discussion_id",)),
    "author_participating": (("author_participating",), ()),
    "ai_summary": ((), ("ai_summary",)),
    "ai_summary_model": ((), ("ai_summary_model",)),
    "ai_keywords": ((), ("ai_keywords",)),
}


def _said(item: WireItem, paper: WirePaper) -> dict[str, list[object]]:
    """Gather what was present for each field of the record, empty or not."""
    return {
        field: [getattr(item, name) for name in of_item if name in item.model_fields_set]
        + [getattr(paper, name) for name in of_paper if name in paper.model_fields_set]
        for field, (of_item, of_paper) in _READ_FROM.items()
    }
