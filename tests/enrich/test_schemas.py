"""The schema of each kind's answer."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from hfpapers.enrich.schemas import answer_schema, notes_schema
from hfpapers.model.enrichment import (
    Answer,
    EnrichmentKind,
    ReviewSection,
    Roundup,
    Score,
    Speedread,
    Term,
    Translation,
    answer_to_json,
)

ANSWERS: list[tuple[EnrichmentKind, Answer]] = [
    (EnrichmentKind.TRANSLATION, Translation(title="题目", abstract="摘要")),
    (
        EnrichmentKind.SPEEDREAD,
        Speedread(
            main_work="W",
            highlights=("H",),
            keywords=(Term(text="agent", translation="智能体"), Term(text="CLIP")),
            usefulness=Score(value=1.0, reason="R"),
            novelty=Score(value=3.5, reason="R"),
            recommendation=Score(value=5.0, reason="R"),
        ),
    ),
    (EnrichmentKind.ROUNDUP, Roundup(headline="H", paragraph="P")),
    (EnrichmentKind.REVIEW, ReviewSection(headline="H", what_it_is=("W",), findings=("F", "G"))),
]


def _objects(schema: dict[str, Any]) -> list[dict[str, Any]]:
    inner = [*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])]
    own = [schema] if schema["type"] == "object" else []
    return own + [found for part in inner for found in _objects(part)]


@pytest.mark.parametrize("schema", [*map(answer_schema, EnrichmentKind), notes_schema()])
def test_schemas_are_strict(schema: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)
    for found in _objects(schema):
        assert found["additionalProperties"] is False
        assert found["required"] == list(found["properties"])


@pytest.mark.parametrize(("kind", "answer"), ANSWERS)
def test_an_answer_of_the_model_has_the_form_of_its_schema(kind: EnrichmentKind, answer: Answer) -> None:
    validator = jsonschema.Draft202012Validator(answer_schema(kind))
    assert list(validator.iter_errors(answer_to_json(answer))) == []


@pytest.mark.parametrize("value", [0.5, 5.5, 3.3, "4", None])
def test_scores_are_in_half_steps(value: object) -> None:
    answer = answer_to_json(ANSWERS[1][1]) | {"novelty": {"value": value, "reason": "R"}}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(answer, answer_schema(EnrichmentKind.SPEEDREAD))


def test_a_schema_is_a_copy_of_its_own() -> None:
    answer_schema(EnrichmentKind.ROUNDUP)["properties"].clear()
    assert list(answer_schema(EnrichmentKind.ROUNDUP)["properties"]) == ["headline", "paragraph"]
