"""Golden cases of parsers: a folder with a body and what was asked for in, what the parser made of it as JSON out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hfpapers.commands import golden

Meta = golden.Meta
GOLDEN = Path(__file__).parent.parent / "golden"


def golden_cases(page: str) -> list[Any]:
    """Return the folders of a kind of page (`huggingface/daily_json`) as parameters of a test."""
    folders = sorted(path.parent for path in (GOLDEN / page).glob("*/meta.json"))
    return [pytest.param(folder, id=folder.name) for folder in folders]


def outcome(folder: Path, parse: Callable[[bytes, Meta], object]) -> str:
    """Parse the case's body and return what came of it, as `hfpapers raw golden` writes it."""
    meta: Meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    (body,) = folder.glob("body.*")
    return golden.outcome(parse, body.read_bytes(), meta)
