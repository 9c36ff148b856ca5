"""Checks of a model's answers: pure functions with a verdict each, which is stored with the answer.

In: the text of an answer (`parse_answer`), then the typed answer with the source it may rest on (`check_answer`). Out:
one verdict a check, always all of them, in the order of `CHECK_NAMES`. Nothing is mended beyond what `shape` says, and
nothing is asked of a network, a clock or a model. What each check asks, and what it cannot see: docs/checks.md.
"""

from __future__ import annotations

from hfpapers.enrich.checks import (
    about,
    ending,
    finish,
    language,
    length,
    links,
    markup,
    names,
    numbers,
    refusal,
    repetition,
    shape,
    terms,
)
from hfpapers.enrich.checks.bounds import LIST_BOUNDS, TEXT_BOUNDS, Bounds
from hfpapers.enrich.checks.finish import check_finish
from hfpapers.enrich.checks.given import CheckInput, GlossaryTerm, passed, refused
from hfpapers.enrich.checks.retry import reasons_for_retry
from hfpapers.enrich.checks.shape import parse_answer
from hfpapers.errors import AnswerShapeError
from hfpapers.model.enrichment import Verdict

__all__ = [
    "CHECK_NAMES",
    "LIST_BOUNDS",
    "TEXT_BOUNDS",
    "AnswerShapeError",
    "Bounds",
    "CheckInput",
    "GlossaryTerm",
    "check_answer",
    "check_finish",
    "parse_answer",
    "reasons_for_retry",
    "shape_verdict",
]

_CHECKS = (
    (markup.CHECK, markup.check_markup),
    (links.CHECK, links.check_links),
    (ending.CHECK, ending.check_ending),
    (length.CHECK, length.check_length),
    (refusal.CHECK, refusal.check_refusal),
    (repetition.CHECK, repetition.check_repetition),
    (language.CHECK, language.check_language),
    (numbers.CHECK, numbers.check_numbers),
    (names.CHECK, names.check_names),
    (terms.CHECK, terms.check_glossary),
    (about.CHECK, about.check_about),
)
#: The names of all verdicts, in the order in which they are given.
CHECK_NAMES: tuple[str, ...] = (finish.CHECK, shape.CHECK, *(name for name, _ in _CHECKS))


def check_answer(given: CheckInput) -> tuple[Verdict, ...]:
    """Judge an answer: one verdict for each check, also where an earlier one refused it."""
    return (
        check_finish(given.finish_reason),
        passed(shape.CHECK),
        *(check(given) for _, check in _CHECKS),
    )


def shape_verdict(error: AnswerShapeError, finish_reason: str | None) -> tuple[Verdict, ...]:
    """Return the verdicts on an answer that could not be read: whether it was cut off, and what was wrong with it."""
    return (check_finish(finish_reason), refused(shape.CHECK, error.detail))
