"""Whether an answer really is in the language that was asked for, field by field.

In: a `CheckInput`. Out: the verdict `language`. Scripts are told by their letters, languages in Latin letters by their
small words; English terms and names within another language are no fault, English sentences are. Keywords' own terms
stay English.
"""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from hfpapers.enrich.checks.chinese_characters import SIMPLIFIED, TRADITIONAL
from hfpapers.enrich.checks.folding import straighten
from hfpapers.enrich.checks.function_words import FUNCTION_WORDS, RELATIVES, SAME_LANGUAGE
from hfpapers.enrich.checks.given import SENTENCES, CheckInput, Field, Role, list_fields, listed, passed, refused
from hfpapers.enrich.checks.latin import list_words, normal_key
from hfpapers.enrich.checks.scripts import (
    count_letters,
    is_latin_language,
    is_traditional,
    script_of,
    scripts_in,
    words_worth,
)
from hfpapers.enrich.checks.web_addresses import without_addresses
from hfpapers.model.enrichment import Verdict

CHECK = "language"
_WORD = re.compile(r"[^\W\d_]+")
_GREEK_WORD = re.compile("[\u0370-\u03ff\u1f00-\u1fff]{3,}")
#: Titles of works and examples stand in quotes, terms in brackets: both may be in English.
_ASIDES = re.compile(r"[“\"„«「『《][^”\"“»」』》]{0,200}[”\"“»」』》]|[（(][^（）()]{0,120}[）)]")
_SENTENCE = re.compile(r"[^.!?。！？]+[.!?。！？]*")
#: A stretch of words in Latin letters with only blanks and small marks between them.
_STRETCH = re.compile(r"[A-Za-z][A-Za-z'’-]*(?:[\s,]+[A-Za-z][A-Za-z'’-]*)+")
_MOST_ENGLISH_SMALL_WORDS = 3
_LEAST_WORDS = 8
_LEAST_SMALL_WORDS = 3
#: Of its own script, a text has at least this share, in words; titles are full of names.
_LEAST_SHARE = {Role.TITLE: 0.08, Role.TERM_TRANSLATION: 0.01}
_LEAST_SHARE_OF_PROSE = 0.3
_MOST_OTHER_SHARE = 0.2
#: So many words without a single small one are no text of a language that has many of them.
_WORDS_WITHOUT_SMALL = 25
_WITH_FEW_SMALL_WORDS = frozenset({"fi", "hu", "tr", "pl", "cs", "id"})
_LEAST_KANA = 0.08
_LEAST_LETTERS = 15


def check_language(given: CheckInput) -> Verdict:
    """Refuse an answer of which a field is in another language, or is the source unchanged."""
    problems = [
        f"{field.name} {problem}"
        for field in list_fields(given.answer)
        if field.role is not Role.TERM and (problem := _problem(field, given)) is not None
    ]
    if problems:
        return refused(CHECK, f"asked for {given.language}: {listed(problems)}")
    is_known = not is_latin_language(given.language) or _table_language(given) in FUNCTION_WORDS
    return passed(CHECK, None if is_known else f"{given.language} could only be told from English and a few others")


def _problem(field: Field, given: CheckInput) -> str | None:
    text = straighten(without_addresses(field.text))
    if field.role is Role.TERM_TRANSLATION and _is_kept_term(field, given):
        return None
    if _is_unchanged(field, given):
        return "is the source unchanged"
    if is_latin_language(given.language):
        return _latin_problem(field, text, given)
    return _script_problem(field, text, given)


def _table_language(given: CheckInput) -> str:
    return SAME_LANGUAGE.get(given.language_subtag, given.language_subtag)


def _is_kept_term(field: Field, given: CheckInput) -> bool:
    """Tell whether the translation of a keyword is the keyword: a term that stays English."""
    at = field.name.removesuffix(".translation")
    return any(
        other.name == f"{at}.text" and normal_key(other.text) == normal_key(field.text)
        for other in list_fields(given.answer)
    )


def _is_unchanged(field: Field, given: CheckInput) -> bool:
    """Tell whether a translation says what the source says, in its words; a title of names alone may."""
    if _table_language(given) == "en" or field.role not in {Role.TITLE, *SENTENCES}:
        return False
    key = normal_key(field.text)
    if not key or key not in normal_key(given.told):
        return False
    words = list_words(field.text)
    plain = [word for word in words if not word.is_coined]
    return len(plain) > 1 or any(not word.is_capitalised for word in plain) or field.role is not Role.TITLE


