"""`html`: the digest as one page with no script and no font; it asks for nothing but the figures that it shows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from hfpapers.digest.model import Digest
from hfpapers.digest.render import layout
from hfpapers.digest.render.block_tests import BLOCK_TESTS


def render_html(digest: Digest) -> Iterator[str]:
    """Yield the page. All text is escaped by the template engine; links were checked when the digest was built."""
    words, around = layout.digest_words(digest)
    pieces = _template().generate(
        digest=digest,
        words=words,
        around=around,
        marks_lead=layout.has_parts(digest),
        has_figures=layout.has_figures(digest),
    )
    # Plain text: what escapes whatever is added to it must not leave this module.
    return map(str, pieces)


@cache
def _template() -> Template:
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
    return environment.get_template("digest.html")
