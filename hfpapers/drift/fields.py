"""Keys that are gone: shares of fields by day in, findings out.

A key that must be there is told by the parser (`missing_key`). This finds the optional ones, too: a field that is on
none of the papers of the newest days, though by its share before that is all but impossible.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from itertools import groupby

from hfpapers.drift.finding import DriftCode, Finding
from hfpapers.drift.steady import BASELINE_DAYS
from hfpapers.model.health_views import FieldShareView

_LEAST_PAPERS = 10
_LEAST_BASELINE_PAPERS = 50
#: One false alarm in a million judgements: two dozen fields each night make one in a century.
_CHANCE = 1e-6


def find_vanished(shares: Sequence[FieldShareView], steady: Collection[date]) -> tuple[Finding, ...]:
    """Find the fields that were there for long and are on none of the newest papers.

    Args:
        shares: Of any days.
        steady: The days that can be compared; fields are filled in late, so the others say nothing.
    """
    judged = sorted((share for share in shares if share.day in set(steady)), key=lambda share: share.field)
    found = (_judge(field, list(days)) for field, days in groupby(judged, key=lambda share: share.field))
    return tuple(finding for finding in found if finding is not None)


def _judge(field: str, shares: list[FieldShareView]) -> Finding | None:
    days = sorted((share for share in shares if share.of), key=lambda share: share.day)
    gone: list[FieldShareView] = []
    while days and days[-1].had == 0:
        gone.insert(0, days.pop())
    before = days[-BASELINE_DAYS:]
    papers, papers_before = sum(share.of for share in gone), sum(share.of for share in before)
    if papers < _LEAST_PAPERS or papers_before < _LEAST_BASELINE_PAPERS:
        return None
    share_before = sum(share.had for share in before) / papers_before
    if (1 - share_before) ** papers >= _CHANCE:
        return None
    return Finding(
        code=DriftCode.VANISHED_KEY,
        field=field,
        line=f"{field} is on none of the {papers} papers since {gone[0].day}; "
        f"on {len(before)} days before it was on {share_before:.0%} of them",
        day=gone[-1].day,
    )
