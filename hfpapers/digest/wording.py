"""The English sentences of a digest: numbers, days and options in, text out. Renderers write no words of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from hfpapers.digest.model import Counts
from hfpapers.digest.options import DigestOptions
from hfpapers.model.fetched import Source
from hfpapers.model.periods import Period, PeriodKind

LANGUAGE = "en"
NO_TITLE = "No title is held for this paper."
NO_ABSTRACT = "No abstract is held for this paper."
WAS_DROPPED = "This paper was on the day's list earlier; the latest list leaves it out."
_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905 - twelve quoted words read worse
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def title(period: Period) -> str:
    """Name the digest after its period: `Papers of the week · 2024-W15 (8 to 14 April)`."""
    match period.kind:
        case PeriodKind.WEEK:
            return f"Papers of the week · {period.label} ({days_in_words(period.since, period.until)})"
        case PeriodKind.MONTH:
            return f"Papers of the month · {_MONTHS[period.since.month - 1]} {period.since.year:04d}"
        case PeriodKind.YEAR:
            return f"Papers of the year · {period.label}"
        case PeriodKind.DAY | PeriodKind.RANGE:
            return f"Daily papers · {span(period.since, period.until)}"


def section_heading(day: date) -> str:
    """Head a day's section: `2024-04-08 · Monday`."""
    return f"{day.isoformat()} · {_WEEKDAYS[day.weekday()]}"


def lede(period: Period, counts: Counts, options: DigestOptions, *, is_whole: bool) -> str:
    """Say how many papers there are and by which rule these were chosen; `is_whole`: every day's list was had."""
    papers = counted(counts.listed, "paper")
    verb = ("was" if counts.listed == 1 else "were") if is_whole else ("is" if counts.listed == 1 else "are")
    stated = f"{papers} {verb} {'listed' if is_whole else 'held'}"
    if counts.listed == 0:
        return f"No papers were listed{_when(period)}." if is_whole else "No papers are held."
    clauses = _clauses(options, is_one=counts.matched <= 1)
    is_cut = counts.shown < counts.matched and options.top is not None
    if clauses and counts.matched == 0:
        return f"{stated}; none {clauses}."
    if is_cut:
        among = f"of the {counts.matched:,} that {clauses}, " if clauses else ""
        these = "this one has" if counts.shown == 1 else f"these {counts.shown:,} have"
        return f"{stated}; {among}{these} the most votes."
    if clauses:
        return f"{stated}; {counts.matched:,} {clauses}{_order(period, counts, options)}."
    return f"{papers if is_whole else stated}{_order(period, counts, options)}."


def votes_line(seen: Sequence[datetime]) -> str | None:
    """Say when the votes were seen; None where none are shown."""
    if not seen:
        return None
    oldest, newest = min(seen), max(seen)
    if newest - oldest < timedelta(days=1):
        return f"Votes as of {moment(newest)}."
    return f"Votes as last seen, between {moment(oldest)} and {moment(newest)}."


def provenance(*, has_summaries: bool, has_keywords: bool) -> tuple[str, ...]:
    """Say who wrote what."""
    theirs = " and ".join(
        word for word, is_there in (("summaries", has_summaries), ("keywords", has_keywords)) if is_there
    )
    ours = "hfpapers adds no text by a model."
    return (
        "Titles, authors and abstracts are from Hugging Face and arXiv, with white space and formulas tidied.",
        f"The {theirs} marked as Hugging Face's were generated there; {ours}" if theirs else ours,
    )


def authors_line(names: Sequence[str]) -> str | None:
    """Name the authors, of a long list the first eight; None where there are none."""
    if not names:
        return None
    if len(names) <= 12:  # noqa: PLR2004 - a list that still fits three lines of a page
        return ", ".join(names)
    return f"{', '.join(names[:8])} and {len(names) - 8:,} more"


def summary_label(model: str | None) -> str:
    """Name the summary as Hugging Face's own, and the model that wrote it where it is known."""
    return "Hugging Face's summary" if model is None else f"Hugging Face's summary ({model})"


def keywords_label(source: str) -> str:
    """Name the keywords after who gave them."""
    return "Hugging Face's keywords" if source == Source.HUGGINGFACE else "Keywords"


def listed_on(day: date) -> str:
    """Say on which day the paper stands."""
    return f"listed {day.isoformat()}"


def also_listed(days: Sequence[date]) -> str:
    """Say on which other days of the period the paper stands."""
    return f"Also listed on {' and '.join(day.isoformat() for day in days)}."


def days_in_words(since: date, until: date) -> str:
    """Write a span of days: `8 to 14 April`, `29 April to 5 May`; the years only where there are two."""
    first, last = (f"{day.day} {_MONTHS[day.month - 1]}" for day in (since, until))
    if since == until:
        return last
    if since.year != until.year:
        return f"{first} {since.year:04d} to {last} {until.year:04d}"
    return f"{first} to {last}" if since.month != until.month else f"{since.day} to {last}"


def span(since: date, until: date) -> str:
    """Write a span of days by their dates; one day is its date."""
    return since.isoformat() if since == until else f"{since.isoformat()} to {until.isoformat()}"


def moment(at: datetime) -> str:
    """Write a moment to the minute: `2026-11-20 02:10 UTC`."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def counted(number: int, noun: str) -> str:
    """Write a number with its noun: `1 paper`, `1,234 papers`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def either(items: Sequence[str]) -> str:
    """Join alternatives: `a`, `a or b`, `a, b or c`."""
    return " or ".join(filter(None, (", ".join(items[:-1]), items[-1])))


def _when(period: Period) -> str:
    return f" on {period.since}" if period.since == period.until else f" from {span(period.since, period.until)}"


def _clauses(options: DigestOptions, *, is_one: bool) -> str:
    """Say what the filters ask of one paper, or of several: `are in cs.CL and have at least 5 votes`."""
    clauses = []
    if options.categories:
        clauses.append(f"{'is' if is_one else 'are'} in {either(options.categories)}")
    if options.keywords:
        clauses.append(f"mention{'s' if is_one else ''} {either([f'“{keyword}”' for keyword in options.keywords])}")
    if options.min_upvotes is not None:
        clauses.append(f"{'has' if is_one else 'have'} at least {counted(options.min_upvotes, 'vote')}")
    return " and ".join(clauses)


def _order(period: Period, counts: Counts, options: DigestOptions) -> str:
    if counts.shown <= 1:
        return ""
    if options.top is not None:
        return ", most votes first"
    return ", in the order of the day's list" if period.since == period.until else ", each day in the order of its list"
