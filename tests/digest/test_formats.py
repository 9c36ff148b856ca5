"""The registry of formats: each is told by its name, and costs nothing until it is asked for."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from hfpapers.digest.render import FORMATS, render, render_bytes, render_pieces
from tests.digest.documents import chinese

_SUBPROCESS = """
import sys
from hfpapers.digest.render import FORMATS, render
assert not any(name.startswith("hfpapers.digest.render.") for name in sys.modules), "read before it is needed"
assert "hfpapers.digest.model" not in sys.modules, "read before it is needed"
from tests.digest.documents import english
for fmt in ("md", "txt", "json", "jsonl", "csv"):
    assert render(english(), fmt)
assert "jinja2" not in sys.modules, "text needs no templates"
"""


def test_text_is_rendered_without_the_engine_of_templates() -> None:
    done = subprocess.run([sys.executable, "-c", _SUBPROCESS], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("fmt", FORMATS)
def test_every_format_is_had_in_pieces_that_make_the_whole(fmt: str) -> None:
    pieces = render_pieces(chinese(), fmt)
    assert isinstance(pieces, Iterator)
    whole = list(pieces)
    assert {type(piece) for piece in whole} == ({bytes} if FORMATS[fmt].is_binary else {str})
    joined = b"".join(piece if isinstance(piece, bytes) else piece.encode() for piece in whole)
    assert joined == render_bytes(chinese(), fmt)
    assert FORMATS[fmt].is_binary or joined.decode() == render(chinese(), fmt)


def test_no_two_formats_have_a_suffix_in_common() -> None:
    suffixes = [suffix for each in FORMATS.values() for suffix in (each.suffix, *each.also_suffixes)]
    assert len(suffixes) == len(set(suffixes))
    assert all(suffix == suffix.lower() and not suffix.startswith(".") for suffix in suffixes)
