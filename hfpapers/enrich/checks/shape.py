"""An answer's text read into its typed form: the verdict `shape`.

In: the text of an answer and its kind. Out: the answer, or an `AnswerShapeError` that says what is wrong in words the
model can act on. Fields are neither guessed nor left out; scores are numbers from 1 to 5 in half steps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hfpapers.enrich.checks.bounds import LIST_BOUNDS
from hfpapers.enrich.checks.given import quoted
from hfpapers.enrich.checks.json_text import find_object
from hfpapers.enrich.checks.plain_text import plain_field, plain_list
from hfpapers.errors import AnswerShapeError
from hfpapers.model.enrichment import (
    HIGHEST_SCORE,
    LOWEST_SCORE,
    Answer,
    EnrichmentKind,
    ReviewSection,
    Roundup,
    Score,
    Speedread,
    Term,
    Translation,
)

CHECK = "shape"
_STEPS_A_POINT = 2


def parse_answer(kind: EnrichmentKind, text: str) -> Answer:
    """Read a model's answer.

    Args:
        kind: What was asked for.
        text: The content of the message, as it came.

    Raises:
        AnswerShapeError: It is not what was asked for.
    """
    return _READERS[kind](find_object(text))


def _translation(value: Mapping[str, Any]) -> Answer:
    _expect_fields(value, "title", "abstract")
    return Translation(title=_text(value, "title"), abstract=_text(value, "abstract"))


def _speedread(value: Mapping[str, Any]) -> Answer:
    _expect_fields(value, "main_work", "highlights", "keywords", "usefulness", "novelty", "recommendation")
    return Speedread(
        main_work=_text(value, "main_work"),
        highlights=_texts(value, "highlights", EnrichmentKind.SPEEDREAD),
        keywords=_keywords(value),
        usefulness=_score(value, "usefulness"),
        novelty=_score(value, "novelty"),
        recommendation=_score(value, "recommendation"),
    )


def _roundup(value: Mapping[str, Any]) -> Answer:
    _expect_fields(value, "headline", "paragraph")
    return Roundup(headline=_text(value, "headline"), paragraph=_text(value, "paragraph"))


def _review(value: Mapping[str, Any]) -> Answer:
    _expect_fields(value, "headline", "what_it_is", "findings")
    return ReviewSection(
        headline=_text(value, "headline"),
        what_it_is=_texts(value, "what_it_is", EnrichmentKind.REVIEW),
        findings=_texts(value, "findings", EnrichmentKind.REVIEW),
    )


_READERS: Mapping[EnrichmentKind, Callable[[Mapping[str, Any]], Answer]] = {
    EnrichmentKind.TRANSLATION: _translation,
    EnrichmentKind.SPEEDREAD: _speedread,
    EnrichmentKind.ROUNDUP: _roundup,
    EnrichmentKind.REVIEW: _review,
}


def _expect_fields(value: Mapping[str, Any], *names: str, optional: str | None = None, where: str = "") -> None:
    missing = [name for name in names if name not in value and name != optional]
    unknown = [quoted(name) for name in value if name not in names]
    if missing:
        raise AnswerShapeError(f"{where}the field {missing[0]} is missing")
    if unknown:
        raise AnswerShapeError(f"{where}there is no field {unknown[0]}; fields are {', '.join(names)}")


def _text(value: Mapping[str, Any], name: str, *, where: str = "") -> str:
    text = value[name]
    if not isinstance(text, str):
        raise AnswerShapeError(f"{where}{name} must be text, not {_type(text)}")
    return plain_field(f"{where}{name}", text)


def _texts(value: Mapping[str, Any], name: str, kind: EnrichmentKind) -> tuple[str, ...]:
    texts = _list(value, name, kind)
    for text in texts:
        if not isinstance(text, str):
            raise AnswerShapeError(f"{name} must be a list of texts, and holds {_type(text)}")
    return plain_list(name, texts)


def _list(value: Mapping[str, Any], name: str, kind: EnrichmentKind) -> list[Any]:
    entries = value[name]
    if not isinstance(entries, list):
        raise AnswerShapeError(f"{name} must be a list, not {_type(entries)}")
    bounds = LIST_BOUNDS[kind, name]
    if not bounds.hold(len(entries)):
        raise AnswerShapeError(
            f"{name} has {len(entries)} entries; it must have {bounds.least:.0f} to {bounds.most:.0f}"
        )
    return entries


def _keywords(value: Mapping[str, Any]) -> tuple[Term, ...]:
    terms = []
    for number, entry in enumerate(_list(value, "keywords", EnrichmentKind.SPEEDREAD), start=1):
        where = f"keywords[{number}]."
        if not isinstance(entry, dict):
            raise AnswerShapeError(f"keywords[{number}] must be an object, not {_type(entry)}")
        _expect_fields(entry, "text", "translation", optional="translation", where=where)
        said = entry.get("translation")
        # Models write "" for what has no translation; it can mean nothing else.
        is_none = said is None or (isinstance(said, str) and not said.strip())
        translation = None if is_none else _text(entry, "translation", where=where)
        terms.append(Term(text=_text(entry, "text", where=where), translation=translation))
    return tuple(terms)


def _score(value: Mapping[str, Any], name: str) -> Score:
    score = value[name]
    if not isinstance(score, dict):
        raise AnswerShapeError(f"{name} must be an object with value and reason, not {_type(score)}")
    _expect_fields(score, "value", "reason", where=f"{name}.")
    mark = score["value"]
    if isinstance(mark, bool) or not isinstance(mark, int | float):
        raise AnswerShapeError(f"{name}.value must be a number, not {_type(mark)}")
    if not LOWEST_SCORE <= mark <= HIGHEST_SCORE or (mark * _STEPS_A_POINT) % 1:
        raise AnswerShapeError(f"{name}.value is {quoted(str(mark), most=20)}; it must be from 1 to 5 in half steps")
    return Score(value=float(mark), reason=_text(score, "reason", where=f"{name}."))


def _type(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "true or false", int: "a number", float: "a number"}
    return names.get(type(value), "null")
