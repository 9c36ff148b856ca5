"""Summaries and keywords as readers want them, and everything else as it is held."""

from __future__ import annotations

from hfpapers.edition.readable import make_readable
from tests.digest.rows import SAMPLE, keywords, listing


def test_latex_in_summary_and_keywords_becomes_unicode() -> None:
    row = listing(
        ai_summary=r"PixArt-$\lambda$ turns by $360^\circ$.", keywords=keywords(r"PixArt-$\lambda$", "costs $5")
    )
    readable = make_readable(row)
    assert readable.ai_summary == "PixArt-λ turns by 360°."
    assert [one.keyword for one in readable.keywords] == ["PixArt-λ", "costs $5"]
    assert (readable.title, readable.abstract) == (row.title, row.abstract)


def test_a_row_without_latex_is_itself() -> None:
    assert all(make_readable(row) is row for row in SAMPLE if row.ai_summary or row.keywords)


def test_making_readable_twice_changes_nothing() -> None:
    once = make_readable(listing(keywords=keywords(r"$\mathcal{O}(n)$ attention")))
    assert make_readable(once) == once
