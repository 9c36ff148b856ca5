"""English titles of digests: a style, a period and a number of papers in, a title out."""

from __future__ import annotations

from datetime import date

from hfpapers.digest.words.english_phrases import span, spelled
from hfpapers.model.periods import Period, PeriodKind

MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905 - twelve quoted words read worse
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def title(style: str, period: Period, shown: int) -> str:
    """Name the digest: `Papers of the week · 2024-W15 (8 to 14 April)`, `Speed-read · 2023-09-20`."""
    match style:
        case "speedread":
            return f"{_of_period('Speed-read', period)} · {_name(period)}"
        case "roundup":
            is_range = period.kind is PeriodKind.RANGE
            return f"{'Roundup' if is_range else _of_period('Papers', period)} · {_name(period)}"
        case "review":
            papers = "Paper" if shown == 1 else "Papers"
            number = f"{spelled(shown).capitalize()} {papers.lower()}" if shown else papers
            return f"{number} of {_when(period)} worth reading again"
        case _:
            is_day = period.kind in {PeriodKind.DAY, PeriodKind.RANGE}
            return f"{'Daily papers' if is_day else _of_period('Papers', period)} · {_name(period)}"


def days_in_words(since: date, until: date) -> str:
    """Write a span of days: `8 to 14 April`, `29 April to 5 May`; the years only where there are two."""
    first, last = (f"{day.day} {MONTHS[day.month - 1]}" for day in (since, until))
    if since == until:
        return last
    if since.year != until.year:
        return f"{first} {since.year:04d} to {last} {until.year:04d}"
    return f"{first} to {last}" if since.month != until.month else f"{since.day} to {last}"


def _of_period(what: str, period: Period) -> str:
    """Say of which sort of period it is; speed-reads are of a day unless said otherwise."""
    if period.kind is PeriodKind.RANGE or (period.kind is PeriodKind.DAY and what == "Speed-read"):
        return what
    return f"{what} of the {period.kind}"


def _name(period: Period) -> str:
    if period.kind is PeriodKind.WEEK:
        return f"{period.label} ({days_in_words(period.since, period.until)})"
    return _when(period)


def _when(period: Period) -> str:
    match period.kind:
        case PeriodKind.WEEK:
            return f"week {period.label}"
        case PeriodKind.MONTH:
            return _month(period)
        case PeriodKind.YEAR:
            return period.label
        case PeriodKind.DAY | PeriodKind.RANGE:
            return span(period.since, period.until)


def _month(period: Period) -> str:
    return f"{MONTHS[period.since.month - 1]} {period.since.year:04d}"
