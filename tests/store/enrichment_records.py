"""Records of requests to a language model, for tests of the store; every value can be said otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hfpapers.model.enrichment import (
    Answer,
    EnrichmentKey,
    EnrichmentKind,
    EnrichmentState,
    Roundup,
    TextSource,
    Verdict,
)
from hfpapers.model.enrichment_record import EnrichmentRecord, LlmRequest
from tests.store.changes import paper_id

AT = datetime(2026, 11, 20, 12, 0, 0, 123_456, tzinfo=UTC)
PASSED = Verdict(check="numbers", is_passed=True)
REFUSED = Verdict(check="numbers", is_passed=False, detail="987654 is not in the source")


def key(number: int = 1, **changes: Any) -> EnrichmentKey:
    made = EnrichmentKey(
        arxiv_id=paper_id(number),
        kind=EnrichmentKind.ROUNDUP,
        language="zh",
        model="stand-in-1",
        prompt_version="roundup-1",
        schema_version=1,
        input_hash="ab" * 32,
    )
    return replace(made, **changes)


def answer(text: str = "作者训练了一个小模型。") -> Answer:
    return Roundup(headline="FernFormer1 用的是小模型", paragraph=text)


def accepted(number: int = 1, *, minutes: float = 0, attempt: int = 1, **changes: Any) -> EnrichmentRecord:
    """An answer that passed, had `minutes` after `AT`."""
    at = AT + timedelta(minutes=minutes)
    record = EnrichmentRecord(
        key=key(number),
        source=TextSource.ABSTRACT,
        source_hash="cd" * 32,
        request=LlmRequest(
            asked_at=at,
            attempt=attempt,
            outcome=EnrichmentState.ACCEPTED,
            finish_reason="stop",
            input_tokens=1000,
            output_tokens=100,
            cost_micros=700,
        ),
        written_at=at + timedelta(seconds=9),
        state=EnrichmentState.ACCEPTED,
        answer=answer(),
        verdicts=(PASSED,),
    )
    return replace(record, **changes)


def refused(number: int = 1, *, minutes: float = 0, attempt: int = 1, **changes: Any) -> EnrichmentRecord:
    """An answer that did not pass; `state` None says that it was asked for once more."""
    record = accepted(number, minutes=minutes, attempt=attempt)
    request = replace(record.request, outcome=EnrichmentState.REFUSED, detail="numbers")
    usual: dict[str, Any] = {"state": EnrichmentState.REFUSED, "answer": None, "verdicts": (REFUSED,)}
    return replace(record, request=request, **(usual | changes))