def _script_problem(field: Field, text: str, given: CheckInput) -> str | None:
    script = script_of(given.language)
    counts = count_letters(text)
    own = sum(counts[part] for part in scripts_in(script))
    total = sum(counts.values())
    if not total:
        return None
    if not own:
        return None if field.role is Role.TITLE and _is_unchanged_name(field, given) else f"has no letter of {script}"
    others = total - own - counts["Latn"] - _signs(text, counts)
    if others > _MOST_OTHER_SHARE * own and others > 2:  # noqa: PLR2004 - a sign or two may be quoted
        return "is in another script"
    latin_words = len([word for word in list_words(text) if not word.is_coined])
    own_words = words_worth(counts)
    if own_words < _LEAST_SHARE.get(field.role, _LEAST_SHARE_OF_PROSE) * (own_words + latin_words):
        return "is mostly in Latin letters"
    return _english_within(text) or _asian_problem(field, text, given)


def _signs(text: str, counts: Counter[str]) -> int:
    """Count the Greek letters that stand alone, as signs of mathematics do."""
    return counts["Grek"] - sum(map(len, _GREEK_WORD.findall(text)))


def _is_unchanged_name(field: Field, given: CheckInput) -> bool:
    """Tell whether a title is but names, which no language translates (`Mistral 7B`)."""
    plain = [word for word in list_words(field.text) if not word.is_coined]
    return normal_key(field.text) == normal_key(given.title) and len(plain) <= 1


def _english_within(text: str) -> str | None:
    """Find an English sentence within a text in another script."""
    for match in _STRETCH.finditer(_ASIDES.sub(" ", text)):
        small = [word for word in match[0].lower().split() if word.strip(",") in FUNCTION_WORDS["en"]]
        if len(small) > _MOST_ENGLISH_SMALL_WORDS:
            return f"holds English: {match[0][:40]}"
    return None


def _asian_problem(field: Field, text: str, given: CheckInput) -> str | None:
    counts = count_letters(text)
    han, kana = counts["Hani"], counts["Kana"]
    script = script_of(given.language)
    is_long = han + kana >= _LEAST_LETTERS
    if script == "Jpan" and is_long and field.role is not Role.TITLE and kana < _LEAST_KANA * (han + kana):
        return "is Chinese, not Japanese"
    if script == "Kore" and counts["Hang"] < counts["Hani"]:
        return "is Chinese, not Korean"
    if script == "Hani":
        return _chinese_problem(text, kana=kana, han=han, given=given)
    return None


def _chinese_problem(text: str, *, kana: int, han: int, given: CheckInput) -> str | None:
    if kana > _LEAST_KANA * han:
        return "is Japanese, not Chinese"
    wants_traditional = is_traditional(given.language)
    simplified = sum(sign in SIMPLIFIED for sign in text)
    traditional = sum(sign in TRADITIONAL for sign in text)
    other, own = (simplified, traditional) if wants_traditional else (traditional, simplified)
    if other >= _LEAST_SMALL_WORDS and other > 2 * own:
        return "is in simplified characters" if wants_traditional else "is in traditional characters"
    return None


def _latin_problem(field: Field, text: str, given: CheckInput) -> str | None:
    counts = count_letters(text)
    own_letters = counts["Latn"]
    others = sum(counts.values()) - own_letters - _signs(text, counts)
    if words_worth(counts) > _MOST_OTHER_SHARE * (own_letters / 6) and others > 2:  # noqa: PLR2004 - as above
        return "is in another script"
    if field.role is Role.TERM_TRANSLATION:
        return None
    language = _table_language(given)
    for part in _parts(_ASIDES.sub(" ", text) if field.role in SENTENCES else text):
        found = _other_language(part, language)
        if found is not None:
            return f"is in another language ({found})"
    return None


def _parts(text: str) -> Iterator[list[str]]:
    """Yield the words of the whole text, and of each sentence that is long enough to be judged."""
    yield [word.lower() for word in _WORD.findall(text)]
    for sentence in _SENTENCE.findall(text):
        words = [word.lower() for word in _WORD.findall(sentence)]
        if len(words) >= _LEAST_WORDS:
            yield words


def _other_language(words: list[str], language: str) -> str | None:
    """Return the language that has more small words in a text than the one that was asked for.

    A word counts once, and for another language only if it is none of the language's own and no single letter.
    """
    own_words = FUNCTION_WORDS.get(language, frozenset())
    told = set(words)
    own = len(told & own_words)
    foreign = {word for word in told - own_words if len(word) > 1}
    rivals = FUNCTION_WORDS.keys() - RELATIVES.get(language, frozenset()) - {language}
    scores = {rival: len(foreign & FUNCTION_WORDS[rival]) for rival in rivals}
    best = max(sorted(scores), key=lambda rival: scores[rival])
    if len(words) < _LEAST_WORDS:
        return best if not own and scores[best] > 1 and own_words else None
    if not own_words:
        return "en" if scores["en"] > len(told) / 6 else None
    if not own and len(words) >= _WORDS_WITHOUT_SMALL and language not in _WITH_FEW_SMALL_WORDS:
        return "another one than those that are known" if scores[best] < _LEAST_SMALL_WORDS else best
    return best if scores[best] >= _LEAST_SMALL_WORDS and scores[best] > own else None
