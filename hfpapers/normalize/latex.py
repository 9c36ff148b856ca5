r"""LaTeX in prose: text with LaTeX in it in, the same in Unicode out, where it certainly is LaTeX.

Titles and abstracts come half as LaTeX, half as plain text in which `$` is money and `\` may be
anything. So: escapes of special characters, accents that make a letter, the macros that only
change how text looks, and balanced `$…$` that reads as mathematics. All else stays as it is,
unknown macros included.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from hfpapers.normalize.mathtext import is_math, math_to_text

_MAX_MATH_CHARACTERS = 300
_OPENING = re.compile(r"\\\\|\\\$|\\\(|\$")
_DOLLAR_MATH = re.compile(rf"\$([^$]{{1,{_MAX_MATH_CHARACTERS}}}?)(?<!\\)\$(?!\$)")
_BRACKET_MATH = re.compile(rf"\\\((.{{1,{_MAX_MATH_CHARACTERS}}}?)\\\)")

_COMBINING = {
    '"': "\u0308",
    "'": "\u0301",
    "`": "\u0300",
    "^": "\u0302",
    "~": "\u0303",
    "=": "\u0304",
    ".": "\u0307",
    "u": "\u0306",
    "v": "\u030c",
    "H": "\u030b",
    "c": "\u0327",
    "k": "\u0328",
    "r": "\u030a",
}
_LETTERS = {
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "ss": "ß",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "aa": "å",
    "AA": "Å",
}
_ARGUMENT = r"(?:\{{(?P<{0}_in>\\[ij]|[A-Za-z])\}}|(?P<{0}_bare>\\[ij](?![A-Za-z])|[A-Za-z]))(?:(?<=\\[ij]) (?=[a-z]))?"
_PROSE = re.compile(
    r"\\\\"  # two backslashes: whatever they are, the second one escapes nothing
    rf"|(?P<mark_open>\{{)?\\(?P<mark>[\"'`^~=.]){_ARGUMENT.format('mark')}(?(mark_open)\}})"
    r"|\\(?P<hook>[uvHckr])\{(?P<hook_in>\\[ij]|[A-Za-z])\}"
    r"|\{\\(?P<spaced>[uvHckr]) (?P<spaced_in>[A-Za-z])\}"
    r"|\{\\(?P<braced>o|O|l|L|ss|ae|AE|oe|OE|aa|AA)\}"
    r"|\\(?P<closed>o|O|l|L|ss|ae|AE|oe|OE|aa|AA)\{\}"
    r"|(?<=[A-Za-z])\\(?P<inside>o|O|l|L|ss|ae|AE|oe|OE|aa|AA)(?![A-Za-z{])(?: (?=[a-z]))?"
    r"|\\(?P<style>emph|text|textbf|textit|textrm|textsc|textsf|textsl|texttt|underline|url)\{(?P<content>[^{}]*)\}"
    r"|(?<=\d)(?P<thin>\\,)(?=[A-Za-z\d])"
    r"|\\(?P<escaped>[$&%#_{}])"
)
#: `\"` and `\'` are accents, unless the text uses them as quotes: at the end of a word, or in `it\'s`.
_ESCAPED_QUOTE = re.compile(r"\\\"(?![A-Za-z{\\])")
_CONTRACTION = re.compile(r"(?:s|t|d|m|re|ve|ll)\b")
_QUOTED = re.compile(r"(?<!`)``(?!`)((?:(?!``|'').)+?)(?<!')''(?!')")
_EM_DASH = re.compile(r"(?<=[^\s-])---(?=[^\s-])|(?<=\s)---(?=\s)")
_EN_DASH = re.compile(r"(?<=[\w.)%])--(?=[\w(])|(?<=\s)--(?=\s)")


def convert_latex(text: str) -> str:
    r"""Return the text with its certain LaTeX as Unicode; `clean_text` repeats it until nothing changes.

    A dollar stays escaped where, bare, it would be taken for the beginning or end of mathematics (`\$x\$`).
    """
    if not may_hold_latex(text):
        return text
    converted = _Pass(text).run()
    if "\\$" in text and _Pass(converted).has_math():
        converted = _Pass(text, keeps_dollars=True).run()
    converted = _QUOTED.sub("“\\1”", converted)
    if converted == text:  # no sign that this is LaTeX at all: two hyphens may be anything
        return text
    return _EN_DASH.sub("\N{EN DASH}", _EM_DASH.sub("\N{EM DASH}", converted))


def may_hold_latex(text: str) -> bool:
    """Tell what most text is not: without any of these signs there is nothing to convert."""
    return "\\" in text or "$" in text or "``" in text


@dataclass(frozen=True, slots=True)
class _Span:
    """A stretch of mathematics; `rendered` is None where it cannot be told in plain text."""

    end: int
    rendered: str | None


class _Pass:
    """One way through a text, mathematics and prose in turn."""

    def __init__(self, text: str, *, keeps_dollars: bool = False) -> None:
        self._text = text
        self._keeps_dollars = keeps_dollars
        self._quotes_are_escaped = _ESCAPED_QUOTE.search(text) is not None

    def run(self) -> str:
        pieces: list[str] = []
        done = 0
        for start, span in self._spans():
            pieces.append(self._prose(done, start))
            pieces.append(self._text[start : span.end] if span.rendered is None else span.rendered)
            done = span.end
        pieces.append(self._prose(done, len(self._text)))
        return "".join(pieces)

    def has_math(self) -> bool:
        return any(span.rendered is not None for _, span in self._spans())

    def _spans(self) -> list[tuple[int, _Span]]:
        spans: list[tuple[int, _Span]] = []
        position = 0
        while (opening := _OPENING.search(self._text, position)) is not None:
            span = self._span_at(opening.start(), opening[0])
            position = opening.end()
            if span is not None:
                spans.append((opening.start(), span))
                position = span.end
        return spans

    def _span_at(self, start: int, opening: str) -> _Span | None:
        if opening == r"\(":
            match = _BRACKET_MATH.match(self._text, start)
            return match and _Span(match.end(), math_to_text(match[1]))
        if opening != "$":
            return None
        match = _DOLLAR_MATH.match(self._text, start)
        if match is None or not is_math(match[1], before=self._text[:start][-1:]):
            return None
        return _Span(match.end(), math_to_text(match[1]))

    def _prose(self, start: int, end: int) -> str:
        return _PROSE.sub(self._replace, self._text[start:end])

    def _replace(self, match: re.Match[str]) -> str:
        """Return what stands for one piece of LaTeX: itself, where it is not certain."""
        found = match.groupdict()
        if found["mark"]:
            return self._marked(match)
        if found["style"]:
            return _styled(match)
        if found["hook"] or found["spaced"]:
            base = found["hook_in"] or found["spaced_in"]
            return _accented(base, found["hook"] or found["spaced"], otherwise=match[0])
        letter = found["braced"] or found["closed"] or found["inside"]
        if letter:
            return _LETTERS[letter]
        return " " if found["thin"] else self._unescaped(match)

    def _unescaped(self, match: re.Match[str]) -> str:
        if match["escaped"] == "$" and self._keeps_dollars:
            return match[0]
        return match["escaped"] or match[0]

    def _marked(self, match: re.Match[str]) -> str:
        mark, bare = match["mark"], match["mark_bare"]
        if bare and not match["mark_open"]:
            if mark == '"' and self._quotes_are_escaped:
                return match[0]
            if mark == "'" and _CONTRACTION.match(match.string, match.start("mark_bare")):
                return match[0]
        return _accented(match["mark_in"] or bare, mark, otherwise=match[0])


def _accented(base: str, mark: str, *, otherwise: str) -> str:
    """Return the letter with its accent where Unicode has it as one character: that makes it certain."""
    letter = unicodedata.normalize("NFC", base.removeprefix("\\") + _COMBINING[mark])
    return letter if len(letter) == 1 else otherwise


def _styled(match: re.Match[str]) -> str:
    before = match.string[: match.start()][-1:]
    is_glued = match["style"] == "url" and before not in {"", " ", "(", "[", "<"}
    return f"{' ' if is_glued else ''}{match['content']}"
