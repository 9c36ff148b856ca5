"""Words in Latin letters, as they are told apart and compared: `fine-tuning`, `finetuning` and `fine tuning` are one.

In: texts. Out: words with their places, and an index of a source that knows which words it has. Case, diacritics,
hyphens, plurals and possessives do not count; for words that are no names, neither do endings.
"""

# ruff: noqa: RUF001 - typographic apostrophes are looked for

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from hfpapers.enrich.checks.folding import fold

LETTER = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_WORD = re.compile(rf"(?:[0-9]+(?:[.,][0-9]+)*)?[{LETTER}][{LETTER}0-9\u0300-\u036f]*(?:[-'’&/._+@][{LETTER}0-9]+)*")
_RUN = re.compile(r"[^\W_]+(?:\.[0-9]+)*")
_PART = re.compile(r"[a-z\u00df-\u024f]+|[^\W\d_a-z\u00df-\u024f]+|\d+(?:\.\d+)*")
#: A number with what multiplies it is `numbers`' to judge.
_AMOUNT = re.compile(r"[\d.,]+(?:[kmbtgx]|bn|mn|st|nd|rd|th|s)?", re.IGNORECASE)
#: Up to so many neighbours may be written as one word.
_MOST_JOINED = 5
_LEAST_STEM = 5
_POSSESSIVE = re.compile(r"['’]s?$")
#: French and Italian articles and pronouns that lean on the next word: `l'IA`.
_LEANING = re.compile(r"(?:[ldjnscmt]|qu|un|(?:de|a|ne|su)ll|jusqu|lorsqu|puisqu)['’](?=\w)", re.IGNORECASE)
_DIMENSIONS = {"one": "1d", "two": "2d", "three": "3d", "four": "4d"}


@dataclass(frozen=True, slots=True)
class Word:
    """A word in Latin letters, as it stands; `start` is its place in the text."""

    text: str
    start: int

    @property
    def is_coined(self) -> bool:
        """Whether it is spelt as no plain word is: a capital within, a digit, or capitals only."""
        return any(sign.isdigit() for sign in self.text) or any(
            sign.isupper() for part in re.split(r"[-'’&/._+@]", self.text) for sign in part[1:]
        )

    @property
    def is_capitalised(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[:1].isupper()

    @property
    def is_acronym(self) -> bool:
        """Whether it is two to eight capitals, with a plural's `s` or without."""
        return re.fullmatch(r"[A-Z][A-Z0-9-]{1,7}s?", self.text) is not None


@dataclass(frozen=True, slots=True)
class WordIndex:
    """The words of a source, also joined with their neighbours; `stems` are words without their endings."""

    joined: frozenset[str]
    stems: frozenset[str]

    def has(self, word: str, *, is_name: bool) -> bool:
        """Tell whether a word is one of the source's; of a name, all letters must be the same.

        A compound passes if all its parts do; a number in it must stand beside the same name in the source, unless it
        is a size (`Llama-70B`).
        """
        runs = _runs(word)
        if not runs or self._has_any_form("".join(runs)):
            return True
        if not is_name and len(runs) == 1:
            return self._has_stem(runs[0])
        return len(runs) > 1 and all(self._has_part(runs, at, is_name=is_name) for at in range(len(runs)))

    def _has_part(self, runs: list[str], at: int, *, is_name: bool) -> bool:
        run = runs[at]
        if run.replace(".", "").isdigit():
            return at > 0 and runs[at - 1] + run in self.joined
        if _AMOUNT.fullmatch(run):
            return True
        return self._has_any_form(run) or (not is_name and self._has_stem(run))

    def _has_any_form(self, key: str) -> bool:
        return any(form in self.joined for form in _forms(key))

    def _has_stem(self, key: str) -> bool:
        return any(stem in self.stems for stem in _stems(key))


@lru_cache(maxsize=64)
def list_words(text: str) -> tuple[Word, ...]:
    """List the words in Latin letters, in order; numbers with their magnitude (`7B`, `3x`) are none."""
    found = []
    for match in _WORD.finditer(text):
        leaning = _LEANING.match(match[0])
        shift = leaning.end() if leaning else 0
        word = _POSSESSIVE.sub("", match[0][shift:])
        if word and not _AMOUNT.fullmatch(word):
            found.append(Word(word, match.start() + shift))
    return tuple(found)


@lru_cache(maxsize=16)
def index_words(texts: tuple[str, ...]) -> WordIndex:
    """Make the index of some texts: a source, and the forms of glossary terms."""
    joined: set[str] = set()
    stems: set[str] = set()
    for text in texts:
        runs = _runs(text)
        joined.update(_joins(runs))
        joined.update(normal_key(word.text) for word in list_words(text))
        for run in runs:
            parts = _PART.findall(run)
            joined.update(parts)
            stems.update(stem for part in (run, *parts) for stem in _stems(part))
        stems.update(stem for key in _pairs(runs) for stem in _stems(key))
    return WordIndex(frozenset(joined), frozenset(stems))


def normal_key(text: str) -> str:
    """Return the text's letters and digits alone, folded: by it two spellings of one term are the same."""
    return "".join(_runs(text))


def same_terms(first: str, second: str) -> bool:
    """Tell whether two spellings are of one term, in the singular or the plural."""
    return bool(set(_forms(normal_key(first))) & set(_forms(normal_key(second))))


def _runs(text: str) -> list[str]:
    return _RUN.findall(fold(text))


def _joins(runs: list[str]) -> Iterator[str]:
    for at in range(len(runs)):
        joined = ""
        for run in runs[at : at + _MOST_JOINED]:
            joined += run
            yield joined
        if runs[at] in _DIMENSIONS and runs[at + 1 : at + 2] in (["dimensional"], ["dimension"], ["dimensions"]):
            yield _DIMENSIONS[runs[at]]


def _pairs(runs: list[str]) -> Iterable[str]:
    return (first + second for first, second in pairwise(runs))


def _forms(key: str) -> list[str]:
    """List a key with what its plural or singular may be; short keys have none."""
    forms = [key, f"{key}s", f"{key}es"]
    if len(key) > 2 and key.endswith("s"):  # noqa: PLR2004 - `as` is no plural
        forms.append(key[:-1])
    if len(key) > 4 and key.endswith("es"):  # noqa: PLR2004 - as above
        forms.append(key[:-2])
    if len(key) > 4 and key.endswith("ies"):  # noqa: PLR2004 - as above
        forms.append(f"{key[:-3]}y")
    if len(key) > 3 and key.endswith("y"):  # noqa: PLR2004 - as above
        forms.append(f"{key[:-1]}ies")
    return forms


@lru_cache(maxsize=65536)
def _stems(key: str) -> tuple[str, ...]:
    """List what a word is without its ending, of which nothing is known but its length: five letters at least stay."""
    return tuple(key[:length] for length in range(max(_LEAST_STEM, len(key) - 4), len(key) + 1))
