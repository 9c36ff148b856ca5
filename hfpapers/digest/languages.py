"""In which language a text from outside is, as far as its script tells, and whether two language tags mean the same."""

from __future__ import annotations

import re

#: Compiled when they are first looked for: most text is ASCII, and needs but one.
_HAN = "[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_KANA = "[\u3041-\u3096\u30a1-\u30fa]"
_HANGUL = "[\u1100-\u11ff\uac00-\ud7a3]"
_LATIN = "[A-Za-z\u00c0-\u024f]"
_LETTER = r"[^\W\d_]"
#: So many characters tell what all of a text would.
_ENOUGH = 400
#: A character of Han says about as much as so many Latin letters.
_LETTERS_PER_CHARACTER = 4


def source_language(text: str | None) -> str | None:
    """Return the language that the script of a text tells; Latin script is taken for English, as papers are in it.

    None where the script tells none (`Ελληνικά`), or there is no letter. A foreign word or two changes nothing.
    """
    text = (text or "")[:_ENOUGH]
    if text.isascii():
        return "en" if re.search(_LATIN, text) else None
    wide = {"ja": len(re.findall(_KANA, text)), "ko": len(re.findall(_HANGUL, text)), "zh": len(re.findall(_HAN, text))}
    latin = len(re.findall(_LATIN, text))
    if _LETTERS_PER_CHARACTER * sum(wide.values()) > latin:
        # Japanese is written with characters of Han, too, but never without Kana.
        return next(language for language, number in wide.items() if number * 5 >= sum(wide.values()))
    return "en" if latin and latin * 2 >= len(re.findall(_LETTER, text)) else None


def primary(lang: str) -> str:
    """Return the first part of a language tag, in small letters: `zh` of `zh-Hant`."""
    return lang.split("-", maxsplit=1)[0].lower()
