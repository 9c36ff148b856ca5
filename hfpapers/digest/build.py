"""Make a digest of style `list`: view rows, coverage rows, a period and options in, one `Digest` out.

Pure: the same input gives the same document, whenever it is made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from hfpapers import __version__
from hfpapers.digest import wording
from hfpapers.digest.coverage import judge_coverage
from hfpapers.digest.entries import build_entry
from hfpapers.digest.material import Material
from hfpapers.digest.model import BannerKind, Counts, Coverage, Digest, Entry, Section
from hfpapers.digest.options import DigestOptions
from hfpapers.digest.selection import first_listings, in_list_order, in_vote_order, matching
from hfpapers.digest.text import clean_listing, clean_options
from hfpapers.model.coverage import WHOLE_STATES, DayCoverage
from hfpapers.model.periods import Period
from hfpapers.model.views import ListingView


def build_digest(
    listings: Sequence[ListingView],
    days: Sequence[DayCoverage],
    period: Period,
    options: DigestOptions,
    *,
    material: Material | None = None,
) -> Digest:
    """Build the digest of a period.

    Args:
        listings: Rows in any order; those of days outside the period are left out.
        days: Coverage rows; a day of the period without one was never asked for.
        period: The days to show, already cut to those that a list can be expected of.
        options: What to leave out, and how to order the rest.
        material: What was looked up for the papers that are shown; None where nothing was.

    Raises:
        DayUnavailableError: No day of the period has a list.
    """
    held = [clean_listing(row) for row in listings if period.since <= row.day <= period.until]
    coverage = judge_coverage(days, Counter(row.day for row in held), period)
    matched = matching(held, options)
    options = clean_options(options)
    shown = _shown(matched, options)
    has_many_days = period.since != period.until
    entries = _entries(shown, held, coverage, shows_day=has_many_days and options.top is not None)
    counts = Counts(listed=_papers(held), matched=_papers(matched), shown=len(shown))
    seen = [row.upvotes_observed_at for row in shown if row.upvotes is not None and row.upvotes_observed_at is not None]
    return Digest(
        title=wording.title(period),
        language=wording.LANGUAGE,
        reader_language=options.lang,
        style=options.style,
        period=period,
        lede=wording.lede(period, counts, options, is_whole=all(row.state in WHOLE_STATES for row in coverage.days)),
        sections=_day_sections(entries) if has_many_days and options.top is None else _one_section(entries),
        coverage=coverage,
        counts=counts,
        options=options,
        as_of=max(seen, default=None),
        votes_line=wording.votes_line(seen),
        provenance=_provenance(shown),
        generator=f"hfpapers {__version__}",
    )


def _shown(matched: Sequence[ListingView], options: DigestOptions) -> list[ListingView]:
    return in_list_order(matched) if options.top is None else in_vote_order(first_listings(matched))[: options.top]


def _entries(
    shown: Iterable[ListingView], held: Iterable[ListingView], coverage: Coverage, *, shows_day: bool
) -> list[Entry]:
    days_of: dict[str, set[date]] = {}
    for row in held:
        days_of.setdefault(row.arxiv_id, set()).add(row.day)
    whole = {row.day for row in coverage.days if row.state in WHOLE_STATES}
    withdrawn = {day for banner in coverage.banners if banner.kind is BannerKind.WITHDRAWN for day in banner.days}
    return [
        build_entry(
            row,
            also_listed_on=tuple(sorted(days_of[row.arxiv_id] - {row.day})),
            was_dropped=row.position is None and row.day in whole - withdrawn,
            shows_day=shows_day,
        )
        for row in shown
    ]


def _one_section(entries: Sequence[Entry]) -> tuple[Section, ...]:
    return (Section(entries=tuple(entries)),) if entries else ()


def _day_sections(entries: Sequence[Entry]) -> tuple[Section, ...]:
    by_day: dict[date, list[Entry]] = {}
    for entry in entries:
        by_day.setdefault(entry.listing.day, []).append(entry)
    return tuple(
        Section(day=day, heading=wording.section_heading(day), entries=tuple(of_day)) for day, of_day in by_day.items()
    )


def _papers(rows: Iterable[ListingView]) -> int:
    return len({row.arxiv_id for row in rows})


def _provenance(shown: Sequence[ListingView]) -> tuple[str, ...]:
    if not shown:
        return ()
    return wording.provenance(
        has_summaries=any(row.ai_summary for row in shown), has_keywords=any(row.keywords for row in shown)
    )
