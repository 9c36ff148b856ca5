"""The form of each kind's answer as JSON Schema: what `response_format` of a request is given.

Only what strict modes of all endpoints take is used: objects whose fields are all required and none else allowed,
lists, texts, numbers from a list, null. How many and how long is told in the prompt, and judged by `checks`.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, Final

from hfpapers.model.enrichment import HIGHEST_SCORE, LOWEST_SCORE, EnrichmentKind

_TEXT: Final = {"type": "string"}
_TEXTS: Final = {"type": "array", "items": _TEXT}


def answer_schema(kind: EnrichmentKind) -> dict[str, Any]:
    """Return the schema of a kind's answer, a copy of its own."""
    return copy.deepcopy(_SCHEMAS[kind])


def notes_schema() -> dict[str, Any]:
    """Return the schema of the notes of a part of a full text."""
    return copy.deepcopy(_object({"notes": _TEXTS}))


def _object(properties: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _scores() -> list[float]:
    """List the marks in half steps; whole ones as integers, since grammars made from a schema compare them as text."""
    halves = range(int(LOWEST_SCORE * 2), int(HIGHEST_SCORE * 2) + 1)
    return [half // 2 if half % 2 == 0 else half / 2 for half in halves]


_SCORE: Final = _object({"value": {"type": "number", "enum": _scores()}, "reason": _TEXT})
_TERM: Final = _object({"text": _TEXT, "translation": {"type": ["string", "null"]}})
_SCHEMAS: Final[Mapping[EnrichmentKind, dict[str, Any]]] = {
    EnrichmentKind.TRANSLATION: _object({"title": _TEXT, "abstract": _TEXT}),
    EnrichmentKind.SPEEDREAD: _object(
        {
            "main_work": _TEXT,
            "highlights": _TEXTS,
            "keywords": {"type": "array", "items": _TERM},
            "usefulness": _SCORE,
            "novelty": _SCORE,
            "recommendation": _SCORE,
        }
    ),
    EnrichmentKind.ROUNDUP: _object({"headline": _TEXT, "paragraph": _TEXT}),
    EnrichmentKind.REVIEW: _object({"headline": _TEXT, "what_it_is": _TEXTS, "findings": _TEXTS}),
}
