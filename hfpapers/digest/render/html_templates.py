"""The templates of this package that make HTML, and what they are given besides a digest."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from hfpapers.digest.model import Digest
from hfpapers.digest.render import layout
from hfpapers.digest.render.block_tests import BLOCK_TESTS


@cache
def html_template(name: str) -> Template:
    """Return a template of ours; it escapes all text."""
    return _environment().get_template(name)


def html_context(digest: Digest) -> dict[str, Any]:
    """Return what each of them needs of a digest."""
    words, around = layout.digest_words(digest)
    return {"digest": digest, "words": words, "around": around, "marks_lead": layout.has_parts(digest)}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("hfpapers.digest", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.tests.update(BLOCK_TESTS)
    environment.globals.update(
        direction=layout.direction,
        footer=layout.footer,
        gap_after=layout.gap_after,
        halves=layout.halves,
        score_text=layout.score_text,
    )
    return environment
