r"""Spellings of one text made the same, before numbers and names in it are compared.

In: any text. Out: full-width and mathematical letters and digits as ASCII, hyphens and blanks of one kind, the LaTeX
that stands around numbers as signs (`1{,}000`, `43.4\%`, `3\times`). Never shown, only compared.
"""

# ruff: noqa: RUF001 - signs of mathematics are looked for

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2043\u2212\ufe63\uff0d"), "-")
_BLANKS = dict.fromkeys([0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
_OTHERS = {
    0x2019: "'",
    0x02BC: "'",
    0x223C: "~",
    0xFF5E: "~",
    0x301C: "~",
    0x2715: "×",
    0x2A2F: "×",
    0xFF05: "%",
    0xFE6A: "%",
    0xFF0B: "+",
    0xFF0E: ".",
    0xFF0F: "/",
}
_FIXED = {**_HYPHENS, **_BLANKS, **_OTHERS}
_MATHEMATICAL = range(0x1D400, 0x1D800)
_FULL_WIDTH = (range(0xFF10, 0xFF1A), range(0xFF21, 0xFF3B), range(0xFF41, 0xFF5B))

_LATEX = (
    (re.compile(r"\{,\}"), ","),
    (re.compile(r"\\(?:times|texttimes)(?![A-Za-z])"), "×"),
    (re.compile(r"\\c?dot(?![A-Za-z])"), "·"),
    (re.compile(r"\\(?:sim|approx|simeq)(?![A-Za-z])"), "~"),
    (re.compile(r"\\pm(?![A-Za-z])"), "±"),
    (re.compile(r"\\[,;:! ]"), " "),
    (re.compile(r"\\([%$&#_])"), r"\1"),
    (re.compile(r"[${}]"), ""),
)


@lru_cache(maxsize=64)
def straighten(text: str) -> str:
    """Return the text in one spelling; superscripts and Chinese numerals stay as they are."""
    if not text.isascii():
        text = text.translate({ord(sign): plain for sign in set(text) if (plain := _plain(sign)) is not None})
    if "\\" in text or "$" in text or "{" in text:
        for pattern, plain in _LATEX:
            text = pattern.sub(plain, text)
    return text


def fold(text: str) -> str:
    """Return the straightened text without diacritics and differences of case."""
    straight = straighten(text).casefold()
    if straight.isascii():
        return straight
    decomposed = unicodedata.normalize("NFKD", straight)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).casefold()


def _plain(sign: str) -> str | None:
    number = ord(sign)
    if number < 0x80:  # noqa: PLR2004 - where ASCII ends
        return None
    if number in _FIXED:
        return _FIXED[number]
    if number in _MATHEMATICAL or any(number in span for span in _FULL_WIDTH):
        return unicodedata.normalize("NFKC", sign)
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    return None
