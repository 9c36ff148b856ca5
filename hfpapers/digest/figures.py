"""A period in figures: rows and days in; papers, votes, categories and organisations counted out. Pure.

Each paper counts once, on its first day of the period. Nothing is estimated: votes that nobody saw are no votes, and
how many papers lack them is counted, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_low

from hfpapers.digest.selection import first_listings
from hfpapers.model.coverage import WHOLE_STATES, DayCoverage
from hfpapers.model.views import ListingView

_FOREMOST = 3
#: Periods of more days than these are told month by month, or week by week; shorter ones as a whole only.
_DAYS_BY_MONTH = 92
_DAYS_BY_WEEK = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Papers summed up.

    Attributes:
        votes: Of those whose votes are known.
        middle: At least half of these have so many votes or more; None where no votes are known.
        votes_unknown: Papers whose votes nobody saw.
        categories, organizations: The foremost three, each with its papers; of equals the first by name.
        with_category, with_organization: Papers of which one is known.
    """

    papers: int
    votes: int
    middle: int | None
    votes_unknown: int
    categories: tuple[tuple[str, int], ...]
    organizations: tuple[tuple[str, int], ...]
    with_category: int
    with_organization: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A month, or a week, of the period.

    Attributes:
        label: `2023-05`, `2023-W18`.
        is_whole: The lists of all its days that the period has were had.
        is_held: At least one of them was had, or a paper is held.
    """

    label: str
    sum: Sum
    is_whole: bool
    is_held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The period: `days` is how many of its days list papers; `spans` is empty for a short one."""

    total: Sum
    days: int
    spans: tuple[Span, ...]
    are_months: bool


def count_period(listings: Sequence[ListingView], days: Sequence[DayCoverage]) -> Figures:
    """Count a period.

    Args:
        listings: Its rows, in any order.
        days: All of its days.
    """
    papers = first_listings(listings)
    are_months = len(days) > _DAYS_BY_MONTH
    return Figures(
        total=sum_up(papers),
        days=len({row.day for row in listings}),
        spans=tuple(_spans(papers, days, are_months=are_months)) if len(days) > _DAYS_BY_WEEK else (),
        are_months=are_months,
    )


def sum_up(papers: Sequence[ListingView]) -> Sum:
    """Sum papers up, of which each is there once."""
    votes = [row.upvotes for row in papers if row.upvotes is not None]
    categories = Counter(row.primary_category for row in papers if row.primary_category)
    organizations = Counter(row.organization for row in papers if row.organization)
    return Sum(
        papers=len(papers),
        votes=sum(votes),
        # Of an even number the upper one: half of the papers have that many votes or more.
        middle=-median_low([-vote for vote in votes]) if votes else None,
        votes_unknown=len(papers) - len(votes),
        categories=_foremost(categories),
        organizations=_foremost(organizations),
        with_category=categories.total(),
        with_organization=organizations.total(),
    )


def _spans(papers: Iterable[ListingView], days: Sequence[DayCoverage], *, are_months: bool) -> Iterable[Span]:
    label_of = _month if are_months else _week
    of_span: dict[str, list[ListingView]] = {label_of(day.day): [] for day in days}
    held = {label_of(day.day) for day in days if day.state in WHOLE_STATES}
    lacking = {label_of(day.day) for day in days if day.state not in WHOLE_STATES}
    for row in papers:
        of_span[label_of(row.day)].append(row)
    for label, rows in of_span.items():
        is_held = label in held or bool(rows)
        yield Span(label=label, sum=sum_up(rows), is_whole=label not in lacking, is_held=is_held)


def _foremost(counter: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counter.items(), key=lambda item: (-item[1], item[0]))[:_FOREMOST])


def _month(day: date) -> str:
    return f"{day.year:04d}-{day.month:02d}"


def _week(day: date) -> str:
    thursday = day + timedelta(days=3 - day.weekday())
    return f"{thursday.year:04d}-W{thursday.isocalendar().week:02d}"
