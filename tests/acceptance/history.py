"""The whole history in small: as many days and papers as the real one, invented, the same every time.

In: numbers of days and papers. Out: entries by day. Weekdays hold about 20 to 60 papers and some up to 120, weekends
none; now and then a paper is listed once more on the next day.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from tests.upstream import Entry, invented_day

#: Hugging Face's first day with papers.
FIRST_DAY = date(2023, 5, 4)
#: Below this a list is one page, from there on two, and one more for each further hundred.
SECOND_PAGE_FROM, PAGE = 50, 100
_MOST_A_DAY = 120
_REPEATED_EVERY = 40


def invented_history(days: int, papers: int) -> dict[date, tuple[Entry, ...]]:
    """Invent that many calendar days from the first on, with exactly that many different papers."""
    weekdays = [day for day in _calendar(days) if day.isoweekday() <= 5]
    chance = random.Random(days)
    sizes = dict(zip(weekdays, _sizes(len(weekdays), papers, chance), strict=True))
    history: dict[date, tuple[Entry, ...]] = {}
    before: Sequence[Entry] = ()
    for place, day in enumerate(weekdays):
        entries = invented_day(day, sizes[day])
        history[day] = (*entries, before[0]) if place % _REPEATED_EVERY == _REPEATED_EVERY - 1 else entries
        before = entries
    return history


def list_requests(history: Mapping[date, Sequence[Entry]], days: int) -> int:
    """Count the least requests for the lists: one a calendar day, and the further pages."""
    further = [(len(entries) + PAGE - SECOND_PAGE_FROM) // PAGE for entries in history.values()]
    return days + sum(further)


def papers_of(history: Mapping[date, Sequence[Entry]]) -> set[str]:
    """Give the ids of all papers, each once."""
    return {entry.arxiv_id for entries in history.values() for entry in entries}


def _calendar(days: int) -> Iterator[date]:
    return (FIRST_DAY + timedelta(days=number) for number in range(days))


def _sizes(days: int, papers: int, chance: random.Random) -> list[int]:
    """Draw the sizes, then add or take papers here and there until the sum is right."""
    sizes = [chance.randint(50, _MOST_A_DAY) if chance.random() < 0.05 else chance.randint(20, 60) for _ in range(days)]
    while (lacking := papers - sum(sizes)) != 0:
        place = chance.randrange(days)
        step = 1 if lacking > 0 else -1
        if 1 < sizes[place] + step < _MOST_A_DAY:
            sizes[place] += step
    return sizes
