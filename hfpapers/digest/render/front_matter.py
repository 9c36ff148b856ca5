"""Front matter: a digest in, the block of YAML out that Hugo, Jekyll or Obsidian read before the text.

All text stands in double quotes, escaped as JSON does it, which YAML reads alike. The date is that of the last day told
of, never the clock.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from hfpapers.digest.filenames import default_stem
from hfpapers.digest.model import Digest

_MOST_CATEGORIES = 10
_CATEGORY = "daily-papers"
_NO_TAG = re.compile(r"[^\w/-]+")
#: What YAML must not have as it stands, and JSON leaves so: controls, separators of lines, marks of byte order.
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def front_matter_lines(digest: Digest, reader: str) -> Iterator[str]:
    """Yield the block, an empty line after it; `reader` is one of `FRONT_MATTERS`."""
    tags = [digest.style, *_arxiv_categories(digest)]
    values: dict[str, str | Sequence[str]] = {"title": digest.title, "description": digest.lede}
    if reader == "obsidian":
        # A nested tag of Obsidian's: it has no dots.
        values |= {"aliases": [digest.title], "tags": [_CATEGORY, *(_NO_TAG.sub("-", _nested(tag)) for tag in tags)]}
    else:
        values |= {"slug": default_stem(digest).replace(".", "-"), "categories": [_CATEGORY], "tags": tags}
    yield "---\n"
    yield "".join(f"{name}: {_yaml(value)}\n" for name, value in values.items())
    yield f"date: {digest.period.until.isoformat()}\nlang: {_yaml(digest.reader_language)}\n"
    if reader == "jekyll":
        yield "layout: post\nrender_with_liquid: false\n"
    yield "---\n\n"


def shows_title(reader: str | None) -> bool:
    """Tell whether the title must stand in the text: sites of Hugo and Jekyll head a page with it themselves."""
    return reader not in {"hugo", "jekyll"}


def _arxiv_categories(digest: Digest) -> list[str]:
    counts = Counter(row.primary_category for row in (entry.listing for entry in digest.entries))
    named = sorted((-count, name) for name, count in counts.items() if name is not None)
    return [name for _, name in named[:_MOST_CATEGORIES]]


def _nested(tag: str) -> str:
    return tag.replace(".", "/")


def _yaml(value: str | Sequence[str]) -> str:
    if not isinstance(value, str):
        return f"[{', '.join(map(_yaml, value))}]"
    quoted = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)
