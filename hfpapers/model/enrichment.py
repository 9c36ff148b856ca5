"""What a language model wrote of a paper, in typed fields: its answers, and what checks said of them.

Text in an answer is plain and on one line a field; only renderers make markup of it. JSON forms are those of the
table `enrichment` and of its journal; `SCHEMA_VERSIONS` goes up when the form of a kind changes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeAlias

from hfpapers.model.kinds import EnrichmentKind, EnrichmentState, TextSource

__all__ = [
    "ANSWER_TYPES",
    "HIGHEST_SCORE",
    "LOWEST_SCORE",
    "SCHEMA_VERSIONS",
    "Answer",
    "EnrichmentKey",
    "EnrichmentKind",
    "EnrichmentState",
    "EnrichmentView",
    "ReviewSection",
    "Roundup",
    "Score",
    "Speedread",
    "Term",
    "TextSource",
    "Translation",
    "Verdict",
    "answer_from_json",
    "answer_to_json",
    "source_hash",
]

#: Scores are from 1 to 5 in half steps.
LOWEST_SCORE = 1.0
HIGHEST_SCORE = 5.0

SCHEMA_VERSIONS: Mapping[EnrichmentKind, int] = dict.fromkeys(EnrichmentKind, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """Title and abstract in the reader's language."""

    title: str
    abstract: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term as the field writes it, and in the reader's language; None where it stays as it is."""

    text: str
    translation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A mark from 1 to 5 in half steps, and why."""

    value: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Speedread:
    """A paper at a glance."""

    main_work: str
    highlights: tuple[str, ...]
    keywords: tuple[Term, ...]
    usefulness: Score
    novelty: Score
    recommendation: Score


@dataclass(frozen=True, slots=True, kw_only=True)
class Roundup:
    """Who did what, as a headline, and the problem, what was done and the result as one paragraph."""

    headline: str
    paragraph: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSection:
    """A paper among the papers of a year: a headline, what it is (paragraphs), and what it found (a list)."""

    headline: str
    what_it_is: tuple[str, ...]
    findings: tuple[str, ...]


Answer: TypeAlias = Translation | Speedread | Roundup | ReviewSection

ANSWER_TYPES: Mapping[EnrichmentKind, type[Answer]] = {
    EnrichmentKind.TRANSLATION: Translation,
    EnrichmentKind.SPEEDREAD: Speedread,
    EnrichmentKind.ROUNDUP: Roundup,
    EnrichmentKind.REVIEW: ReviewSection,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one check says of an answer; `detail` quotes what it found, where it did not pass."""

    check: str
    is_passed: bool
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrichmentKey:
    """What an answer is known by: with the same key nothing is asked, or paid for, again.

    Attributes:
        language: BCP 47 tag of the language that was asked for (`zh`).
        input_hash: SHA-256 of all that was told of the paper, and of the glossary's terms in it.
    """

    arxiv_id: str
    kind: EnrichmentKind
    language: str
    model: str
    prompt_version: str
    schema_version: int
    input_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrichmentView:
    """One stored outcome.

    Attributes:
        source_hash: `source_hash` of the paper as it was then: with another, the answer is stale.
        answer: None unless accepted.
        verdicts: Of the last answer that was had; empty where there was none.
        requests: How often the model was asked for it.
        input_tokens, output_tokens: Over all of these requests, as the endpoint counts them.
        cost_micros: In millionths of the configured currency; None where no price is configured.
        detail: Why it failed or was refused, in one line; None where it was accepted.
    """

    key: EnrichmentKey
    source: TextSource
    source_hash: str
    state: EnrichmentState
    answer: Answer | None
    verdicts: tuple[Verdict, ...]
    requests: int
    input_tokens: int
    output_tokens: int
    cost_micros: int | None
    written_at: datetime
    detail: str | None = None


def source_hash(*, title: str | None, abstract: str | None, version: int | None) -> str:
    """Return the SHA-256, lower-case hex, of what a digest says of a paper.

    White space does not count, and a version that is not known counts as the first.
    """
    said = [" ".join((title or "").split()), " ".join((abstract or "").split()), version or 1]
    return hashlib.sha256(json.dumps(said, ensure_ascii=True).encode()).hexdigest()


def answer_to_json(answer: Answer) -> dict[str, Any]:
    """Return the answer as a JSON object; tuples become lists."""
    return {
        name: [dict(part) if isinstance(part, dict) else part for part in value] if isinstance(value, tuple) else value
        for name, value in asdict(answer).items()
    }


def answer_from_json(kind: EnrichmentKind, value: Mapping[str, Any]) -> Answer:
    """Read what `answer_to_json` wrote.

    Raises:
        KeyError: A field is missing.
        TypeError: A field is of another shape.
    """
    match kind:
        case EnrichmentKind.TRANSLATION:
            return Translation(title=value["title"], abstract=value["abstract"])
        case EnrichmentKind.SPEEDREAD:
            return Speedread(
                main_work=value["main_work"],
                highlights=tuple(value["highlights"]),
                keywords=tuple(Term(**term) for term in value["keywords"]),
                usefulness=Score(**value["usefulness"]),
                novelty=Score(**value["novelty"]),
                recommendation=Score(**value["recommendation"]),
            )
        case EnrichmentKind.ROUNDUP:
            return Roundup(headline=value["headline"], paragraph=value["paragraph"])
        case EnrichmentKind.REVIEW:
            return ReviewSection(
                headline=value["headline"], what_it_is=tuple(value["what_it_is"]), findings=tuple(value["findings"])
            )
