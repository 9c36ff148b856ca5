"""What a digest is made from: queries, a period and options in, its rows, days and material out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from hfpapers.digest.build import build_digest
from hfpapers.digest.material import Material
from hfpapers.digest.model import Digest
from hfpapers.digest.options import DigestOptions
from hfpapers.edition.material import load_material
from hfpapers.edition.readable import make_readable
from hfpapers.errors import HfpapersError
from hfpapers.model.coverage import DayCoverage
from hfpapers.model.periods import Period
from hfpapers.model.views import ListingView

if TYPE_CHECKING:
    from hfpapers.store.queries import Queries


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """All that a digest is made from: what `build_digest` is given.

    Attributes:
        period: Without the days at its end that nothing can be held of yet.
    """

    period: Period
    options: DigestOptions
    days: tuple[DayCoverage, ...]
    listings: tuple[ListingView, ...]
    material: Material


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
    return build(load_inputs(queries, period, options, today=today))


def build(inputs: Inputs) -> Digest:
    """Build the digest; pure.

    Raises:
        DayUnavailableError: No day of the period has a list.
    """
    listings = [make_readable(row) for row in inputs.listings]
    return build_digest(listings, inputs.days, inputs.period, inputs.options, material=inputs.material)


def load_inputs(queries: Queries, period: Period, options: DigestOptions, *, today: date) -> Inputs:
    """Load what the digest of a period is made from; the arguments are those of `load_digest`.

    Raises:
        HfpapersError: The period has not begun, or nothing of it was held at the moment of `options.as_of`.
    """
    moment = options.as_of
    if moment is not None and period.since > moment.date():
        raise _nothing_held(period, moment)
    if period.since > today and not queries.list_listings(period.since, period.until):
        raise HfpapersError(f"{period.label} has not begun: today is {today} (UTC)")
    days = _days_of(queries, period, today, moment)
    shown = replace(period, since=days[0].day, until=days[-1].day)
    if moment is None:
        listings = queries.list_listings(shown.since, shown.until)
    else:
        from hfpapers.edition.as_of import list_listings_as_of  # noqa: PLC0415 - seldom asked for

        listings = list_listings_as_of(queries, shown.since, shown.until, moment)
        if all(day.state is None for day in days) and not listings:
            raise _nothing_held(period, moment)
    material = load_material(queries, listings, shown, options)
    return Inputs(period=shown, options=options, days=tuple(days), listings=listings, material=material)


def _days_of(queries: Queries, period: Period, today: date, moment: datetime | None) -> list[DayCoverage]:
    """Give the days of the period, without those at its end that nothing can be held of yet; at least the first."""
    if moment is None:
        covered = queries.covered_range()
        asked_until = None if covered is None else covered[1]
    else:
        today, asked_until = min(today, moment.date()), queries.as_of(moment).covered_until()
    last = today if asked_until is None else max(today, asked_until)
    known = period.clipped(period.since, max(last, period.since))
    days = list(queries.list_days(tuple((known or period).days())))
    if moment is not None:
        from hfpapers.edition.as_of import list_days_as_of  # noqa: PLC0415 - seldom asked for

        days = list_days_as_of(queries, days, moment)
    while len(days) > 1 and days[-1].state is None and days[-1].day >= today:
        days.pop()
    return days


def _nothing_held(period: Period, moment: datetime) -> HfpapersError:
    at = f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return HfpapersError(f"nothing of {period.label} was held at {at}; name a later time, or leave --as-of out")
