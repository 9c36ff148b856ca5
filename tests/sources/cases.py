"""Golden cases of parsers: a folder with a body and what was asked for in, what the parser made of it as JSON out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from hfpapers.errors import BodyError

GOLDEN = Path(__file__).parent.parent / "golden"
Meta = dict[str, Any]


def golden_cases(page: str) -> list[Any]:
    """Return the folders of a kind of page (`huggingface/daily_json`) as parameters of a test."""
    folders = sorted(path.parent for path in (GOLDEN / page).glob("*/meta.json"))
    return [pytest.param(folder, id=folder.name) for folder in folders]


def outcome(folder: Path, parse: Callable[[bytes, Meta], object]) -> str:
    """Parse the case's body and return what came of it, a record with its issues or the error, as JSON."""
    meta: Meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    (body,) = folder.glob("body.*")
    try:
        result = as_json(parse(body.read_bytes(), meta))
    except BodyError as error:
        result = {"error": type(error).__name__, "message": str(error)}
    return json.dumps(result, indent=2, ensure_ascii=False) + "\n"


def as_json(value: object) -> Any:
    """Return plain JSON for records: fields at their default are left out, sets are sorted."""
    if is_dataclass(value) and not isinstance(value, type):
        said = {field.name: getattr(value, field.name) for field in fields(value) if _is_said(value, field)}
        return {name: as_json(inner) for name, inner in said.items()}
    if isinstance(value, list | tuple):
        return [as_json(inner) for inner in value]
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, date | datetime) else value


def _is_said(value: object, field: Field[Any]) -> bool:
    return field.default is MISSING or getattr(value, field.name) != field.default
