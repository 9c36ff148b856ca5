"""Whole digests, byte for byte; renewed by `--update-golden`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hfpapers.digest.build import build_digest
from hfpapers.digest.model import Digest
from hfpapers.digest.options import DigestOptions
from hfpapers.digest.render import FORMATS, render
from hfpapers.model.coverage import DayState
from hfpapers.model.periods import Period
from tests.digest.rows import HOSTILE, SAMPLE, day_row, fixed, keywords, listing
from tests.goldens import GoldenCheck

GOLDEN = Path(__file__).parent / "golden"


def _day() -> Digest:
    return build_digest(SAMPLE, [day_row(expected=7, stored=7)], Period.of_day(SAMPLE[0].day), DigestOptions())


def _empty() -> Digest:
    day = SAMPLE[0].day
    return build_digest([], [day_row(state=DayState.EMPTY, expected=0, stored=0)], Period.of_day(day), DigestOptions())


def _week(options: DigestOptions) -> Digest:
    period = Period.of_week("2024-W15")
    monday, tuesday, wednesday, thursday, friday, saturday, _ = period.days()
    rows = [
        replace(SAMPLE[0], day=monday),
        replace(SAMPLE[1], day=monday),
        listing(
            "2404.02001", tuesday, title="Quiet Rivers: On the Flow of Gradients", upvotes=18, primary_category="cs.LG"
        ),
        replace(SAMPLE[1], day=wednesday, position=1),
        listing("2404.02002", friday, title="Two Lamps and a Map", upvotes=77, keywords=keywords("maps")),
        listing("2404.02003", friday, position=2, title=HOSTILE, upvotes=1),
    ]
    days = [
        day_row(monday, expected=2, stored=2),
        day_row(tuesday, expected=1, stored=1),
        day_row(wednesday, DayState.PARTIAL, expected=8, stored=1, last_error="page 2 was cut off"),
        day_row(thursday, DayState.FAILED, last_error="503 Service Unavailable"),
        day_row(friday, expected=2, stored=2, settled_at=None, answered_at=datetime(2024, 4, 12, 9, 5, tzinfo=UTC)),
        day_row(saturday, DayState.NOT_OPEN),
    ]
    return build_digest(rows, days, period, options)


_CASES = {
    "day": _day(),
    "empty": _empty(),
    "week": _week(DigestOptions()),
    "top": _week(DigestOptions(top=3, min_upvotes=2, keywords=("map", "language models"))),
}


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("case", _CASES)
def test_a_digest_is_what_its_golden_says(case: str, fmt: str, check_golden: GoldenCheck) -> None:
    text = render(fixed(_CASES[case]), fmt)
    assert text or fmt == "jsonl"
    check_golden(GOLDEN / f"{case}.{fmt}", text)
