"""Make a digest: view rows, coverage rows, a period, options and material in, one `Digest` out.

What all styles share is made here; what an entry says, and which papers have one, is made by the style (`styles`).
Pure: the same input gives the same document, whenever it is made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from hfpapers import __version__
from hfpapers.digest.blocks import Paragraph, ParagraphKind, Part, Piece, Terms, Writer
from hfpapers.digest.coverage import judge_coverage
from hfpapers.digest.material import Material
from hfpapers.digest.model import BannerKind, Coverage, Digest
from hfpapers.digest.options import DigestOptions
from hfpapers.digest.selection import matching
from hfpapers.digest.styles import Body, BuildInput, build_body
from hfpapers.digest.text import clean_listing, clean_options
from hfpapers.digest.words import words_for
from hfpapers.model.coverage import WHOLE_STATES, DayCoverage
from hfpapers.model.periods import Period
from hfpapers.model.views import ListingView

_LIST_PAGE = "https://huggingface.co/papers/date/"


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
    given = _build_input(listings, days, period, options, material or Material())
    return _framed(given, build_body(options.style, given))


def _build_input(
    listings: Sequence[ListingView],
    days: Sequence[DayCoverage],
    period: Period,
    options: DigestOptions,
    material: Material,
) -> BuildInput:
    held = [clean_listing(row) for row in listings if period.since <= row.day <= period.until]
    words = words_for(options.lang)
    coverage = judge_coverage(days, Counter(row.day for row in held), period, words, is_as_of=options.as_of is not None)
    return BuildInput(
        listings=tuple(held),
        matched=tuple(matching(held, options)),
        period=period,
        options=clean_options(options),
        material=material,
        words=words,
        coverage=coverage,
        days_of=_days_of(held),
        dropping_days=_dropping_days(coverage),
    )


def _days_of(held: Iterable[ListingView]) -> dict[str, tuple[date, ...]]:
    days_of: dict[str, set[date]] = {}
    for row in held:
        days_of.setdefault(row.arxiv_id, set()).add(row.day)
    return {arxiv_id: tuple(sorted(days)) for arxiv_id, days in days_of.items()}


def _dropping_days(coverage: Coverage) -> frozenset[date]:
    """Return the days whose latest list is whole and was not emptied: there, a paper without a position has left."""
    withdrawn = {day for banner in coverage.banners if banner.kind is BannerKind.WITHDRAWN for day in banner.days}
    return frozenset(row.day for row in coverage.days if row.state in WHOLE_STATES) - withdrawn


def _framed(given: BuildInput, body: Body) -> Digest:
    words, period, shown = given.words, given.period, body.shown
    seen = [row.upvotes_observed_at for row in shown if row.upvotes is not None and row.upvotes_observed_at is not None]
    return Digest(
        title=words.title(given.options.style, period, len(shown)),
        language=words.language,
        reader_language=given.options.lang,
        style=given.options.style,
        period=period,
        lede=body.lede,
        sections=body.sections,
        coverage=given.coverage,
        counts=given.counts(len(shown)),
        options=given.options,
        as_of=max(seen, default=None),
        votes_line=words.votes_line(seen),
        provenance=_provenance(given, body),
        generator=f"hfpapers {__version__}",
        url=None if given.has_many_days else f"{_LIST_PAGE}{period.since.isoformat()}",
        notes=body.notes,
        contents=body.contents,
        opening=body.opening,
        closing=body.closing,
        generated=body.generated,
    )


def _provenance(given: BuildInput, body: Body) -> tuple[str, ...]:
    if not body.shown:
        return ()
    theirs = [piece for piece in _pieces(body) if _writer(piece) is Writer.HUGGINGFACE]
    sentences = given.words.provenance(
        has_summaries=any(_is_of_kind(piece, ParagraphKind.SUMMARY) for piece in theirs),
        has_keywords=any(isinstance(piece, Terms) or _is_of_kind(piece, ParagraphKind.KEYWORDS) for piece in theirs),
        generated=body.generated,
    )
    return (*sentences, *body.provenance)


def _pieces(body: Body) -> Iterable[Piece]:
    for entry in body.entries:
        for block in entry.blocks:
            yield from block.pieces if isinstance(block, Part) else (block,)


def _writer(piece: Piece) -> Writer | None:
    return getattr(piece, "writer", None)


def _is_of_kind(piece: Piece, kind: ParagraphKind) -> bool:
    return isinstance(piece, Paragraph) and piece.kind is kind
