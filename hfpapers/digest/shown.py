"""Which papers a digest shows, in every style: rows and options in, rows out. Pure.

Asked twice, by whoever looks things up for the papers that are shown, and by the style that shows them: the answer is
the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hfpapers.digest.choice import REVIEW_TOP, ROUNDUP_TOP, Choice, choose_papers
from hfpapers.digest.options import DigestOptions
from hfpapers.digest.selection import first_listings, in_list_order, in_vote_order, matching
from hfpapers.digest.text import clean_listing
from hfpapers.model.periods import Period
from hfpapers.model.views import ListingView

#: Styles that choose by the rule, and how many papers where nobody says.
_TOPS: Mapping[str, int] = {"roundup": ROUNDUP_TOP, "review": REVIEW_TOP}


def choose_shown(matched: Sequence[ListingView], options: DigestOptions) -> Choice:
    """Choose the papers of a roundup or a review by the rule.

    Args:
        matched: Rows that pass the filters.
        options: Of one of these styles.
    """
    return choose_papers(matched, top=options.top or _TOPS[options.style], topic_share=options.topic_share)


def shown_rows(matched: Sequence[ListingView], options: DigestOptions) -> Sequence[ListingView]:
    """Return the rows that a digest shows, in order: every day's list in its order, unless some are chosen by votes."""
    if options.style in _TOPS:
        return choose_shown(matched, options).rows
    if options.top is None:
        return in_list_order(matched)
    return in_vote_order(first_listings(matched))[: options.top]


def shown_listings(listings: Sequence[ListingView], period: Period, options: DigestOptions) -> Sequence[ListingView]:
    """Return the rows that a digest of the period will show, as they are given: what is looked up, is so for these.

    Args:
        listings: As `build_digest` is given them.
        period: The days to show.
        options: What to leave out, and how to order the rest.
    """
    held = [row for row in listings if period.since <= row.day <= period.until]
    if not options.categories and not options.keywords:
        return shown_rows(matching(held, options), options)
    given = {(row.day, row.arxiv_id): row for row in held}
    # Words are looked for in clean text, as when the digest is built; nothing else needs it, and it takes time.
    matched = matching([clean_listing(row) for row in held], options)
    return [given[row.day, row.arxiv_id] for row in shown_rows(matched, options)]
