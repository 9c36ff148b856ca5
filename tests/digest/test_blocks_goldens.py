"""Documents with every block, byte for byte, in the formats that people and programs read; see `--update-golden`."""

from __future__ import annotations

from pathlib import Path

import pytest

from hfpapers.digest.render import FRONT_MATTERS, render
from tests.digest.documents import chinese, english
from tests.goldens import GoldenCheck

GOLDEN = Path(__file__).parent / "golden"
_DIGESTS = {"blocks.en": english(), "blocks.zh": chinese()}
_FORMATS = ("md", "html", "txt", "json", "jsonl", "csv")


@pytest.mark.parametrize("fmt", _FORMATS)
@pytest.mark.parametrize("case", _DIGESTS)
def test_a_document_is_what_its_golden_says(case: str, fmt: str, check_golden: GoldenCheck) -> None:
    check_golden(GOLDEN / f"{case}.{fmt}", render(_DIGESTS[case], fmt))


@pytest.mark.parametrize("reader", FRONT_MATTERS)
def test_a_document_with_front_matter_is_what_its_golden_says(reader: str, check_golden: GoldenCheck) -> None:
    check_golden(GOLDEN / f"blocks.zh.{reader}.md", render(_DIGESTS["blocks.zh"], "md", front_matter=reader))
