"""What to fetch next: coverage, what is owed and `now` in, requests wanted out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hfpapers.model.changes import PaperState
from hfpapers.model.coverage import FIRST_DAY, DayCoverage

#: The most that Hugging Face gives in a page; without asking it gives 50, and a busy day is cut off.
PAGE_LIMIT = 100

#: Papers asked of arXiv in one request.
ARXIV_BATCH = 100

#: arXiv indexes a new paper within days; one that it does not know is asked for again once a day until then.
_ABSENT_AGAIN_AFTER = timedelta(hours=24)
_ABSENT_FINAL_AFTER = timedelta(days=7)

#: A first page as full as this, on two days alike, may be a page limit that upstream lowered.
_SUSPICIOUS_PAGE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPlan:
    """Which days of a span to ask for.

    Attributes:
        ask: In order, to be requested.
        settled: Final already; nothing is asked.
        future: Not begun yet in UTC; nothing is asked, and their state is `not_open`.
        before_first: Before Hugging Face's first list; there is nothing to ask for.
    """

    ask: tuple[date, ...] = ()
    settled: tuple[date, ...] = ()
    future: tuple[date, ...] = ()
    before_first: tuple[date, ...] = ()


def plan_days(coverages: Iterable[DayCoverage], *, now: datetime, again: bool) -> DayPlan:
    """Sort the days of a span by whether they are to be asked for; `again` asks for settled ones, too."""
    ask, settled, future, before_first = [], [], [], []
    for coverage in coverages:
        if coverage.day < FIRST_DAY:
            before_first.append(coverage.day)
        elif coverage.day > now.date():
            future.append(coverage.day)
        elif coverage.settled_at is not None and not again:
            settled.append(coverage.day)
        else:
            ask.append(coverage.day)
    return DayPlan(ask=tuple(ask), settled=tuple(settled), future=tuple(future), before_first=tuple(before_first))


def is_last_page(offered: int, *, limit: int | None) -> bool:
    """Tell whether a page ends the list: it is empty, or holds under half of what was asked for.

    A page may hold fewer entries than asked for and not be the last (upstream leaves some out), hence half.
    `limit` is None for the site's page, which holds the whole list.
    """
    return limit is None or offered == 0 or 2 * offered < limit


def suspicious_days(first_pages: Mapping[date, int], *, limit: int, recent: Mapping[date, int]) -> tuple[date, ...]:
    """Find days whose only page may have been cut by a page limit that upstream lowered without notice.

    A lowered limit shows as a count at which several days stop alike: of this run, or of the days before it.
    Days that end well below it are no sign, and a count that is met for the first time is none: asking for the
    next page of every day would double the cost of every crawl.

    Args:
        first_pages: Entries on the first page of each day of this run that ended with it.
        limit: Entries that were asked for.
        recent: Entries of days that other runs read lately.
    """
    fullest = max((count for count in first_pages.values() if 2 * count < limit), default=0)
    days = sorted(day for day, count in first_pages.items() if count == fullest)
    alike = len({*days, *(day for day, count in recent.items() if count == fullest)})
    return tuple(days) if fullest >= _SUSPICIOUS_PAGE and alike > 1 else ()


def plan_arxiv(
    states: Mapping[str, tuple[PaperState | None, datetime | None, datetime]], *, now: datetime
) -> tuple[tuple[str, ...], ...]:
    """Gather the papers that arXiv still owes into batches, in the order given.

    Args:
        states: By arXiv id: what asking came to, when it was asked, when the paper was first seen.
        now: The moment of asking.
    """
    owed = [arxiv_id for arxiv_id, (state, asked_at, seen_at) in states.items() if _owes(state, asked_at, seen_at, now)]
    return batches(owed)


def batches(arxiv_ids: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Cut ids into batches of at most `ARXIV_BATCH`."""
    return tuple(tuple(arxiv_ids[start : start + ARXIV_BATCH]) for start in range(0, len(arxiv_ids), ARXIV_BATCH))


def _owes(state: PaperState | None, asked_at: datetime | None, first_seen_at: datetime, now: datetime) -> bool:
    match state:
        case PaperState.FOUND:
            return False
        case PaperState.ABSENT if asked_at is not None:
            return now - asked_at >= _ABSENT_AGAIN_AFTER and now - first_seen_at < _ABSENT_FINAL_AFTER
        case _:
            return True
