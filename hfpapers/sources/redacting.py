"""What redaction gives back, and how it tells whether a text that nobody can read names what was forgotten."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from hfpapers.model.forgotten import Subject, Who


@dataclass(frozen=True, slots=True)
class Redaction:
    """A body without what was forgotten.

    Attributes:
        body: Decoded, to be kept in place of the one that was served.
        learned: Names that a forgotten account has on papers of this body; they are to be forgotten there, too.
    """

    body: bytes
    learned: frozenset[Subject] = frozenset()


class NotRedactableError(Exception):
    """The body is not built as expected, so that nobody can say what of it is left when a part is taken out."""


#: Names of accounts and people stand in JSON strings, in attributes and between tags.
_STRINGS = re.compile(r'"((?:[^"\\]|\\.)*)"?|\'((?:[^\'\\]|\\.)*)\'?')
_BETWEEN_TAGS = re.compile(r">([^<>]+)<")
_IDS = re.compile(r"(?<![\w.])(?:\d{4}\.\d{4,5}|[a-z-]{2,17}(?:\.[A-Z]{2})?/\d{7})(?![0-9])")
_MOST_NAME_CHARACTERS = 500


def mentions(text: str, who: Who, *, papers: bool = True) -> bool:
    """Tell whether a text of any kind names what was forgotten: an id anywhere, a person as a whole string.

    Args:
        text: A body that was cut off or broken, or a piece of one.
        who: What was forgotten.
        papers: Whether ids count; other papers may cite a forgotten one.
    """
    if papers and any(who.covers_paper(found[0]) for found in _IDS.finditer(text)):
        return True
    if not who.forgotten.has_people:
        return False
    tokens = (token for token in _tokens(text) if len(token) <= _MOST_NAME_CHARACTERS)
    return any(who.covers_login(token) or who.covers_name_anywhere(token) for token in tokens)


def _tokens(text: str) -> Iterator[str]:
    for tag_free in (text, html.unescape(text)) if "&" in text else (text,):
        yield from (unescaped(match[1] or match[2] or "") for match in _STRINGS.finditer(tag_free))
        for match in _BETWEEN_TAGS.finditer(tag_free):
            shown = html.unescape(match[1])
            yield " ".join(shown.split())
            yield from (line.strip() for line in shown.splitlines())
    if len(text) <= _MOST_NAME_CHARACTERS:
        yield text


def unescaped(text: str) -> str:
    """Undo the escapes of a JSON string; the text itself where it is none."""
    if "\\" not in text or len(text) > _MOST_NAME_CHARACTERS:
        return text
    try:
        value = json.loads(f'"{text}"')
    except ValueError:
        return text
    return value if isinstance(value, str) else text
