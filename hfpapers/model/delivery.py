"""What is known of the sending of a digest to a channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DeliveryState(StrEnum):
    """How a delivery stands.

    `SENDING` is committed before anything is sent: where a crash left it, nobody knows what arrived, and it is sent
    again on request only. `REFUSED` was not taken, and is tried again by the next run. `SENT` is done for good.
    """

    SENDING = "sending"
    REFUSED = "refused"
    SENT = "sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryView:
    """One digest for one channel: a row of the outbox.

    Attributes:
        digest_key: What digest it is (`speedread/zh/day/2026-11-19`), and not what stands in it: votes change.
        content_hash: SHA-256 of what was, or is being, sent.
        message_id: The mail's Message-ID, made of channel and key; None for other channels.
        parts, parts_sent: Messages it was split into, and how many of them were taken.
        attempts: How often a send was begun.
        detail: Why it was refused, in one line.
    """

    channel: str
    digest_key: str
    state: DeliveryState
    content_hash: str
    message_id: str | None
    parts: int
    parts_sent: int
    attempts: int
    detail: str | None
    created_at: datetime
    sending_at: datetime | None
    sent_at: datetime | None
