"""An upstream that lives: days fill up and gain papers late, votes and comments and stars grow, arXiv lags behind.

In: a moment. Out: what is listed then. Pure and the same every time, so that a test knows what was served when.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from tests.upstream import ArxivFacts, Entry, invented_entry

_HOUR = timedelta(hours=1)
#: A late paper comes up to this long after the end of its day.
_LATEST = timedelta(hours=47)
#: One in so many papers comes late, is unknown to arXiv at first, and gets a second version.
_LATE_EVERY, _UNKNOWN_EVERY, _REVISED_EVERY = 5, 7, 4
_UNKNOWN_FOR = timedelta(hours=30)
_REVISED_AFTER = timedelta(days=9)


def listed_at(moment: datetime, days: Iterable[date]) -> dict[date, tuple[Entry, ...]]:
    """Tell what each of the days lists at a moment; a day to come lists nothing."""
    return {day: _entries(day, moment) for day in days}


def papers_of_day(day: date) -> int:
    """Tell how many papers a day has in the end: none at weekends."""
    return 0 if day.isoweekday() > 5 else 6 + day.toordinal() % 7


def _entries(day: date, moment: datetime) -> tuple[Entry, ...]:
    found = []
    for place in range(papers_of_day(day)):
        age = moment - _comes_at(day, place)
        if age >= timedelta():
            found.append(_entry(day, place, age))
    return tuple(found)


def _comes_at(day: date, place: int) -> datetime:
    begin = datetime.combine(day, time(), UTC)
    if place % _LATE_EVERY == _LATE_EVERY - 1:
        return begin + timedelta(days=1) + _LATEST * ((day.toordinal() % 5 + 1) / 5)
    return begin + 2 * place * _HOUR


def _entry(day: date, place: int, age: timedelta) -> Entry:
    """Give a paper at its age; votes come fast at first, and one day's paper ends where another one's begins."""
    risen = 1 - math.exp(-age / timedelta(days=4))
    entry = invented_entry(day, place)
    return replace(
        entry,
        upvotes=round((5 + 11 * (place + day.day % 3)) * risen),
        comments=round(4 * risen) + place % 2,
        github_stars=None if entry.github_stars is None else round(300 * risen) + place,
        arxiv=_facts(entry, age),
    )


def _facts(entry: Entry, age: timedelta) -> ArxivFacts | None:
    number = int(entry.arxiv_id[-3:])
    if number % _UNKNOWN_EVERY == 0 and age < _UNKNOWN_FOR:
        return None
    assert entry.arxiv is not None
    is_revised = number % _REVISED_EVERY == 0 and age >= _REVISED_AFTER
    return replace(entry.arxiv, version=2 if is_revised else 1, updated_at=entry.published_at)
