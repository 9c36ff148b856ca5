"""Secrets taken out of what others say: a channel's secrets and a text in, one line without them out.

Servers and libraries quote what they were given: passwords in the form they travel in, addresses with keys in them,
recipients. What is said on stderr, journalled or stored goes through here first.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus, unquote

_REMOVED = "***"
_SHORTEST = 3
_MOST_CHARACTERS = 200
_PARTS = re.compile(r"[/?&=@:#+<>\s]+")


class Redactor:
    """Knows what must not be said.

    Args:
        secrets: Passwords, addresses, names of recipients; None and what is too short to tell anything is passed over.
            Of an address, all that stands between its marks is a secret, too.
    """

    def __init__(self, secrets: Iterable[str | None]) -> None:
        forms = {form for secret in secrets if secret for form in _forms(secret) if len(form) >= _SHORTEST}
        longest_first = sorted(forms, key=lambda form: (-len(form), form))
        self._pattern = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE) if forms else None

    def line(self, text: str) -> str:
        """Return a text as one short line without secrets."""
        flat = " ".join("".join(c if c.isprintable() else " " for c in text).split())
        clean = flat if self._pattern is None else self._pattern.sub(_REMOVED, flat)
        return clean if len(clean) <= _MOST_CHARACTERS else f"{clean[: _MOST_CHARACTERS - 1]}…"


def _forms(secret: str) -> Iterator[str]:
    """Yield a secret and its parts as they stand, as they travel in an address, and as in AUTH."""
    _, _, rest = secret.partition("://")
    for part in {secret, rest or secret, *_PARTS.split(rest or secret)}:
        yield from (part, unquote(part), quote(part, safe=""), quote_plus(part))
        encoded = base64.b64encode(part.encode()).decode()
        yield from (encoded, encoded.rstrip("="))
