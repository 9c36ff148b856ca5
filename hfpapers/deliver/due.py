"""Which digests a channel is to get: the state of days, what it got before and the time in, periods out. Pure.

A period is due when it has ended, when every day of it was listed whole after its own end, and when at least one of
them had papers. A channel that never got anything gets the newest one; else all are made up for that were not sent, as
far as `catch_up` goes back. Days without papers count for nothing there: a weekend does not use the reach up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hfpapers.config.channels import Wanted
from hfpapers.deliver.keys import digest_key, period_of
from hfpapers.model.coverage import DayCoverage, DayState, has_ended
from hfpapers.model.periods import Period, PeriodKind

#: A new channel is not asked to go back further than this for a day with papers.
_FURTHEST_DAYS = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What a channel is to get, the oldest first.

    Attributes:
        periods: To be sent now.
        waiting: Within reach, but some day of them is not had whole.
        passed_over: Had, never sent, and out of reach by now.
    """

    periods: tuple[Period, ...] = ()
    waiting: tuple[Period, ...] = ()
    passed_over: tuple[Period, ...] = ()


def plan_due(wanted: Wanted, days: Mapping[date, DayCoverage], known: Collection[str], *, now: datetime) -> Due:
    """Tell what is due.

    Args:
        wanted: What the channel wants.
        days: Every day from `first_day` on that the archive was ever asked for.
        known: Keys of what the channel got, or was begun to be sent.
        now: The moment.
    """
    got = [period for key in known if (period := period_of(wanted, key)) is not None]
    ended = [period for period in _ended(wanted, first_day(wanted, known, now=now), now) if not _is_empty(period, days)]
    if not got:
        newest = [period for period in ended[-wanted.catch_up :] if is_had(period, days)]
        return Due(periods=tuple(newest[-1:]))
    began, latest = min(period.since for period in got), max(period.since for period in got)
    missed = [period for period in ended if period.since >= began and digest_key(wanted, period) not in known]
    within = set(ended[-wanted.catch_up :])
    return Due(
        periods=tuple(period for period in missed if period in within and is_had(period, days)),
        waiting=tuple(period for period in missed if period in within and not is_had(period, days)),
        passed_over=tuple(p for p in missed if p not in within and p.since > latest and is_had(p, days)),
    )


def first_day(wanted: Wanted, known: Collection[str], *, now: datetime) -> date:
    """Return the day from which on the state of days has to be known."""
    got = [period.since for key in known if (period := period_of(wanted, key)) is not None]
    furthest = now.date() - timedelta(days=_FURTHEST_DAYS)
    return min((*got, furthest)) if got else furthest


def is_had(period: Period, days: Mapping[date, DayCoverage]) -> bool:
    """Tell whether every day of a period was listed whole after its end."""
    return all(day in days and _is_day_had(days[day]) for day in period.days())


def _is_day_had(coverage: DayCoverage) -> bool:
    seen = coverage.whole_look_at if coverage.state is DayState.COMPLETE else coverage.answered_at
    is_whole = coverage.state in {DayState.COMPLETE, DayState.EMPTY}
    # A list that was whole at noon may have grown until midnight.
    return is_whole and seen is not None and has_ended(coverage.day, seen)


def _is_empty(period: Period, days: Mapping[date, DayCoverage]) -> bool:
    return is_had(period, days) and all(days[day].state is DayState.EMPTY for day in period.days())


def _ended(wanted: Wanted, first: date, now: datetime) -> Iterator[Period]:
    """Yield the periods that have ended, from the one that `first` is in, the oldest first."""
    period = _around(PeriodKind(wanted.period), first)
    while has_ended(period.until, now):
        yield period
        period = _around(period.kind, period.until + timedelta(days=1))


def _around(kind: PeriodKind, day: date) -> Period:
    if kind is PeriodKind.WEEK:
        year, week, _ = day.isocalendar()
        return Period.of_week(f"{year:04d}-W{week:02d}")
    return Period.of_month(f"{day:%Y-%m}") if kind is PeriodKind.MONTH else Period.of_day(day)
