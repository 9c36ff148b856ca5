"""Lines of a given width, in columns of a terminal: Han and Kana count two and may be parted anywhere.

The standard library's `textwrap` counts characters and parts at blanks only, which leaves Chinese unwrapped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_OPENING = "（《「『【〔“‘"  # noqa: RUF001 - they are meant
_CLOSING = "，。、；：！？）》」』】〕”’…"  # noqa: RUF001 - they are meant
_PIECE = re.compile(r"[^ \u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]+|[^ ]")


def columns(text: str) -> int:
    """Count the columns that the text takes."""
    if text.isascii():
        return len(text)
    return sum(_character_columns(character) for character in text)


def wrap(text: str, width: int, indent: str = "") -> list[str]:
    """Break text at blanks, and between wide characters; a word wider than a line is cut. No text, no lines."""
    room = width - columns(indent)
    if text.isascii():
        return [indent + line for line in _ascii_lines(text, room)]
    lines: list[str] = []
    line, used = "", 0
    for blank, piece in _pieces(text, room):
        needed = columns(piece)
        if line and used + len(blank) + needed > room and piece not in _CLOSING:
            lines.append(indent + line)
            line, used = piece, needed
        else:
            line, used = line + (blank if line else "") + piece, used + (len(blank) if line else 0) + needed
    return [*lines, indent + line] if line else lines


def _ascii_lines(text: str, room: int) -> Iterator[str]:
    """Yield the lines of text of which each character takes a column, and only blanks part words: most abstracts."""
    line = ""
    for word in text.split():
        if line and len(line) + 1 + len(word) <= room:
            line += f" {word}"
            continue
        if line:
            yield line
        line = word
        while len(line) > room:
            yield line[: max(room, 1)]
            line = line[max(room, 1) :]
    if line:
        yield line


def _pieces(text: str, room: int) -> list[tuple[str, str]]:
    """Split into what may not be parted, each with the blank before it; what is wider than `room` is cut."""
    pieces: list[tuple[str, str]] = []
    end = 0
    for match in _PIECE.finditer(text):
        blank = " " if match.start() > end else ""
        end = match.end()
        for part in _cut(match[0], room):
            if not blank and _goes_with(pieces, part, room):
                pieces[-1] = (pieces[-1][0], pieces[-1][1] + part)
            else:
                pieces.append((blank, part))
            blank = ""
    return pieces


def _goes_with(pieces: list[tuple[str, str]], part: str, room: int) -> bool:
    """Tell whether a bracket or quotation mark stands open before a part: it may not end a line."""
    return bool(pieces) and pieces[-1][1][-1] in _OPENING and columns(pieces[-1][1] + part) <= room


def _cut(word: str, room: int) -> list[str]:
    if columns(word) <= room:
        return [word]
    # A character takes two columns at most, so half as many characters always fit.
    step = max(room // 2 if columns(word) > len(word) else room, 1)
    return [word[start : start + step] for start in range(0, len(word), step)]


def _character_columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
