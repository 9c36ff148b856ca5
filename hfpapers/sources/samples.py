"""What issues quote: any value in, a short text that every database can store out."""

from __future__ import annotations

import reprlib

from hfpapers.model.issues import MAX_RAW_CHARACTERS

MAX_KEY_CHARACTERS = 80

#: Bounded in depth, too: a value may be nested almost as deep as Python's stack.
_REPR = reprlib.Repr()
_REPR.maxlevel = 4
_REPR.maxdict = _REPR.maxlist = 8
_REPR.maxstring = _REPR.maxother = _REPR.maxlong = MAX_RAW_CHARACTERS


def sample(value: object) -> str:
    """Return the beginning of a value: text as it is, anything else as Python writes it."""
    text = value if isinstance(value, str) else _REPR.repr(value)
    return _storable(text[:MAX_RAW_CHARACTERS])


def key_sample(key: str) -> str:
    """Return a key as the last part of an issue's path."""
    return _storable(key if len(key) <= MAX_KEY_CHARACTERS else f"{key[:MAX_KEY_CHARACTERS]}…")


def _storable(text: str) -> str:
    """Escape what no database holds: NUL, and halves of surrogate pairs."""
    return text.replace("\0", "\\x00").encode("utf-8", "backslashreplace").decode("utf-8")
