"""What is known of the sending of a digest to a channel, and how it goes on; pure values."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
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


class PartState(StrEnum):
    """How one part of a delivery stands: a message of several, the copy of one recipient, a file.

    `SENDING` is what was begun and of which nobody knows the end: it goes on to be so until somebody asks for it anew.
    """

    WAITING = "waiting"
    SENDING = "sending"
    REFUSED = "refused"
    SENT = "sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryPart:
    """A part; `name` tells it from the others of its delivery, and names nobody."""

    name: str
    state: PartState = PartState.WAITING


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One digest on its way to one channel, with all that it takes to go on.

    Attributes:
        content: What is sent, as JSON; None once all of it was, or where it was taken away meanwhile.
        detail: Why the last part that did not go did not, in one line; names nobody.
    """

    channel: str
    digest_key: str
    parts: tuple[DeliveryPart, ...]
    content: str | None
    content_hash: str
    message_id: str | None
    created_at: datetime
    attempts: int = 0
    detail: str | None = None
    sending_at: datetime | None = None
    sent_at: datetime | None = None

    @property
    def state(self) -> DeliveryState:
        """How all of it stands."""
        states = {part.state for part in self.parts}
        if PartState.SENDING in states:
            return DeliveryState.SENDING
        return DeliveryState.SENT if states <= {PartState.SENT} else DeliveryState.REFUSED

    @property
    def parts_sent(self) -> int:
        """How many parts were taken."""
        return sum(part.state is PartState.SENT for part in self.parts)

    def begin(self) -> Delivery:
        """Count one more attempt."""
        return replace(self, attempts=self.attempts + 1, detail=None)

    def with_part(self, place: int, state: PartState, *, now: datetime, detail: str | None = None) -> Delivery:
        """Say how a part stands now; once all are sent, what was sent is not kept."""
        parts = tuple(replace(part, state=state) if number == place else part for number, part in enumerate(self.parts))
        changed = replace(self, parts=parts, detail=detail or self.detail)
        if state is PartState.SENDING and detail is None:
            return replace(changed, sending_at=now)
        if changed.state is DeliveryState.SENT:
            return replace(changed, content=None, detail=None, sent_at=now)
        return changed

    def put_off(self, detail: str) -> Delivery:
        """Say why nothing was tried."""
        return replace(self, detail=detail)

    def completed(self, now: datetime) -> Delivery:
        """Say that nothing of it is to be sent any more."""
        parts = tuple(replace(part, state=PartState.SENT) for part in self.parts)
        return replace(self, parts=parts, content=None, detail=None, sent_at=now)

    def anew(self) -> Delivery:
        """Let all be sent that is not known to have been."""
        unsent = (
            part if part.state is PartState.SENT else replace(part, state=PartState.WAITING) for part in self.parts
        )
        return replace(self, parts=tuple(unsent))

    def only(self, names: Collection[str]) -> Delivery:
        """Leave out the parts with other names."""
        return replace(self, parts=tuple(part for part in self.parts if part.name in names))

    def view(self) -> DeliveryView:
        """Return what may be shown."""
        return DeliveryView(
            channel=self.channel,
            digest_key=self.digest_key,
            state=self.state,
            content_hash=self.content_hash,
            message_id=self.message_id,
            parts=len(self.parts),
            parts_sent=self.parts_sent,
            attempts=self.attempts,
            detail=self.detail,
            created_at=self.created_at,
            sending_at=self.sending_at,
            sent_at=self.sent_at,
        )
