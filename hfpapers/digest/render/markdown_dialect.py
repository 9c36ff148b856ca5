r"""What programs read besides CommonMark, and how it is kept out of the text: one dialect for each.

In: text on one line. Out: text that a CommonMark parser reads back as itself, and in which the program finds nothing of
its own: Hugo's shortcodes and attributes, Jekyll's Liquid tags and kramdown's tables, definitions and formulas,
Obsidian's comments, highlights, tags and block names.

Sources: https://gohugo.io/content-management/shortcodes/, https://gohugo.io/content-management/markdown-attributes/,
https://kramdown.gettalong.org/syntax.html, https://help.obsidian.md/obsidian-flavored-markdown
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from hfpapers.digest.render.markdown_escape import (
    escape_cell,
    escape_heading,
    escape_inline,
    escape_paragraph,
    markdown_address,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """Writes text and links for one reader of Markdown.

    Attributes:
        name: As `--front-matter` has it; empty for CommonMark alone.
        traps: What the program would read as its own; None where there is nothing.
        written: What is written for a character that begins such a thing; others get a backslash.
    """

    name: str = ""
    traps: re.Pattern[str] | None = None
    written: dict[str, str] = field(default_factory=dict)

    def inline(self, text: str) -> str:
        """Escape text that stands within a line."""
        return self._defused(escape_inline(text))

    def paragraph(self, text: str) -> str:
        """Escape text that begins a paragraph or an item of a list."""
        return self._defused(escape_paragraph(text))

    def heading(self, text: str) -> str:
        """Escape text that is the whole of a heading."""
        return self._defused(escape_heading(text))

    def cell(self, text: str) -> str:
        """Escape text that is the whole of a cell of a table."""
        return self._defused(escape_cell(text))

    def link(self, label: str, url: str) -> str:
        """Write a link; what would end its address early is percent-encoded."""
        return f"[{self.inline(label)}]({markdown_address(url)})"

    def image(self, alternative: str, url: str) -> str:
        """Write a picture, with the text that stands in its place."""
        return f"!{self.link(alternative, url)}"

    def _defused(self, escaped: str) -> str:
        return escaped if self.traps is None else self.traps.sub(self._written, escaped)

    def _written(self, match: re.Match[str]) -> str:
        found = match[0]
        return self.written.get(found) or (found if found.startswith("\\") else f"\\{found}")


COMMONMARK = Dialect()
#: A pair of a backslash and a mark comes first in each pattern: what is escaped is no trap, and stays as it is.
_DIALECTS = (
    Dialect(name="hugo", traps=re.compile(r"\\.|\{")),
    # kramdown has no escape for `&` and `%`, and reads a bar anywhere in a line as a table.
    Dialect(
        name="jekyll",
        traps=re.compile(r"\\.|\{|\||\$(?=\$)|(?<=\$)\$|^[:^]"),
        written={"{": "&#123;", r"\&": "&amp;", "^": "&#94;"},
    ),
    Dialect(name="obsidian", traps=re.compile(r"\\.|%(?=%)|(?<=%)%|=(?==)|(?<==)=|\#(?=\S)|(?<![^ ])\^")),
)


def dialect_for(front_matter: str | None) -> Dialect:
    """Return the dialect of what reads a kind of front matter; CommonMark where there is none."""
    return next((dialect for dialect in _DIALECTS if dialect.name == front_matter), COMMONMARK)
