"""`ris`: a record for each paper, for Zotero, EndNote, Mendeley and the like; a line a field, UTF-8."""

from __future__ import annotations

from collections.abc import Iterator

from hfpapers.digest.model import Digest
from hfpapers.digest.render.paper_records import PaperRecord, paper_records


def render_ris(digest: Digest) -> Iterator[str]:
    """Yield a record at a time, with an empty line between two; no papers, no text."""
    between = ""
    for record in paper_records(digest):
        lines = "".join(f"{tag}  - {value}\n" for tag, value in _fields(record) if value)
        yield f"{between}{lines}ER  - \n"
        between = "\n"


def _fields(record: PaperRecord) -> Iterator[tuple[str, str | None]]:
    # The format has no type for preprints: these are unpublished work to it.
    yield "TY", "UNPB"
    yield "ID", record.key
    yield "TI", record.title
    for name in record.authors:
        yield "AU", name.inverted
    yield "PY", None if record.year is None else str(record.year)
    yield "DA", _day(record)
    yield "AB", record.abstract
    for keyword in record.keywords:
        yield "KW", keyword
    yield "PB", "arXiv"
    yield "AN", f"arXiv:{record.arxiv_id}"
    yield "DO", record.doi
    yield "LA", record.language
    yield "N1", record.journal_ref
    yield "UR", record.url


def _day(record: PaperRecord) -> str | None:
    """Write a day as the format does: `2024/04/02/`, with what is unknown left empty."""
    if record.published_on is not None:
        return f"{record.published_on:%Y/%m/%d}/"
    return None if record.year is None or record.month is None else f"{record.year}/{record.month:02d}//"
