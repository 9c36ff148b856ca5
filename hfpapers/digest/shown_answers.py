"""Answers of language models made ready to be shown: what is held of a paper in, its answer cleaned and set out.

Checks refuse answers before they are stored. Here stands the last door: what has not got the form that a style needs
(a score off the scale, or without its reason; a text of which nothing is left) counts as refused, whoever stored it.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from hfpapers.digest.answers import Answers, Lack
from hfpapers.digest.styles.body import BuildInput
from hfpapers.digest.text import clean_text
from hfpapers.digest.typography import typeset
from hfpapers.model.enrichment import (
    HIGHEST_SCORE,
    LOWEST_SCORE,
    Answer,
    EnrichmentKind,
    ReviewSection,
    Roundup,
    Score,
    Speedread,
    Translation,
)
from hfpapers.model.views import ListingView

_SHAPE = "shape"


def answers_for(given: BuildInput, row: ListingView, kind: EnrichmentKind) -> Answers:
    """Choose what is held of a kind for a paper; its answer with text on one line, set, and never empty."""
    found = Answers.of(given.material, row, kind)
    if found.answer is None:
        return found
    answer = _set(found.answer, given.options.lang)
    if _has_form(answer):
        return replace(found, answer=answer)
    return replace(found, answer=None, lack=Lack.REFUSED, checks=(_SHAPE,))


def _set(value: Any, language: str) -> Any:
    """Clean and set all text in a value; of text that was optional, or one of several, nothing empty stays."""
    if isinstance(value, str):
        return typeset(clean_text(value), language)
    if isinstance(value, tuple):
        return tuple(one for one in (_set(part, language) for part in value) if one)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _set(getattr(value, field.name), language) for field in fields(value)})
    return value


def _has_form(answer: Answer) -> bool:
    match answer:
        case Translation():
            return bool(answer.title and answer.abstract)
        case Speedread():
            scores = (answer.usefulness, answer.novelty, answer.recommendation)
            return bool(answer.main_work and answer.highlights) and all(map(_is_score, scores))
        case Roundup():
            return bool(answer.headline and answer.paragraph) and answer.headline != answer.paragraph
        case ReviewSection():
            return bool(answer.headline and answer.what_it_is)


def _is_score(score: Score) -> bool:
    return bool(score.reason) and LOWEST_SCORE <= score.value <= HIGHEST_SCORE and (score.value * 2).is_integer()
