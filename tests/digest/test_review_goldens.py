"""Whole reviews of an invented year, byte for byte; renewed by `--update-golden`, and to be read as a reader would."""

from __future__ import annotations

from pathlib import Path

import pytest

from hfpapers.digest.render import render
from tests.digest.review_year import LOOKED_UP, answered, review
from tests.digest.rows import fixed
from tests.goldens import GoldenCheck

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("case", ["review", "review-answers"])
def test_a_review_is_what_its_golden_says(case: str, lang: str, check_golden: GoldenCheck) -> None:
    looked_up = LOOKED_UP if case == "review" else answered(lang)
    check_golden(GOLDEN / f"{case}.{lang}.md", render(fixed(review(looked_up, lang=lang)), "md"))
