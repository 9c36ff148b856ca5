"""What a digest is built from beside its listings and days: looked up for the papers that it shows, by their ids.

Every part may be empty: a style shows what is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hfpapers.model.enrichment import EnrichmentView
    from hfpapers.model.paper_history import Aftermath, RelatedPaper, VoteView


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What was looked up.

    Attributes:
        enrichments: By paper, in the reader's language, the newest first; of all kinds and models.
        votes: By paper, all observations that have votes, the oldest first.
        aftermaths, related: By paper, for reviews. Related papers come the nearest first, without the paper itself.
    """

    enrichments: Mapping[str, tuple[EnrichmentView, ...]] = field(default_factory=dict)
    votes: Mapping[str, tuple[VoteView, ...]] = field(default_factory=dict)
    aftermaths: Mapping[str, Aftermath] = field(default_factory=dict)
    related: Mapping[str, tuple[RelatedPaper, ...]] = field(default_factory=dict)
