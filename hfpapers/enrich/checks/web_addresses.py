"""Web and mail addresses in a text: found for `links`, and left out where words and numbers are compared."""

from __future__ import annotations

import re

_ENDINGS = "com|org|net|io|ai|cn|edu|gov|dev|co|me|app|eu|uk|de|fr|jp|kr|ru|info|xyz|tech|site|cloud|live|top|link"
_ADDRESS = re.compile(
    r"(?:https?|ftp)://[^\s<>\"'\u3000-\u303f\uff00-\uffef\u4e00-\u9fff]+"
    r"|\b(?:javascript|data|vbscript):[^\s]+"
    r"|\bwww\.[^\s<>\"'\u3000-\u303f\uff00-\uffef\u4e00-\u9fff]+"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
    rf"|(?<![\w@.-])(?:[A-Za-z0-9-]+\.)+(?:{_ENDINGS})(?![\w-])(?:/[^\s<>\"'\u3000-\u303f\uff00-\uffef\u4e00-\u9fff]*)?",
    re.IGNORECASE,
)
_TRAILING = ".,;:!?)]}'\"*_"


def list_addresses(text: str) -> list[str]:
    """List the addresses of a text, without the marks that end the sentence around them."""
    return [found for match in _ADDRESS.finditer(text) if (found := match[0].rstrip(_TRAILING))]


def without_addresses(text: str) -> str:
    """Return the text with a mark in the place of each address, so that what stood around it stays apart."""
    return _ADDRESS.sub(" ; ", text)
