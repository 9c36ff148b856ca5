"""Which papers a roundup and a review show: rows in, a `Choice` out. Pure; the rule is told to the reader.

The rule: each paper once, on its earliest day; those with the most votes first, those whose votes nobody knows last;
no more than a share of them of one topic. Where the rule leaves fewer than were asked for, fewer are shown.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from hfpapers.digest.selection import first_listings, in_vote_order
from hfpapers.model.views import ListingView

#: How many papers are shown where nobody says how many.
ROUNDUP_TOP = 14
REVIEW_TOP = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What was chosen, and by which numbers.

    Attributes:
        rows: In order, at most `top`.
        top: How many were asked for.
        topic_limit: How many of one topic there may be.
        passed_over: Papers with more votes than the last one shown that their topic kept out; where fewer than `top`
            are shown, all papers that it kept out.
    """

    rows: tuple[ListingView, ...]
    top: int
    topic_limit: int
    passed_over: int

    @property
    def has_votes(self) -> bool:
        """Whether the votes of any of the papers are known; where none are, the days' lists gave the order."""
        return any(row.upvotes is not None for row in self.rows)

    @property
    def is_short(self) -> bool:
        """Whether the rule leaves fewer papers than were asked for, though there are more."""
        return len(self.rows) < self.top and self.passed_over > 0


def choose_papers(rows: Sequence[ListingView], *, top: int, topic_share: float) -> Choice:
    """Choose papers by the rule.

    Args:
        rows: Of one period, in any order; a paper may be listed on several days.
        top: At most so many.
        topic_share: Of one topic at most this share of `top`, rounded up: at least one.
    """
    limit = topic_limit(top, topic_share)
    chosen: list[ListingView] = []
    of_topic = Counter[str]()
    passed_over = 0
    for row in in_vote_order(first_listings(rows)):
        if len(chosen) == top:
            break
        topic = topic_of(row)
        if of_topic[topic] == limit:
            passed_over += 1
            continue
        of_topic[topic] += 1
        chosen.append(row)
    return Choice(rows=tuple(chosen), top=top, topic_limit=limit, passed_over=passed_over)


def topic_limit(top: int, topic_share: float) -> int:
    """Return how many of `top` papers may be of one topic: the share rounded up, so that it never forbids all."""
    # A share such as 0.4 is not exact in binary: 15 * 0.4 is a little more than 6, and must not become 7.
    return max(1, math.ceil(round(top * topic_share, 9)))


def topic_of(row: ListingView) -> str:
    """Return the topic of a paper: its primary arXiv category.

    It is the one classification that the authors chose, that has a known and short list, and that every paper has of
    which arXiv told anything; keywords are too fine, and not every paper has them. A paper without a category is a
    topic of its own: nothing is known that it shares with another, so nothing may keep it out.
    """
    return row.primary_category or next(iter(row.categories), None) or f"arXiv:{row.arxiv_id}"
