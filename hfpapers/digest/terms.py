"""What a paper is about, in words by which others like it are found: a row in, terms out. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from hfpapers.digest.extraction import keywords
from hfpapers.digest.short_name import short_name
from hfpapers.model.views import ListingView

_EXTRACTED = 6
_MOST = 10


def related_terms(row: ListingView) -> tuple[str, ...]:
    """Return the paper's short name, keywords found in its text, and those given to it; each once, none within another.

    Args:
        row: As `clean_listing` left it.
    """
    name = short_name(row.title)
    found = keywords(row.title or "", row.abstract or "", _EXTRACTED)
    given = [one.keyword for one in row.keywords]
    return tuple(_apart([*([name] if name else []), *found, *given]))[:_MOST]


def _apart(terms: Iterable[str]) -> Iterable[str]:
    """Leave out terms whose words are all in one that was taken before, or that have all words of one."""
    taken: list[set[str]] = []
    for term in terms:
        words = set(term.casefold().replace("-", " ").split())
        if words and not any(words <= other or other <= words for other in taken):
            taken.append(words)
            yield term
