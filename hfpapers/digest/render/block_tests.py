"""What templates ask of a block: `{% if block is paragraph %}`; named as the classes are, in small letters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import get_args

from hfpapers.digest.blocks import Part, Piece


def _test_of(kind: type) -> Callable[[object], bool]:
    return lambda value: isinstance(value, kind)


#: For `tests` of a Jinja2 environment.
BLOCK_TESTS: Mapping[str, Callable[[object], bool]] = {
    kind.__name__.lower(): _test_of(kind) for kind in (*get_args(Piece), Part)
}
