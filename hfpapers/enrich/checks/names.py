"""Whether every name and acronym of an answer is in the source or in the glossary.

In: a `CheckInput`. Out: the verdict `names`. In scripts other than Latin, every word in Latin letters is looked at; in
Latin ones, words that are spelt as only names are: with a capital, a digit or capitals within. German has a capital for
each noun, a headline for each word: there only the latter, and institutions that are known, are seen.
"""

# ruff: noqa: RUF001 - marks of all languages begin a sentence

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from hfpapers.enrich.checks.folding import straighten
from hfpapers.enrich.checks.given import CheckInput, Field, GlossaryTerm, Role, list_fields, listed, passed, refused
from hfpapers.enrich.checks.institutions import list_foreign_institutions
from hfpapers.enrich.checks.latin import Word, WordIndex, index_words, list_words
from hfpapers.enrich.checks.scripts import is_latin_language
from hfpapers.enrich.checks.web_addresses import without_addresses
from hfpapers.model.enrichment import Verdict

CHECK = "names"
_NOUNS_HAVE_CAPITALS = frozenset({"de", "lb", "gsw"})
_ABBREVIATIONS = frozenset({"vs", "etc", "e.g", "i.e", "eg", "ie", "al", "et", "ok", "vs.", "z.b", "d.h", "p.ex", "cf"})
#: What a language calls `AI`.
_ARTIFICIAL = {"de": "ki", "fr": "ia", "es": "ia", "pt": "ia", "it": "ia", "ro": "ia", "pl": "si", "nl": "ai"}
_SENTENCE_START = re.compile(r"(?:^|[.!?:;。！？：…\"“”„«»‹›'‘’(（\[「『—•|]|\s-)\s*$")
_LONGEST_LOOK_BACK = 8
#: `Llama 5` that is not `Llama 5 倍`: a version behind a name.
_VERSION = re.compile(
    r"(?<![\w-])([A-Z][A-Za-z]{2,})[ ](\d{1,2}(?:\.\d{1,2})?)(?=\s?(?:[的在和与是，、。,;；:：)）]|$))(?![,.]\d)"
)
_PARTS = re.compile(r"[-/&+_]")
_TITLE_CASE_SHARE = 0.6


def check_names(given: CheckInput) -> Verdict:
    """Refuse an answer with a name that neither source nor glossary has."""
    source = given.told
    index = index_words((straighten(source), straighten(without_addresses(source)), *_forms(given.glossary)))
    foreign = []
    for field in list_fields(given.answer):
        text = straighten(without_addresses(field.text))
        names = [*_unknown_words(field, text, index, given.language_subtag), *_unknown_versions(text, index)]
        names += list_foreign_institutions(text, source)
        foreign += [f"{name} ({field.name})" for name in dict.fromkeys(names)]
    if not foreign:
        return passed(CHECK)
    return refused(CHECK, f"neither in the source nor in the list of terms: {listed(foreign)}")


def _forms(glossary: Iterable[GlossaryTerm]) -> tuple[str, ...]:
    return tuple(form for entry in glossary for form in (entry.term, *entry.aliases, *entry.translations))


def _unknown_words(field: Field, text: str, index: WordIndex, language: str) -> Iterator[str]:
    words = list_words(text)
    is_latin = is_latin_language(language) and field.role is not Role.TERM
    skips_capitals = is_latin and (language in _NOUNS_HAVE_CAPITALS or _is_title_case(words))
    for word in words:
        if len(word.text) == 1 or word.text.casefold() in _ABBREVIATIONS:
            continue
        if is_latin and not _is_name(word, text, skips_capitals=skips_capitals):
            continue
        is_name = word.is_coined or (word.is_capitalised and field.role is not Role.TERM)
        if index.has(word.text, is_name=is_name):
            continue
        if not (is_latin and _has_names_of(word, index, language, skips_capitals=skips_capitals)):
            yield word.text


def _has_names_of(word: Word, index: WordIndex, language: str, *, skips_capitals: bool) -> bool:
    """Tell whether all parts of a compound that are names are known: `PPO-Verfahren`, `near-3D`."""
    parts = [Word(part, 0) for part in _PARTS.split(word.text) if part]
    names = [part for part in parts if part.is_coined or (part.is_capitalised and not skips_capitals)]
    if any(part.text.isdigit() for part in parts):
        return False
    return all(_is_artificial(part, index, language) or index.has(part.text, is_name=True) for part in names)


def _is_artificial(word: Word, index: WordIndex, language: str) -> bool:
    return word.text.casefold() == _ARTIFICIAL.get(language) and index.has("AI", is_name=True)


def _is_name(word: Word, text: str, *, skips_capitals: bool) -> bool:
    if word.is_coined:
        return True
    if not word.is_capitalised or skips_capitals:
        return False
    return _SENTENCE_START.search(text[max(0, word.start - _LONGEST_LOOK_BACK) : word.start]) is None


def _is_title_case(words: tuple[Word, ...]) -> bool:
    """Tell whether a text writes its words with capitals, as headlines do."""
    long = [word for word in words if len(word.text) > 3]  # noqa: PLR2004 - short words keep small letters in headlines
    return bool(long) and sum(word.is_capitalised for word in long) > _TITLE_CASE_SHARE * len(long)


def _unknown_versions(text: str, index: WordIndex) -> Iterator[str]:
    for match in _VERSION.finditer(text):
        if index.has(match[1], is_name=True) and not index.has(f"{match[1]}-{match[2]}", is_name=True):
            yield match[0]
