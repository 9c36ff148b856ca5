"""The intent of a request as one line of ASCII JSON, for a WARC header field, and back."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from hfpapers.model.fetched import Endpoint, Intent

_FIELDS = frozenset({"endpoint", "day", "look_at", "page", "limit", "arxiv_ids"})


def intent_to_text(intent: Intent) -> str:
    """Write an intent; fields at their default are left out."""
    values: dict[str, Any] = {"endpoint": intent.endpoint.value}
    if intent.day is not None:
        values["day"] = intent.day.isoformat()
    if intent.look_at is not None:
        values["look_at"] = intent.look_at.isoformat()
    if intent.page:
        values["page"] = intent.page
    if intent.limit is not None:
        values["limit"] = intent.limit
    if intent.arxiv_ids:
        values["arxiv_ids"] = list(intent.arxiv_ids)
    return json.dumps(values, ensure_ascii=True, separators=(",", ":"))


def intent_from_text(text: str) -> Intent:
    """Read an intent.

    Raises:
        ValueError: The text was not written by `intent_to_text`, or by a later version of it that knows more.
    """
    values = json.loads(text)
    try:
        unknown = values.keys() - _FIELDS
        if unknown:
            raise ValueError(f"unknown field {min(unknown)!r}")
        return Intent(
            endpoint=Endpoint(values["endpoint"]),
            day=date.fromisoformat(values["day"]) if "day" in values else None,
            look_at=datetime.fromisoformat(values["look_at"]) if "look_at" in values else None,
            page=int(values.get("page", 0)),
            limit=int(values["limit"]) if "limit" in values else None,
            arxiv_ids=tuple(str(arxiv_id) for arxiv_id in values.get("arxiv_ids", ())),
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"not the fields of an intent: {error}") from error
