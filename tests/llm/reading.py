"""What a prompt of ours asks for: its messages in; kind, language and the fenced paper out.

The server reads the prompt as a model would, and nothing else: it shares no code with what builds it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_FENCED = re.compile(r"<<<PAPER ([0-9a-f]+)\n(.*?)\n\1 PAPER>>>", re.DOTALL)
_REASONS = re.compile(r"<<<REASONS ([0-9a-f]+)\n(.*?)\n\1 REASONS>>>", re.DOTALL)
_LANGUAGE = re.compile(r"its texts are in ([^.]+)\.")
_TERM = re.compile(r"^- (.+): (.+)$", re.MULTILINE)
_KINDS = {
    '"notes"': "notes",
    '"main_work"': "speedread",
    '"what_it_is"': "review",
    '"paragraph"': "roundup",
    '"abstract"': "translation",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """What was asked.

    Attributes:
        kind: One of our kinds, or `notes`.
        language: As the prompt names it (`Simplified Chinese (zh)`).
        title, abstract: Of the paper; a part of a text has no abstract.
        material: All of the paper that was told.
        terms: The list of terms: English forms, and the translation to use.
        reasons: Why the answer before was refused; None for a first question.
    """

    kind: str
    language: str
    title: str
    abstract: str
    material: str
    terms: tuple[tuple[str, str], ...]
    reasons: str | None


def read_prompt(messages: Sequence[dict[str, Any]]) -> Prompt:
    """Read the messages of a request."""
    system, user = (message["content"] for message in messages)
    form = system.rpartition("Form: ")[2]
    fenced = _FENCED.search(user)
    assert fenced is not None, "the paper is not fenced"
    material = fenced[2]
    reasons = _REASONS.search(user)
    language = _LANGUAGE.search(user)
    return Prompt(
        kind=next(kind for word, kind in _KINDS.items() if word in form),
        language="English" if language is None else language[1],
        title=_field(material, "Title"),
        abstract=_field(material, "Abstract"),
        material=material,
        terms=tuple((found[1], found[2]) for found in _TERM.finditer(user[: fenced.start()])),
        reasons=None if reasons is None else reasons[2],
    )


def _field(material: str, label: str) -> str:
    found = re.search(rf"^{label}: (.*)$", material, re.MULTILINE)
    return "" if found is None else found[1]
