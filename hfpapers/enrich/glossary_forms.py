"""Forms of a term, and how they are found in a text: as keys that do not know case, plural and hyphens.

In: a term or a text. Out: keys, or words in runs. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

#: Letters and digits of any script but Chinese characters, which know no blanks around a word.
_WORD = re.compile(r"[^\W_\u3400-\u9fff\uf900-\ufaff]+")
#: What may stand between the words of one term: a blank, or a hyphen of any kind, also at the end of a line.
_GAP = re.compile(r"[\s\-\u2010-\u2013]{1,3}")
_LEAST_CAPITALS = 2
#: A key that was folded cannot be taken for one that was not.
_FOLDED = "~"


class Word(NamedTuple):
    """A word of a text, and whether a hyphen ties it to the word before."""

    text: str
    is_tied: bool


def form_keys(form: str) -> tuple[str, ...]:
    """List the keys under which a form is found: its words joined, in singular and plural."""
    joined = "".join(words_of(form))
    if is_acronym(form):
        return (joined, joined + "s")
    folded = joined.lower()
    plurals = [folded + "s", folded + "es"]
    if folded.endswith("y"):
        plurals.append(folded[:-1] + "ies")
    return tuple(_FOLDED + key for key in (folded, *plurals))


def text_keys(words: Sequence[Word]) -> tuple[str, str]:
    """Return the keys of words that stand side by side: as they are written, and folded."""
    joined = "".join(word.text for word in words)
    return joined, _FOLDED + joined.lower()


def is_acronym(form: str) -> bool:
    """Tell whether a form is one word with several capitals (`RAG`, `LoRA`): one whose case counts."""
    return " " not in form and sum(character.isupper() for character in form) >= _LEAST_CAPITALS


def words_of(form: str) -> list[str]:
    """List the words of a form as it is written; hyphens part words."""
    return _WORD.findall(form)


def word_runs(text: str) -> Iterator[list[Word]]:
    """Yield the words of a text in runs: what stands between two words of a run could stand within one term."""
    words: list[Word] = []
    end = 0
    for match in _WORD.finditer(text):
        gap = text[end : match.start()]
        if words and _GAP.fullmatch(gap) is None:
            yield words
            words = []
        words.append(Word(match.group(), is_tied=bool(words and gap.strip())))
        end = match.end()
    if words:
        yield words


def is_part_of_name(words: Sequence[Word], start: int, end: int) -> bool:
    """Tell whether words are tied into a longer name: the VAE of `VQ-VAE`, the GPT of `GPT-4`.

    Names are known by capitals and digits on both sides of the hyphen: `LLM-based` is no name.
    """
    before = words[start].is_tied and _looks_like_name(words[start - 1].text) and _looks_like_name(words[start].text)
    after = end < len(words) and words[end].is_tied
    return before or (after and _looks_like_name(words[end - 1].text) and _looks_like_name(words[end].text))


def _looks_like_name(word: str) -> bool:
    return word[0].isupper() or word[0].isdigit()
