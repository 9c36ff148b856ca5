"""Keywords and the weights of phrases: a title and an abstract in, phrases that stand in them out.

YAKE weighs phrases by where and how often their words stand; here they are cleared of noise and merged. English only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from hfpapers.digest.empty_words import EMPTY, EMPTY_ALONE, EMPTY_AT_END, EMPTY_AT_START

#: How many words a phrase has at most.
PHRASE_WORDS = 3
_CANDIDATES = 120
#: Two phrases that share more of the shorter one's words than this say the same.
_SAME_SHARE = 0.5
_KEPT = 1024

_WORD = re.compile(r"[^\W_]+(?:[-\u2019'./+][^\W_]+)*\+*")
#: A word that is spelled as names are: with a capital or a digit that is not at its beginning.
_NAME = re.compile(r"(?=.*[A-Za-z])(?:.+[A-Z]|.+\d|\d.*[A-Za-z])")
_ADVERB = re.compile(r".{3,}ly")
_PARTICIPLE = re.compile(r".{4,}ed|.+able")
#: Endings of words that are no nouns, or seldom.
_NO_NOUN = re.compile(r".+(?:ed|ive|al|ous|able|ible|ic|ly|ful|ing|ional|ary|ense|uous)")

#: A word folded to be compared, and as it is spelled.
Token = tuple[str, str]


def find_phrases(title: str, abstract: str) -> tuple[str, ...]:
    """Find what a paper is about, the weightiest first; of phrases that overlap one.

    Each is a name, or stands in the title, or several times in the text; spelled as in the abstract, where it stands
    in it.
    """
    source = _Source(title=tokens_of(title), abstract=tokens_of(abstract))
    found: list[_Phrase] = []
    for candidate in weigh_phrases(f"{title.rstrip('.')}. {abstract}".strip()):
        phrase = source.phrase(candidate)
        if phrase is not None and _says_something(phrase):
            _merge(found, phrase)
    return tuple(phrase.text for phrase in found)


@lru_cache(maxsize=_KEPT)
def weigh_phrases(text: str) -> Mapping[tuple[str, ...], float]:
    """Weigh the phrases of a text, as folded words, the weightiest first; 1 is much, 0 nothing."""
    weights: dict[tuple[str, ...], float] = {}
    for phrase, score in _extractor().extract_keywords(text):
        words = tuple(folded for folded, _ in tokens_of(phrase) if folded)
        if words:
            # Rounded, since sums of the same numbers may differ in their last digits.
            weights.setdefault(words, round(1 / (1 + 10 * float(score)), 9))
    return dict(sorted(weights.items(), key=lambda item: (-item[1], item[0])))


def tokens_of(text: str) -> list[Token]:
    """Take words apart; what stands between two other than a blank is a word of no letters, and ends every phrase."""
    tokens: list[Token] = []
    end = 0
    for match in _WORD.finditer(text):
        if text[end : match.start()].strip():
            tokens.append(("", ""))
        tokens.append((_folded(match[0]), match[0]))
        end = match.end()
    return tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class _Phrase:
    """A candidate: its folded words, its spelling, how often it stands in the text, and whether in the title."""

    words: tuple[str, ...]
    text: str
    count: int
    is_in_title: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    title: Sequence[Token]
    abstract: Sequence[Token]

    def phrase(self, words: tuple[str, ...]) -> _Phrase | None:
        """Find the phrase where it stands; None where it never does, or only as a part of one longer one."""
        in_abstract, in_title = (list(_places(words, tokens)) for tokens in (self.abstract, self.title))
        found = in_abstract or in_title
        if not found or _is_a_part([*in_abstract, *in_title]):
            return None
        return _Phrase(
            words=words, text=found[0].text, count=len(in_abstract) + len(in_title), is_in_title=bool(in_title)
        )


@dataclass(frozen=True, slots=True)
class _Place:
    """A phrase where it stands: as spelled, and the words before and after it; empty where it ends there."""

    text: str
    before: str
    after: str


def _folded(word: str) -> str:
    """Fold case and the plural."""
    small = word.casefold()
    if len(small) > 3 and small.endswith("s") and not small.endswith(("ss", "us", "is")):  # noqa: PLR2004 - `gas`, `bus`
        return small[:-1]
    return small


def _places(words: tuple[str, ...], tokens: Sequence[Token]) -> Iterable[_Place]:
    padded = [("", ""), *tokens, ("", "")]
    for start in range(1, len(padded) - len(words)):
        end = start + len(words)
        if tuple(folded for folded, _ in padded[start:end]) == words:
            text = " ".join(spelled for _, spelled in padded[start:end])
            yield _Place(text, padded[start - 1][0], padded[end][0])


def _is_a_part(places: Sequence[_Place]) -> bool:
    """Tell whether the same word that says something always stands before the phrase, or always after it."""
    for around in ({place.before for place in places}, {place.after for place in places}):
        (word, *others) = around
        if not others and word and word not in EMPTY and word not in EMPTY_AT_START and not _ADVERB.fullmatch(word):
            return True
    return False


def _says_something(phrase: _Phrase) -> bool:
    words = phrase.words
    if not (phrase.is_in_title or phrase.count > 1):
        return False
    if any(word in EMPTY or len(word) == 1 or word.isdigit() for word in words):
        return False
    if words[0] in EMPTY_AT_START or words[-1] in EMPTY_AT_END:
        return False
    if _ADVERB.fullmatch(words[0]) or _PARTICIPLE.fullmatch(words[-1]):
        return False
    if len(words) > 1:
        # `Aligning Language Models`, a title's own beginning, against `scaling laws`, which the text takes up.
        return phrase.count > 1 or not words[0].endswith("ing")
    is_name = _NAME.fullmatch(phrase.text) is not None
    return is_name or (phrase.is_in_title and phrase.count > 1 and _is_noun(words[0]))


def _is_noun(word: str) -> bool:
    return word not in EMPTY_ALONE and _NO_NOUN.fullmatch(word) is None


def _merge(found: list[_Phrase], phrase: _Phrase) -> None:
    """Take a phrase in, unless one that is there says the same; a longer one takes the place of its own parts."""
    same = [other for other in found if _overlap(phrase, other)]
    if not same:
        found.append(phrase)
    elif phrase.count > 1 and all(set(other.words) < set(phrase.words) for other in same):
        found[found.index(same[0])] = phrase
        for other in same[1:]:
            found.remove(other)


def _overlap(phrase: _Phrase, other: _Phrase) -> bool:
    shared = len(set(phrase.words) & set(other.words))
    return shared > _SAME_SHARE * min(len(phrase.words), len(other.words))


@cache
def _extractor() -> Any:
    """Make YAKE's extractor once: it reads its list of stop words from a file."""
    from yake import KeywordExtractor  # type: ignore[import-untyped]  # noqa: PLC0415 - 0.4 s, only where it is needed

    # Its own way of merging compares letters; ours compares words.
    return KeywordExtractor(lan="en", n=PHRASE_WORDS, dedup_lim=1.0, top=_CANDIDATES)
