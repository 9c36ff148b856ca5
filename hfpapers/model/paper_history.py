"""What is known of a paper beside its listing: its votes over time, the papers near it, and what came after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


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


def twelve_months_after(day: date) -> date:
    """Return the same day a year later; of a 29 February, the 28th."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if is_leap_day else day.day)
