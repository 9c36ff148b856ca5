"""What to fetch next: coverage, what is owed and `now` in, requests wanted out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hfpapers.model.coverage import FIRST_DAY, DayCoverage, DayState
from hfpapers.model.kinds import PaperState
from hfpapers.model.owed import PaperAsked, RefreshTerms

#: The most that Hugging Face gives in a page; without asking it gives 50, and a busy day is cut off.
PAGE_LIMIT = 100

#: Papers asked of arXiv in one request.
ARXIV_BATCH = 100

#: Ages in days at which a settled day is looked at once more, so that votes of days can be compared.
VOTE_AGES = (1, 3, 7, 14, 30)

# A run that comes every night does not come to the minute.
_SLACK = timedelta(hours=1)

# arXiv indexes a new paper within days; one that it does not know is asked for again once a day until then.
_ABSENT_AGAIN_AFTER = timedelta(hours=24) - _SLACK
_ABSENT_FINAL_AFTER = timedelta(days=7)

# New versions come in a paper's first weeks, if at all.
_REFRESH_AFTER = timedelta(days=7) - _SLACK
_REFRESH_UNTIL_AGE = timedelta(days=60)

#: A first page as full as this, on two days alike, may be a page limit that upstream lowered.
_SUSPICIOUS_PAGE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPlan:
    """Which days of a span to ask for.

    Attributes:
        ask: In order, to be requested.
        votes: Those of them that are settled, and are asked for only since their votes are due.
        settled: Final already; nothing is asked.
        fresh: Looked at by another program meanwhile; nothing is asked.
        future: Not begun yet in UTC; nothing is asked, and their state is `not_open`.
        before_first: Before Hugging Face's first list; there is nothing to ask for.
    """

    ask: tuple[date, ...] = ()
    votes: tuple[date, ...] = ()
    settled: tuple[date, ...] = ()
    fresh: tuple[date, ...] = ()
    future: tuple[date, ...] = ()
    before_first: tuple[date, ...] = ()


def plan_days(
    coverages: Iterable[DayCoverage],
    *,
    now: datetime,
    again: bool,
    votes: bool = False,
    looked_since: datetime | None = None,
) -> DayPlan:
    """Sort the days of a span by whether they are to be asked for.

    Args:
        coverages: What is known of each day, in order.
        now: The moment of asking.
        again: Asks for settled days, too.
        votes: Asks for settled days whose votes are due, too.
        looked_since: Days whose latest look began then or later are not asked for: another program just did it.
    """
    known = tuple(coverages)
    due = frozenset(votes_due(known, now)) if votes else frozenset()
    ask, settled, fresh, future, before_first = [], [], [], [], []
    for coverage in known:
        if coverage.day < FIRST_DAY:
            before_first.append(coverage.day)
        elif coverage.day > now.date():
            future.append(coverage.day)
        elif coverage.settled_at is not None and not again and coverage.day not in due:
            settled.append(coverage.day)
        elif looked_since is not None and coverage.look_at is not None and coverage.look_at >= looked_since:
            fresh.append(coverage.day)
        else:
            ask.append(coverage.day)
    return DayPlan(
        ask=tuple(ask),
        votes=() if again else tuple(day for day in ask if day in due),
        settled=tuple(settled),
        fresh=tuple(fresh),
        future=tuple(future),
        before_first=tuple(before_first),
    )


def votes_due(coverages: Iterable[DayCoverage], now: datetime) -> tuple[date, ...]:
    """Find the settled days to look at once more for their votes, in order.

    A day is due when the latest of its `VOTE_AGES` has come and its whole list was not read since: so a missed
    night is made up for by one look, and a day that was first read when it was older than all of them is never
    due. An empty day has no votes.
    """
    return tuple(coverage.day for coverage in coverages if _owes_votes(coverage, now))


def pages_of(entries: int) -> int:
    """Tell how many requests a day of so many entries takes; one that ends near a page's end costs one more."""
    full, rest = divmod(entries, PAGE_LIMIT)
    return full + 1 + (not is_last_page(rest, limit=PAGE_LIMIT))


