"""Where the headings of a Markdown document can be linked to: heading texts in, what stands after `#` out.

GitHub, Hugo and Jekyll make the same of a heading, but for marks and joining signs, which Hugo drops; Obsidian looks
for its words. What a heading reads like counts, not how it is escaped.

Sources: https://github.com/gjtorikian/html-pipeline (the filter for tables of contents),
https://github.com/gettalong/kramdown-parser-gfm, https://gohugo.io/configuration/markup/ (`autoIDType`),
https://help.obsidian.md/links
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from urllib.parse import quote

_KEPT = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Nd"})
_KEPT_BUT_BY_HUGO = frozenset({"Mn", "Mc", "Me", "Pc"})
_NO_WORDS = re.compile(r"""[!"#$%&()*+,.:;<=>?@^`{|}~/\[\]\\\s]+""")


def heading_anchors(headings: Iterable[str], dialect: str) -> Iterator[str]:
    """Yield the anchor of each heading of a document, all of them in order: one that comes again is numbered."""
    used: set[str] = set()
    for heading in headings:
        anchor = first = _words(heading) if dialect == "obsidian" else _slug(heading, dialect)
        count = 0
        while anchor in used and dialect != "obsidian":
            count += 1
            anchor = f"{first}-{count}"
        used.add(anchor)
        yield quote(anchor) if dialect == "obsidian" else anchor


def _slug(heading: str, dialect: str) -> str:
    kept = _KEPT if dialect == "hugo" else _KEPT | _KEPT_BUT_BY_HUGO
    lowered = heading.replace(" ", "-").lower()
    return "".join(sign for sign in lowered if sign in "-_" or unicodedata.category(sign) in kept)


def _words(heading: str) -> str:
    return _NO_WORDS.sub(" ", heading).strip()
