"""The published schema says of every digest what it is, and nothing that no digest has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator, FormatChecker, ValidationError

from hfpapers.digest.blocks import ParagraphKind, Part, Piece, Writer
from hfpapers.digest.model import BannerKind
from hfpapers.digest.options import STYLES
from hfpapers.digest.render import render
from hfpapers.digest.render.json_pieces import json_pieces
from hfpapers.digest.schema import schema_text
from hfpapers.model.coverage import DayState
from hfpapers.model.enrichment import EnrichmentKind, TextSource
from hfpapers.model.kinds import LinkKind
from hfpapers.model.periods import PeriodKind
from tests.digest.documents import chinese, english, hostile
from tests.digest.rows import HOSTILE, SAMPLE, bare, one_day

GOLDENS = sorted((Path(__file__).parent / "golden").rglob("*.json"))
SCHEMA: dict[str, Any] = json.loads(schema_text())
_VALIDATOR = Draft202012Validator(SCHEMA, format_checker=FormatChecker())
_MADE = {
    "english": english(),
    "chinese": chinese(),
    "hostile": hostile(HOSTILE),
    "sample": one_day(*SAMPLE),
    "partial": one_day(*SAMPLE, state=DayState.PARTIAL, top=2, keywords=("map",)),
    "empty": one_day(state=DayState.EMPTY),
    "bare": one_day(bare(position=1)),
}


def _faults(document: Any) -> list[str]:
    return [f"{fault.json_path}: {fault.message}" for fault in _VALIDATOR.iter_errors(document)]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("path", GOLDENS, ids=lambda path: path.name)
def test_every_golden_is_valid(path: Path) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    assert not str(document.get("schema", "")).startswith("hfpapers.digest/") or _faults(document) == []


def test_there_are_goldens_to_validate() -> None:
    assert sum('"schema": "hfpapers.digest/2"' in path.read_text(encoding="utf-8") for path in GOLDENS) >= 4


@pytest.mark.parametrize("case", _MADE)
def test_every_digest_is_valid(case: str) -> None:
    assert _faults(json.loads(render(_MADE[case], "json"))) == []


def test_a_line_of_jsonl_is_an_entry_of_the_schema() -> None:
    entry = Draft202012Validator({"$ref": "#/$defs/entry", "$defs": SCHEMA["$defs"]}, format_checker=FormatChecker())
    lines = render(english(), "jsonl").splitlines()
    assert [fault.message for line in lines for fault in entry.iter_errors(json.loads(line))] == []


def test_a_key_that_is_not_named_is_refused() -> None:
    document = json.loads(render(english(), "json"))
    document["sections"][0]["entries"][0]["blocks"][0]["colour"] = "red"
    with pytest.raises(ValidationError):
        _VALIDATOR.validate(document)


def _objects(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every object that a schema tells of, with where it stands."""
    if isinstance(schema, dict):
        if "properties" in schema:
            yield path, schema
        for name, below in schema.items():
            yield from _objects(below, f"{path}/{name}")
    elif isinstance(schema, list):
        for place, below in enumerate(schema):
            yield from _objects(below, f"{path}/{place}")


def test_every_object_names_all_of_its_keys_and_needs_them() -> None:
    objects = dict(_objects(SCHEMA))
    assert len(objects) > 20
    for path, one in objects.items():
        assert one["additionalProperties"] is False, path
        assert one["required"] == list(one["properties"]), path
        assert one["description"], path


def _pairs(value: Any, schema: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield where each key of a document stands in the schema."""
    for option in [schema, *schema.get("anyOf", ()), *schema.get("oneOf", ())]:
        found = option
        if "$ref" in option:
            found = SCHEMA["$defs"][option["$ref"].removeprefix("#/$defs/")]
            if found is not schema:
                yield from _pairs(value, found)
            continue
        if isinstance(value, dict) and Draft202012Validator({**found, "$defs": SCHEMA["$defs"]}).is_valid(value):
            for name, below in value.items():
                if name in found.get("properties", {}):
                    yield found["description"], name
                    yield from _pairs(below, found["properties"][name])
        if isinstance(value, list) and "items" in found:
            for item in value:
                yield from _pairs(item, found["items"])


def test_every_key_of_the_schema_is_written_by_some_digest() -> None:
    written = {pair for digest in _MADE.values() for pair in _pairs(json.loads(render(digest, "json")), SCHEMA)}
    named = {(one["description"], name) for _, one in _objects(SCHEMA) for name in one["properties"]}
    assert named - written == set()


def test_every_field_of_a_block_is_a_key() -> None:
    for kind in (*get_args(Piece), Part):
        keys = SCHEMA["$defs"][kind.__name__.lower()]["properties"]
        assert list(keys) == ["type", *(field.name for field in fields(kind))]


def test_every_value_that_a_field_can_have_is_named() -> None:
    defs, period = SCHEMA["$defs"], SCHEMA["properties"]["period"]["properties"]
    generated = defs["generated"]["properties"]
    assert defs["paragraph"]["properties"]["kind"]["enum"] == list(ParagraphKind)
    assert defs["writer"]["enum"] == list(Writer)
    assert defs["banner"]["properties"]["kind"]["enum"] == list(BannerKind)
    assert defs["coverage_day"]["properties"]["state"]["enum"] == [*DayState, None]
    assert defs["entry"]["properties"]["links"]["items"]["properties"]["kind"]["enum"] == list(LinkKind)
    assert generated["kinds"]["items"]["enum"] == list(EnrichmentKind)
    assert generated["sources"]["items"]["enum"] == list(TextSource)
    assert period["kind"]["enum"] == list(PeriodKind)
    assert SCHEMA["properties"]["style"]["enum"] == list(STYLES)


@pytest.mark.parametrize(
    "value",
    [{}, [], {"a": []}, {"a": [1, [2, {"b": 'x\ny\u2028"\\'}]], "ü": None}, {"a": {"b": [True, 1.5]}, "c": {}}],
    ids=str,
)
def test_json_in_pieces_is_that_of_the_standard_library(value: Any) -> None:
    expected = json.dumps(value, ensure_ascii=False, indent=2)
    assert "".join(json_pieces(value)) == expected
    assert "".join(json_pieces(_late(value))) == expected


def _late(value: Any) -> Any:
    """Make an iterator of every list."""
    if isinstance(value, list):
        return map(_late, value)
    return {name: _late(member) for name, member in value.items()} if isinstance(value, dict) else value


@pytest.mark.parametrize("case", _MADE)
def test_a_document_in_pieces_is_that_of_the_standard_library(case: str) -> None:
    text = render(_MADE[case], "json")
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n"
