"""JSON written as it is made: values in, the text of `json.dumps(indent=2, ensure_ascii=False)` out, in pieces.

The standard library writes a value that is there as a whole; here a list may be an iterator, whose items are asked for
when their turn comes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_STEP = "  "


def json_pieces(value: Any, margin: str = "") -> Iterator[str]:
    """Yield the text of a value; iterators anywhere in objects and iterators are written as lists."""
    if isinstance(value, Mapping) and any(map(_is_late, value.values())):
        yield from _members(value, margin)
    elif isinstance(value, Iterator):
        yield from _items(value, margin)
    else:
        # A line end within a string is escaped, so each that is there begins a line of the document.
        yield json.dumps(value, ensure_ascii=False, indent=2).replace("\n", f"\n{margin}")


def _is_late(value: Any) -> bool:
    return isinstance(value, Iterator) or (isinstance(value, Mapping) and any(map(_is_late, value.values())))


def _members(value: Mapping[str, Any], margin: str) -> Iterator[str]:
    before = "{"
    for name, member in value.items():
        yield f"{before}\n{margin}{_STEP}{json.dumps(name, ensure_ascii=False)}: "
        yield from json_pieces(member, margin + _STEP)
        before = ","
    yield f"\n{margin}}}"


def _items(values: Iterable[Any], margin: str) -> Iterator[str]:
    before = "["
    for value in values:
        yield f"{before}\n{margin}{_STEP}"
        yield from json_pieces(value, margin + _STEP)
        before = ","
    yield "[]" if before == "[" else f"\n{margin}]"
