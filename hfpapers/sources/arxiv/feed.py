"""The Atom under the answers of arXiv's search API: bytes in, the root of a whole and harmless feed out.

Knows the names of the elements, not what they mean: `atom` does.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

from hfpapers.errors import ParseError
from hfpapers.sources.arxiv.markup import load_xml

ATOM = "{http://www.w3.org/2005/Atom}"
ARXIV = "{http://arxiv.org/schemas/atom}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
_PREFIXES = {ATOM: "", ARXIV: "arxiv:", OPENSEARCH: "opensearch:"}

_NUMBER = re.compile(r"[0-9]{1,9}")


def load_feed(body: bytes, url: str) -> etree._Element:
    """Return the root of the feed.

    Raises:
        TransientBodyError: An empty body, a challenge or a throttling notice (`Rate exceeded.`).
        ParseError: Not a whole Atom feed, or one with a document type or entities.
    """
    return load_xml(body, url, root=f"{ATOM}feed", what="Atom feed")


def read_number(root: etree._Element, name: str, url: str) -> int:
    """Return a number of the feed's head: `totalResults`, `startIndex`.

    Raises:
        ParseError: It is missing or no number, so nobody can tell whether the feed is whole.
    """
    raw = (root.findtext(f"{OPENSEARCH}{name}") or "").strip()
    if _NUMBER.fullmatch(raw) is None:
        raise ParseError(url, f"the feed says no {name} ({raw[:40]!r})")
    return int(raw)


def name_of(element: etree._Element) -> str:
    """Return an element's name as issues write it: `entry`, `arxiv:comment`, `{other}thing`."""
    return _name_of_tag(str(element.tag))


def parts_of(element: etree._Element) -> dict[str, list[etree._Element]]:
    """Return what stands directly under an element by its name, those of a name in order: one look for all of them."""
    parts: dict[str, list[etree._Element]] = {}
    for child in element:
        parts.setdefault(name_of(child), []).append(child)
    return parts


@lru_cache(maxsize=256)
def _name_of_tag(tag: str) -> str:
    for namespace, prefix in _PREFIXES.items():
        if tag.startswith(namespace):
            return prefix + tag.removeprefix(namespace)
    return tag
