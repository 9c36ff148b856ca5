"""The fence around text from outside: two lines with a mark that the text cannot hold, since it is made from it.

In: texts. Out: the mark, and a fenced text. Pure: the same texts always get the same mark, so that a request can be
made again, byte by byte.
"""

from __future__ import annotations

import hashlib
from itertools import count

_MARK_CHARACTERS = 24


def build_mark(*texts: str) -> str:
    """Return the first 24 hex digits of the SHA-256 of the texts; of the texts and a count, should they hold them."""
    told = "\0".join(texts)
    candidates = (_digest(told if attempt == 0 else f"{attempt}\0{told}") for attempt in count())
    return next(mark for mark in candidates if mark not in told.lower())


def fenced(name: str, text: str, mark: str) -> str:
    """Return the text between its two lines."""
    return f"<<<{name} {mark}\n{text}\n{mark} {name}>>>"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_MARK_CHARACTERS]
