"""`json`: the whole digest as one object, entry by entry.

`hfpapers/digest/schemas/digest-2.schema.json` says what each key holds, and docs/formats.md how keys may change.
Ids are text, days `YYYY-MM-DD`, moments UTC with `Z`; what is unknown, or not there, is null.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hfpapers.digest.model import Banner, ContentsItem, Digest, Generated, Section
from hfpapers.digest.options import DigestOptions
from hfpapers.digest.render.fields import JsonValue, moment_text
from hfpapers.digest.render.json_blocks import block_fields
from hfpapers.digest.render.json_entry import entry_fields
from hfpapers.digest.render.json_pieces import json_pieces
from hfpapers.digest.text import clean_text
from hfpapers.model.coverage import DayCoverage
from hfpapers.model.periods import Period

SCHEMA = "hfpapers.digest/2"


def render_json(digest: Digest) -> Iterator[str]:
    """Yield the object, indented, ending with a line end."""
    yield from json_pieces(_digest(digest))
    yield "\n"


def _digest(digest: Digest) -> dict[str, Any]:
    counts, closing = digest.counts, digest.closing
    return {
        "schema": SCHEMA,
        "title": digest.title,
        "language": digest.language,
        "reader_language": digest.reader_language,
        "style": digest.style,
        "period": _period(digest.period),
        "options": _options(digest.options),
        "lede": digest.lede,
        "url": digest.url,
        "counts": {"listed": counts.listed, "matched": counts.matched, "shown": counts.shown},
        "as_of": moment_text(digest.as_of),
        "votes_line": digest.votes_line,
        "is_incomplete": digest.is_incomplete,
        "coverage": {
            "line": digest.coverage.line,
            "banners": [_banner(banner) for banner in digest.coverage.banners],
            "days": [_day(row) for row in digest.coverage.days],
        },
        "notes": list(digest.notes),
        "contents": [_contents(item) for item in digest.contents],
        "opening": [block_fields(block) for block in digest.opening],
        "sections": map(_section, digest.sections),
        "closing": None if closing is None else block_fields(closing),
        "generated": None if digest.generated is None else _generated(digest.generated),
        "provenance": list(digest.provenance),
        "generator": digest.generator,
        "manifest": digest.manifest,
    }


def _period(period: Period) -> dict[str, JsonValue]:
    return {
        "kind": period.kind.value,
        "label": period.label,
        "since": period.since.isoformat(),
        "until": period.until.isoformat(),
    }


def _options(options: DigestOptions) -> dict[str, JsonValue]:
    return {
        "style": options.style,
        "lang": options.lang,
        "top": options.top,
        "min_upvotes": options.min_upvotes,
        "categories": list(options.categories),
        "keywords": list(options.keywords),
        "topic_share": options.topic_share,
        "as_of": moment_text(options.as_of),
    }


def _banner(banner: Banner) -> dict[str, JsonValue]:
    return {
        "kind": banner.kind.value,
        "text": banner.text,
        "days": [day.isoformat() for day in banner.days],
        "command": banner.command,
    }


def _day(row: DayCoverage) -> dict[str, JsonValue]:
    return {
        "day": row.day.isoformat(),
        "state": None if row.state is None else row.state.value,
        "settled_at": moment_text(row.settled_at),
        "expected": row.expected,
        "stored": row.stored,
        "answered_at": moment_text(row.answered_at),
        "last_error": clean_text(row.last_error or "") or None,
    }


def _contents(item: ContentsItem) -> dict[str, JsonValue]:
    return {"anchor": item.anchor, "number": item.number, "text": item.text, "language": item.language}


def _section(section: Section) -> dict[str, Any]:
    return {
        "day": None if section.day is None else section.day.isoformat(),
        "heading": section.heading,
        "entries": map(entry_fields, section.entries),
    }


def _generated(generated: Generated) -> dict[str, JsonValue]:
    return {
        "kinds": [kind.value for kind in generated.kinds],
        "language": generated.language,
        "accepted": generated.accepted,
        "refused": generated.refused,
        "failed": generated.failed,
        "absent": generated.absent,
        "refusals": [{"check": check, "entries": entries} for check, entries in generated.refusals],
        "models": list(generated.models),
        "prompt_versions": list(generated.prompt_versions),
        "sources": [source.value for source in generated.sources],
        "written_since": moment_text(generated.written_since),
        "written_until": moment_text(generated.written_until),
    }
