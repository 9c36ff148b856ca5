r"""Text and links made fit for CommonMark: what would become markup is escaped, prose stays as it reads.

In: text on one line. Out: text that a CommonMark parser reads back as itself, as the whole of a
heading, a paragraph or a part of one. What GitHub adds (strikethrough) is escaped as well.

Source: https://spec.commonmark.org/0.31.2/
"""

from __future__ import annotations

import re
from urllib.parse import quote

#: What may be markup, found fast; `_is_prose` tells whether it is.
_INLINE = re.compile(r"[\\`\[\]<&]|\*+|_+|~+")
_AFTER_BACKSLASH = re.compile(r"[!-/:-@\[-`{-~]|$")
_AFTER_LESS = re.compile(r"[A-Za-z/!?]|$")
_ENTITY = re.compile(r"\#[0-9]{1,7};|\#[xX][0-9A-Fa-f]{1,6};|[A-Za-z][A-Za-z0-9]*;")
_BLOCK_START = re.compile(
    r"""
      (?P<mark>   \#{1,6}(?=[ ]|$) | > | [-+](?=[ ]|$) | =+(?=[ ]*$) | \| | -(?=[ -]*$) )
    | (?P<number> [0-9]{1,9} ) (?=[.)](?:[ ]|$))
    """,
    re.VERBOSE,
)
_CLOSING_HASHES = re.compile(r"(?:(?<=\s)|^)(?=#+$)")
#: A bar; what is escaped already is passed over.
_BAR = re.compile(r"\\.|\|")
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


def escape_cell(text: str) -> str:
    """Escape text that is the whole of a cell of a table."""
    return escape_inline(text).replace("|", "\\|")


def escape_anywhere(text: str) -> str:
    """Escape text that may stand in a line, begin or end one, or be a heading or a cell of a table."""
    closed = _CLOSING_HASHES.sub(r"\\", escape_paragraph(text))
    return _BAR.sub(lambda match: r"\|" if match[0] == "|" else match[0], closed)


def markdown_address(url: str) -> str:
    """Write the address of a link; what would end it early is percent-encoded."""
    address = _UNSAFE_IN_URL.sub(lambda match: quote(match[0]), url)
    return _ENTITY_IN_URL.sub("&amp;", address)


def markdown_link(label: str, url: str) -> str:
    """Write a link."""
    return f"[{escape_inline(label)}]({markdown_address(url)})"


def _escaped(match: re.Match[str]) -> str:
    found = match[0]
    return found if _is_prose(match) else "".join(f"\\{character}" for character in found)


def _is_prose(match: re.Match[str]) -> bool:
    """Tell whether what was found cannot begin or end anything where it stands: `a < b`, `5 * 3`, `R&D`."""
    text, found, end = match.string, match[0], match.end()
    match found[0]:
        case "`" | "[" | "]":
            return False
        case "\\":
            return _AFTER_BACKSLASH.match(text, end) is None
        case "<":
            return _AFTER_LESS.match(text, end) is None
        case "&":
            return _ENTITY.match(text, end) is None
    return _is_lone_run(found, text[max(match.start() - 1, 0) : match.start()], text[end : end + 1])


def _is_lone_run(run: str, before: str, after: str) -> bool:
    if run[0] == "_":
        return before.isalnum() and after.isalnum()
    if run == "~":
        return before in {"", " ", "("} and after.isalnum()
    return run[0] == "*" and before == after == " "
