"""What came of deliveries: plain values for whoever tells of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Result(StrEnum):
    """What came of one digest for one channel.

    `SENT`, `REFUSED` and `UNKNOWN` are the states of the outbox; `NOTHING`: there was nothing to show; `ALREADY`: it
    was sent before; `LEFT`: what is left of it is not held any more, so that only all of it could be sent again.
    """

    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    NOTHING = "nothing"
    ALREADY = "already"
    LEFT = "left"


#: What somebody has to know of.
OPEN_RESULTS = frozenset({Result.REFUSED, Result.UNKNOWN, Result.LEFT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one digest for one channel.

    Attributes:
        parts, parts_sent: Of the whole delivery, so far.
        detail: Why not all of it went, in one line without secrets and recipients.
        is_news: Something was done for it by this run.
    """

    channel: str
    digest_key: str
    result: Result
    parts: int = 0
    parts_sent: int = 0
    detail: str | None = None
    is_news: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would be sent, were it not only shown.

    Attributes:
        result: `SENT` for what would go; else why nothing would.
        recipients: Of a mail; None for other channels.
        texts: What a reader would get to see, message for message.
    """

    channel: str
    digest_key: str
    result: Result
    title: str = ""
    parts: int = 0
    recipients: int | None = None
    size_bytes: int = 0
    texts: tuple[str, ...] = ()
