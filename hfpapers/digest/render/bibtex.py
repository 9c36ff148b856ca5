"""`bibtex`: a record for each paper, as arXiv advises for e-prints; for BibTeX, Biber and what reads their files.

UTF-8, with the few characters escaped that TeX would take for its own. Abstracts and keywords come along; styles print
neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hfpapers.digest.model import Digest
from hfpapers.digest.render.paper_records import PaperRecord, paper_records
from hfpapers.digest.render.person_name import PersonName

#: A brace that is escaped by a backslash alone still counts for BibTeX, which would look for its other half.
_ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{character: f"\\{character}" for character in "&%$#_"},
    }
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORD = re.compile(r"[^\s\-/:;,.!?()\[\]\"\u2010-\u2015]+")


def render_bibtex(digest: Digest) -> Iterator[str]:
    """Yield a record at a time, with an empty line between two; no papers, no text."""
    between = ""
    for record in paper_records(digest):
        yield f"{between}{_entry(record)}"
        between = "\n"


def _entry(record: PaperRecord) -> str:
    lines = "".join(f"  {name} = {value},\n" for name, value in _fields(record) if value)
    return f"@misc{{{record.key},\n{lines}}}\n"


def _fields(record: PaperRecord) -> Iterator[tuple[str, str | None]]:
    yield "author", _braced(" and ".join(map(_author, record.authors)))
    yield "title", _braced(_title(record.title))
    yield "year", None if record.year is None else _braced(str(record.year))
    yield "month", None if record.month is None else _MONTHS[record.month - 1]
    yield "eprint", _braced(record.arxiv_id.translate(_ESCAPES))
    yield "archivePrefix", _braced("arXiv")
    yield "primaryClass", _braced(record.primary_category)
    # Addresses and DOIs are read as they stand.
    yield "doi", _braced(record.doi)
    yield "url", _braced(record.url)
    yield "note", _braced(_escaped(record.journal_ref))
    yield "keywords", _braced(_escaped(", ".join(record.keywords)))
    yield "abstract", _braced(_escaped(record.abstract))


def _braced(text: str | None) -> str | None:
    return f"{{{text}}}" if text else None


def _escaped(text: str | None) -> str | None:
    return None if text is None else text.translate(_ESCAPES)


def _author(name: PersonName) -> str:
    if name.literal is not None:
        return f"{{{name.literal.translate(_ESCAPES)}}}"
    # BibTeX wants what follows a name between the name and the given names.
    return ", ".join(filter(None, (name.sorted_family, name.suffix, name.given)))


def _title(title: str) -> str:
    """Escape a title, and protect the words whose capitals a style must not make small: `LampNet`, `GPT-4`, `B`."""
    pieces: list[str] = []
    end = 0
    for match in _WORD.finditer(title):
        word = match[0].translate(_ESCAPES)
        pieces += [title[end : match.start()].translate(_ESCAPES), f"{{{word}}}" if _needs_capitals(match[0]) else word]
        end = match.end()
    return "".join((*pieces, title[end:].translate(_ESCAPES)))


def _needs_capitals(word: str) -> bool:
    if any(character.isupper() for character in word[1:]):
        return True
    return word[0].isupper() and ((len(word) == 1 and word != "A") or any(map(str.isdigit, word)))
