"""What a digest is built from beside its listings and days: looked up for the papers that it shows, by their ids.

Every part may be empty: a style shows what is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from hfpapers.model.enrichment import EnrichmentView


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteView:
    """What was seen of a paper's votes at a moment."""

    observed_at: datetime
    upvotes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedPaper:
    """Another paper of the archive; `day` is the first day that lists it."""

    arxiv_id: str
    title: str
    day: date
    upvotes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Aftermath:
    """What the archive knows of the time after a paper was listed.

    Attributes:
        name: The short name that was looked for (`QLoRA`); None where the title has none that can be told from words.
        mentions: Papers listed later, within twelve months, whose title or abstract has the name.
        foremost: Those of them with the most votes, at most three.
        until: The last day that was looked at.
    """

    name: str | None
    mentions: int
    foremost: tuple[RelatedPaper, ...]
    until: date


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
