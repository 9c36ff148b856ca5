"""A field of an answer made plain: one line, no controls, without marks that mean nothing to a reader.

In: a text as the model wrote it. Out: the same on one line, without emphasis, code marks and marks of list entries.
What would change its meaning (headings, lists within a text, fences, tables) is refused, not taken off.
"""

# ruff: noqa: RUF001 - lists are marked in Chinese, too

from __future__ import annotations

import re
import unicodedata

from hfpapers.errors import AnswerShapeError

#: What no reader sees: controls, direction overrides, zero-width signs that part words, halves of surrogate pairs.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\uffff"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)
#: What parts a text, and how often it must be there to do so.
_STRUCTURE = (
    (re.compile(r"^[ \t]*#{1,6}[ \t]+\S", re.MULTILINE), 1, "a heading"),
    (re.compile(r"^[ \t]*(?:```|~~~)", re.MULTILINE), 1, "a fence"),
    (re.compile(r"^[ \t]*\|[ \t]*:?-{2,}[-:| \t]*$", re.MULTILINE), 1, "a table"),
    (re.compile(r"^[ \t]*(?:[-*+•·][ \t]+|\d{1,2}[.)、](?!\d))[ \t]*\S", re.MULTILINE), 2, "a list"),
    (re.compile(r"^[ \t]*(?:-{3,}|\*{3,}|_{3,})[ \t]*$", re.MULTILINE), 1, "a rule"),
)
_EMPHASIS = (
    re.compile(r"\*\*(?=\S)([^*]{1,400}?)(?<=\S)\*\*"),
    re.compile(r"(?<![\w_])__(?=\S)([^_]{1,400}?)(?<=\S)__(?![\w_])"),
    re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]{1,400}?)(?<=[^\s*])\*(?![\w*])"),
    re.compile(r"(?<!`)`([^`]{1,200})`(?!`)"),
)
_BULLET = re.compile(r"^\s*[-*+•·▪◦‣]\s+")


def plain_field(name: str, text: str) -> str:
    """Return a field's text made plain.

    Raises:
        AnswerShapeError: It is empty, or holds Markdown that parts it.
    """
    visible = unicodedata.normalize("NFC", _INVISIBLE.sub("", text.replace("\r\n", "\n")))
    for pattern, least, what in _STRUCTURE:
        if len(pattern.findall(visible)) >= least:
            raise AnswerShapeError(f"{name} holds {what}; it must be plain text")
    plain = " ".join(_without_emphasis(visible).split())
    if not plain:
        raise AnswerShapeError(f"{name} is empty")
    return plain


def plain_list(name: str, texts: list[str]) -> tuple[str, ...]:
    """Return a list's entries made plain, without bullets, and without numbers where they count the entries.

    Raises:
        AnswerShapeError: One of them is empty, or holds Markdown that parts it.
    """
    bare = [_BULLET.sub("", text) for text in texts]
    counts = [re.compile(rf"^\s*[(（]?{at}(?:[.、．:：)）]\s*)(?!\d)") for at in range(1, len(bare) + 1)]
    if len(bare) > 1 and all(count.match(text) for count, text in zip(counts, bare, strict=True)):
        bare = [count.sub("", text) for count, text in zip(counts, bare, strict=True)]
    return tuple(plain_field(f"{name}[{at}]", text) for at, text in enumerate(bare, start=1))


def _without_emphasis(text: str) -> str:
    for pattern in _EMPHASIS:
        text = pattern.sub(r"\1", text)
    return text
