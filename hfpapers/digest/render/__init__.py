"""Renderers: a `Digest` in, the text of one format out. They add markup and no words."""

from __future__ import annotations

from collections.abc import Callable

from hfpapers.digest.model import Digest
from hfpapers.digest.render.csv_table import render_csv
from hfpapers.digest.render.html_page import render_html
from hfpapers.digest.render.json_document import render_json
from hfpapers.digest.render.json_lines import render_jsonl
from hfpapers.digest.render.markdown import render_markdown
from hfpapers.digest.render.plain_text import render_text
from hfpapers.errors import ConfigError

_RENDERERS: dict[str, Callable[[Digest], str]] = {
    "md": render_markdown,
    "html": render_html,
    "json": render_json,
    "jsonl": render_jsonl,
    "csv": render_csv,
    "txt": render_text,
}

#: Names of the formats; each is the suffix of its files, too.
FORMATS = tuple(_RENDERERS)


def render(digest: Digest, fmt: str) -> str:
    r"""Return the digest as text of a format.

    The text must be written in UTF-8 and with its line ends as they are (CSV has `\r\n`).

    Raises:
        ConfigError: There is no such format.
    """
    renderer = _RENDERERS.get(fmt)
    if renderer is None:
        raise ConfigError("--format", f"no such format {fmt!r}; there are: {', '.join(FORMATS)}")
    return renderer(digest)
