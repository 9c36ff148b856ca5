"""Which papers of a period a digest shows, and in what order: rows and options in, rows out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

from hfpapers.digest.options import DigestOptions
from hfpapers.model.views import ListingView

#: Scripts written without blanks between words: there, a phrase may begin and end anywhere.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_SPACED_LETTER = f"[^\\W{_UNSPACED}]"


def in_list_order(listings: Sequence[ListingView]) -> list[ListingView]:
    """Sort by day, then position; papers without a position last, by votes, then by id."""
    return sorted(listings, key=lambda row: (row.day, *_place(row), -_votes(row), row.arxiv_id))


def in_vote_order(listings: Sequence[ListingView]) -> list[ListingView]:
    """Sort by votes, most first (unknown votes last), then day, position, id."""
    return sorted(listings, key=lambda row: (-_votes(row), row.day, *_place(row), row.arxiv_id))


def matching(listings: Sequence[ListingView], options: DigestOptions) -> list[ListingView]:
    """Return the rows that pass every filter of the options, in their order."""
    categories = [text.strip().casefold() for text in options.categories if text.strip()]
    phrases = [_phrase_pattern(phrase) for phrase in map(_folded, options.keywords) if phrase]
    return [
        row
        for row in listings
        if (options.min_upvotes is None or (row.upvotes is not None and row.upvotes >= options.min_upvotes))
        and (not categories or _has_category(row, categories))
        and (not phrases or _has_phrase(row, phrases))
    ]


def first_listings(listings: Sequence[ListingView]) -> list[ListingView]:
    """Return each paper once, on the earliest of its days; the order stays."""
    first: dict[str, date] = {}
    for row in listings:
        first[row.arxiv_id] = min(row.day, first.get(row.arxiv_id, row.day))
    return [row for row in listings if row.day == first[row.arxiv_id]]


def _votes(row: ListingView) -> int:
    return -1 if row.upvotes is None else row.upvotes


def _place(row: ListingView) -> tuple[bool, int]:
    return (row.position is None, row.position or 0)


def _has_category(row: ListingView, wanted: Sequence[str]) -> bool:
    held = {text.casefold() for text in (*row.categories, row.primary_category or "") if text}
    return any(have == want or have.startswith(f"{want}.") for have in held for want in wanted)


def _has_phrase(row: ListingView, patterns: Sequence[re.Pattern[str]]) -> bool:
    texts = (row.title, row.abstract, *(keyword.keyword for keyword in row.keywords))
    return any(pattern.search(_folded(text)) for text in texts if text for pattern in patterns)


def _folded(text: str) -> str:
    """Fold what readers hold for the same: case, composed and decomposed letters, widths, runs of white space."""
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).split())


def _phrase_pattern(phrase: str) -> re.Pattern[str]:
    """Match the phrase as whole words: no letter or digit may go on at an end of it that is a letter or digit."""
    before = f"(?<!{_SPACED_LETTER})" if re.match(_SPACED_LETTER, phrase[0]) else ""
    after = f"(?!{_SPACED_LETTER})" if re.match(_SPACED_LETTER, phrase[-1]) else ""
    return re.compile(f"{before}{re.escape(phrase)}{after}")
