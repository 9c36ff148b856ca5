"""The XML under arXiv's answers: bytes in, the root of a whole and harmless Atom feed out.

Refuses what is cut off, what is HTML, what brings entities or a document type, and what lacks
its total. Knows the names of the elements, not what they mean: `atom` does.
"""

from __future__ import annotations

import re

from lxml import etree

from hfpapers.errors import ParseError
from hfpapers.sources.bodies import decode_utf8, refuse

ATOM = "{http://www.w3.org/2005/Atom}"
ARXIV = "{http://arxiv.org/schemas/atom}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
_PREFIXES = {ATOM: "", ARXIV: "arxiv:", OPENSEARCH: "opensearch:"}

_DECLARES = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_HTML = re.compile(r"\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,9}")


def load_feed(body: bytes, url: str) -> etree._Element:
    """Return the root of the feed.

    Raises:
        TransientBodyError: An empty body, a challenge or a throttling notice (`Rate exceeded.`).
        ParseError: Not a whole Atom feed, or one with a document type or entities.
    """
    text = decode_utf8(body, url)
    if not text.lstrip().startswith("<") or _HTML.match(text):
        refuse(text, url, "the body is no XML")
    if _DECLARES.search(text):
        raise ParseError(url, "the XML declares a document type or entities, which are refused")
    # Made for each body: lxml's parsers are not to be shared between threads. The text goes in as UTF-8
    # again, so that a declaration of another encoding cannot change what was looked at above.
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        notice = "" if "<feed" in text else text
        refuse(notice, url, f"the XML is cut off or not well-formed: {error.msg}")
    if root.tag != f"{ATOM}feed":
        refuse(text, url, f"the XML is no Atom feed but {name_of(root)}")
    return root


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
    tag = str(element.tag)
    for namespace, prefix in _PREFIXES.items():
        if tag.startswith(namespace):
            return prefix + tag.removeprefix(namespace)
    return tag


def text_of(element: etree._Element | None) -> str | None:
    """Return all the text in an element as served; None where there is none but white space."""
    if element is None:
        return None
    text = "".join(str(part) for part in element.itertext())
    return text if text.strip() else None
