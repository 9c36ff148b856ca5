"""`journal/deliveries.jsonl` of a home folder: how each delivery stood, a line for each change of it.

A line holds all that is to be known to send nothing twice, and nothing of what was sent: no content, no recipient, no
address. It is written and synced before the database is told, and the database before anything is sent.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hfpapers.model.delivery import Delivery, DeliveryPart, PartState
from hfpapers.store.journal import JsonLines

_FILE = "deliveries.jsonl"


class DeliveryJournal:
    """The deliveries of one archive, in its home folder."""

    def __init__(self, home: Path) -> None:
        self._lines = JsonLines(home / "journal" / _FILE, what="delivery")

    def append(self, delivery: Delivery) -> None:
        """Append how a delivery stands now, and wait until the disk has it.

        Raises:
            StoreError: It cannot be written.
        """
        self._lines.append(
            {
                "channel": delivery.channel,
                "digest_key": delivery.digest_key,
                "parts": [[part.name, str(part.state)] for part in delivery.parts],
                "content_hash": delivery.content_hash,
                "message_id": delivery.message_id,
                "attempts": delivery.attempts,
                "detail": delivery.detail,
                "created_at": _text(delivery.created_at),
                "sending_at": _text(delivery.sending_at),
                "sent_at": _text(delivery.sent_at),
            }
        )

    def read(self) -> tuple[Delivery, ...]:
        """Read how each delivery stood last, in the order in which they were begun.

        Raises:
            StoreError: A line in the middle cannot be read.
        """
        latest: dict[tuple[str, str], Delivery] = {}
        for delivery in self._lines.read(_from_json):
            latest[delivery.channel, delivery.digest_key] = delivery
        return tuple(latest.values())


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _from_json(value: dict[str, Any]) -> Delivery:
    return Delivery(
        channel=value["channel"],
        digest_key=value["digest_key"],
        parts=tuple(DeliveryPart(name=name, state=PartState(state)) for name, state in value["parts"]),
        content=None,
        content_hash=value["content_hash"],
        message_id=value["message_id"],
        attempts=value["attempts"],
        detail=value["detail"],
        created_at=datetime.fromisoformat(value["created_at"]),
        sending_at=_moment(value["sending_at"]),
        sent_at=_moment(value["sent_at"]),
    )
