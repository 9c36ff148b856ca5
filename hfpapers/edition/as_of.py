"""What was known of days and papers at an earlier moment: looks and observations in, days and rows as of then out.

Days are judged anew from the looks that had been had, by the rules of a crawl (`checks`). Lists, positions and counts
are as of then; titles, abstracts, keywords and links as they are held now, since only their last word is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from hfpapers import checks
from hfpapers.model.coverage import DayCoverage, DayState, has_ended
from hfpapers.model.views import ListingView
from hfpapers.store.as_of import LookPageView
from hfpapers.store.queries import Queries


def list_days_as_of(queries: Queries, days: Sequence[DayCoverage], moment: datetime) -> list[DayCoverage]:
    """Give the days as they stood at a moment.

    Args:
        queries: On one consistent state of the archive.
        days: As they stand now, in order; not empty.
        moment: What was seen after it does not count.
    """
    known = queries.as_of(moment)
    since, until = days[0].day, days[-1].day
    pages = known.list_pages(since, until)
    asked = known.last_asked(since, until)
    return [_day_as_of(row, pages.get(row.day, ()), asked.get(row.day), moment) for row in days]


def list_listings_as_of(queries: Queries, since: date, until: date, moment: datetime) -> tuple[ListingView, ...]:
    """List the papers of the days as they were known at a moment, by day, then position (none last), then id."""
    known = queries.as_of(moment)
    listed = known.list_listed(since, until)
    rows = [row for row in queries.iter_listings(since, until) if (row.day, row.arxiv_id) in listed]
    counts = known.load_counts([row.arxiv_id for row in rows])
    places = {day: _places(pages) for day, pages in known.list_pages(since, until).items()}
    then = [
        replace(
            row,
            position=places.get(row.day, {}).get(row.arxiv_id),
            upvotes=counts[row.arxiv_id].upvotes,
            upvotes_observed_at=counts[row.arxiv_id].upvotes_observed_at,
            comments=counts[row.arxiv_id].comments,
            github_stars=counts[row.arxiv_id].github_stars,
        )
        for row in rows
    ]
    return tuple(sorted(then, key=lambda row: (row.day, row.position is None, row.position or 0, row.arxiv_id)))


def _day_as_of(
    now: DayCoverage, pages: Sequence[LookPageView], asked_at: datetime | None, moment: datetime
) -> DayCoverage:
    if now.look_at is None or (now.look_at <= moment and (now.answered_at is None or now.answered_at <= moment)):
        return now  # nothing was asked since
    if pages:
        return _judged(now.day, pages)[0]
    if asked_at is None:
        return DayCoverage(day=now.day)
    state = DayState.FAILED if has_ended(now.day, asked_at) else DayState.NOT_OPEN
    error = "no list was had by then" if state is DayState.FAILED else None
    return DayCoverage(day=now.day, state=state, attempts=1, look_at=asked_at, last_error=error)


def _places(pages: Sequence[LookPageView]) -> dict[str, int]:
    return _judged(pages[0].day, pages)[1]


def _judged(day: date, pages: Sequence[LookPageView]) -> tuple[DayCoverage, dict[str, int]]:
    """Judge a day page by page, as the crawl did; return its state, and the position of each paper of its list."""
    coverage, places, known = DayCoverage(day=day), dict[str, int](), set[str]()
    looks: dict[datetime, list[LookPageView]] = {}
    for page in pages:
        look = looks.setdefault(page.look_at, [])
        look.append(page)
        known |= {arxiv_id for _, arxiv_id in page.places}
        outcome = _outcome(look)
        coverage = checks.judge_day(coverage, outcome, known_listings=len(known))
        if outcome.is_whole and page.look_at == coverage.whole_look_at:
            places = _first_places(look)
        elif coverage.whole_look_at is None:
            places = _first_places(look) | places
    return coverage, places


def _outcome(look: Sequence[LookPageView]) -> checks.Answered:
    """Sum a look up, as far as it had got."""
    placed = [arxiv_id for page in look for _, arxiv_id in page.places]
    moved = len(placed) - len(set(placed))
    numbers = [page.page for page in look]
    last = max(look, key=lambda page: page.page)
    return checks.Answered(
        look_at=last.look_at,
        observed_at=look[-1].observed_at,
        entries=sum(page.entries for page in look) - moved,
        unreadable=sum(page.unreadable for page in look),
        pages=len(look),
        is_whole=last.is_last and len(look) == max(numbers) + 1 and not moved,
        has_moved=moved > 0,
    )


def _first_places(look: Sequence[LookPageView]) -> dict[str, int]:
    places: dict[str, int] = {}
    for position, arxiv_id in sorted(place for page in look for place in page.places):
        places.setdefault(arxiv_id, position)
    return places
