"""One request to a language model and what came of it: a line of the journal, before it is rows.

What was asked, what it cost, and what it means for the entry that it was asked for: an answer, a refusal, a failure,
or nothing yet, where it is to be asked for once more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from hfpapers.model.enrichment import Answer, EnrichmentKey, EnrichmentState, TextSource, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class LlmRequest:
    """A request as it went.

    Attributes:
        asked_at: When it was made; of several tries that the endpoint turned away, the last.
        attempt: From 1, over all runs, for one key.
        outcome: Whether its answer passed, did not pass, or was not to be had. Notes taken of a part of a text, too.
        finish_reason: As the endpoint said it; None where it said nothing.
        input_tokens, output_tokens: As the endpoint counts them; by our estimate where it counts none.
        cost_micros: In millionths of the configured currency; None where no price is configured.
        detail: What was wrong, in one line; None where nothing was.
    """

    asked_at: datetime
    attempt: int
    outcome: EnrichmentState
    finish_reason: str | None
    input_tokens: int
    output_tokens: int
    cost_micros: int | None
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrichmentRecord:
    """A request, and what is known of its entry since.

    Attributes:
        written_at: When that was known.
        state: What came of the entry; None where it is asked for once more, or where notes were taken only.
        answer: None unless accepted.
        verdicts: Of this request's answer.
        notes: What was noted of a part of the text; None for a request that asked for the answer itself.
        notes_of: SHA-256 of all that the notes depend on; None where `notes` is.
    """

    key: EnrichmentKey
    source: TextSource
    source_hash: str
    request: LlmRequest
    written_at: datetime
    state: EnrichmentState | None
    answer: Answer | None = None
    verdicts: tuple[Verdict, ...] = ()
    notes: tuple[str, ...] | None = None
    notes_of: str | None = None

    def taken_down(self, words: str) -> EnrichmentRecord:
        """Return the record without any text of the model's; `words` stand in their place, and it counts as refused."""
        return replace(
            self,
            request=replace(self.request, detail=words),
            state=None if self.state is None else EnrichmentState.REFUSED,
            answer=None,
            verdicts=(),
            notes=None,
            notes_of=None,
        )


def verdicts_to_json(verdicts: Iterable[Verdict]) -> list[dict[str, Any]]:
    """Return verdicts as the journal and the table have them."""
    return [asdict(verdict) for verdict in verdicts]


def verdicts_from_json(value: Iterable[Mapping[str, Any]]) -> tuple[Verdict, ...]:
    """Read what `verdicts_to_json` wrote."""
    return tuple(Verdict(check=one["check"], is_passed=one["is_passed"], detail=one["detail"]) for one in value)
