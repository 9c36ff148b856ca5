"""A person's name parted for bibliographies: the name as it stands in, family and given names out, or one literal.

A name that is parted wrongly is another name. So what is in doubt stays whole: names in scripts other than Latin,
single words, groups, a family name that may come first, two family names without a hyphen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from hfpapers.digest.render.surnames import EAST_ASIAN, IBERIAN

#: Small words that begin a family name (`van der Berg`), as they are written in it.
_PARTICLES = frozenset(
    """
    af al av ben bin bint da dal dalla das de degli dei del dela dell della dello den der des di do dos du el het ibn la
    las le los lo op 't te ten ter till und van vande vander vom von zu zum zur
    """.split()  # noqa: SIM905 - quoted words read worse
)
#: With a capital these are given names, too.
_OFTEN_GIVEN = frozenset({"Al", "Ben"})
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})
_NOT_OF_A_PERSON = frozenset(
    """
    ai and association center centre college collaboration community company consortium contributors corporation
    corp corp. department dr dr. et for foundation group inc inc. initiative institute lab laboratory labs llc ltd ltd.
    mr mr. mrs mrs. ms ms. network of org others phd ph.d. prof prof. project research school society team technologies
    the university with
    """.split()  # noqa: SIM905 - quoted words read worse
)
_LATIN = r"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_LATIN_WORD = re.compile(rf"[{_LATIN}][{_LATIN}\u0300-\u036f.'\u2019\u02bc\u2010-]*")
_APOSTROPHE_WORD = re.compile(r"['\u2019]t")
_INITIAL = re.compile(r"(?:[^\W\d_][\u0300-\u036f]?\.?-?){1,3}")
_SHORT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonName:
    """A name: either `literal`, or `family` with `given`; the others are None.

    Attributes:
        literal: All of it, where it is not parted.
        particle: Small words before the family name (`van der`); one with a capital belongs to `family`.
        suffix: `Jr.`, `III`.
    """

    literal: str | None = None
    family: str | None = None
    given: str | None = None
    particle: str | None = None
    suffix: str | None = None

    @property
    def sorted_family(self) -> str | None:
        """The family name with its particle; None of a literal."""
        return " ".join(filter(None, (self.particle, self.family))) or None

    @property
    def inverted(self) -> str:
        """The name as catalogues write it: `van der Berg, Ada, Jr.`; a literal as it is."""
        return self.literal or ", ".join(filter(None, (self.sorted_family, self.given, self.suffix)))


def part_name(name: str) -> PersonName:
    """Part a name of one line; together the parts, in the order given, particle, family, suffix, are all its words."""
    words, suffix = _without_suffix(name)
    split = _family_start(words)
    if split is None:
        return PersonName(literal=name)
    start, family_start = split
    return PersonName(
        given=" ".join(words[:start]),
        particle=" ".join(words[start:family_start]) or None,
        family=" ".join(words[family_start:]),
        suffix=suffix,
    )


def _without_suffix(name: str) -> tuple[list[str], str | None]:
    words = name.split()
    if len(words) > _SHORT - 1 and words[-1].lower() in _SUFFIXES:
        words, suffix = words[:-1], words[-1]
        words[-1] = words[-1].removesuffix(",")
        return words, suffix
    return words, None


def _family_start(words: Sequence[str]) -> tuple[int, int] | None:
    """Tell at which word the particle begins, and at which the family name; None where that is in doubt."""
    if len(words) < 2 or not _is_of_a_person(words) or _may_be_turned(words):  # noqa: PLR2004 - given and family
        return None
    last = len(words) - 1
    start = next((place for place in range(1, last) if words[place].lower() in _PARTICLES), last)
    if start == last:
        return None if _is_doubtful(words) else (last, last)
    if words[start][0].isupper() and (words[start] in _OFTEN_GIVEN or _is_east_asian(words[last])):
        return None
    if _is_doubtful(words[: start + 1]):
        return None
    small = start
    while small < last and words[small].lower() in _PARTICLES and not words[small][0].isupper():
        small += 1
    return start, small


def _is_of_a_person(words: Sequence[str]) -> bool:
    return all(
        (_LATIN_WORD.fullmatch(word) or _APOSTROPHE_WORD.fullmatch(word)) and word.lower() not in _NOT_OF_A_PERSON
        for word in words
    )


def _may_be_turned(words: Sequence[str]) -> bool:
    """Tell whether the family name may come first: `Wang Xiaoming`, `WANG Xiaoming`, `Sharma R.`."""
    first, last = words[0], words[-1]
    if _is_initial(last):
        return True
    is_shouted = first.isupper() and not last.isupper() and not _is_initial(first)
    if is_shouted and (len(first) > _SHORT or _is_east_asian(first)):
        return True
    return _is_east_asian(first) and not _is_east_asian(last)


def _is_doubtful(words: Sequence[str]) -> bool:
    """Tell whether the word before the last, with which the family name begins, may belong to it, too."""
    between = words[1:-1]
    if any(word[0].islower() for word in between) and not words[0].islower():
        return True
    return bool(between) and _folded(between[-1]) in IBERIAN


def _is_initial(word: str) -> bool:
    """Tell whether a word is initials: `J.`, `K`, `R.-K.`; not `Wu`, which has a small letter."""
    return _INITIAL.fullmatch(word) is not None and (len(word) == 1 or "." in word)


def _is_east_asian(word: str) -> bool:
    return _folded(word) in EAST_ASIAN


def _folded(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).replace("đ", "d")
