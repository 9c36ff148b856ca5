"""The pieces of entries as JSON values: a block in, an object out whose `type` tells its other keys."""

from __future__ import annotations

from dataclasses import fields
from enum import StrEnum
from typing import Any, get_args

from hfpapers.digest.blocks import Block, Part, Piece
from hfpapers.digest.render.fields import JsonValue

_TYPED = (*get_args(Piece), Part)


def block_fields(block: Block) -> dict[str, JsonValue]:
    """Return `type` (the class, in small letters) and all fields of a block, null where there is nothing to say."""
    return {"type": type(block).__name__.lower(), **_fields(block)}


def _fields(value: Any) -> dict[str, JsonValue]:
    return {field.name: _value(getattr(value, field.name)) for field in fields(value)}


def _value(value: Any) -> JsonValue:
    if isinstance(value, tuple):
        return [_value(item) for item in value]
    if isinstance(value, _TYPED):
        return block_fields(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value.value if isinstance(value, StrEnum) else value
    return dict(_fields(value))
