"""What a number in a text may mean: values with a unit, and readings where a spelling is ambiguous.

Plain values; nothing is read here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from fractions import Fraction
from typing import TypeAlias


class Unit(Enum):
    """As what a number is meant; all other units (GB, ms, tokens) are words of the text and not looked at."""

    PLAIN = auto()
    PERCENT = auto()
    TIMES = auto()


@dataclass(frozen=True, slots=True)
class Quantity:
    """An exact value: 43.4 percent is 217/5, percent."""

    value: Fraction
    unit: Unit = Unit.PLAIN


#: All of these are meant at once: `3,5` may be 3.5, or 3 and 5.
Reading: TypeAlias = tuple[Quantity, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A number as it stands in a text.

    Attributes:
        raw: Its spelling.
        start, end: Where, in the straightened text.
        readings: What it may mean; empty where it can only be compared as it is spelt.
        magnitude: What its word or letter multiplied it with (`1.5B`: 10⁹); 1 where there is none.
        order: Of a word for an order (`millions`: 10⁶); None for numbers.
    """

    raw: str
    start: int
    end: int
    readings: tuple[Reading, ...]
    magnitude: int = 1
    order: int | None = None

    @property
    def unit(self) -> Unit:
        """The unit of its first reading."""
        return self.readings[0][0].unit if self.readings else Unit.PLAIN


def single(value: Fraction | int, unit: Unit = Unit.PLAIN) -> Reading:
    """Return a reading of one quantity."""
    return (Quantity(Fraction(value), unit),)
