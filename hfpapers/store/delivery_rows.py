"""The outbox: rows of `delivery`, one a digest and channel."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from hfpapers.model.delivery import Delivery, DeliveryPart, DeliveryState, PartState
from hfpapers.store import schema
from hfpapers.store.upsert import upsert

_TABLE = schema.delivery


class DeliveryRows:
    """Reads and writes on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def load(self, channel: str, digest_key: str) -> Delivery | None:
        """Load what is known of a digest for a channel; None where it was never begun."""
        found = sa.select(_TABLE).where(_TABLE.c.channel == channel, _TABLE.c.digest_key == digest_key)
        row = self._connection.execute(found).one_or_none()
        return None if row is None else _delivery(row)

    def list_all(self, *, channel: str | None = None) -> tuple[Delivery, ...]:
        """List the outbox, of one channel or of all, the oldest first."""
        order = (_TABLE.c.created_at, _TABLE.c.channel, _TABLE.c.digest_key)
        statement = sa.select(_TABLE).order_by(*order)
        if channel is not None:
            statement = statement.where(_TABLE.c.channel == channel)
        return tuple(_delivery(row) for row in self._connection.execute(statement))

    def write(self, deliveries: Iterable[Delivery]) -> None:
        """Set rows."""
        upsert(self._connection, _TABLE, [_row(delivery) for delivery in deliveries])

    def restore(self, noted: Iterable[Delivery]) -> int:
        """Give the table what the journal knows and it does not; return how many rows that were.

        The journal is written first, so what it says of the same attempt is as new or newer.
        """
        stored = {(known.channel, known.digest_key): known for known in self.list_all()}
        fresh = [_with_content(line, stored.get((line.channel, line.digest_key))) for line in noted]
        news = [line for line in fresh if _is_news(line, stored.get((line.channel, line.digest_key)))]
        self.write(news)
        return len(news)

    def drop_contents(self) -> int:
        """Take away what waits to be sent: it is composed anew, without what was forgotten. Return how many rows."""
        held = [delivery for delivery in self.list_all() if delivery.content is not None]
        self.write(replace(delivery, content=None) for delivery in held)
        return len(held)


def _with_content(line: Delivery, known: Delivery | None) -> Delivery:
    """Give a line of the journal, which holds no content, that of the row."""
    is_same = known is not None and known.content_hash == line.content_hash
    return replace(line, content=known.content) if known is not None and is_same and _is_open(line) else line


def _is_news(line: Delivery, known: Delivery | None) -> bool:
    if known is None:
        return True
    is_known = line.view() == known.view() and (line.parts == known.parts or not _is_open(line))
    return line.attempts >= known.attempts and not is_known


def _is_open(delivery: Delivery) -> bool:
    return delivery.state is not DeliveryState.SENT


def _row(delivery: Delivery) -> dict[str, object]:
    parts = [[part.name, str(part.state)] for part in delivery.parts]
    payload = json.dumps({"parts": parts, "content": delivery.content}, ensure_ascii=False, separators=(",", ":"))
    return {
        "channel": delivery.channel,
        "digest_key": delivery.digest_key,
        "state": str(delivery.state),
        "content_hash": delivery.content_hash,
        "message_id": delivery.message_id,
        "parts": len(delivery.parts),
        "parts_sent": delivery.parts_sent,
        "payload": payload if _is_open(delivery) else None,
        "attempts": delivery.attempts,
        "detail": delivery.detail,
        "created_at": delivery.created_at,
        "sending_at": delivery.sending_at,
        "sent_at": delivery.sent_at,
    }


def _delivery(row: sa.Row[Any]) -> Delivery:
    payload = {"parts": None, "content": None} if row.payload is None else json.loads(row.payload)
    sent = tuple(DeliveryPart(name=str(number), state=PartState.SENT) for number in range(row.parts))
    parts = payload["parts"]
    return Delivery(
        channel=row.channel,
        digest_key=row.digest_key,
        parts=sent if parts is None else tuple(DeliveryPart(name=n, state=PartState(s)) for n, s in parts),
        content=payload["content"],
        content_hash=row.content_hash,
        message_id=row.message_id,
        attempts=row.attempts,
        detail=row.detail,
        created_at=row.created_at,
        sending_at=row.sending_at,
        sent_at=row.sent_at,
    )
