"""What the state of each day allows: coverage rows in, banners and a coverage line out, or a refusal.

What is held is shown and its gaps are named; a period of which there is no list at all makes no
digest. The sentences are written in `coverage_wording`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from hfpapers.digest.coverage_wording import HeldDay, banner_for, coverage_line, crawl_command, problem_of, states_line
from hfpapers.digest.model import BannerKind, Coverage
from hfpapers.digest.wording import span
from hfpapers.errors import DayUnavailableError
from hfpapers.model.coverage import WHOLE_STATES, DayCoverage, DayState
from hfpapers.model.periods import Period, PeriodKind

_LISTED_STATES = WHOLE_STATES | {DayState.PARTIAL}
_INCOMPLETE_KINDS = frozenset({BannerKind.PARTIAL, BannerKind.MISSING})


def judge_coverage(days: Sequence[DayCoverage], held: Mapping[date, int], period: Period) -> Coverage:
    """Tell what may be shown of a period and what must be said about it.

    Args:
        days: Coverage rows; a day of the period without one was never asked for.
        held: Number of stored listings by day.
        period: The days that were asked for.

    Raises:
        DayUnavailableError: No day of the period has a list.
    """
    known = {row.day: row for row in days}
    all_days = [HeldDay(known.get(day, DayCoverage(day=day)), held.get(day, 0)) for day in period.days()]
    kinds = _banner_kinds(all_days)
    if not any(_has_list(day) for day in all_days):
        raise _refusal(all_days, set(kinds.values()), period)
    by_kind = {kind: [day for day in all_days if kinds.get(day.day) is kind] for kind in BannerKind}
    return Coverage(
        days=tuple(day.coverage for day in all_days),
        banners=tuple(banner_for(kind, of_kind) for kind, of_kind in by_kind.items() if of_kind),
        line=coverage_line(all_days),
        is_incomplete=any(kind in _INCOMPLETE_KINDS for kind in kinds.values()),
    )


def _has_list(day: HeldDay) -> bool:
    return day.state in _LISTED_STATES or day.held > 0


def _banner_kinds(days: Sequence[HeldDay]) -> dict[date, BannerKind]:
    """Tell for each day that needs a word which it is.

    A day that was not open when asked, and after which a later day had a list, is a gap: it has
    opened since and was not asked again.
    """
    last_listed = max((day.day for day in days if day.state in _LISTED_STATES), default=date.min)
    closed = (day.day for day in days if day.state is DayState.NOT_OPEN and day.day > last_listed)
    first_closed = min(closed, default=date.max)
    kinds = {day.day: _banner_kind(day, first_closed) for day in days}
    return {day: kind for day, kind in kinds.items() if kind is not None}


def _banner_kind(day: HeldDay, first_closed: date) -> BannerKind | None:
    if day.state is DayState.EMPTY and day.held:
        return BannerKind.WITHDRAWN
    if day.state in WHOLE_STATES:
        return BannerKind.UNSETTLED if day.coverage.settled_at is None else None
    if _has_list(day):
        return BannerKind.PARTIAL
    return BannerKind.NOT_OPEN if day.day >= first_closed else BannerKind.MISSING


def _refusal(days: Sequence[HeldDay], kinds: set[BannerKind], period: Period) -> DayUnavailableError:
    what, mend = span(period.since, period.until), _mending_command(period)
    if kinds == {BannerKind.NOT_OPEN}:
        return DayUnavailableError(what, "is not open yet: Hugging Face had no list of it when asked", mend)
    if len(days) == 1:
        return DayUnavailableError(what, problem_of(days[0]), mend)
    return DayUnavailableError(what, f"has no list of any day: {states_line(days)}", mend)


def _mending_command(period: Period) -> str:
    if period.kind in {PeriodKind.WEEK, PeriodKind.MONTH}:
        return f"hfpapers crawl --{period.kind} {period.label}"
    return crawl_command(period.since, period.until)
