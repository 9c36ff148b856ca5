"""Numbers written in words: `two hundred and fifty`, `two-thirds`, `drei Milliarden`, `twice`, `millions`.

In: straightened text without the numbers in digits, and its language. Out: a `Mention` for each number. Compounds
(`zweistufig`) and inflected forms that the tables do not have are not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from hfpapers.enrich.checks.folding import fold
from hfpapers.enrich.checks.number_words import NumberWords, number_words
from hfpapers.enrich.checks.quantities import Mention, Reading, Unit, single

_WORD = re.compile(r"[^\W\d_]+")
_JOINS = frozenset(["and", "und", "et", "y", "e", "en", "of", "de", "i", "и", "di", "a", "ein", "une", "un"])
_GAP = re.compile(r"[ -]{1,2}")
_FOLD = re.compile(r"\s?-?\s?(?:fold|times|fois|veces|vezes|volte|keer|раза?|-?fach|mal)(?![^\W_])", re.IGNORECASE)
_PERCENT = re.compile(r"\s(?:percent|per cent|prozent|pour cent|por ciento|por cento|per cento|procent)", re.IGNORECASE)
_TENS = range(20, 100, 10)
_HUNDRED = 100


@dataclass(slots=True)
class _Count:
    """A number as its words come in."""

    total: int = 0
    current: int = 0
    magnitude: int = 1

    def takes(self, count: int) -> bool:
        """Add a word's count if it can follow; `three` cannot follow `two`."""
        if not self.current:
            self.current = count
        elif count == _HUNDRED and self.current in range(1, 10):
            self.current *= _HUNDRED
        elif self._has_room_for(count):
            self.current += count
        else:
            return False
        return True

    def _has_room_for(self, count: int) -> bool:
        rest = self.current % _HUNDRED
        return rest == 0 or (rest in _TENS and count in range(1, 10))

    def multiply(self, magnitude: int) -> None:
        self.total += (self.current or 1) * magnitude
        self.current, self.magnitude = 0, magnitude

    @property
    def value(self) -> int:
        return self.total + self.current


def find_spelt_numbers(text: str, language: str) -> Iterator[Mention]:
    """Find the numbers in words; the text is straightened, the language a primary subtag."""
    words = number_words(language)
    tokens = [(match.start(), match.end(), _folded(match[0])) for match in _WORD.finditer(text)]
    at = 0
    while at < len(tokens):
        word = tokens[at][2]
        used = 1
        if (times := _times(word, words)) is not None:
            yield _mention(text, tokens, at, used, single(times, Unit.TIMES))
        elif word in words.plurals:
            order, used = _order(tokens, at, words)
            yield replace(_mention(text, tokens, at, used), order=order)
        elif word in words.counts or word in words.magnitudes or word in words.fractions:
            mention, used = _composite(text, tokens, at, words)
            yield mention
        at += used


@lru_cache(maxsize=4096)
def _folded(word: str) -> str:
    return fold(word)


_Tokens = list[tuple[int, int, str]]


def _mention(text: str, tokens: _Tokens, at: int, used: int, *readings: Reading) -> Mention:
    start, end = tokens[at][0], tokens[at + used - 1][1]
    return Mention(text[start:end], start, end, readings)


def _times(word: str, words: NumberWords) -> int | None:
    """Read `twice`, `tenfold`; None for any other word."""
    return words.multiples.get(word) or (words.counts.get(word[:-4]) if word.endswith("fold") else None)


def _order(tokens: _Tokens, at: int, words: NumberWords) -> tuple[int, int]:
    """Read `millions`, `hundreds of thousands`: the order and how many words it takes."""
    first = words.plurals[tokens[at][2]]
    rest = [token[2] for token in tokens[at + 1 : at + 3]]
    if len(rest) == 2 and rest[0] in _JOINS and rest[1] in words.plurals.keys() | words.magnitudes.keys():  # noqa: PLR2004 - of X
        return first * (words.plurals.get(rest[1]) or words.magnitudes[rest[1]]), 3
    return first, 1


def _composite(text: str, tokens: _Tokens, at: int, words: NumberWords) -> tuple[Mention, int]:
    count = _Count()
    last = at
    for index in range(at, len(tokens)):
        word = tokens[index][2]
        if index > at and not _GAP.fullmatch(text, tokens[index - 1][1], tokens[index][0]):
            break
        if word in words.counts and count.takes(words.counts[word]):
            last = index
        elif word in words.magnitudes:
            count.multiply(words.magnitudes[word])
            last = index
        elif word in words.fractions:
            return _with_fraction(text, tokens, at, index, count, words)
        elif word not in _JOINS or index == at:
            break
    start = tokens[at][0]
    unit, end = _unit(text, tokens[last][1])
    mention = Mention(text[start:end], start, end, (single(count.value, unit),), magnitude=count.magnitude)
    return mention, last - at + 1


def _with_fraction(
    text: str, tokens: _Tokens, at: int, index: int, count: _Count, words: NumberWords
) -> tuple[Mention, int]:
    """Read `two thirds`, `half a million`, `one and a half`; `third` by itself may be an ordinal."""
    part = words.fractions[tokens[index][2]]
    used = index - at + 1
    after = [token[2] for token in tokens[index + 1 : index + 3]]
    if len(after) == 2 and after[0] in _JOINS and after[1] in words.magnitudes:  # noqa: PLR2004 - a million
        part *= words.magnitudes[after[1]]
        used += 2
    readings: list[Reading] = [single((count.value or 1) * part), single(count.value + part)]
    if not count.value:
        readings = [single(part), single(1 / part)] if part < Fraction(1, 2) else [single(part)]
    return _mention(text, tokens, at, used, *readings), used


def _unit(text: str, end: int) -> tuple[Unit, int]:
    if match := _FOLD.match(text, end):
        return Unit.TIMES, match.end()
    if match := _PERCENT.match(text, end):
        return Unit.PERCENT, match.end()
    return Unit.PLAIN, end
