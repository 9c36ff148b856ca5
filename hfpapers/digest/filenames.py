"""The name of the file that a digest is written to when the user names none."""

from __future__ import annotations

import re

from hfpapers.digest.model import Digest

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")


def default_filename(digest: Digest, fmt: str) -> str:
    """Return a name made of period, style and format (`2024-04-04.list.md`); no text from outside reaches it."""
    return f"{_UNSAFE.sub('_', digest.period.label)}.{_UNSAFE.sub('_', digest.style)}.{_UNSAFE.sub('_', fmt)}"
