"""What an abstract says most of, told without a model: title and abstract in, whole sentences and keywords out.

Sentences are the authors' own, never cut and never put together; keywords are phrases that stand in the text. YAKE
weighs words and phrases by where and how often they stand. English only: of other texts nothing is extracted, and a
caller leaves the part out. The same text always gives the same; what was worked out is kept within the process.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import lru_cache

from hfpapers.digest import sentences
from hfpapers.digest.keyphrases import PHRASE_WORDS, find_phrases, tokens_of, weigh_phrases

#: What a sentence is worth more by stating a result or a contribution, and less by speaking of the field, or leaning on
#: the sentence before it.
_RESULT_GAIN = 1.0
_CONTRIBUTION_GAIN = 1.2
_BACKGROUND_LOSS = 0.6
_LEANING_LOSS = 0.3
_KEPT = 1024


@lru_cache(maxsize=_KEPT)
def key_sentences(abstract: str, limit: int) -> tuple[str, ...]:
    """Choose the sentences that say most, in the order of the text.

    Sentences that do not end (a text that was cut off), or that only tell where the code is, are never among them.

    Args:
        abstract: On one line.
        limit: How many at most.

    Returns:
        Sentences as they stand in the text; none of a text that is not English.
    """
    return tuple(_telling(abstract, limit))


@lru_cache(maxsize=_KEPT)
def result_sentences(abstract: str, limit: int) -> tuple[str, ...]:
    """Choose the sentences that state results, those that say most, in the order of the text; as `key_sentences`."""
    return tuple(_telling(abstract, limit, only_results=True))


@lru_cache(maxsize=_KEPT)
def keywords(title: str, abstract: str, limit: int) -> tuple[str, ...]:
    """Choose phrases of up to three words that tell what a paper is about, the weightiest first.

    Each is a name (`QLoRA`), or stands in the title, or several times in the text; of phrases that overlap one is
    chosen. They are spelled as in the abstract, where they stand in it.

    Returns:
        None for a text that is not English.
    """
    if not sentences.is_english(f"{title} {abstract}"):
        return ()
    return find_phrases(title, abstract)[:limit]


# --- sentences -----------------------------------------------------------------------------------


def _telling(abstract: str, limit: int, *, only_results: bool = False) -> Iterable[str]:
    if not sentences.is_english(abstract):
        return
    able = [
        (place, sentence)
        for place, sentence in enumerate(sentences.split_sentences(abstract))
        if sentences.is_whole(sentence)
        and not sentences.says_where_to_find(sentence)
        and (not only_results or sentences.states_result(sentence))
    ]
    weights = weigh_phrases(abstract)
    best = sorted(able, key=lambda placed: (-_worth(placed[0], placed[1], weights), placed[0]))[:limit]
    for _, sentence in sorted(best):
        yield sentence


def _worth(place: int, sentence: str, weights: Mapping[tuple[str, ...], float]) -> float:
    words = [folded for folded, _ in tokens_of(sentence)]
    held = {
        tuple(words[start : start + size])
        for size in range(1, PHRASE_WORDS + 1)
        for start in range(len(words) - size + 1)
    }
    weight = sum(weights.get(phrase, 0.0) for phrase in sorted(held)) / math.sqrt(len(words) or 1)
    return weight * (1 + _gain(place, sentence))


def _gain(place: int, sentence: str) -> float:
    has_result, has_contribution = sentences.states_result(sentence), sentences.states_contribution(sentence)
    # An abstract that does not begin with what was done begins with the state of the field.
    is_background = sentences.is_background(sentence) or (place == 0 and not has_result and not has_contribution)
    gain = _RESULT_GAIN * has_result + _CONTRIBUTION_GAIN * has_contribution
    return gain - _BACKGROUND_LOSS * is_background - _LEANING_LOSS * sentences.leans_on_others(sentence)
