"""Every style of every sample day in English and Chinese, of what the archive holds: no model wrote any of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hfpapers.digest.options import STYLES, DigestOptions
from hfpapers.digest.render import render
from hfpapers.edition import load_digest
from hfpapers.model.periods import Period
from hfpapers.store.database import Database
from tests.digest.rows import fixed
from tests.goldens import GoldenCheck
from tests.upstream.sample import TODAY

GOLDEN = Path(__file__).parent / "golden"
#: The days with papers that are all on one list, and how each is reviewed: with its year, or with its month.
REVIEWED = {
    date(2023, 9, 20): "2023",
    date(2024, 4, 4): "2024-04",
    date(2024, 8, 30): "2024",
    date(2025, 3, 17): "2025-03",
    date(2025, 12, 10): "2025",
    date(2026, 1, 28): "2026-01",
}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("day", REVIEWED, ids=str)
def test_a_sample_day_reads_as_its_golden_says(
    day: date, style: str, lang: str, sample_database: Database, check_golden: GoldenCheck
) -> None:
    options = DigestOptions(style=style, lang=lang)
    with sample_database.read() as queries:
        digest = load_digest(queries, period_of(day, style), options, today=TODAY)
    assert digest.counts.shown > 0
    check_golden(GOLDEN / f"{day}.{style}.{lang}.md", render(fixed(digest), "md"))


def period_of(day: date, style: str) -> Period:
    """Give the period in which a style shows a sample day."""
    if style == "roundup":
        year, week, _ = day.isocalendar()
        return Period.of_week(f"{year}-W{week:02d}")
    if style == "review":
        label = REVIEWED[day]
        return Period.of_month(label) if "-" in label else Period.of_year(label)
    return Period.of_day(day)
