"""Evidence of a page limit that upstream lowered: what the pages of a crawl, and of days before it, held. Asks nobody.

The rule is `plan.suspicious_days`; here is what a crawl remembers for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from hfpapers import plan

#: Days of other runs that this run's are held against.
RECENT_DAYS = 30


class PageLimit:
    """What is known of the page limit.

    Args:
        recent_counts: Entries of the newest whole days that other runs read.
        recent_first_pages: Entries on their first pages.
    """

    def __init__(self, recent_counts: Mapping[date, int], recent_first_pages: Mapping[date, int]) -> None:
        self._recent_counts = recent_counts
        self._recent_first_pages = recent_first_pages
        self._first_pages: dict[date, int] = {}
        self._looks: dict[date, datetime] = {}
        self._fullest = 0
        self._was_probed = False
        self._cut_at: int | None = None

    def note_page(self, offered: int) -> None:
        """Note how many entries a page held."""
        self._fullest = max(self._fullest, offered)

    def note_end(self, day: date, offered: int, *, look_at: datetime) -> None:
        """Note a day whose list ended with its first page."""
        self._first_pages[day] = offered
        self._looks[day] = look_at

    def suspect(self) -> tuple[date, datetime] | None:
        """Name, once, a day whose next page should be asked for, and when its look began."""
        days = () if self._was_probed else self._suspects()
        if not days:
            return None
        self._was_probed = True
        return days[0], self._looks[days[0]]

    def is_probe(self, day: date, page: int) -> bool:
        """Tell whether a page is one beyond the page that should have been the last."""
        return page > 0 and day in self._first_pages

    def learn(self, day: date) -> Iterator[tuple[date, datetime | None]]:
        """Take in that a day goes on after its first page; name, once, the other days that were cut off there.

        Yields:
            A day, and when its look began; None for a day of another run, which is to be read anew.
        """
        if self._cut_at is not None:
            return
        self._cut_at = self._first_pages[day]
        yield from ((other, self._looks[other]) for other in self._suspects() if other != day)
        for other, count in self._recent_counts.items():
            if count == self._cut_at and other not in self._first_pages:
                yield other, None

    def limit_for(self, day: date) -> int:
        """Return what to ask for: of a day of another run what the limit now is, so that its pages tell the end."""
        return plan.PAGE_LIMIT if self._cut_at is None or day in self._first_pages else self._cut_at

    def _suspects(self) -> tuple[date, ...]:
        return plan.suspicious_days(
            self._first_pages, limit=plan.PAGE_LIMIT, recent=self._recent_first_pages, fullest=self._fullest
        )
