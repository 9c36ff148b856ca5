"""Takes what was forgotten out of arXiv's answers: XML in, the same without it out.

A forgotten paper leaves an entry without content, so that the feed is still as long as it says. A forgotten person
leaves a nameless author in their place. Titles, abstracts and comments are not touched.
"""

from __future__ import annotations

from lxml import etree

from hfpapers.model.forgotten import FORGOTTEN_ID, NAME_REMOVED, Who, canonical_id
from hfpapers.sources.arxiv.feed import ATOM, load_feed
from hfpapers.sources.redacting import Redaction


def redact_atom(body: bytes, who: Who) -> Redaction | None:
    """Redact a feed of the search API; None where it names nothing that was forgotten.

    Raises:
        BodyError: It is no feed.
    """
    root = load_feed(body, "body")
    is_changed = False
    for entry in root.findall(f"{ATOM}entry"):
        arxiv_id = canonical_id(entry.findtext(f"{ATOM}id", ""))
        if who.covers_paper(arxiv_id):
            _empty(entry)
            is_changed = True
        elif who.forgotten.has_people:
            is_changed |= _remove_names(entry, arxiv_id, who)
    return Redaction(_serialized(root)) if is_changed else None


def _empty(entry: etree._Element) -> None:
    for child in list(entry):
        entry.remove(child)
    entry.text = None
    etree.SubElement(entry, f"{ATOM}id").text = FORGOTTEN_ID


def _remove_names(entry: etree._Element, arxiv_id: str | None, who: Who) -> bool:
    is_changed = False
    for author in entry.findall(f"{ATOM}author"):
        name = author.find(f"{ATOM}name")
        if name is not None and who.covers_name("".join(map(str, name.itertext())), on=arxiv_id):
            for child in list(author):
                author.remove(child)
            etree.SubElement(author, f"{ATOM}name").text = NAME_REMOVED
            is_changed = True
    return is_changed


def _serialized(root: etree._Element) -> bytes:
    written: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written
