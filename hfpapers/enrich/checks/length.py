"""Whether every text of an answer is as long as it should be: the verdict `length`.

In: a `CheckInput`. A translation is measured by what it translates, all else by `bounds`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hfpapers.enrich.checks.bounds import ABSTRACT_RATIO, RATIO_SLACK_WORDS, TEXT_BOUNDS, TITLE_RATIO, Bounds
from hfpapers.enrich.checks.given import CheckInput, Field, list_fields, listed, passed, refused
from hfpapers.enrich.checks.sizes import size_in_words
from hfpapers.model.enrichment import Translation, Verdict

CHECK = "length"
#: Words for one of English, where a language joins or parts them otherwise; scripts without blanks are weighed already.
_WORDS_FOR_ONE = {
    "de": 0.93,
    "nl": 0.97,
    "sv": 0.88,
    "da": 0.9,
    "no": 0.9,
    "fi": 0.68,
    "hu": 0.82,
    "tr": 0.75,
    "pl": 0.85,
    "cs": 0.85,
    "ru": 0.82,
    "uk": 0.82,
    "fr": 1.15,
    "es": 1.12,
    "pt": 1.1,
    "it": 1.08,
    "vi": 1.45,
    "ar": 0.85,
    "he": 0.75,
    "hi": 1.2,
    "fa": 1.05,
    "ro": 1.0,
    "id": 0.9,
}
_NUMBER = re.compile(r"\[\d+\]")


def check_length(given: CheckInput) -> Verdict:
    """Refuse an answer of which a text is far too short or too long."""
    factor = _WORDS_FOR_ONE.get(given.language_subtag, 1.0)
    fields = list_fields(given.answer)
    problems = list(_against_source(fields, given, factor) if isinstance(given.answer, Translation) else ())
    for field in fields:
        bounds = TEXT_BOUNDS.get(_NUMBER.sub("", field.name))
        size = size_in_words(field.text) / factor
        if bounds is not None and not bounds.hold(size):
            problems.append(
                f"{field.name}: about {size:.0f} words, allowed are {bounds.least:.0f} to {bounds.most:.0f}"
            )
    return refused(CHECK, listed(problems)) if problems else passed(CHECK)


def _against_source(fields: tuple[Field, ...], given: CheckInput, factor: float) -> Iterator[str]:
    abstract = given.abstract if given.abstract is not None else _without_title(given)
    for field, original, ratio in zip(fields, (given.title, abstract), (TITLE_RATIO, ABSTRACT_RATIO), strict=True):
        expected, size = size_in_words(original), size_in_words(field.text) / factor
        allowed = Bounds(ratio.least * expected - RATIO_SLACK_WORDS, ratio.most * expected + RATIO_SLACK_WORDS)
        if not allowed.hold(size):
            yield f"{field.name}: about {size:.0f} words for {expected:.0f} of the source"


def _without_title(given: CheckInput) -> str:
    return given.source.replace(given.title, "", 1) if given.title else given.source
