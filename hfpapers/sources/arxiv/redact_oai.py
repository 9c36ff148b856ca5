"""Takes forgotten people out of OAI-PMH's answers: XML in, the same without their names out.

Both formats that name people are known: `arXivRaw`, with all authors in one line of text, and `arXiv`, with one
element each. The record of a forgotten paper is taken down whole, so it never comes here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from hfpapers.errors import ParseError
from hfpapers.model.forgotten import NAME_REMOVED, Who, canonical_id
from hfpapers.sources.bodies import decode_utf8
from hfpapers.sources.redacting import Redaction

_BETWEEN_NAMES = re.compile(r"(\s*(?:,|;|\band\b|\(|\))\s*)")


def redact_oai(body: bytes, who: Who) -> Redaction | None:
    """Redact an answer; None where it names nobody who was forgotten.

    Raises:
        BodyError: It is no XML.
    """
    text = decode_utf8(body, "body")
    parser = etree.XMLParser(encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise ParseError("body", f"not well-formed: {error.msg}") from error
    is_changed = False
    for metadata in _named(root, "metadata"):
        arxiv_id = canonical_id(next((str(found.text) for found in _named(metadata, "id")), None))
        is_changed |= _remove_names(metadata, arxiv_id, who)
    if not is_changed:
        return None
    return Redaction(etree.tostring(root, encoding="utf-8", xml_declaration=True))


def _remove_names(metadata: etree._Element, arxiv_id: str | None, who: Who) -> bool:
    is_changed = False
    for submitter in _named(metadata, "submitter"):
        if who.covers_name(submitter.text or "", on=arxiv_id):
            submitter.text = NAME_REMOVED
            is_changed = True
    for authors in _named(metadata, "authors"):
        kept = _without_names(authors.text or "", arxiv_id, who)
        if kept != (authors.text or ""):
            authors.text = kept
            is_changed = True
    for author in _named(metadata, "author"):
        is_changed |= _remove_author(author, arxiv_id, who)
    return is_changed


def _without_names(line: str, arxiv_id: str | None, who: Who) -> str:
    """Return the line of authors without the name; without any where the paper has it, and nobody can tell where."""
    parts = _BETWEEN_NAMES.split(line)
    kept = [NAME_REMOVED if who.covers_name(part, on=arxiv_id) else part for part in parts]
    is_by_forgotten = arxiv_id in who.forgotten.names_on
    if kept == parts and line.strip() and is_by_forgotten and NAME_REMOVED.strip("()") not in parts:
        return NAME_REMOVED
    return "".join(kept)


def _remove_author(author: etree._Element, arxiv_id: str | None, who: Who) -> bool:
    parts = {name: next((found.text or "" for found in _named(author, name)), "") for name in _PARTS}
    if not who.covers_name(" ".join(part for part in parts.values() if part), on=arxiv_id):
        return False
    for child in list(author):
        author.remove(child)
    namespace = etree.QName(author).namespace
    etree.SubElement(author, etree.QName(namespace, "keyname")).text = NAME_REMOVED
    return True


_PARTS = ("forenames", "keyname", "suffix")


def _named(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the elements below of this name, in any namespace."""
    return element.iter(f"{{*}}{name}")
