"""How many parts an answer may have, and how long its texts may be.

Data only. The prompt asks for a little less than what is allowed here: an answer is refused for being useless, not for
a word too many. Lengths are in English words (`sizes`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hfpapers.model.enrichment import EnrichmentKind


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most that is allowed."""

    least: float
    most: float

    def hold(self, size: float) -> bool:
        """Tell whether a size is allowed."""
        return self.least <= size <= self.most


#: By kind and field: how many entries a list may have.
LIST_BOUNDS: Mapping[tuple[EnrichmentKind, str], Bounds] = {
    (EnrichmentKind.SPEEDREAD, "highlights"): Bounds(1, 6),
    (EnrichmentKind.SPEEDREAD, "keywords"): Bounds(2, 10),
    (EnrichmentKind.REVIEW, "what_it_is"): Bounds(1, 4),
    (EnrichmentKind.REVIEW, "findings"): Bounds(1, 8),
}

#: By the name of a field without its number: how long it may be.
TEXT_BOUNDS: Mapping[str, Bounds] = {
    "main_work": Bounds(6, 220),
    "highlights": Bounds(3, 110),
    "keywords.text": Bounds(0, 10),
    "keywords.translation": Bounds(0, 14),
    "usefulness.reason": Bounds(2, 80),
    "novelty.reason": Bounds(2, 80),
    "recommendation.reason": Bounds(2, 80),
    "headline": Bounds(2, 40),
    "paragraph": Bounds(15, 330),
    "what_it_is": Bounds(8, 280),
    "findings": Bounds(3, 110),
}

#: A translated abstract is so many times as long as the abstract, a title as the title.
ABSTRACT_RATIO = Bounds(0.45, 2.2)
TITLE_RATIO = Bounds(0.2, 4.0)
#: In short texts single words weigh too much: there, so many words more or less are nothing.
RATIO_SLACK_WORDS = 6.0
