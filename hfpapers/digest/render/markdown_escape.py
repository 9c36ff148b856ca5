r"""Text and links made fit for CommonMark: what would become markup is escaped, prose stays as it reads.

In: text on one line. Out: text that a CommonMark parser reads back as itself, as the whole of a
heading, a paragraph or a part of one. What GitHub adds (strikethrough) is escaped as well.

Source: https://spec.commonmark.org/0.31.2/
"""

from __future__ import annotations

import re
from urllib.parse import quote

_INLINE = re.compile(
    r"""
      (?P<backslash> \\ (?=[!-/:-@\[-`{-~]|$) )                # before a letter it is no escape
    | (?P<always>    [`\[\]] )
    | (?P<tag>       < (?=[A-Za-z/!?]|$) )                     # `a < b` opens nothing
    | (?P<entity>    & (?=\#[0-9]{1,7};|\#[xX][0-9A-Fa-f]{1,6};|[A-Za-z][A-Za-z0-9]*;) )
    | (?P<run>       \*+ | _+ | ~+ )
    """,
    re.VERBOSE,
)
_BLOCK_START = re.compile(
    r"""
      (?P<mark>   \#{1,6}(?=[ ]|$) | > | [-+](?=[ ]|$) | =+(?=[ ]*$) | \| | -(?=[ -]*$) )
    | (?P<number> [0-9]{1,9} ) (?=[.)](?:[ ]|$))
    """,
    re.VERBOSE,
)
_CLOSING_HASHES = re.compile(r"(?:(?<=\s)|^)(?=#+$)")
_UNSAFE_IN_URL = re.compile(r"""[\s()<>"\\`]""")
_ENTITY_IN_URL = re.compile(r"&(?=#?\w+;)")


def escape_inline(text: str) -> str:
    """Escape text that stands within a line or a heading."""
    return _INLINE.sub(_escaped, text)


def escape_heading(text: str) -> str:
    """Escape text that is the whole of a heading."""
    return _CLOSING_HASHES.sub(r"\\", escape_inline(text))


def escape_paragraph(text: str) -> str:
    """Escape text that begins a paragraph, where a number or a dash would begin a list."""
    match = _BLOCK_START.match(text)
    if match is None:
        return escape_inline(text)
    cut = match.end("number") if match["number"] else 0
    return f"{text[:cut]}\\{text[cut]}{escape_inline(text[cut + 1 :])}"


def markdown_link(label: str, url: str) -> str:
    """Write a link; what would end its address early is percent-encoded."""
    address = _UNSAFE_IN_URL.sub(lambda match: quote(match[0]), url)
    address = _ENTITY_IN_URL.sub("&amp;", address)
    return f"[{escape_inline(label)}]({address})"


def _escaped(match: re.Match[str]) -> str:
    run = match["run"]
    if run and _is_prose(match):
        return run
    return "".join(f"\\{character}" for character in match[0])


def _is_prose(match: re.Match[str]) -> bool:
    """Tell whether a run of `*`, `_` or `~` cannot open or close anything where it stands."""
    text, run = match.string, match["run"]
    before = text[max(match.start() - 1, 0) : match.start()]
    after = text[match.end() : match.end() + 1]
    if run[0] == "_":
        return before.isalnum() and after.isalnum()
    if run == "~":
        return before in {"", " ", "("} and after.isalnum()
    return run[0] == "*" and before == after == " "
