"""What the checks are given: an answer with all that it may rest on, and its texts one by one.

In: a typed answer. Out: a `CheckInput`, and the answer's fields, each with the part it plays in a digest. It judges
nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from hfpapers.model.enrichment import (
    Answer,
    EnrichmentKind,
    ReviewSection,
    Roundup,
    Score,
    Speedread,
    Translation,
    Verdict,
)


class GlossaryTerm(Protocol):
    """A term of the glossary: in full, its other forms (`PPO`), and all translations that are right."""

    @property
    def term(self) -> str: ...  # noqa: D102 - the class says it

    @property
    def aliases(self) -> tuple[str, ...]: ...  # noqa: D102 - the class says it

    @property
    def translations(self) -> tuple[str, ...]: ...  # noqa: D102 - the class says it


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInput:
    """An answer, what was asked for, and what the model was told.

    Attributes:
        language: BCP 47 tag of the language that was asked for.
        finish_reason: As the endpoint gave it; None where it gave none.
        title: The paper's, in the source language.
        source: All that the model was told of the paper: title, organisation, abstract, full text.
        glossary: The entries whose term or alias occurs in the source.
        abstract: What a translation translates; None: `source` without the title.
        instructions: The words of the prompt, of which none may come back; empty: that is not looked for.
    """

    kind: EnrichmentKind
    language: str
    answer: Answer
    finish_reason: str | None
    title: str
    source: str
    glossary: Sequence[GlossaryTerm] = ()
    abstract: str | None = None
    instructions: str = ""

    @property
    def told(self) -> str:
        """All that an answer may rest on; an empty line parts the title from what follows."""
        return f"{self.title}\n\n{self.source}"

    @property
    def language_subtag(self) -> str:
        """The primary subtag of the language, in lower case: `zh` of `zh-Hant-TW`."""
        return self.language.replace("_", "-").partition("-")[0].lower()


class Role(Enum):
    """What a field is to a reader: that decides what is asked of it."""

    TITLE = auto()
    PROSE = auto()
    ITEM = auto()
    REASON = auto()
    TERM = auto()
    TERM_TRANSLATION = auto()


#: Fields that are whole sentences.
SENTENCES = frozenset({Role.PROSE, Role.ITEM, Role.REASON})


@dataclass(frozen=True, slots=True)
class Field:
    """One text of an answer; `name` is its place (`highlights[1]`, counted from 1)."""

    name: str
    text: str
    role: Role


def list_fields(answer: Answer) -> tuple[Field, ...]:
    """List the texts of an answer in the order of its fields; translations of keywords only where there are any."""
    match answer:
        case Translation():
            return (Field("title", answer.title, Role.TITLE), Field("abstract", answer.abstract, Role.PROSE))
        case Speedread():
            return _speedread(answer)
        case Roundup():
            return (Field("headline", answer.headline, Role.TITLE), Field("paragraph", answer.paragraph, Role.PROSE))
        case ReviewSection():
            return (
                Field("headline", answer.headline, Role.TITLE),
                *_numbered("what_it_is", answer.what_it_is, Role.PROSE),
                *_numbered("findings", answer.findings, Role.ITEM),
            )


def passed(check: str, detail: str | None = None) -> Verdict:
    """Return the verdict of a check that found nothing; `detail` says what could not be told."""
    return Verdict(check=check, is_passed=True, detail=None if detail is None else quoted(detail, most=_MOST_DETAIL))


def refused(check: str, detail: str) -> Verdict:
    """Return the verdict of a check that found something, on one line of bounded length."""
    return Verdict(check=check, is_passed=False, detail=quoted(detail, most=_MOST_DETAIL))


def quoted(text: str, *, most: int = 60) -> str:
    """Return the text on one line, cut after so many characters."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def listed(found: Sequence[str], *, most: int = 6) -> str:
    """Join what was found for a detail: each thing once, so many of them, then how many more there are."""
    distinct = list(dict.fromkeys(quoted(one, most=90) for one in found))
    more = f" and {len(distinct) - most} more" if len(distinct) > most else ""
    return ", ".join(distinct[:most]) + more


_MOST_DETAIL = 400


def _speedread(answer: Speedread) -> tuple[Field, ...]:
    fields = [Field("main_work", answer.main_work, Role.PROSE)]
    fields += _numbered("highlights", answer.highlights, Role.ITEM)
    for number, term in enumerate(answer.keywords, start=1):
        fields.append(Field(f"keywords[{number}].text", term.text, Role.TERM))
        if term.translation is not None:
            fields.append(Field(f"keywords[{number}].translation", term.translation, Role.TERM_TRANSLATION))
    return (*fields, *(Field(f"{name}.reason", score.reason, Role.REASON) for name, score in scores(answer)))


def scores(answer: Speedread) -> tuple[tuple[str, Score], ...]:
    """List the scores with the names of their fields."""
    return (
        ("usefulness", answer.usefulness),
        ("novelty", answer.novelty),
        ("recommendation", answer.recommendation),
    )


def _numbered(name: str, texts: Sequence[str], role: Role) -> list[Field]:
    return [Field(f"{name}[{number}]", text, role) for number, text in enumerate(texts, start=1)]
