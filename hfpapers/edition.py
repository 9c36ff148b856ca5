"""A digest of what an archive holds: queries, a period and options in, a built `Digest` out.

What stands between the store and `digest.build`: which days can be told of, which papers a style shows, and what is
looked up for these. Whoever makes digests (`export`, `deliver`, the nightly job) makes them here, so that the same
period and options give the same digest to all.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hfpapers.digest.build import build_digest
from hfpapers.digest.material import Material
from hfpapers.digest.model import Digest
from hfpapers.digest.options import DigestOptions
from hfpapers.errors import HfpapersError
from hfpapers.model.coverage import DayCoverage
from hfpapers.model.periods import Period
from hfpapers.store.queries import Queries


def load_digest(queries: Queries, period: Period, options: DigestOptions, *, today: date) -> Digest:
    """Build the digest of a period from the archive.

    Args:
        queries: On one consistent state of the archive.
        period: The days that were asked for; those at its end that nothing can be held of yet are left out.
        options: What to show, and how.
        today: The day that it is, in UTC.

    Raises:
        DayUnavailableError: No day of the period has a list.
        HfpapersError: The period has not begun.
    """
    if period.since > today and not queries.list_listings(period.since, period.until):
        raise HfpapersError(f"{period.label} has not begun: today is {today} (UTC)")
    days = _days_of(queries, period, today)
    shown = replace(period, since=days[0].day, until=days[-1].day)
    listings = queries.list_listings(shown.since, shown.until)
    return build_digest(listings, days, shown, options, material=Material())


def _days_of(queries: Queries, period: Period, today: date) -> list[DayCoverage]:
    """Give the days of the period, without those at its end that nothing can be held of yet; at least the first."""
    covered = queries.covered_range()
    last = today if covered is None else max(today, covered[1])
    known = period.clipped(period.since, max(last, period.since))
    days = list(queries.list_days(tuple((known or period).days())))
    while len(days) > 1 and days[-1].state is None and days[-1].day >= today:
        days.pop()
    return days
