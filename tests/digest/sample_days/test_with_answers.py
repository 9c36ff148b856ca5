"""Every style of 2023-09-20 with answers: seven papers have theirs, one's was refused, one's is stale."""

from __future__ import annotations

from pathlib import Path

import pytest

from hfpapers.digest.model import Digest
from hfpapers.digest.options import DigestOptions
from hfpapers.digest.render import render
from hfpapers.edition import load_digest
from hfpapers.store.database import Database
from tests.digest.rows import fixed
from tests.digest.sample_days.answers import DAY, LANGUAGES, REFUSED, list_written
from tests.digest.sample_days.test_without_a_model import period_of
from tests.goldens import GoldenCheck
from tests.upstream.sample import TODAY

GOLDEN = Path(__file__).parent / "golden"
CASES = [
    ("list", "zh", "md"),
    ("speedread", "zh", "md"),
    ("speedread", "zh", "html"),
    ("speedread", "zh", "txt"),
    ("roundup", "zh", "md"),
    ("review", "zh", "md"),
    ("speedread", "en", "md"),
    ("roundup", "en", "md"),
    ("review", "en", "md"),
]


@pytest.mark.parametrize(("style", "lang", "fmt"), CASES)
def test_a_day_with_answers_reads_as_its_golden_says(
    style: str, lang: str, fmt: str, enriched_database: Database, check_golden: GoldenCheck
) -> None:
    digest = _digest(enriched_database, style, lang)
    assert digest.generated is not None
    check_golden(GOLDEN / f"{DAY}.{style}-answers.{lang}.{fmt}", render(fixed(digest), fmt))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_careful_editor_writes_passes_every_check(language: str, sample_database: Database) -> None:
    with sample_database.read() as queries:
        rows = {row.arxiv_id: row for row in queries.list_listings(DAY, DAY)}
    written = list(list_written(rows, language))
    assert {one.entry.key.arxiv_id for one in written} == set(rows)
    refused = {
        f"{one.entry.key.arxiv_id} {one.entry.key.kind}": [
            f"{verdict.check}: {verdict.detail}" for verdict in one.verdicts if not verdict.is_passed
        ]
        for one in written
        if one.failed_checks and one.entry.key.arxiv_id != REFUSED
    }
    assert refused == {}


def test_an_invented_translation_of_ppo_is_refused_in_every_kind(sample_database: Database) -> None:
    with sample_database.read() as queries:
        rows = {row.arxiv_id: row for row in queries.list_listings(DAY, DAY)}
    spoiled = [one for one in list_written(rows, "zh") if one.entry.key.arxiv_id == REFUSED]
    assert len(spoiled) == 4
    assert all("glossary" in one.failed_checks for one in spoiled)


def _digest(database: Database, style: str, lang: str) -> Digest:
    with database.read() as queries:
        return load_digest(queries, period_of(DAY, style), DigestOptions(style=style, lang=lang), today=TODAY)
