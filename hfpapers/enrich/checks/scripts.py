"""Which script a language is written in, and how much of each a text has.

In: BCP 47 tags, texts. Out: scripts by their ISO 15924 codes, and counts of letters. A script subtag (`sr-Latn`) goes
before what is usual for a language; what is usual is Latin for a language that is not listed.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

_RANGES: tuple[tuple[str, str], ...] = (
    ("Latn", "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"),
    ("Hani", "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"),
    ("Kana", "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9f"),
    ("Hang", "\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3"),
    ("Cyrl", "\u0400-\u052f\u1c80-\u1c88\u2de0-\u2dff"),
    ("Grek", "\u0370-\u03ff\u1f00-\u1fff"),
    ("Arab", "\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc"),
    ("Hebr", "\u05d0-\u05ea\u05ef-\u05f2"),
    ("Thai", "\u0e01-\u0e3a\u0e40-\u0e4e"),
    ("Deva", "\u0900-\u0963\u0971-\u097f"),
    ("Beng", "\u0980-\u09fe"),
    ("Guru", "\u0a01-\u0a76"),
    ("Gujr", "\u0a81-\u0aff"),
    ("Taml", "\u0b82-\u0bfa"),
    ("Telu", "\u0c00-\u0c7f"),
    ("Knda", "\u0c80-\u0cf3"),
    ("Mlym", "\u0d00-\u0d7f"),
    ("Sinh", "\u0d81-\u0df4"),
    ("Laoo", "\u0e81-\u0edf"),
    ("Mymr", "\u1000-\u109f"),
    ("Geor", "\u10a0-\u10ff\u1c90-\u1cbf"),
    ("Ethi", "\u1200-\u139f"),
    ("Khmr", "\u1780-\u17dd"),
    ("Armn", "\u0531-\u0556\u0561-\u0587"),
)
_PATTERNS = tuple((script, re.compile(f"[{span}]")) for script, span in _RANGES)
_ALONE = {
    **dict.fromkeys(("ru", "uk", "bg", "sr", "be", "mk", "kk", "ky", "mn", "tg", "tt"), "Cyrl"),
    **dict.fromkeys(("ar", "fa", "ur", "ps", "ckb", "ug"), "Arab"),
    **dict.fromkeys(("he", "yi", "iw"), "Hebr"),
    **dict.fromkeys(("hi", "mr", "ne", "sa"), "Deva"),
    "zh": "Hani",
    "yue": "Hani",
    "ja": "Jpan",
    "ko": "Kore",
    "el": "Grek",
    "th": "Thai",
    "bn": "Beng",
    "pa": "Guru",
    "gu": "Gujr",
    "ta": "Taml",
    "te": "Telu",
    "kn": "Knda",
    "ml": "Mlym",
    "si": "Sinh",
    "lo": "Laoo",
    "my": "Mymr",
    "ka": "Geor",
    "am": "Ethi",
    "ti": "Ethi",
    "km": "Khmr",
    "hy": "Armn",
}
#: Scripts that a language's writing is made of, where that is more than one.
_MADE_OF = {"Jpan": ("Hani", "Kana"), "Kore": ("Hang", "Hani"), "Hans": ("Hani",), "Hant": ("Hani",)}
_SCRIPT_SUBTAG = re.compile(r"[A-Za-z]{4}")
_TRADITIONAL_REGIONS = frozenset({"tw", "hk", "mo"})
#: So many letters make up what one English word says, roughly.
LETTERS_A_WORD = {
    "Hani": 1.7,
    "Kana": 2.4,
    "Hang": 2.4,
    "Thai": 5.0,
    "Laoo": 5.0,
    "Khmr": 6.0,
    "Mymr": 6.0,
}
_OTHER_LETTERS_A_WORD = 6.0


def script_of(language: str) -> str:
    """Return the script of a language tag: `Hani`, `Jpan`, `Kore`, `Cyrl`, …; `Latn` where nothing else is known."""
    primary, *more = language.replace("_", "-").split("-")
    for subtag in more:
        if _SCRIPT_SUBTAG.fullmatch(subtag):
            script = subtag.title()
            return "Hani" if script in {"Hans", "Hant"} else script
    return _ALONE.get(primary.lower(), "Latn")


def scripts_in(script: str) -> tuple[str, ...]:
    """Return the scripts that a language's writing is made of."""
    return _MADE_OF.get(script, (script,))


def is_latin_language(language: str) -> bool:
    """Tell whether a language is written in Latin letters."""
    return script_of(language) == "Latn"


def is_traditional(language: str) -> bool | None:
    """Tell whether Chinese is to be written in traditional characters; None for languages other than Chinese."""
    primary, *more = language.lower().replace("_", "-").split("-")
    if primary not in {"zh", "yue"}:
        return None
    if "hans" in more:
        return False
    return primary == "yue" or "hant" in more or bool(_TRADITIONAL_REGIONS & set(more))


@lru_cache(maxsize=128)
def count_letters(text: str) -> Counter[str]:
    """Count the letters of each script; letters of scripts that are not listed are not counted."""
    if text.isascii():
        return Counter({"Latn": sum(map(str.isalpha, text))})
    return Counter({script: len(found) for script, pattern in _PATTERNS if (found := pattern.findall(text))})


def words_worth(counts: Counter[str]) -> float:
    """Return how many words the letters of scripts other than Latin are worth."""
    return sum(
        count / LETTERS_A_WORD.get(script, _OTHER_LETTERS_A_WORD)
        for script, count in counts.items()
        if script != "Latn"
    )