def is_last_page(offered: int, *, limit: int | None) -> bool:
    """Tell whether a page ends the list: it is empty, or holds under half of what was asked for.

    A page may hold fewer entries than asked for and not be the last (upstream leaves some out), hence half.
    `limit` is None for the site's page, which holds the whole list.
    """
    return limit is None or offered == 0 or 2 * offered < limit


def suspicious_days(
    first_pages: Mapping[date, int], *, limit: int, recent: Mapping[date, int], fullest: int = 0
) -> tuple[date, ...]:
    """Find days whose only page may have been cut by a page limit that upstream lowered without notice.

    A lowered limit shows as a count at which several days stop alike: of this run, or of the days before it.
    Days that end well below it are no sign, and a count that is met for the first time is none: asking for the
    next page of every day would double the cost of every crawl. A fuller page in this run clears all of them.

    Args:
        first_pages: Entries on the first page of each day of this run that ended with it.
        limit: Entries that were asked for.
        recent: Entries on the first page of days that other runs read lately.
        fullest: Entries on the fullest page of this run.
    """
    cut_at = max((count for count in first_pages.values() if 2 * count < limit), default=0)
    days = sorted(day for day, count in first_pages.items() if count == cut_at)
    alike = len({*days, *(day for day, count in recent.items() if count == cut_at)})
    return tuple(days) if cut_at >= max(fullest, _SUSPICIOUS_PAGE) and alike > 1 else ()


def plan_arxiv(
    papers: Mapping[str, PaperAsked],
    *,
    now: datetime,
    refresh: bool = False,
    asked_since: datetime | None = None,
) -> tuple[str, ...]:
    """Name the papers that arXiv still owes, or whose metadata is to be asked for once more, in the order given.

    Args:
        papers: What asking came to so far, by arXiv id.
        now: The moment of asking.
        refresh: Takes in young papers that were found a week ago (`refresh_terms`), mixed with those that are owed.
        asked_since: Papers asked for then or later are left out, whatever came of it.
    """
    terms = refresh_terms(now) if refresh else None
    return tuple(
        arxiv_id
        for arxiv_id, paper in papers.items()
        if not _was_asked(paper, asked_since) and (_owes(paper, now) or _is_stale(paper, terms))
    )


def refresh_terms(now: datetime) -> RefreshTerms:
    """Say which papers that arXiv gave already are asked for once more: new versions come, and withdrawals."""
    return RefreshTerms(asked_before=now - _REFRESH_AFTER, born_after=now - _REFRESH_UNTIL_AGE)


def _owes_votes(coverage: DayCoverage, now: datetime) -> bool:
    if coverage.settled_at is None or coverage.state is not DayState.COMPLETE:
        return False
    age = max((age for age in VOTE_AGES if now.date() >= coverage.day + timedelta(days=age)), default=None)
    if age is None or coverage.whole_look_at is None:
        return age is not None
    return coverage.whole_look_at.date() < coverage.day + timedelta(days=age)


def _was_asked(paper: PaperAsked, since: datetime | None) -> bool:
    return since is not None and paper.asked_at is not None and paper.asked_at >= since


def _owes(paper: PaperAsked, now: datetime) -> bool:
    match paper.state:
        case PaperState.FOUND:
            return False
        case PaperState.ABSENT if paper.asked_at is not None:
            is_awaited = now - paper.first_seen_at < _ABSENT_FINAL_AFTER
            return is_awaited and now - paper.asked_at >= _ABSENT_AGAIN_AFTER
        case _:
            return True


def _is_stale(paper: PaperAsked, terms: RefreshTerms | None) -> bool:
    if terms is None or paper.state is not PaperState.FOUND or paper.asked_at is None:
        return False
    return paper.asked_at <= terms.asked_before and paper.born_at > terms.born_after
