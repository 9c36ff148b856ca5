"""What a digest shows beside its listings: queries and the papers that it will show in, `Material` out.

Looked up for the papers that are shown, and only where the style shows it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from hfpapers.digest.languages import primary
from hfpapers.digest.material import Material
from hfpapers.digest.options import DigestOptions
from hfpapers.digest.shown import shown_listings
from hfpapers.digest.text import clean_listing
from hfpapers.model.periods import Period
from hfpapers.model.views import ListingView

if TYPE_CHECKING:
    from hfpapers.model.paper_history import Aftermath, RelatedPaper
    from hfpapers.store.queries import Queries

#: Styles that tell the course of votes, and those that look at what came after.
_WITH_VOTES = frozenset({"speedread", "roundup", "review"})
_WITH_HISTORY = frozenset({"review"})
#: Papers are in it; to a reader of it, `list` shows nothing but what is listed.
_PAPERS_LANGUAGE = "en"
#: More than a review names: some may be named as having taken the paper up already.
_RELATED = 8


def load_material(
    queries: Queries, listings: Sequence[ListingView], period: Period, options: DigestOptions
) -> Material:
    """Look up what the digest of these listings shows.

    Args:
        queries: On the state of the archive that the listings were read from.
        listings: As `build_digest` is given them.
        period: The days to show.
        options: With `as_of`, what came later is left out.
    """
    if options.style == "list" and primary(options.lang) == _PAPERS_LANGUAGE:
        return Material()
    shown = shown_listings(listings, period, options)
    ids = tuple(dict.fromkeys(row.arxiv_id for row in shown))
    chosen = [clean_listing(row) for row in shown] if options.style in _WITH_HISTORY else []
    return Material(
        enrichments=queries.enrichments.list_for(ids, options.lang, as_of=options.as_of),
        votes=queries.votes.list_votes(ids, as_of=options.as_of) if options.style in _WITH_VOTES else {},
        aftermaths=_aftermaths(queries, chosen, options),
        related=_related(queries, chosen, options),
    )


def _aftermaths(queries: Queries, chosen: Sequence[ListingView], options: DigestOptions) -> Mapping[str, Aftermath]:
    """Look from each paper on to the last day that is held, for twelve months: never to the clock's day."""
    from hfpapers.digest.short_name import short_name  # noqa: PLC0415 - for reviews only
    from hfpapers.model.paper_history import twelve_months_after  # noqa: PLC0415 - as above

    known = queries if options.as_of is None else queries.as_of(options.as_of)
    last = known.latest_day_with_papers() if chosen else None
    if last is None:
        return {}
    related, found = queries.related, {}
    for row in chosen:
        name, until = short_name(row.title), min(twelve_months_after(row.day), last)
        if name is not None and until > row.day:
            found[row.arxiv_id] = related.load_aftermath(
                row.arxiv_id, name, day=row.day, until=until, as_of=options.as_of
            )
    return found


def _related(
    queries: Queries, chosen: Sequence[ListingView], options: DigestOptions
) -> Mapping[str, tuple[RelatedPaper, ...]]:
    from hfpapers.digest.terms import related_terms  # noqa: PLC0415 - for reviews only

    terms = {row.arxiv_id: related_terms(row) for row in chosen}
    return queries.related.list_related(terms, limit=_RELATED, as_of=options.as_of) if terms else {}
