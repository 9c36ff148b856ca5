"""Numbers with their nouns, as commands say them."""

from __future__ import annotations


def number_of(number: int, noun: str, plural: str | None = None) -> str:
    """Write a number with its noun: `1 paper`, `1,234 papers`; `plural` is the noun's where an `s` does not make it."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"
