"""`html`: the digest as one page with no script and no font; it asks for nothing but the figures that it shows."""

from __future__ import annotations

from collections.abc import Iterator

from hfpapers.digest.model import Digest
from hfpapers.digest.render import layout
from hfpapers.digest.render.html_templates import html_context, html_template


def render_html(digest: Digest) -> Iterator[str]:
    """Yield the page. All text is escaped by the template engine; links were checked when the digest was built."""
    template = html_template("digest.html")
    # What macros yield is text that says of itself that it is escaped.
    return map(str, template.generate(**html_context(digest), has_figures=layout.has_figures(digest)))
