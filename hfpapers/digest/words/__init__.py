"""Our own words, by language: a language tag in, a catalogue of phrases and sentences out."""

from __future__ import annotations

from functools import cache

from hfpapers.digest.languages import primary
from hfpapers.digest.words.base import CoverageWords, GeneratedWords, Words
from hfpapers.digest.words.english import English

__all__ = ["LANGUAGES", "CoverageWords", "GeneratedWords", "Words", "words_for"]

#: Languages that our own words are in.
LANGUAGES = ("en", "zh")


def words_for(lang: str) -> Words:
    """Return our words in a language, by the first part of its tag (`zh-Hant` gives `zh`); English for all others."""
    return _catalogue(primary(lang))


@cache
def _catalogue(language: str) -> Words:
    if language != "zh":
        return English()
    from hfpapers.digest.words.chinese import Chinese  # noqa: PLC0415 - who reads English need not wait for it

    return Chinese()
