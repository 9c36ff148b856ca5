"""What each state of a day allows a digest to be."""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from hfpapers.digest.build import build_digest
from hfpapers.digest.coverage import list_lacks
from hfpapers.digest.model import BannerKind, Digest
from hfpapers.digest.options import DigestOptions
from hfpapers.errors import DayUnavailableError
from hfpapers.model.coverage import DayCoverage, DayState
from hfpapers.model.periods import Period
from hfpapers.model.views import ListingView
from tests.digest.rows import DAY, day_row, listing, one_day

SEEN = datetime(2024, 4, 4, 12, 0, tzinfo=UTC)
WEEK = Period.of_week("2024-W14")
MON, TUE, WED, THU, FRI, SAT, SUN = WEEK.days()


def _digest(days: Sequence[DayCoverage], *rows: ListingView, period: Period = WEEK) -> Digest:
    return build_digest(rows, days, period, DigestOptions())


def _day(row: DayCoverage, *rows: ListingView) -> Digest:
    return _digest([row], *rows, period=Period.of_day(DAY))


def _banners(digest: Digest) -> list[tuple[BannerKind, str, str | None]]:
    return [(banner.kind, banner.text, banner.command) for banner in digest.coverage.banners]


def test_a_settled_day_needs_no_banner() -> None:
    digest = _day(day_row(expected=8, stored=8), listing())
    assert digest.coverage.banners == ()
    assert not digest.is_incomplete
    assert digest.coverage.line == "Coverage: 2024-04-04 complete (8 of 8)."


def test_an_empty_day_says_that_there_were_none() -> None:
    digest = _day(day_row(state=DayState.EMPTY))
    assert digest.lede == "No papers were listed on 2024-04-04."
    assert digest.sections == ()
    assert not digest.is_incomplete
    assert digest.coverage.line == "Coverage: 2024-04-04 empty."


@pytest.mark.parametrize("state", [DayState.COMPLETE, DayState.EMPTY])
def test_an_unsettled_day_says_when_it_was_seen(state: DayState) -> None:
    digest = _day(
        day_row(state=state, settled_at=None, answered_at=SEEN), *([listing()] * (state is DayState.COMPLETE))
    )
    assert _banners(digest) == [
        (
            BannerKind.UNSETTLED,
            "The list of 2024-04-04 may have changed since it was read (2024-04-04 12:00 UTC).",
            None,
        )
    ]
    assert not digest.is_incomplete
    assert digest.coverage.line == f"Coverage: 2024-04-04 {state}, not settled."


def test_a_partial_day_is_shown_with_its_gap_and_what_mends_it() -> None:
    digest = _day(day_row(state=DayState.PARTIAL, expected=8, stored=5, last_error="page 2: 503\nBusy."), listing())
    assert _banners(digest) == [
        (
            BannerKind.PARTIAL,
            (
                "The list of 2024-04-04 is incomplete: 5 of 8 papers held whole. "
                "The latest attempt ended with: page 2: 503 Busy."
            ),
            "hfpapers crawl --date 2024-04-04",
        )
    ]
    assert digest.is_incomplete
    assert digest.lede == "1 paper is held."
    assert digest.coverage.line == "Coverage: 2024-04-04 partial (5 of 8)."


def test_a_partial_day_of_which_nothing_is_held_does_not_say_that_there_was_nothing() -> None:
    digest = _day(day_row(state=DayState.PARTIAL, expected=8, stored=0))
    assert digest.is_incomplete
    assert digest.lede == "No papers are held."


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (
            DayState.FAILED,
            (
                "The list of 2024-04-04 may be incomplete: the latest attempt to read it failed: 503."
                " What is held of it, seen 2024-04-04 12:00 UTC, is shown."
            ),
        ),
        (
            DayState.NOT_OPEN,
            (
                "The list of 2024-04-04 may be incomplete: the latest attempt found it not open."
                " What is held of it, seen 2024-04-04 12:00 UTC, is shown."
            ),
        ),
        (
            None,
            (
                "The list of 2024-04-04 may be incomplete: no look at it is on record."
                " What is held of it, seen 2024-04-04 12:00 UTC, is shown."
            ),
        ),
    ],
)
def test_what_an_earlier_look_left_is_shown_as_incomplete(state: DayState | None, text: str) -> None:
    digest = _day(day_row(state=state, last_error="503"), listing())
    assert _banners(digest) == [(BannerKind.PARTIAL, text, "hfpapers crawl --date 2024-04-04")]
    assert digest.is_incomplete
    assert len(digest.entries) == 1


