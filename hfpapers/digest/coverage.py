"""What the state of each day allows: coverage rows in, banners and a coverage line out, or a refusal.

What is held is shown and its gaps are named; a period of which there is no list at all makes no
digest. The sentences are those of `digest.words`; a refusal is an error, and errors are English.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from hfpapers.digest.held_day import HeldDay
from hfpapers.digest.mending import crawl_command, crawl_command_for
from hfpapers.digest.model import Banner, BannerKind, Coverage
from hfpapers.digest.words import Words, words_for
from hfpapers.digest.words.english_coverage import problem_of, states_line
from hfpapers.digest.words.english_phrases import span
from hfpapers.errors import DayUnavailableError
from hfpapers.model.coverage import WHOLE_STATES, DayCoverage, DayState
from hfpapers.model.periods import Period

_LISTED_STATES = WHOLE_STATES | {DayState.PARTIAL}
#: There, something could not be had that asking again may give.
_INCOMPLETE_KINDS = frozenset({BannerKind.PARTIAL, BannerKind.MISSING})


def judge_coverage(
    days: Sequence[DayCoverage], held: Mapping[date, int], period: Period, words: Words, *, is_as_of: bool = False
) -> Coverage:
    """Tell what may be shown of a period and what must be said about it.

    Args:
        days: Coverage rows; a day of the period without one was never asked for.
        held: Number of stored listings by day.
        period: The days that were asked for.
        words: The language to say it in.
        is_as_of: The days are as they once stood: no command mends what was not known then.

    Raises:
        DayUnavailableError: No day of the period has a list.
    """
    known = {row.day: row for row in days}
    all_days = [HeldDay(known.get(day, DayCoverage(day=day)), held.get(day, 0)) for day in period.days()]
    kinds = _banner_kinds(all_days)
    if not any(_has_list(day) for day in all_days):
        raise _refusal(all_days, set(kinds.values()), period)
    by_kind = {kind: [day for day in all_days if kinds.get(day.day) is kind] for kind in BannerKind}
    return Coverage(
        days=tuple(day.coverage for day in all_days),
        banners=tuple(_banner(kind, of_kind, words, is_as_of=is_as_of) for kind, of_kind in by_kind.items() if of_kind),
        line=words.coverage.line(all_days),
        is_incomplete=any(kind in _INCOMPLETE_KINDS for kind in kinds.values()),
    )


def list_lacks(coverage: Coverage) -> list[tuple[str, str | None]]:
    """Tell for the terminal, in English, what of a period could not be had, and the command that mends it, if any."""
    known = {row.day: HeldDay(row, 0) for row in coverage.days}
    return [
        (words_for("en").coverage.banner(banner.kind, [known[day] for day in banner.days]), banner.command)
        for banner in coverage.banners
        if banner.kind in _INCOMPLETE_KINDS
    ]


def _has_list(day: HeldDay) -> bool:
    return day.state in _LISTED_STATES or day.held > 0


def _banner_kinds(days: Sequence[HeldDay]) -> dict[date, BannerKind]:
    """Tell for each day that needs a word which it is.

    A day that was not open when asked, and after which a later day had a list, is a gap: it has
    opened since and was not asked again.
    """
    last_listed = max((day.day for day in days if day.state in _LISTED_STATES), default=date.min)
    closed = (day.day for day in days if day.state is DayState.NOT_OPEN and day.day > last_listed)
    first_closed = min(closed, default=date.max)
    kinds = {day.day: _banner_kind(day, first_closed) for day in days}
    return {day: kind for day, kind in kinds.items() if kind is not None}


def _banner_kind(day: HeldDay, first_closed: date) -> BannerKind | None:
    if day.state is DayState.EMPTY and day.held:
        return BannerKind.WITHDRAWN
    if day.state in WHOLE_STATES:
        return BannerKind.UNSETTLED if day.coverage.settled_at is None else None
    if _has_list(day):
        return BannerKind.PARTIAL
    return BannerKind.NOT_OPEN if day.day >= first_closed else BannerKind.MISSING


def _banner(kind: BannerKind, days: Sequence[HeldDay], words: Words, *, is_as_of: bool) -> Banner:
    # One command over the whole span: the settled days in it cost no request.
    can_mend = kind in _INCOMPLETE_KINDS and not is_as_of
    command = crawl_command(days[0].day, days[-1].day) if can_mend else None
    text = words.coverage.banner(kind, days)
    return Banner(kind=kind, text=text, days=tuple(day.day for day in days), command=command)


def _refusal(days: Sequence[HeldDay], kinds: set[BannerKind], period: Period) -> DayUnavailableError:
    what, mend = span(period.since, period.until), crawl_command_for(period)
    if kinds == {BannerKind.NOT_OPEN}:
        return DayUnavailableError(what, "is not open yet: Hugging Face had no list of it when asked", mend)
    if len(days) == 1:
        return DayUnavailableError(what, problem_of(days[0]), mend)
    return DayUnavailableError(what, f"has no list of any day: {states_line(days)}", mend)
