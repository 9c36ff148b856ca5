"""arXiv identifiers: text for ever."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfpapers.errors import InvalidIdError
from hfpapers.model.ids import ArxivId

months = st.tuples(st.integers(0, 99), st.integers(1, 12))
versions = st.none() | st.integers(1, 9999)
new_ids = st.tuples(st.integers(15, 99), st.integers(1, 12), st.integers(0, 99_999)).map(
    lambda parts: f"{parts[0]:02d}{parts[1]:02d}.{parts[2]:05d}"
)
early_ids = st.tuples(st.integers(8, 14), st.integers(1, 12), st.integers(0, 9_999)).map(
    lambda parts: f"{parts[0]:02d}{parts[1]:02d}.{parts[2]:04d}"
)
old_ids = st.tuples(st.sampled_from(["math", "astro-ph", "cond-mat", "q-bio", "cs"]), months, st.integers(0, 999)).map(
    lambda parts: f"{parts[0]}/{parts[1][0]:02d}{parts[1][1]:02d}{parts[2]:03d}"
)


@given(new_ids | early_ids | old_ids, versions)
def test_ids_round_trip_in_every_dress(text: str, version: int | None) -> None:
    named = ArxivId(text, version)
    dresses = ["{}", " {} ", "arXiv:{}", "https://arxiv.org/abs/{}", "http://arxiv.org/pdf/{}.pdf", "arxiv.org/abs/{}"]
    for dress in [*dresses, "https://huggingface.co/papers/{}", "https://export.arxiv.org/abs/{}/"]:
        assert ArxivId.parse(dress.format(named)) == named
    assert ArxivId.parse(str(named)) == named


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2503.0213", "5 digits"),
        ("1412.12345", "4 digits"),
        ("2513.00001", "no month 13"),
        ("0703.0001", "April 2007"),
        ("math/0013001", "no month 13"),
        ("2404.08197v0", "expected the form"),
        ("2404,08197", "expected the form"),
        ("٢٤٠٤.٠٨١٩٧", "expected the form"),
        ("../../etc/passwd", "expected the form"),
        ("", "expected the form"),
    ],
)
def test_what_is_none_is_refused_and_never_repaired(text: str, why: str) -> None:
    with pytest.raises(InvalidIdError, match=why):
        ArxivId.parse(text)


def test_the_subject_class_of_an_old_id_is_no_part_of_it() -> None:
    assert ArxivId.parse("math.GT/0309136v2") == ArxivId("math/0309136", 2)
