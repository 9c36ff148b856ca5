"""The name of the file that a digest is written to when the user names none."""

from __future__ import annotations

import re

from hfpapers.digest.model import Digest

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")


def default_filename(digest: Digest, suffix: str) -> str:
    """Return a name made of period, style, language (but English) and suffix; no text from outside reaches it.

    `2024-04-04.list.md`, `2024-04-04.speedread.zh.html`, `2024-W14.list.feed.json`.
    """
    return ".".join((default_stem(digest), *(_UNSAFE.sub("_", part) for part in suffix.split("."))))


def default_stem(digest: Digest) -> str:
    """Return the name without its suffix."""
    named = [digest.period.label, digest.style]
    if digest.reader_language != "en":
        named.append(digest.reader_language)
    return ".".join(_UNSAFE.sub("_", part) for part in named)
