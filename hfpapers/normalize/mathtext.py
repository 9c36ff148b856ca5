r"""A stretch of LaTeX mathematics: `\nabla^2` in, `∇²` out; None where plain text cannot tell it.

Symbols come from pylatexenc's table, one at a time: its whole converter drops macros that it
does not know, puts in the current date for `\today`, and reads prices as mathematics.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

_COMMAND = re.compile(r"\\[A-Za-z]")
_SIGN = re.compile(r"\\[A-Za-z,;:!|{]")
_COMMAND_NAME = re.compile(r"\\[A-Za-z]+")
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
_STYLED_TEXT = re.compile(r"\\(?:text\w*|math\w+|operatorname|mbox)\s*\{[^{}]*\}")
_TWO_WORDS = re.compile(r"[A-Za-z]{2,}[\s,.]+[A-Za-z]{2,}")
_SIMPLE = re.compile(r"[^\W_]|[\s+\-\u2212*/=<>≤≥≈≠±\u00d7·∈∞|()\[\],.:;'!@]")
_LONG_WORD = re.compile(r"[A-Za-z]{3,}")
_DANGLING = frozenset("+-\u2212*/=<>,.:;@")
_MAX_DEPTH = 8
_OPENING, _CLOSING = frozenset("{"), frozenset("}")

#: Change only how their argument looks.
_LOOKS = re.compile(
    r"text(?:rm|bf|it|sf|tt|sc|normal)?|math(?:rm|bf|it|sf|tt|normal)|emph|mbox|boldsymbol|bm|operatorname|ensuremath"
)
_ALPHABETS = frozenset({"mathbb", "mathcal", "mathscr", "mathfrak"})
_ACCENTS = {
    "hat": "\u0302",
    "widehat": "\u0302",
    "tilde": "\u0303",
    "widetilde": "\u0303",
    "bar": "\u0304",
    "vec": "\u20d7",
    "dot": "\u0307",
    "ddot": "\u0308",
}
_FENCES = frozenset({"left", "right", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr"})
_FRACTIONS = frozenset({"frac", "tfrac", "dfrac"})
_NOTHING = frozenset({"displaystyle", "textstyle", "limits", "nolimits", "!"})
_BLANKS = frozenset({"quad", "qquad", ",", ";", ":", " "})
_ESCAPES = {"{": "{", "}": "}", "%": "%", "&": "&", "_": "_", "#": "#", "|": "‖"}
_WITH_ARGUMENT = _ALPHABETS | _FENCES | _FRACTIONS | _ACCENTS.keys() | {"sqrt"}
_REFUSED = frozenset("}&%#$~\\")
_SMALL = "0123456789+-\u2212()"
_SUPERSCRIPTS = dict(zip(_SMALL, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾", strict=True))
_SUBSCRIPTS = dict(zip(_SMALL, "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎", strict=True))
_RAISED = {"∘": "°", "'": "\N{PRIME}"}
_ORDINALS = frozenset({"st", "nd", "rd", "th"})


def is_math(content: str, *, before: str) -> bool:
    """Tell whether what stands between two dollars reads as mathematics rather than as prose between two prices.

    Args:
        content: What stands between the dollars.
        before: The character before the first dollar, or nothing.
    """
    has_command = _SIGN.search(content) is not None
    has_sign = has_command or "^" in content or "_" in content
    words = _COMMAND_NAME.sub(" ", _STYLED_TEXT.sub(" ", content))
    if content[0].isspace() or _TWO_WORDS.search(words):
        return False
    if content[0].isdigit():  # an amount of money, unless LaTeX itself says otherwise: 10\times, 10^{-3}
        return has_sign and re.search(r"[A-Za-z]{2,}", words) is None
    if content[-1].isspace():
        return has_command
    return has_sign or _is_formula(content, before)


def _is_formula(content: str, before: str) -> bool:
    """Tell whether text without a sign of LaTeX is a formula: `k`, `n=10`, `O(n)`; not `A, B` after a letter."""
    if _LONG_WORD.search(content) or not all(_SIMPLE.match(character) for character in content):
        return False
    if before.isalnum() and " " in content:
        return False
    return content[-1] not in _DANGLING or not content.isascii()


class _NotPlainError(Exception):
    """The mathematics cannot be told in plain text."""


def math_to_text(content: str) -> str | None:
    """Return mathematics as plain text, `O(n²)`; None where that cannot be done without losing something."""
    try:
        text = _Reader(content).read()
    except _NotPlainError:
        return None
    text = re.sub(r"([(\[⟨]) | (?=[)\]⟩,])", r"\1", " ".join(text.split()))
    return text or None


class _Reader:
    """Reads tokens from left to right; every method returns plain text."""

    def __init__(self, content: str) -> None:
        self._tokens = _TOKEN.findall(content)
        self._next = 0
        self._depth = 0

    def read(self) -> str:
        text = self._sequence()
        if self._next < len(self._tokens):
            raise _NotPlainError
        return text

    def _peek(self) -> str | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _take(self) -> str:
        token = self._peek()
        if token is None:
            raise _NotPlainError
        self._next += 1
        return token

    def _sequence(self) -> str:
        """Read up to a closing brace or the end."""
        text = ""
        while (token := self._peek()) is not None and token not in _CLOSING:
            self._next += 1
            text = self._appended(text, token)
        return text

    def _appended(self, text: str, token: str) -> str:
        if token in {"^", "_"}:
            return text + _script(self._argument(), token)
        if token.isspace():
            return f"{text} "
        said = self._item(token)
        is_name = len(said) > 1 and said.isalpha() and said.isascii() and token.startswith("\\")
        if is_name and text and text[-1].isalnum():
            said = f" {said}"
        follower = self._peek() or ""
        if is_name and not _LOOKS.fullmatch(token[1:]) and follower.isalnum():
            return f"{text}{said} "
        if _COMMAND.match(token) and follower.isspace() and not is_name and not text.endswith(" "):
            self._next += 1  # the blank only ended the command's name
        return text + said

    def _item(self, token: str) -> str:
        if token in _OPENING:
            return self._group()
        if token in _REFUSED:
            raise _NotPlainError
        return self._command(token[1:]) if token.startswith("\\") else token

    def _group(self) -> str:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise _NotPlainError
        text = self._sequence()
        self._take()  # the closing brace; at the end there is none, which is refused
        self._depth -= 1
        return text

    def _argument(self) -> str:
        token = self._take()
        while token.isspace():
            token = self._take()
        if token in {"^", "_"}:
            raise _NotPlainError
        return self._item(token)

    def _command(self, name: str) -> str:
        if name in _NOTHING:
            return ""
        if name in _BLANKS:
            return " "
        if name in _ESCAPES:
            return _ESCAPES[name]
        return self._with_argument(name) if name in _WITH_ARGUMENT or _LOOKS.fullmatch(name) else _symbol(name)

    def _with_argument(self, name: str) -> str:
        argument = self._argument()
        if name in _ALPHABETS:
            return _in_alphabet(name, argument)
        if name in _ACCENTS:
            return _accented(argument, _ACCENTS[name])
        if name in _FRACTIONS:
            return f"{_bracketed(argument)}/{_bracketed(self._argument())}"
        if name in _FENCES:
            return "" if argument == "." else argument
        return f"√{_bracketed(argument)}" if name == "sqrt" else argument


def _script(content: str, mark: str) -> str:
    """Return a superscript or subscript: Unicode's where it has all of it, else `^` or `_` and the content."""
    content = content.strip()
    if not content:
        return ""
    table = _SUPERSCRIPTS if mark == "^" else _SUBSCRIPTS
    if all(character in table for character in content):
        return "".join(table[character] for character in content)
    if mark == "^" and content in _RAISED:
        return _RAISED[content]
    if mark == "^" and content in _ORDINALS:
        return content
    return mark + _bracketed(content)


def _bracketed(content: str) -> str:
    is_plain = all(character.isalpha() or character.isdecimal() for character in content)
    return content if is_plain or len(content) == 1 else f"({content})"


def _accented(content: str, mark: str) -> str:
    if len(content) != 1 or not content.isalnum():
        raise _NotPlainError
    return unicodedata.normalize("NFC", content + mark)


def _in_alphabet(name: str, content: str) -> str:
    if not (content.isascii() and content.isalnum()):
        return content
    from pylatexenc.latex2text import LatexNodes2Text  # noqa: PLC0415 - as below

    return str(LatexNodes2Text().latex_to_text(rf"\{name}{{{content}}}"))


def _symbol(name: str) -> str:
    r"""Return the character of a command, or a function's name: `\alpha`, `\log`."""
    specification = _symbols().get_macro_spec(name)
    said = getattr(specification, "simplify_repl", None)
    if not isinstance(said, str):
        raise _NotPlainError
    said = said.strip()
    if said == name or (len(said) == 1 and said not in _REFUSED):
        return said
    raise _NotPlainError


@cache
def _symbols() -> Any:
    from pylatexenc.latex2text import get_default_latex_context_db  # noqa: PLC0415 - most text needs no mathematics

    return get_default_latex_context_db()
