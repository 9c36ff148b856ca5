"""What is owed by paper: what asking one endpoint came to so far, and what makes it due once more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hfpapers.model.kinds import PaperState


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperAsked:
    """What asking one endpoint for one paper came to.

    Attributes:
        state: None where it was never asked.
        asked_at: When it was last asked; None where it never was.
        first_seen_at: When the paper was first seen anywhere.
        published_at: arXiv's date, else Hugging Face's; None where neither said.
    """

    state: PaperState | None = None
    asked_at: datetime | None = None
    first_seen_at: datetime
    published_at: datetime | None = None

    @property
    def born_at(self) -> datetime:
        """From when the paper's age counts."""
        return self.published_at or self.first_seen_at


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshTerms:
    """Which papers that were found are asked for once more: last asked before one moment, born after the other."""

    asked_before: datetime
    born_after: datetime
