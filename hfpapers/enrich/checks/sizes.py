"""How long a text is, in words of English that would say as much: one measure for all languages.

In: a text. Out: its size. What it is asked to be stands in `bounds`.
"""

from __future__ import annotations

import re

from hfpapers.enrich.checks.scripts import count_letters, words_worth

#: Letters of scripts without blanks are weighed by the letter; all else is a word.
_WORD = re.compile(
    r"[^\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f"
    r"\uac00-\ud7a3\U00020000-\U0003ffff]+"
)
_WEIGHED = ("Hani", "Kana", "Hang", "Thai", "Laoo", "Khmr", "Mymr")


def size_in_words(text: str) -> float:
    """Return how many English words a text is worth; languages with long words count a word as one all the same."""
    counts = count_letters(text)
    for script in list(counts):
        if script not in _WEIGHED:
            counts = counts - type(counts)({script: counts[script]})
    return words_worth(counts) + len(_WORD.findall(text))
