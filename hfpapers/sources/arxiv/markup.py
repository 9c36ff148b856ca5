"""The XML under arXiv's answers: bytes in, the root of a whole and harmless document out.

Refuses what is cut off, what is HTML, and what brings entities or a document type. Knows no elements.
"""

from __future__ import annotations

import re

from lxml import etree

from hfpapers.errors import ParseError
from hfpapers.sources.bodies import decode_utf8, refuse

_DECLARES = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_HTML = re.compile(r"\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)


def load_xml(body: bytes, url: str, *, root: str, what: str) -> etree._Element:
    """Return the root of an XML document.

    Args:
        body: Response body after content decoding, before text decoding.
        url: Where the body came from; only names it in errors.
        root: The root that it must have, with its namespace in braces.
        what: What the document is, for errors: `Atom feed`.

    Raises:
        TransientBodyError: An empty body, a challenge or a throttling notice (`Rate exceeded.`).
        ParseError: Not a whole document of that kind, or one with a document type or entities.
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
        found = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        notice = "" if f"<{_local(root)}" in text else text
        refuse(notice, url, f"the XML is cut off or not well-formed: {error.msg}")
    if found.tag != root:
        refuse(text, url, f"the XML is no {what} but {_shown(found, root)}")
    return found


def text_of(element: etree._Element | None) -> str | None:
    """Return all the text in an element as served; None where there is none but white space."""
    if element is None:
        return None
    text = "".join(map(str, element.itertext())) if len(element) else element.text or ""
    return text if text.strip() else None


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _shown(element: etree._Element, root: str) -> str:
    """Return an element's name, without the namespace where it is the one that was promised."""
    return str(element.tag).removeprefix(root.removesuffix(_local(root)))
