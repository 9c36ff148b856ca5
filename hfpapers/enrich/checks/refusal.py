"""Whether an answer is a text about the paper, and not a refusal, an apology, an error text or the prompt's own words.

In: a `CheckInput`. Out: the verdict `refusal`. A paper about refusals is not refused for telling of them: what the
source says itself, and what stands in quotes, is about the paper.
"""

# ruff: noqa: RUF001 - typographic quotes are looked for

from __future__ import annotations

import re
from functools import lru_cache

from hfpapers.enrich.checks.folding import straighten
from hfpapers.enrich.checks.given import SENTENCES, CheckInput, Field, Role, list_fields, listed, passed, refused
from hfpapers.enrich.checks.refusal_phrases import (
    ABOUT_ERRORS,
    ABOUT_REFUSALS,
    APOLOGY,
    ERROR,
    PLACEHOLDER,
    SELF,
)
from hfpapers.model.enrichment import Verdict

CHECK = "refusal"
_QUOTED = re.compile(r"[“\"„«「『][^”\"“»」』]{0,300}[”\"“»」』]|(?<!\w)['‘][^'’]{0,200}['’](?!\w)")
#: So many words of the instructions in a row are no accident; a Chinese character counts as one.
_ECHOED_TOKENS = 10
_TOKEN = re.compile(r"[\u3005-\u30ff\u3400-\u9fff]|[^\W\u3005-\u30ff\u3400-\u9fff]+")
#: The lines around what the model is told, and what only a prompt says.
_PROMPT_MARKS = re.compile(
    r"<<<\s?(?:PAPER|ANSWER|REASONS)|(?:PAPER|ANSWER|REASONS)\s?>>>|\bthe (?:json object|list of terms)\b"
    r"|\bas you (?:requested|asked|instructed)\b|\baccording to your (?:instructions|request|rules)\b"
    r"|(?:按照|根据|遵循)(?:上述|以上|您的|系统)(?:指令|提示词?|规则|要求)",
    re.IGNORECASE,
)


def check_refusal(given: CheckInput) -> Verdict:
    """Refuse an answer that speaks of anything but the paper."""
    source = straighten(given.told)
    instructions = _shingles(given.instructions)
    found = [
        f"{phrase} ({field.name})"
        for field in list_fields(given.answer)
        if (phrase := _phrase(field, source, instructions)) is not None
    ]
    return refused(CHECK, f"not about the paper: {listed(found)}") if found else passed(CHECK)


def _phrase(field: Field, source: str, instructions: frozenset[tuple[str, ...]]) -> str | None:
    text = straighten(field.text)
    if PLACEHOLDER.fullmatch(text) and field.role not in {Role.TERM, Role.TERM_TRANSLATION}:
        return text
    if field.role not in SENTENCES:
        return _own_words(APOLOGY.match(text) or SELF.search(text) or ERROR.search(text), text, source)
    open_text = _QUOTED.sub(" ", text)
    for pattern, about in ((SELF, ABOUT_REFUSALS), (ERROR, ABOUT_ERRORS), (_PROMPT_MARKS, None)):
        match = pattern.search(open_text)
        # Where the paper is about such things, only a text that begins so is taken for one.
        is_topic = about is not None and about.search(source) is not None
        if match and not (is_topic and match.start() > 0) and _own_words(match, open_text, source):
            return match[0]
    apology = APOLOGY.match(text)
    if apology and _own_words(apology, text, source):
        return apology[0]
    return _echo(text, source, instructions)


def _own_words(match: re.Match[str] | None, text: str, source: str) -> str | None:
    """Return what was found, unless the source says the same, in the same words, with those around them."""
    if match is None:
        return None
    around = text[match.start() : match.end() + 12].strip()
    return None if around.casefold() in source.casefold() or match[0].casefold() in source.casefold() else match[0]


@lru_cache(maxsize=8)
def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    tokens = _TOKEN.findall(text.casefold())
    return frozenset(tuple(tokens[at : at + _ECHOED_TOKENS]) for at in range(len(tokens) - _ECHOED_TOKENS + 1))


def _echo(text: str, source: str, instructions: frozenset[tuple[str, ...]]) -> str | None:
    """Return the words that are the prompt's own, and not the source's."""
    echoed = _shingles(text) & instructions
    if not echoed:
        return None
    echoed -= _shingles(source)
    return " ".join(min(echoed)) if echoed else None
