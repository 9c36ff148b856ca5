r"""The JSON object in a model's answer, as models really write it.

In: the text of an answer. Out: the object. Around it there may be prose, a Markdown fence, a model's thoughts. Within,
LaTeX backslashes that are no escapes of JSON, raw line breaks and a comma before a closing bracket are mended; quotes
that are not escaped, single or typographic quotes around fields, and two objects that differ are not: what is meant
would be a guess.
"""

# ruff: noqa: RUF001 - typographic quotes are looked for

from __future__ import annotations

import json
import re
from typing import Any, Final

from hfpapers.errors import AnswerShapeError

_MOST_CHARACTERS = 200_000
_MOST_STARTS = 30
_THOUGHTS_BEGIN = re.compile(r"<think(?:ing)?>", re.IGNORECASE)
_THOUGHTS_END = re.compile(r"</think(?:ing)?>", re.IGNORECASE)
_START = re.compile(r'\{(?=\s*["}])')
_TYPOGRAPHIC = re.compile(r"[{,]\s*[“”„'‘’]\w+[“”'‘’]\s*:")
_HEX = re.compile(r"[0-9A-Fa-f]{4}")
_STRING_OR_COMMA = re.compile(r'"(?:[^"\\]|\\.)*"?|,(?=\s*[}\]])', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_LETTERS = re.compile(r"[A-Za-z]+")

_COMMAND_NAMES = (
    "backslash bar because begin beta beth between bf big bigcap bigcup biggl bigg biggr bigl bigoplus bigotimes "
    "bigr binom blacksquare bm bmod boldsymbol bot bowtie boxed breve bullet fbox flat footnote footnotesize "
    "forall frac frak frown nabla natural ncong nearrow neg neq newline nexists ngeq nleq nmid nonumber not notin "
    "nparallel nsubseteq nu nwarrow rangle rbrace rceil ref Re rfloor rho right rightarrow rightharpoonup "
    "rightleftharpoons rm roman rtimes tan tanh tau tbinom text textbf textit textrm textsc textsf texttt "
    "textnormal tfrac therefore theta thickapprox thinspace tilde times tiny to top triangle triangleleft "
    "triangleright triangleq tt"
)
#: LaTeX commands that begin as an escape of JSON does: `\theta` is no tab and `heta`. Where a line may well begin with
#: the rest of one (`\ne`, `\ni`), it is left out.
LATEX_COMMANDS: Final = frozenset(_COMMAND_NAMES.split())
_ESCAPES_OF_LETTERS: Final = frozenset("bfnrt")


def find_object(text: str) -> dict[str, Any]:
    """Return the one JSON object of an answer.

    Raises:
        AnswerShapeError: There is none, it cannot be read, or there are two that differ.
    """
    if len(text) > _MOST_CHARACTERS:
        raise AnswerShapeError(f"{len(text)} characters are more than any answer needs")
    told = _without_thoughts(text.strip().lstrip("\ufeff"))
    if not told:
        raise AnswerShapeError("it is empty")
    found, problem = _objects(told)
    if not found:
        raise AnswerShapeError(problem or _why_none(told))
    if any(other != found[0] for other in found[1:]):
        raise AnswerShapeError("it holds more than one JSON object, and they differ")
    return found[0]


def _without_thoughts(text: str) -> str:
    """Leave out what a model thought aloud before its answer."""
    if _THOUGHTS_BEGIN.match(text) is None:
        return text
    end = _THOUGHTS_END.search(text)
    if end is None:
        raise AnswerShapeError("it is cut off within the model's thoughts")
    return text[end.end() :].strip()


def _objects(text: str) -> tuple[list[dict[str, Any]], str | None]:
    """Read the objects that stand side by side, and tell what was wrong with the first that could not be read."""
    decoder = json.JSONDecoder(strict=False, object_pairs_hook=_without_doubles, parse_constant=_no_constant)
    found: list[dict[str, Any]] = []
    problem: str | None = None
    for _ in range(_MOST_STARTS):
        start = _START.search(text)
        if start is None:
            break
        # Quotes in prose before the object must not count, so mending begins with it.
        mended = mend(text[start.start() :])
        text = text[start.end() :]
        try:
            value, end = decoder.raw_decode(mended)
        except AnswerShapeError as error:
            problem = problem or error.detail
        except json.JSONDecodeError as error:
            problem = problem or _told(error, mended)
        except (ValueError, RecursionError):
            problem = problem or "its JSON cannot be read: a number or a nesting without end"
        else:
            found.append(value)
            text = mended[end:]
    return found, problem


def _told(error: json.JSONDecodeError, text: str) -> str:
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated"):
        return "its JSON is cut off"
    near = text[max(0, error.pos - 20) : error.pos + 20]
    return f"its JSON cannot be read ({error.msg}) near {near!r}; quotes within a text must be escaped"


def _why_none(text: str) -> str:
    if _TYPOGRAPHIC.search(text):
        return 'fields must stand in straight double quotes (")'
    return "it holds no JSON object" if "{" not in text else "its JSON cannot be read"


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise AnswerShapeError("a field stands twice in one object")
    return value


def _no_constant(name: str) -> Any:
    raise AnswerShapeError(f"{name} is no JSON")


def mend(text: str) -> str:
    r"""Escape the backslashes of LaTeX within strings, and drop commas before closing brackets outside of them."""
    return _STRING_OR_COMMA.sub(_mended, text)


def _mended(match: re.Match[str]) -> str:
    return "" if match[0].startswith(",") else _ESCAPE.sub(_escape, match[0])


def _escape(match: re.Match[str]) -> str:
    r"""Return an escape as it stands, or an escaped backslash with what follows where it is LaTeX's."""
    escape, following = match[0], match[1]
    if following in {'"', "\\", "/"}:
        return escape
    if following == "u":
        return escape if _HEX.match(match.string, match.end()) else f"\\{escape}"
    if following in _ESCAPES_OF_LETTERS:
        word = _LETTERS.match(match.string, match.start() + 1)
        return f"\\{escape}" if word and word[0] in LATEX_COMMANDS else escape
    return f"\\{escape}"
