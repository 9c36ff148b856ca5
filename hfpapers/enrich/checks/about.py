"""Whether an answer is about this paper: the verdict `about`.

In: a `CheckInput`. Out: refused where nothing in the answer leads back to the paper: no name or word of its title, no
term of the glossary that it has, no number of it. In English and its relatives words are compared; elsewhere only what
keeps its form, and translations the glossary has. Where a paper offers too little of that, the check says that it could
not tell.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from hfpapers.enrich.checks.folding import fold, straighten
from hfpapers.enrich.checks.function_words import FUNCTION_WORDS
from hfpapers.enrich.checks.given import CheckInput, GlossaryTerm, Role, list_fields, passed, refused
from hfpapers.enrich.checks.latin import index_words, list_words, normal_key
from hfpapers.enrich.checks.reading import list_facts, list_numbers
from hfpapers.enrich.checks.scripts import is_latin_language
from hfpapers.model.enrichment import Verdict

CHECK = "about"
_NAME_BEFORE_COLON = re.compile(r"^\s*([^:\uff1a]{2,60})[:\uff1a]")
_MOST_NAME_WORDS = 3
_LEAST_CONTENT_LETTERS = 4
_LEAST_CONTENT_WORDS = 8
_LEAST_SHARE_IN_ENGLISH = 0.38
_LEAST_ANCHORS = 3
#: Words that nearly every paper has: they do not tell one from another.
_GENERIC_WORDS = (
    "model models language learning large data training trained paper method methods approach novel task tasks "
    "work results result show shows performance based deep neural network networks propose proposed present "
    "presents new using system systems research study problem problems existing across improve improves efficient "
    "framework evaluation benchmark benchmarks introduce introduces achieve achieves significant significantly "
    "state-of-the-art different various while where which their these those authors"
)
_GENERIC = frozenset(_GENERIC_WORDS.split())


def check_about(given: CheckInput) -> Verdict:
    """Refuse an answer that has nothing of the paper."""
    if given.language_subtag == "en":
        return _in_english(given)
    text = _text_of(given, without={Role.TERM})
    anchors = _anchors(given)
    hits = [anchor for anchor in anchors if any(_occurs(form, text) for form in anchor)]
    if hits or _shares_numbers(text, given):
        return passed(CHECK)
    if is_latin_language(given.language) and _shares_words(text, given):
        return passed(CHECK)
    names = _names_of_title(given.title)
    if names or len(anchors) >= _LEAST_ANCHORS:
        missing = ", ".join([*dict.fromkeys([*names, *(anchor[0] for anchor in anchors)])][:4])
        return refused(CHECK, f"nothing of this paper is in it, such as {missing}")
    return passed(CHECK, "could not be told: the paper has too few names, numbers and terms of the list")


def _text_of(given: CheckInput, *, without: Collection[Role]) -> str:
    return straighten(" \n".join(field.text for field in list_fields(given.answer) if field.role not in without))


def _anchors(given: CheckInput) -> list[tuple[str, ...]]:
    """List what an answer about the paper has some of: names in its title, and its terms in any form."""
    terms = [_forms(entry) for entry in given.glossary]
    return [*((name,) for name in _names_of_title(given.title)), *terms]


def _forms(entry: GlossaryTerm) -> tuple[str, ...]:
    return (entry.term, *entry.aliases, *entry.translations)


def _names_of_title(title: str) -> list[str]:
    """List the words of a title that stay as they are: what stands before its colon, and words spelt as names."""
    names = [word.text for word in list_words(straighten(title)) if word.is_coined]
    before = _NAME_BEFORE_COLON.match(straighten(title))
    if before and len(before[1].split()) == 1 and before[1].strip()[:1].isupper():
        names.append(before[1].strip())
    return list(dict.fromkeys(names))


def _occurs(form: str, text: str) -> bool:
    key = normal_key(form)
    if not key:
        return False
    if form.isascii():
        return index_words((text,)).has(form, is_name=True)
    return key in normal_key(text)


def _shares_numbers(text: str, given: CheckInput) -> bool:
    """Tell whether the answer has two numbers of the source that not every paper has."""
    facts = list_facts(given.told)
    telling = {
        mention.raw
        for mention in list_numbers(text, given.language_subtag)
        if facts.hold(mention) and any(abs(quantity.value) > 10 for reading in mention.readings for quantity in reading)  # noqa: PLR2004 - small counts are everywhere
    }
    return len(telling) > 1


def _shares_words(text: str, given: CheckInput) -> bool:
    """Tell whether words of the title come again in a related language (`Transformer`, `modèle`)."""
    index = index_words((text,))
    return any(index.has(word, is_name=False) for word in _content(given.title, most_common=_GENERIC))


def _in_english(given: CheckInput) -> Verdict:
    # Reasons of marks are opinions in words of their own; a name of the title may stand among the keywords alone.
    told = _content(_text_of(given, without={Role.TERM, Role.REASON}), most_common=frozenset())
    is_little = len(told) < _LEAST_CONTENT_WORDS
    content = _content(_text_of(given, without={Role.TERM}), most_common=frozenset()) if is_little else told
    telling = _content(given.title, most_common=_GENERIC)
    index, own = index_words((straighten(given.told),)), index_words((_text_of(given, without=()),))
    if len(content) < _LEAST_CONTENT_WORDS or not telling:
        return passed(CHECK, "could not be told: too few words")
    share = sum(index.has(word, is_name=False) for word in content) / len(content)
    if share < _LEAST_SHARE_IN_ENGLISH:
        return refused(CHECK, f"only {share:.0%} of its words are in the source")
    if not any(own.has(word, is_name=False) for word in telling):
        return refused(CHECK, f"no word of the title is in it, such as {', '.join(telling[:4])}")
    return passed(CHECK)


def _content(text: str, *, most_common: frozenset[str]) -> Sequence[str]:
    words = (fold(word.text) for word in list_words(text))
    return list(
        dict.fromkeys(
            word
            for word in words
            if len(word) >= _LEAST_CONTENT_LETTERS and word not in FUNCTION_WORDS["en"] and word not in most_common
        )
    )
