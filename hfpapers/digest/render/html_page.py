"""`html`: the digest as one page that needs nothing else: no script, no font, no image, no request."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from hfpapers.digest.blocks import ParagraphKind
from hfpapers.digest.model import Digest
from hfpapers.digest.render.fields import moment_text


def render_html(digest: Digest) -> str:
    """Return the page. All text is escaped by the template engine; links were checked when the digest was built."""
    return _template().render(digest=digest, note=ParagraphKind.NOTE)


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
    environment.filters["moment"] = moment_text
    return environment.get_template("digest.html")