def test_a_list_that_was_emptied_shows_what_it_held() -> None:
    digest = _day(day_row(state=DayState.EMPTY), listing(position=None))
    assert _banners(digest) == [
        (BannerKind.WITHDRAWN, "The latest list of 2024-04-04 held no papers; those of earlier lists are shown.", None)
    ]
    assert len(digest.entries) == 1
    assert not digest.is_incomplete


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            day_row(state=DayState.FAILED, last_error="HTTP 503"),
            "2024-04-04 could not be read at the latest attempt (HTTP 503); run: hfpapers crawl --date 2024-04-04",
        ),
        (
            day_row(state=DayState.FAILED),
            "2024-04-04 could not be read at the latest attempt; run: hfpapers crawl --date 2024-04-04",
        ),
        (day_row(state=None), "2024-04-04 was never asked for; run: hfpapers crawl --date 2024-04-04"),
        (
            day_row(state=DayState.NOT_OPEN),
            (
                "2024-04-04 is not open yet: Hugging Face had no list of it when asked; "
                "run: hfpapers crawl --date 2024-04-04"
            ),
        ),
    ],
)
def test_a_day_without_a_list_is_refused_and_the_mend_named(row: DayCoverage, message: str) -> None:
    with pytest.raises(DayUnavailableError) as caught:
        _day(row)
    assert str(caught.value) == message


def test_a_day_without_a_coverage_row_was_never_asked_for() -> None:
    with pytest.raises(DayUnavailableError, match="was never asked for"):
        _digest([], period=Period.of_day(DAY))


def test_the_error_of_a_day_is_one_short_clean_line() -> None:
    with pytest.raises(DayUnavailableError) as caught:
        _day(day_row(state=DayState.FAILED, last_error="x\x1b\n" * 500))
    assert len(str(caught.value)) < 350
    assert str(caught.value).isprintable()


def test_empty_days_of_a_week_are_counted_and_not_deplored() -> None:
    days = [*(day_row(day, expected=2, stored=2) for day in (MON, TUE, WED, THU, FRI)), day_row(SAT, DayState.EMPTY)]
    digest = _digest([*days, day_row(SUN, DayState.EMPTY)], listing(day=MON))
    assert digest.coverage.banners == ()
    assert digest.coverage.line == "Coverage of 7 days: 5 complete (10 of 10), 2 empty."


def test_a_week_with_gaps_lists_them_by_kind_with_one_command_each() -> None:
    days = [
        day_row(MON, expected=2, stored=2),
        day_row(TUE, DayState.FAILED),
        day_row(THU, DayState.PARTIAL, expected=9, stored=4),
        day_row(FRI, DayState.FAILED),
        day_row(SAT, settled_at=None, answered_at=SEEN),
        day_row(SUN, settled_at=None, answered_at=None),
    ]
    digest = _digest(days, listing(day=MON), listing("2404.00009", FRI))
    assert _banners(digest) == [
        (
            BannerKind.MISSING,
            "These days are missing: 2024-04-02 (failed), 2024-04-03 (never asked for).",
            "hfpapers crawl --since 2024-04-02 --until 2024-04-03",
        ),
        (
            BannerKind.PARTIAL,
            (
                "The lists of these days are, or may be, incomplete; what is held of them is shown:"
                " 2024-04-04 (partial, 4 of 9), 2024-04-05 (failed)."
            ),
            "hfpapers crawl --since 2024-04-04 --until 2024-04-05",
        ),
        (
            BannerKind.UNSETTLED,
            (
                "The lists of these days may have changed since they were read:"
                " 2024-04-06 (2024-04-04 12:00 UTC), 2024-04-07."
            ),
            None,
        ),
    ]
    assert digest.is_incomplete
    assert digest.coverage.line == ("Coverage of 7 days: 3 complete, 1 partial (4 of 9), 2 failed, 1 never asked for.")


def test_neighbours_in_the_same_state_are_told_as_one_span() -> None:
    digest = _digest([day_row(MON)], listing(day=MON))
    assert [text for _, text, _ in _banners(digest)] == [
        "These days are missing: 2024-04-02 to 2024-04-07 (never asked for)."
    ]


def test_days_not_open_yet_and_those_after_them_leave_the_digest_whole() -> None:
    days = [*(day_row(day) for day in (MON, TUE, WED)), day_row(THU, DayState.NOT_OPEN)]
    digest = _digest(days, listing(day=MON))
    assert _banners(digest) == [
        (
            BannerKind.NOT_OPEN,
            "The lists of these days were not open yet when Hugging Face was last asked: 2024-04-04 to 2024-04-07.",
            None,
        )
    ]
    assert not digest.is_incomplete


