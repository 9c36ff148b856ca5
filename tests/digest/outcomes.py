"""Invented outcomes of asking language models, as they would be read back, and material of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hfpapers.digest.material import Material
from hfpapers.digest.text import clean_listing
from hfpapers.model.enrichment import (
    Answer,
    EnrichmentKey,
    EnrichmentKind,
    EnrichmentState,
    EnrichmentView,
    TextSource,
    Verdict,
    source_hash,
)
from hfpapers.model.views import ListingView

WRITTEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
MODEL = "sample-32b"


def outcome(row: ListingView, kind: EnrichmentKind, answer: Answer | None = None, **known: Any) -> EnrichmentView:
    """What came of asking for a paper as it is now: accepted where there is an answer, else failed."""
    row = clean_listing(row)
    key = EnrichmentKey(
        arxiv_id=row.arxiv_id,
        kind=kind,
        language=known.pop("language", "zh"),
        model=known.pop("model", MODEL),
        prompt_version=known.pop("prompt_version", f"{kind}-1"),
        schema_version=1,
        input_hash="0" * 64,
    )
    usual: dict[str, Any] = {
        "key": key,
        "source": TextSource.ABSTRACT,
        "source_hash": source_hash(title=row.title, abstract=row.abstract, version=row.version),
        "state": EnrichmentState.FAILED if answer is None else EnrichmentState.ACCEPTED,
        "answer": answer,
        "verdicts": (),
        "requests": 1,
        "input_tokens": 400,
        "output_tokens": 300,
        "cost_micros": None,
        "written_at": WRITTEN,
    }
    return EnrichmentView(**(usual | known))


def refused(row: ListingView, kind: EnrichmentKind, *checks: str, **known: Any) -> EnrichmentView:
    """An answer that these checks refused, and another let pass."""
    verdicts = (Verdict(check="shape", is_passed=True), *(Verdict(check=name, is_passed=False) for name in checks))
    return outcome(row, kind, state=EnrichmentState.REFUSED, verdicts=verdicts, **known)


def stale(row: ListingView, kind: EnrichmentKind, answer: Answer, **known: Any) -> EnrichmentView:
    """An answer that was written from an older version of the paper."""
    older = source_hash(title=row.title, abstract="An older abstract.", version=row.version)
    return outcome(row, kind, answer, **({"source_hash": older} | known))


def material(*outcomes: EnrichmentView) -> Material:
    """Material that holds these, the newest first."""
    by_paper: dict[str, tuple[EnrichmentView, ...]] = {}
    for one in sorted(outcomes, key=lambda view: view.written_at, reverse=True):
        by_paper[one.key.arxiv_id] = (*by_paper.get(one.key.arxiv_id, ()), one)
    return Material(enrichments=by_paper)
