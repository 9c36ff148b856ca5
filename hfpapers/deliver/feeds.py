"""What stands in a feed: its newest period and a number of periods in, one digest with the papers of all of them out.

A feed goes on: a paper that was in it yesterday is in it today, until its period leaves. So where a digest chooses (by
`top`, or by the rule of its style), the papers of each period are chosen for themselves, as other channels get them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

from hfpapers.deliver.courier import MakeDigest
from hfpapers.digest.model import Counts, Digest
from hfpapers.digest.words import words_for
from hfpapers.digest.words.publication_words import publication_words
from hfpapers.errors import DayUnavailableError
from hfpapers.model.periods import Period, PeriodKind

_CHOOSING = frozenset({"roundup", "review"})


def feed_digest(make_digest: MakeDigest, last: Period, number: int) -> Digest:
    """Return the digest of the last of so many periods, that one included.

    Raises:
        DayUnavailableError: None of them has a list.
    """
    periods = tuple(_until(last, number))
    whole = make_digest(Period.of_range(periods[0].since, last.until))
    if whole.options.top is None and whole.style not in _CHOOSING:
        return whole
    return _joined(whole, list(_digests(make_digest, periods)))


def _until(last: Period, number: int) -> Iterator[Period]:
    """Yield so many periods, the oldest first."""
    for back in range(number - 1, -1, -1):
        if last.kind is PeriodKind.WEEK:
            year, week, _ = (last.since - timedelta(weeks=back)).isocalendar()
            yield Period.of_week(f"{year:04d}-W{week:02d}")
        elif last.kind is PeriodKind.MONTH:
            years, month = divmod(last.since.year * 12 + last.since.month - 1 - back, 12)
            yield Period.of_month(f"{date(years, month + 1, 1):%Y-%m}")
        else:
            yield Period.of_day(last.since - timedelta(days=back))


def _digests(make_digest: MakeDigest, periods: tuple[Period, ...]) -> Iterator[Digest]:
    for period in periods:
        with suppress(DayUnavailableError):  # a period without a list has no papers; the digest of all says so
            yield make_digest(period)


def _joined(whole: Digest, digests: list[Digest]) -> Digest:
    """Give the digest of all days the papers of each period, and a lede that counts none of them."""
    counts = [digest.counts for digest in digests]
    return replace(
        whole,
        sections=tuple(section for digest in digests for section in digest.sections),
        lede=publication_words(words_for(whole.reader_language)).feed_titles[whole.style],
        counts=Counts(
            listed=sum(each.listed for each in counts),
            matched=sum(each.matched for each in counts),
            shown=sum(each.shown for each in counts),
        ),
        contents=(),
        as_of=max((digest.as_of for digest in digests if digest.as_of is not None), default=None),
    )
