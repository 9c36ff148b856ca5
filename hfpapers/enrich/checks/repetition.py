"""Whether an answer says anything twice: a phrase right after itself, a sentence, a point of a list.

In: a `CheckInput`. Out: the verdict `repetition`. A phrase is four Chinese characters or three words; what the source
repeats may be repeated. Parallel sentences, doubled words and `smaller and smaller` are no repetition.
"""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, islice

from hfpapers.enrich.checks.folding import straighten
from hfpapers.enrich.checks.given import SENTENCES, CheckInput, Field, Role, list_fields, listed, passed, refused
from hfpapers.model.enrichment import Verdict

CHECK = "repetition"
_HAN = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f"
_TOKEN = re.compile(rf"[{_HAN}]|[^\W{_HAN}]+(?:[-'’.][^\W{_HAN}]+)*|[^\s\w]")
_SENTENCE = re.compile(r"[^.!?。！？；;]+")
#: A period is found by a back reference over one sign for each token.
_AT_ONCE = re.compile(r"(?=(.{3,40}?)\1)", re.DOTALL)
_SAME_WORD = re.compile(r"(.)\1\1", re.DOTALL)
_ACROSS_MARKS = re.compile(r"(?=(.{3,40}?)\1\1)", re.DOTALL)
_FIRST_SIGN = 0x10000
_LAST_SIGN = 0x10FFFF
_HAN_OF_A_PHRASE, _WORDS_OF_A_PHRASE = 4, 3
_LEAST_SENTENCE = 2.0
_GRAM = 5
_MOST_GRAM_SHARE = 0.25
_LEAST_GRAMS = 40
_MOST_ALIKE = 0.8
#: What is longer is refused for its length.
_MOST_TOKENS = 30_000


def check_repetition(given: CheckInput) -> Verdict:
    """Refuse an answer that repeats itself."""
    fields = [field for field in list_fields(given.answer) if field.role is not Role.TERM]
    source = _tokens(given.told)
    found = [f"{phrase} ({field.name})" for field in fields for phrase in _within(field, source)]
    found += _between(fields)
    return refused(CHECK, f"said twice: {listed(found)}") if found else passed(CHECK)


def _within(field: Field, source: list[str]) -> Iterator[str]:
    tokens = _tokens(field.text)
    words = [token for token in tokens if token.isalnum() or len(token) > 1]
    for pattern, stream, times in ((_AT_ONCE, tokens, 2), (_ACROSS_MARKS, words, 3)):
        phrase = _first_repeated(pattern, stream, times, source)
        if phrase is not None:
            yield phrase
            return
    sentences = [tuple(_words(sentence)) for sentence in _SENTENCE.findall(straighten(field.text))]
    own = [token for token in source if token[0].isalnum()]
    long = [sentence for sentence in sentences if _weight(sentence) >= _LEAST_SENTENCE]
    twice = next((one for one in long if long.count(one) > 1 and not _occurs(one, own, times=2)), None)
    if twice is not None:
        yield _spelt(twice)
    elif _gram_share(words) > _MOST_GRAM_SHARE:
        yield "the same words over and over"


def _first_repeated(pattern: re.Pattern[str], tokens: Sequence[str], times: int, source: list[str]) -> str | None:
    """Find the first phrase that follows on itself, or a word that stands three times in a row."""
    signs, spelt = _as_signs(tokens)
    if times == 2:  # noqa: PLR2004 - once more than once
        for match in _SAME_WORD.finditer(signs):
            word = spelt[match[1]]
            if len(word) > 1 and word.isalpha() and not _occurs([word] * 3, source):
                return " ".join([word] * 3)
    for match in pattern.finditer(signs):
        phrase = [spelt[sign] for sign in match[1]]
        if _weight(phrase) >= 1 and not _occurs(phrase * times, source):
            return _spelt(phrase * times)
    return None


def _between(fields: Sequence[Field]) -> Iterator[str]:
    """Find a sentence that two fields have, and points of a list that say the same."""
    seen: dict[tuple[str, ...], str] = {}
    for field in fields:
        if field.role not in SENTENCES:
            continue
        own = {tuple(_words(sentence)) for sentence in _SENTENCE.findall(straighten(field.text))}
        for sentence in own:
            if _weight(sentence) >= _LEAST_SENTENCE and seen.setdefault(sentence, field.name) != field.name:
                yield f"{_spelt(sentence)} ({seen[sentence]} and {field.name})"
    items = [(field.name, _grams(_words(field.text), 2)) for field in fields if field.role is Role.ITEM]
    for (name, own), (other_name, other) in combinations(items, 2):
        if own and other and len(own & other) >= _MOST_ALIKE * len(own | other):
            yield f"{name} and {other_name} are the same"


def _tokens(text: str) -> list[str]:
    """Part a text into words, single Chinese characters and marks."""
    return _TOKEN.findall(straighten(text).casefold())[:_MOST_TOKENS]


def _words(text: str) -> list[str]:
    return [token for token in _tokens(text) if token[0].isalnum()]


def _weight(tokens: Sequence[str]) -> float:
    """Return how many phrases some tokens are worth: four Chinese characters, or three words, are one."""
    han = sum(re.match(f"[{_HAN}]", token) is not None for token in tokens)
    words = sum(token[0].isalpha() for token in tokens) - han
    return han / _HAN_OF_A_PHRASE + words / _WORDS_OF_A_PHRASE


def _as_signs(tokens: Sequence[str]) -> tuple[str, dict[str, str]]:
    """Write each different token as one sign, so that a pattern can compare them."""
    distinct = list(dict.fromkeys(tokens))[: _LAST_SIGN - _FIRST_SIGN]
    sign_of = {token: chr(_FIRST_SIGN + at) for at, token in enumerate(distinct)}
    return "".join(sign_of.get(token, "") for token in tokens), {sign: token for token, sign in sign_of.items()}


def _occurs(phrase: Sequence[str], source: list[str], *, times: int = 1) -> bool:
    length = len(phrase)
    wanted = list(phrase)
    places = (at for at in range(len(source) - length + 1) if source[at : at + length] == wanted)
    return len(list(islice(places, times))) == times


def _grams(words: Sequence[str], length: int) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


def _gram_share(words: Sequence[str]) -> float:
    """Return which share of a text's five-word stretches has been there before."""
    total = len(words) - _GRAM + 1
    return 1 - len(_grams(words, _GRAM)) / total if total >= _LEAST_GRAMS else 0.0


def _spelt(tokens: Sequence[str]) -> str:
    return "".join(token if re.match(f"[{_HAN}]", token) else f"{token} " for token in tokens).strip()
