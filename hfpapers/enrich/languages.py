"""Languages as a prompt names them: from a BCP 47 tag to a name in English.

A tag that the table does not have is named by itself, which models understand of common ones.
"""

from __future__ import annotations

from collections.abc import Mapping

_NAMES: Mapping[str, str] = {
    "ar": "Arabic",
    "bn": "Bengali",
    "ca": "Catalan",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "en-gb": "British English",
    "en-us": "American English",
    "es": "Spanish",
    "et": "Estonian",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hr": "Croatian",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "ms": "Malay",
    "nb": "Norwegian Bokmål",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "pt-br": "Brazilian Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "sl": "Slovenian",
    "sr": "Serbian",
    "sv": "Swedish",
    "sw": "Swahili",
    "ta": "Tamil",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "zh": "Simplified Chinese",
    "zh-hant": "Traditional Chinese",
    "zh-hk": "Traditional Chinese as written in Hong Kong",
    "zh-mo": "Traditional Chinese",
    "zh-tw": "Traditional Chinese as written in Taiwan",
}
_BRACKETS: Mapping[str, str] = {
    "zh": "强化学习 (Reinforcement Learning, RL)",
    "ja": "強化学習 (Reinforcement Learning, RL)",
}
_ANY_BRACKETS = "... (Reinforcement Learning, RL)"


def language_name(tag: str) -> str:
    """Name a language for the model: `Simplified Chinese (zh)`; a tag that is not known, by itself."""
    name = _looked_up(tag)
    return f"{name} ({tag})" if name else tag


def is_english(tag: str) -> bool:
    """Tell whether it is the language that papers are written in, of whatever region."""
    return _primary(tag) == "en"


def example_of_brackets(tag: str) -> str:
    """Show how a term's English is put in brackets."""
    return _BRACKETS.get("zh-hant" if "raditional" in (_looked_up(tag) or "") else _primary(tag), _ANY_BRACKETS)


def _looked_up(tag: str) -> str | None:
    """Look a tag up: itself, then without what follows its last hyphen, and so on."""
    folded = tag.lower().replace("_", "-")
    while folded not in _NAMES and "-" in folded:
        folded = folded.rpartition("-")[0]
    return _NAMES.get(folded)


def _primary(tag: str) -> str:
    return tag.lower().replace("_", "-").partition("-")[0]
