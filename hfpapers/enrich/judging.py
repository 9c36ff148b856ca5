"""What a reply is worth: an entry and a reply in; an answer that may be shown, or why there is none, out. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hfpapers.enrich.checks import (
    CheckInput,
    check_answer,
    check_finish,
    parse_answer,
    reasons_for_retry,
    shape_verdict,
)
from hfpapers.enrich.checks.given import refused
from hfpapers.enrich.checks.refusal import CHECK as REFUSAL
from hfpapers.enrich.completion import Reply
from hfpapers.enrich.entries import Entry
from hfpapers.enrich.inputs import source_text
from hfpapers.errors import AnswerShapeError
from hfpapers.model.enrichment import Answer, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What was found.

    Attributes:
        answer: None where it did not pass.
        verdicts: One of each check that could be made.
    """

    answer: Answer | None
    verdicts: tuple[Verdict, ...]

    @property
    def reasons(self) -> str:
        """What the model is told of an answer that did not pass."""
        return reasons_for_retry(self.verdicts)

    @property
    def detail(self) -> str | None:
        """Name the checks that it did not pass, in one line; None where it passed."""
        return ", ".join(verdict.check for verdict in self.verdicts if not verdict.is_passed) or None


def judge(entry: Entry, reply: Reply, messages: Sequence[Mapping[str, str]]) -> Judged:
    """Read and check a reply.

    Args:
        entry: What was asked for, with the full text where that was told.
        reply: As it came.
        messages: What was asked, whose words are no answer.
    """
    if reply.refusal is not None:
        said = refused(REFUSAL, reply.refusal)
        return Judged(answer=None, verdicts=(check_finish(reply.finish_reason), said))
    try:
        answer = parse_answer(entry.key.kind, reply.text)
    except AnswerShapeError as error:
        return Judged(answer=None, verdicts=shape_verdict(error, reply.finish_reason))
    verdicts = check_answer(
        CheckInput(
            kind=entry.key.kind,
            language=entry.key.language,
            answer=answer,
            finish_reason=reply.finish_reason,
            title=entry.paper.title,
            source=source_text(entry.paper, entry.source, kind=entry.key.kind),
            glossary=entry.glossary,
            abstract=entry.paper.abstract,
            instructions=messages[0]["content"],
        )
    )
    is_good = all(verdict.is_passed for verdict in verdicts)
    return Judged(answer=answer if is_good else None, verdicts=verdicts)
