"""One response as it was served, and why it was asked for.

`Fetched` is what a spider makes from a live response and what `replay` makes from a
WARC record; everything after it is the same code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from hfpapers.model.kinds import Endpoint, Source

__all__ = [
    "Endpoint",
    "Fetched",
    "Intent",
    "RawRef",
    "Source",
]

_OF_ARXIV = frozenset({Endpoint.ARXIV_ATOM, Endpoint.ARXIV_OAI})


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What a request was for. It travels with the request, stands in the WARC record, and comes back in replay.

    Attributes:
        day: The UTC day of the listing that was asked for; None where papers were.
        look_at: When this reading of the day's list began; all its pages share it. None where papers were asked for.
        page: Page of the list, from 0.
        limit: Entries asked for in a page; None where the endpoint has no pages.
        arxiv_ids: The papers asked for, in order; empty for listings.
    """

    endpoint: Endpoint
    day: date | None = None
    look_at: datetime | None = None
    page: int = 0
    limit: int | None = None
    arxiv_ids: tuple[str, ...] = ()

    @property
    def source(self) -> Source:
        """Whose answer it will be."""
        return Source.ARXIV if self.endpoint in _OF_ARXIV else Source.HUGGINGFACE


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRef:
    """Where the served bytes are kept: `file` is relative to the archive's WARC folder, `offset` in bytes."""

    file: str
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A response.

    Attributes:
        url: The address that answered, after redirects.
        status: HTTP status.
        headers: Lower-case name to value; a repeated header joined by `, `.
        body: After content decoding, before text decoding.
        requested_at: When the request was made; the WARC-Date, and the `observed_at` of all that the body says.
        truncated: The connection ended before the body did.
        raw: Where the bytes as served are kept; None only where nothing was kept.
        fetch_id: The `fetch` row; None where there is none.
    """

    url: str
    status: int
    body: bytes
    requested_at: datetime
    intent: Intent
    headers: dict[str, str] = field(default_factory=dict)
    truncated: bool = False
    raw: RawRef | None = None
    fetch_id: int | None = None
