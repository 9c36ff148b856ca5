"""One paper as huggingface.co serves it: its own record by the API, and its text as Markdown.

In: an entry and the day that first lists it. Out: responses. The record has today's keys whatever the day's era; a
paper without a text is answered with the site's page of it, as upstream does.
"""

from __future__ import annotations

import html
from datetime import date
from typing import Any

from tests.upstream.entries import Entry
from tests.upstream.eras import render_item
from tests.upstream.messages import Response, json_response, text_response

#: Of more linked repositories only the first ones are shown; the totals tell how many there are.
MOST_SHOWN = 12

#: From then on the keys are those of today.
_TODAYS_KEYS = date(2026, 6, 3)


def paper_record(entry: Entry, day: date) -> Response:
    """Answer `/api/papers/ID`."""
    paper: dict[str, Any] = render_item(entry, max(day, _TODAYS_KEYS))["paper"]
    paper["submittedOnDailyAt"] = f"{day.isoformat()}T00:00:00.000Z"
    for kind, names in (("Model", entry.models), ("Dataset", entry.datasets), ("Space", entry.spaces)):
        paper[f"linked{kind}s"] = [_repository(kind, name) for name in names[:MOST_SHOWN]]
        paper[f"numTotal{kind}s"] = len(names)
    return json_response(paper)


def paper_text(entry: Entry) -> Response:
    """Answer `/papers/ID.md`."""
    if entry.text is None:
        return text_response(_page(entry), "text/html; charset=utf-8")
    return text_response(entry.text, "text/markdown; charset=utf-8")


def _repository(kind: str, name: str) -> dict[str, Any]:
    if kind == "Space":
        return {"emoji": "🧪", "id": name, "running": True, "shortDescription": "A sample", "featured": False}
    owner = name.partition("/")[0]
    return {
        "author": owner,
        "authorData": {"_id": "0" * 24, "fullname": owner, "name": owner, "type": "org", "isHf": False},
        "downloads": 7,
        "gated": False,
        "id": name,
        "lastModified": "2026-11-01T00:00:00.000Z",
        "likes": 3,
        "private": False,
        "repoType": kind.lower(),
    }


def _page(entry: Entry) -> str:
    title = html.escape(entry.title)
    return (
        f'<!DOCTYPE html>\n<html><head><title>Paper page - {title}</title></head><body><div data-target="PaperContent">'
        f'<h1>{title}</h1><a href="/papers/{entry.arxiv_id}">{title}</a><p>{html.escape(entry.abstract)}</p>'
        "</div></body></html>\n"
    )
