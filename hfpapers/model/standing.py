"""How a paper stands with an endpoint that is asked for one paper at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hfpapers.model.kinds import PaperState


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperStanding:
    """What asking came to so far, and what speaks for asking again.

    Attributes:
        state: None where it was never asked for.
        asked_at: When it was last asked for; None where it never was.
        first_seen_at: When the paper was first seen anywhere.
        asked_version: arXiv's latest version when it was last asked for; None where that was not known.
        known_version: arXiv's latest version, as far as it is known; None before arXiv was asked.
        revised_at: When that version was submitted; None where that is not known.
        is_bare: Hugging Face said nothing of the paper so far that a list says: its title or its abstract is missing.
    """

    arxiv_id: str
    state: PaperState | None
    asked_at: datetime | None
    first_seen_at: datetime
    asked_version: int | None
    known_version: int | None
    revised_at: datetime | None
    is_bare: bool

    @property
    def is_outdated(self) -> bool:
        """Whether arXiv has had a newer version since; where none was known then, one of a later date."""
        if self.asked_version is not None:
            return self.known_version is not None and self.known_version > self.asked_version
        return self.asked_at is not None and self.revised_at is not None and self.revised_at > self.asked_at
