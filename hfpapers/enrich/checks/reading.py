"""All numbers of a text, however they are written: what `numbers` compares.

In: a text and its language. Out: its mentions in order, and for a source the facts that an answer may rest on. Nothing
is rounded or converted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from hfpapers.enrich.checks.digits import find_digits
from hfpapers.enrich.checks.folding import straighten
from hfpapers.enrich.checks.han_numerals import find_han_numerals
from hfpapers.enrich.checks.number_words import ENGLISH_HINTS, ENGLISH_MONTHS
from hfpapers.enrich.checks.quantities import Mention, Quantity, Reading, Unit
from hfpapers.enrich.checks.spelt_numbers import find_spelt_numbers

_HAN_LANGUAGES = frozenset({"zh", "ja", "yue"})
#: What may stand between numbers that share what follows the last one: `10, 20, and 30%`, `1-2 billion`.
_BETWEEN = re.compile(
    r"[\s,、/~-]*(?:to|and|or|through|until|至|到|和|与|與|及|或|bis|und|oder|à|et|ou|y|o|e|a|tot|en|of|до|и)?\s*"
)
_LONGEST_BETWEEN = 8
_FACTOR_OF = re.compile(
    r"(?i)\b(?:factor|speed-?up|acceleration|ratio)s? of (?:up to |about |around |over |nearly |more than |at least )?$"
)
_LONGEST_FACTOR_OF = 40
_WHOLE = 100
_HINT = re.compile(r"[A-Za-z]+")
#: `may` is a month only beside a number.
_MONTH_NAME = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_MONTH = re.compile(rf"(?i)\b{_MONTH_NAME},?\s\d|\d(?:st|nd|rd|th)?\s{_MONTH_NAME}")
#: `1990s` is the 90s of the 20th century.
_DECADE = re.compile(r"(?<!\d)(1[6-9]|20)(\d)0s\b")
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_FROM_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
#: `Top-5`, `Stage-2`: digits of a name, which may be told as a number.
_NAMED = re.compile(r"(?i)\b(?:top|rank|stage|phase|level|layer|step)[- ]?(\d{1,3})\b|\b(\d{1,2})[- ]?D\b")


@dataclass(frozen=True, slots=True)
class Facts:
    """The numbers of a source: values with their units, orders (`millions`), and spellings that have no value."""

    quantities: frozenset[Quantity]
    orders: frozenset[int]
    spellings: frozenset[str]

    def hold(self, mention: Mention) -> bool:
        """Tell whether a number of an answer is one of the source's, as it may be meant."""
        if mention.order is not None and mention.order in self.orders:
            return True
        if mention.order is None and not mention.readings:
            return mention.raw in self.spellings
        return any(all(self._has(quantity) for quantity in reading) for reading in mention.readings)

    def _has(self, quantity: Quantity) -> bool:
        """Tell whether a value is there in its unit, or in one that says the same: a half is 50%, twice is 200%."""
        value, unit = quantity.value, quantity.unit
        same = {quantity}
        if unit is Unit.PERCENT:
            same |= {Quantity(value / 100, Unit.TIMES)} | ({Quantity(value / 100)} if value < _WHOLE else set())
        elif unit is Unit.TIMES:
            same.add(Quantity(value * 100, Unit.PERCENT))
        else:
            same |= {Quantity(value, Unit.PERCENT), Quantity(value, Unit.TIMES)}
            same |= {Quantity(value * 100, Unit.PERCENT)} if value < 1 else set()
        return not same.isdisjoint(self.quantities)


def list_numbers(text: str, language: str) -> list[Mention]:
    """List the numbers of a text; `language` is a primary subtag."""
    straight = straighten(text)
    mentions = list(find_digits(straight, language))
    rest = _without(straight, mentions)
    if language in _HAN_LANGUAGES:
        found = list(find_han_numerals(rest))
        mentions += found
        rest = _without(rest, found)
    mentions += find_spelt_numbers(rest, language)
    return _shared(straight, sorted(mentions, key=lambda mention: mention.start))


@lru_cache(maxsize=8)
def list_facts(source: str) -> Facts:
    """Read the numbers of a source, which is in English, with all that a number may mean."""
    mentions = list_numbers(source, "en")
    quantities = {quantity for mention in mentions for reading in mention.readings for quantity in reading}
    quantities |= _factors(straighten(source), mentions)
    quantities |= {replace(quantity, value=abs(quantity.value)) for quantity in quantities}
    quantities |= {Quantity(Fraction(value)) for value in _hints(straighten(source))}
    return Facts(
        quantities=frozenset(quantities),
        orders=frozenset(mention.order for mention in mentions if mention.order is not None),
        spellings=frozenset(mention.raw for mention in mentions),
    )


def _without(text: str, mentions: Iterable[Mention]) -> str:
    signs = list(text)
    for mention in mentions:
        signs[mention.start : mention.end] = "\0" * (mention.end - mention.start)
    return "".join(signs)


def _shared(text: str, mentions: list[Mention]) -> list[Mention]:
    """Let a number also be read with the unit and magnitude of the next one, where the two share it."""
    done = list(mentions)
    for at in range(len(done) - 2, -1, -1):
        own, following = done[at], done[at + 1]
        gap = text[own.end : following.start]
        takes = following.magnitude != 1 or following.unit is not Unit.PLAIN
        is_bare = own.magnitude == 1 and own.unit is Unit.PLAIN and bool(own.readings)
        if takes and is_bare and gap and len(gap) <= _LONGEST_BETWEEN and _BETWEEN.fullmatch(gap):
            more = tuple(_with(reading, following.magnitude, following.unit) for reading in own.readings)
            done[at] = replace(own, readings=(*more, *own.readings), magnitude=following.magnitude)
    return done


def _with(reading: Reading, magnitude: int, unit: Unit) -> Reading:
    return tuple(Quantity(quantity.value * magnitude, unit) for quantity in reading)


def _factors(text: str, mentions: Iterable[Mention]) -> set[Quantity]:
    """List the numbers that are multiples by the words before them: `a factor of 3`."""
    return {
        replace(quantity, unit=Unit.TIMES)
        for mention in mentions
        if _FACTOR_OF.search(text, max(0, mention.start - _LONGEST_FACTOR_OF), mention.start)
        for reading in mention.readings
        for quantity in reading
        if quantity.unit is Unit.PLAIN
    }


def _hints(source: str) -> set[int]:
    """List what words that are no numbers say of numbers: `dual`, `September`, `1990s`, `R²`, `Top-5`."""
    words = {word.lower() for word in _HINT.findall(source)}
    found = {ENGLISH_HINTS[word] for word in words & ENGLISH_HINTS.keys()}
    found |= {ENGLISH_MONTHS[(match[1] or match[2])[:3].lower()] for match in _MONTH.finditer(source)}
    for match in _DECADE.finditer(source):
        found |= {int(match[1]) + 1, int(match[2]) * 10}
    found |= {int(match[0].translate(_FROM_RAISED)) for match in _RAISED.finditer(source) if len(match[0]) <= 4}  # noqa: PLR2004 - an exponent
    return found | {int(match[1] or match[2]) for match in _NAMED.finditer(source)}
