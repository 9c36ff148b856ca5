"""What renderers set around the text of a digest and which is no part of it: brackets, and what a link is called."""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

from dataclasses import dataclass

from hfpapers.digest.words.base import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkupWords:
    """The words of one language.

    Attributes:
        opening, closing: Brackets around what explains the word before; `opening` has the blank that parts them.
        list_page: Names the link to the day's list.
        manifest: Stands before the name of the file that says what a digest was made from.
    """

    opening: str
    closing: str
    list_page: str
    manifest: str

    def bracketed(self, text: str) -> str:
        """Write what follows a word, in brackets."""
        return f"{self.opening}{text}{self.closing}"


ENGLISH = MarkupWords(opening=" (", closing=")", list_page="The list at Hugging Face", manifest="Manifest")
CHINESE = MarkupWords(opening="（", closing="）", list_page="Hugging Face 原页面", manifest="清单")


def markup_words(words: Words) -> MarkupWords:
    """Return what goes with our words in a language."""
    return CHINESE if words.language == "zh" else ENGLISH