def test_a_day_that_was_not_open_and_has_been_passed_by_a_later_list_is_a_gap() -> None:
    days = [day_row(day) for day in WEEK.days()]
    days[1] = day_row(TUE, DayState.NOT_OPEN)
    digest = _digest(days, listing(day=MON))
    assert _banners(digest) == [
        (
            BannerKind.MISSING,
            "2024-04-02 is missing: it was not open when it was last asked for.",
            "hfpapers crawl --date 2024-04-02",
        )
    ]
    assert digest.is_incomplete


@pytest.mark.parametrize(
    ("period", "mend"),
    [
        (WEEK, "hfpapers crawl --week 2024-W14"),
        (Period.of_month("2024-04"), "hfpapers crawl --month 2024-04"),
        (Period.of_year("2024"), "hfpapers crawl --since 2024-01-01 --until 2024-12-31"),
        (Period.of_range(MON, TUE), "hfpapers crawl --since 2024-04-01 --until 2024-04-02"),
    ],
)
def test_a_period_without_any_list_is_refused(period: Period, mend: str) -> None:
    with pytest.raises(DayUnavailableError, match="has no list of any day: 1 failed, ") as caught:
        _digest([day_row(MON, DayState.FAILED)], period=period)
    assert caught.value.mend == mend


def test_a_period_that_has_not_begun_is_not_open() -> None:
    with pytest.raises(DayUnavailableError, match="2024-04-01 to 2024-04-07 is not open yet"):
        _digest([day_row(MON, DayState.NOT_OPEN)])


def test_a_period_of_empty_days_says_so() -> None:
    digest = _digest([day_row(day, DayState.EMPTY) for day in WEEK.days()])
    assert digest.lede == "No papers were listed from 2024-04-01 to 2024-04-07."
    assert not digest.is_incomplete


def test_the_days_of_the_coverage_are_those_of_the_period_in_order() -> None:
    digest = _digest([day_row(SUN), day_row(MON), day_row(date(2024, 5, 1))], listing(day=MON))
    assert [row.day for row in digest.coverage.days] == list(WEEK.days())


def test_a_listing_of_an_unknown_day_is_never_lost() -> None:
    assert len(one_day(listing(), state=None).entries) == 1


def test_the_terminal_is_told_in_english_what_is_missing_whatever_the_reader_reads() -> None:
    days = [day_row(MON), day_row(TUE, DayState.FAILED), day_row(WED, DayState.EMPTY, settled_at=None)]
    lacks = [
        list_lacks(build_digest([listing(day=MON)], days, WEEK, DigestOptions(lang=lang)).coverage)
        for lang in ("en", "zh")
    ]
    assert lacks[0] == lacks[1]
    assert lacks[0] == [
        (
            "These days are missing: 2024-04-02 (failed), 2024-04-04 to 2024-04-07 (never asked for).",
            "hfpapers crawl --since 2024-04-02 --until 2024-04-07",
        )
    ]


def test_a_chinese_digest_tells_its_gaps_in_chinese_with_the_same_commands() -> None:
    days = [day_row(MON), day_row(TUE, DayState.FAILED)]
    digest = build_digest([listing(day=MON)], days, WEEK, DigestOptions(lang="zh"))
    assert _banners(digest) == [
        (
            BannerKind.MISSING,
            "缺少以下日期的列表：2024-04-02（读取失败）、2024-04-03 至 2024-04-07（从未查询）。",
            "hfpapers crawl --since 2024-04-02 --until 2024-04-07",
        )
    ]


def test_a_refusal_is_english_whatever_the_reader_reads() -> None:
    with pytest.raises(DayUnavailableError, match="was never asked for"):
        build_digest([], [], Period.of_day(DAY), DigestOptions(lang="zh"))


def test_of_many_gaps_the_first_are_named_and_all_days_counted() -> None:
    period = Period.of_month("2024-04")
    days = [day_row(day) if day.day % 3 == 0 else DayCoverage(day=day) for day in period.days()]
    ((_, english, command),) = _banners(_digest(days, period=period))
    assert english == (
        "These days are missing: 2024-04-01 to 2024-04-02 (never asked for), 2024-04-04 to 2024-04-05 (never asked"
        " for), 2024-04-07 to 2024-04-08 (never asked for), 2024-04-10 to 2024-04-11 (never asked for), and 6 more"
        " spans of days; 20 days in all."
    )
    assert command == "hfpapers crawl --since 2024-04-01 --until 2024-04-29"
    chinese = build_digest([], days, period, DigestOptions(lang="zh")).coverage.banners[0].text
    assert chinese.endswith("，另有 6 段日期，总计 20 天。")
