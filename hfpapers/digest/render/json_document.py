"""`json`: the whole digest as one object.

Keys, stable within `schema`:

- `schema`, `title`, `language` (of our own words), `style`, `lede`, `generator`
- `period`: `kind` (day, week, month, year, range), `label`, `since`, `until`
- `options`: `top`, `min_upvotes`, `categories`, `keywords`
- `counts`: `listed` and `matched` (papers), `shown` (entries)
- `as_of`: the newest observation of votes among the entries, or null
- `is_incomplete`: something of the period could not be had
- `coverage`: `line`; `banners` (`kind`, `text`, `days`, `command` or null); `days` (`day`, `state` (null: never
  asked for), `settled_at`, `expected`, `stored`, `answered_at`, `last_error`)
- `sections`: `day` and `heading` (null in a digest of one section) and `entries`, whose keys are those of `fields`
- `provenance`: sentences on who wrote what

Ids are text, days `YYYY-MM-DD`, moments UTC with `Z`; what is unknown is null.
"""

from __future__ import annotations

import json

from hfpapers.digest.model import Banner, Digest, Section
from hfpapers.digest.render.fields import JsonValue, entry_fields, moment_text
from hfpapers.digest.text import clean_text
from hfpapers.model.coverage import DayCoverage

SCHEMA = "hfpapers.digest/1"


def render_json(digest: Digest) -> str:
    """Return the object, indented, ending with a line end."""
    return json.dumps(_digest(digest), ensure_ascii=False, indent=2) + "\n"


def _digest(digest: Digest) -> dict[str, JsonValue]:
    period, options, counts = digest.period, digest.options, digest.counts
    return {
        "schema": SCHEMA,
        "title": digest.title,
        "language": digest.language,
        "style": digest.style,
        "period": {
            "kind": period.kind.value,
            "label": period.label,
            "since": period.since.isoformat(),
            "until": period.until.isoformat(),
        },
        "options": {
            "top": options.top,
            "min_upvotes": options.min_upvotes,
            "categories": list(options.categories),
            "keywords": list(options.keywords),
        },
        "lede": digest.lede,
        "counts": {"listed": counts.listed, "matched": counts.matched, "shown": counts.shown},
        "as_of": moment_text(digest.as_of),
        "is_incomplete": digest.is_incomplete,
        "coverage": {
            "line": digest.coverage.line,
            "banners": [_banner(banner) for banner in digest.coverage.banners],
            "days": [_day(row) for row in digest.coverage.days],
        },
        "sections": [_section(section) for section in digest.sections],
        "provenance": list(digest.provenance),
        "generator": digest.generator,
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
        "last_error": None if row.last_error is None else clean_text(row.last_error),
    }


def _section(section: Section) -> dict[str, JsonValue]:
    return {
        "day": None if section.day is None else section.day.isoformat(),
        "heading": section.heading,
        "entries": [dict(entry_fields(entry)) for entry in section.entries],
    }
