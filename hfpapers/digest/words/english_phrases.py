"""Small pieces of English: numbers with their nouns, alternatives, spans of days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

_SMALL = "no one two three four five six seven eight nine ten".split()  # noqa: SIM905 - eleven quoted words read worse


def counted(number: int, noun: str) -> str:
    """Write a number with its noun: `1 paper`, `1,234 papers`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def spelled(number: int) -> str:
    """Write numbers up to ten as words, others in digits."""
    return _SMALL[number] if number < len(_SMALL) else f"{number:,}"


def either(items: Sequence[str]) -> str:
    """Join alternatives: `a`, `a or b`, `a, b or c`."""
    return _joined(items, "or")


def both(items: Sequence[str]) -> str:
    """Join what holds together: `a`, `a and b`, `a, b and c`."""
    return _joined(items, "and")


def span(since: date, until: date) -> str:
    """Write a span of days by their dates; one day is its date."""
    return since.isoformat() if since == until else f"{since.isoformat()} to {until.isoformat()}"


def _joined(items: Sequence[str], word: str) -> str:
    return f" {word} ".join(filter(None, (", ".join(items[:-1]), items[-1])))
