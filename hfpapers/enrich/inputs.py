"""What the model is told of a paper, and the hash by which an answer is known.

In: a paper as it is held. Out: a `PaperInput`, cleaned of what a reader would not see; the text that checks compare
an answer with; a SHA-256. Nothing is cut here: what is too long is `chunking`'s to divide.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from hfpapers.enrich.glossary import GlossaryEntry
from hfpapers.errors import EnrichmentError
from hfpapers.model.enrichment import EnrichmentKind, TextSource

#: Goes up when other things of a paper are told, or they are cleaned in another way: answers then become stale.
INPUT_VERSION = 1
TEXT_LABEL = "Text"
#: Control characters, halves of surrogate pairs, and what changes or hides text without being seen: soft hyphen,
#: zero-width and direction controls, fillers, variation selectors, tag characters, annotations, non-characters.
#: By number, since Python's tables of categories change with its version. Joiners (U+200C, U+200D) spell words.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_PARAGRAPH_END = re.compile(r"(?:[ \t]*(?:\r\n|[\n\r\v\f\x85\u2028\u2029])){2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperInput:
    """What may be told of a paper; every field but `text` is one line.

    Attributes:
        version: arXiv's; None where it is not known.
        text: The full text, a paragraph a line; None where it is not held or not asked for.
        organization: As Hugging Face shows it; None where it shows none. Told for a roundup only.
    """

    arxiv_id: str
    title: str
    abstract: str
    version: int | None
    text: str | None = None
    organization: str | None = None


def build_input(
    *,
    arxiv_id: str,
    title: str | None,
    abstract: str | None,
    version: int | None,
    text: str | None = None,
    organization: str | None = None,
) -> PaperInput:
    """Clean what is held of a paper: control characters, direction overrides and unseen characters are taken out.

    Raises:
        EnrichmentError: Title or abstract is not held, so there is nothing to write about.
    """
    clean_title, clean_abstract = clean_line(title or ""), clean_line(abstract or "")
    if not clean_title or not clean_abstract:
        missing = "abstract" if clean_title else "title"
        raise EnrichmentError(arxiv_id, f"no {missing} is held; crawl the paper's day again with --again")
    return PaperInput(
        arxiv_id=arxiv_id,
        title=clean_title,
        abstract=clean_abstract,
        version=version,
        text=clean_paragraphs(text or "") or None,
        organization=clean_line(organization or "") or None,
    )


def clean_line(raw: str) -> str:
    """Return the text on one line, without what a reader would not see."""
    return " ".join(_UNSEEN.sub("", raw).split())


def clean_paragraphs(raw: str) -> str:
    """Return the text with each paragraph on one line, parted by an empty line, without what a reader would not see."""
    paragraphs = (clean_line(part) for part in _PARAGRAPH_END.split(raw))
    return "\n\n".join(part for part in paragraphs if part)


def source_text(paper: PaperInput, source: TextSource, *, kind: EnrichmentKind) -> str:
    """Return all that an answer may rest on: what checks compare it with, and in which glossary terms are looked for.

    Of a full text it is the whole, also where the model read it in parts.
    """
    return "\n\n".join(text for _, text in told_fields(paper, source, kind=kind))


def told_fields(paper: PaperInput, source: TextSource, *, kind: EnrichmentKind) -> tuple[tuple[str, str], ...]:
    """List what is told, in this order, each with its label; fields that are not held are left out.

    A translation is of title and abstract alone, whatever the source.

    Raises:
        EnrichmentError: The full text was asked for and is not held.
    """
    fields = [("Title", paper.title)]
    if paper.organization is not None and kind is EnrichmentKind.ROUNDUP:
        fields.append(("Organisation", paper.organization))
    fields.append(("Abstract", paper.abstract))
    if source is TextSource.FULLTEXT and kind is not EnrichmentKind.TRANSLATION:
        if paper.text is None:
            raise EnrichmentError(paper.arxiv_id, "its full text is not held; run: hfpapers crawl --fulltext")
        fields.append((TEXT_LABEL, paper.text))
    return tuple(fields)


def input_hash(
    paper: PaperInput, source: TextSource, glossary_entries: Iterable[GlossaryEntry], *, kind: EnrichmentKind
) -> str:
    """Return the SHA-256, lower-case hex, of all that is told of a paper.

    Hashed is ASCII JSON: `[INPUT_VERSION, arxiv_id, version, [[label, text], ...], [[term, aliases, translations],
    ...]]`, a version that is not known counting as the first, entries sorted by their term. So it is the same on every
    platform, and changes with a new version of the paper, with its text, and with the terms that occur in it.

    Args:
        paper: The paper.
        source: Whether the full text is told.
        glossary_entries: Those that `Glossary.matching` finds in `source_text`.
        kind: What is asked for: not all kinds are told the same.
    """
    terms = sorted([entry.term, list(entry.aliases), list(entry.translations)] for entry in glossary_entries)
    fields = [list(field) for field in told_fields(paper, source, kind=kind)]
    told = [INPUT_VERSION, paper.arxiv_id, paper.version or 1, fields, terms]
    return hashlib.sha256(json.dumps(told, ensure_ascii=True, separators=(",", ":")).encode("ascii")).hexdigest()
