"""What every parser does first: bytes in, text or JSON values out, or a refusal.

Tells "asking again may help" from "this is not what was promised". Knows nothing of papers.
"""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from hfpapers.errors import ParseError, TransientBodyError

#: A page that puts the reader off is short; a long text with these words in it is about something.
MAX_NOTICE_CHARACTERS = 4000

_LATER = re.compile(
    r"\bchallenge\b|captcha|rate[\s-]limit|rate exceeded|too many requests|just a moment|unusual traffic"
    r"|not a robot|you are human|try again later|temporarily unavailable|service unavailable|gateway time-?out",
    re.IGNORECASE,
)
#: Names in the scripts of challenge pages that show no text (AWS WAF, which guards Hugging Face, and Cloudflare).
_CHALLENGE_SCRIPT = re.compile(r"gokuProps|awsWafCookieDomainList|_cf_chl_opt")
_UNSEEN = re.compile(r"<(script|style|svg)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
#: A whole number with more digits is no count of anything, and Python refuses to read some of them.
_MOST_DIGITS = 100
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")


def decode_utf8(body: bytes, url: str) -> str:
    """Decode a body, a byte order mark allowed.

    Raises:
        TransientBodyError: There is nothing in it.
        ParseError: It is not UTF-8.
    """
    if not body.strip():
        raise TransientBodyError(url, "the body is empty")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ParseError(url, f"not UTF-8: {error.reason} at byte {error.start} of {len(body)}") from error


def says_later(text: str) -> bool:
    """Tell whether a text or an HTML page is a challenge or a throttling notice rather than an answer."""
    if _CHALLENGE_SCRIPT.search(text):
        return True
    seen = " ".join(_TAG.sub(" ", _UNSEEN.sub(" ", text)).split())
    return len(seen) <= MAX_NOTICE_CHARACTERS and _LATER.search(seen) is not None


def refuse(text: str, url: str, detail: str) -> NoReturn:
    """Refuse a body that is not what was promised.

    Raises:
        TransientBodyError: The body says "later".
        ParseError: It does not.
    """
    if says_later(text):
        raise TransientBodyError(url, f"{detail}, and says to come back later")
    raise ParseError(url, detail)


def load_json(text: str, url: str, *, what: str) -> Any:
    """Read strict JSON: no `NaN`, no key twice in one object, no key that is not Unicode text.

    A string value with half of a surrogate pair comes back as it is; whoever reads the value judges it.

    Args:
        text: The JSON.
        url: Only names the body in errors.
        what: What the text is, for errors: `the body`, `data-props`.

    Raises:
        TransientBodyError: It is no JSON but a notice that says "later".
        ParseError: It is no such JSON.
    """
    try:
        value = json.loads(
            text, object_pairs_hook=_object_of_distinct_keys, parse_constant=_refuse_constant, parse_int=_integer
        )
    except json.JSONDecodeError as error:
        detail = f"{error.msg} at character {error.pos} of {len(text)}"
        if text.lstrip().startswith(("[", "{", '"')):  # what it says is data, so words in it mean nothing
            raise ParseError(url, f"{what} is cut off or broken JSON: {detail}") from error
        refuse(text, url, f"{what} is {'HTML' if text.lstrip().startswith('<') else 'text'}, not JSON")
    except ValueError as error:  # our own two below
        raise ParseError(url, f"{what} is not strict JSON: {error}") from error
    except RecursionError as error:
        raise ParseError(url, f"{what} is nested too deeply") from error
    if _SURROGATE_ESCAPE.search(text) and _has_broken_key(value):
        raise ParseError(url, f"{what} has a key with half of a surrogate pair")
    return value


def _object_of_distinct_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object; readers disagree about which of two equal keys holds, so neither does."""
    value = dict(pairs)
    if len(value) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {twice[:80]!r} stands twice in one object")
    return value


def _integer(digits: str) -> int | str:
    """Read a whole number; one longer than any count stays text, and is of the wrong type wherever a number belongs."""
    return int(digits) if len(digits) <= _MOST_DIGITS else digits


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _has_broken_key(value: Any) -> bool:
    if isinstance(value, list):
        return any(_has_broken_key(element) for element in value)
    if isinstance(value, dict):
        return any(not _is_unicode(key) or _has_broken_key(element) for key, element in value.items())
    return False


def _is_unicode(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)
