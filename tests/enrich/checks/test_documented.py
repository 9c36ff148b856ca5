from __future__ import annotations

import re
from pathlib import Path

import pytest

from hfpapers.enrich.checks import CHECK_NAMES
from hfpapers.enrich.checks.numbers import check_numbers
from tests.enrich.checks.papers import about

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "checks.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(
    r"^\| (.+?) \| (.+?) \| (\w+) \| (passes|refused) \|$",
    PAGE.partition("<!-- examples: numbers -->")[2].partition("<!-- end of examples -->")[0],
    re.MULTILINE,
)


def test_the_page_tells_of_every_check_in_order() -> None:
    assert tuple(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) == CHECK_NAMES
    headed = re.findall(r"`(\w+)`", " ".join(re.findall(r"^## (.+)$", PAGE, re.MULTILINE)))
    assert tuple(headed) == CHECK_NAMES


def test_the_page_has_examples() -> None:
    assert len(EXAMPLES) > 15


@pytest.mark.parametrize(("source", "answer", "language", "verdict"), EXAMPLES)
def test_an_example_of_the_page_is_judged_as_it_says(source: str, answer: str, language: str, verdict: str) -> None:
    assert check_numbers(about(answer, source, language)).is_passed is (verdict == "passes")
