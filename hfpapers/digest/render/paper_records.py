"""Papers as bibliographies tell of them: a digest in, one record for each paper out, whatever its style.

A record is of the paper and not of the digest: title and abstract as published, no votes, and no text by a model.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from hfpapers.digest.languages import source_language
from hfpapers.digest.model import Digest
from hfpapers.digest.render.person_name import PersonName, part_name
from hfpapers.digest.text import web_address
from hfpapers.model.views import ListingView

_DOI = re.compile(r"10\.[0-9]{4,9}/[^\s{}\\%\"<>^~`|]+")
_MONTH_OF_ID = re.compile(r"(?:^|/)([0-9]{2})([0-9]{2})")
_CATEGORY = re.compile(r"[a-z][a-z-]*(?:\.[A-Za-z-]+)?")
_FIRST_YEAR = 1991
#: Of a key, but for the id.
_LONGEST = 60
_NOT_IN_KEYS = re.compile(r"[^a-z0-9]+")
#: Letters that decompose into nothing that is ASCII.
_ASCII = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i"}
)
_SMALL_WORDS = frozenset({"a", "an", "and", "at", "by", "for", "from", "in", "is", "of", "on", "or", "the", "to"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRecord:
    """One e-print at arXiv.

    Attributes:
        key: ASCII, unique: `example2024small-2404.01001`.
        title: As published; `arXiv:…` where none is held.
        authors: Without those who asked to be hidden.
        published_on: Day of the first version; None where only its month is known.
        year, month: Of the first version; by the paper's id where nothing else tells. None where that tells neither.
        doi: Of what was published elsewhere.
        language: Of the title, as far as its script tells.
    """

    key: str
    arxiv_id: str
    title: str
    authors: tuple[PersonName, ...]
    published_on: date | None
    year: int | None
    month: int | None
    url: str
    abstract: str | None
    keywords: tuple[str, ...]
    primary_category: str | None
    doi: str | None
    journal_ref: str | None
    language: str | None


def paper_records(digest: Digest) -> Iterator[PaperRecord]:
    """Yield each paper once, where the digest has it first."""
    seen: set[str] = set()
    for entry in digest.entries:
        row = entry.listing
        if row.arxiv_id not in seen:
            seen.add(row.arxiv_id)
            yield _record(row)


def _record(row: ListingView) -> PaperRecord:
    published_on = None if row.published_at is None else row.published_at.date()
    year, month = _month_of_id(row.arxiv_id) if published_on is None else (published_on.year, published_on.month)
    authors = tuple(part_name(author.name) for author in row.authors if not author.is_hidden)
    category = row.primary_category
    return PaperRecord(
        key=_key(row, authors, year),
        arxiv_id=row.arxiv_id,
        title=row.title or f"arXiv:{row.arxiv_id}",
        authors=authors,
        published_on=published_on,
        year=year,
        month=month,
        url=web_address(row.arxiv_url) or f"https://arxiv.org/abs/{quote(row.arxiv_id)}",
        abstract=row.abstract,
        keywords=_keywords(row),
        primary_category=category if category and _CATEGORY.fullmatch(category) else None,
        doi=row.doi if row.doi and _DOI.fullmatch(row.doi) else None,
        journal_ref=row.journal_ref,
        language=source_language(row.title),
    )


def _keywords(row: ListingView) -> tuple[str, ...]:
    keywords: dict[str, str] = {}
    for one in row.keywords:
        keywords.setdefault(one.keyword.casefold(), one.keyword)
    return tuple(keywords.values())


def _month_of_id(arxiv_id: str) -> tuple[int | None, int | None]:
    match = _MONTH_OF_ID.search(arxiv_id)
    if match is None or not 1 <= int(match[2]) <= 12:  # noqa: PLR2004 - months
        return None, None
    year = 1900 + int(match[1])
    return (year if year >= _FIRST_YEAR else year + 100), int(match[2])


def _key(row: ListingView, authors: tuple[PersonName, ...], year: int | None) -> str:
    """Name the record after its first author, year and title, and by its id, which alone makes it unique."""
    first = authors[0] if authors else PersonName(literal="")
    name = _folded((first.sorted_family or first.literal or "").split(",")[0]).split()
    words = [word for word in _folded(row.title or "").split() if word not in _SMALL_WORDS and not word.isdigit()]
    named = "".join((*(name or ["arxiv"]), "" if year is None else str(year), *words[:1]))
    return f"{named[:_LONGEST]}-{re.sub(r'[^A-Za-z0-9.]+', '-', row.arxiv_id)}"


def _folded(text: str) -> str:
    """Write text in small ASCII letters and digits, words parted by blanks; what has none of them is left out."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_ASCII))
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(filter(None, _NOT_IN_KEYS.split(letters)))
