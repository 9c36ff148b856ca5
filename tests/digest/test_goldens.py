"""Whole digests, byte for byte; renewed by `--update-golden`."""

from __future__ import annotations

from pathlib import Path

import pytest

from hfpapers.digest.build import build_digest
from hfpapers.digest.model import Digest
from hfpapers.digest.options import DigestOptions
from hfpapers.digest.render import render
from hfpapers.model.coverage import DayState
from hfpapers.model.periods import Period
from tests.digest.rows import SAMPLE, WEEK, WEEK_DAYS, WEEK_ROWS, day_row, fixed
from tests.goldens import GoldenCheck

GOLDEN = Path(__file__).parent / "golden"
FORMATS = ("md", "html", "json", "jsonl", "csv", "txt")


def _day() -> Digest:
    return build_digest(SAMPLE, [day_row(expected=7, stored=7)], Period.of_day(SAMPLE[0].day), DigestOptions())


def _empty() -> Digest:
    day = SAMPLE[0].day
    return build_digest([], [day_row(state=DayState.EMPTY, expected=0, stored=0)], Period.of_day(day), DigestOptions())


def _week(options: DigestOptions) -> Digest:
    return build_digest(WEEK_ROWS, WEEK_DAYS, WEEK, options)


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
