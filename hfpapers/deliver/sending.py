"""One delivery carried out: what waits in it is sent part by part, and every step is put down before the next.

`sending` is in the journal and committed before a part is carried, what came of it after. A process that is killed in
between leaves a part of which nobody knows; such a part is never carried again unasked.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from hfpapers.deliver.courier import Carry, Courier, Parcel, RefusedError, UnknownFateError
from hfpapers.deliver.outbox import Outbox
from hfpapers.model.delivery import Delivery, DeliveryPart, PartState

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """How a delivery stands after an attempt; `is_down`: the channel could not be reached at all."""

    delivery: Delivery
    is_down: bool = False


def new_delivery(channel: str, key: str, parcel: Parcel, courier: Courier, *, now: datetime) -> Delivery:
    """Return the delivery of a parcel that was never begun."""
    return Delivery(
        channel=channel,
        digest_key=key,
        parts=tuple(DeliveryPart(name=name) for name in parcel.part_names),
        content=_kept(parcel, courier),
        content_hash=parcel.content_hash,
        message_id=parcel.message_id,
        created_at=now,
    )


def refilled(delivery: Delivery, parcel: Parcel, courier: Courier, *, whole: bool) -> Delivery:
    """Return a delivery with its content made anew; what was sent stays so, unless `whole` asks for all of it."""
    states = {} if whole else {part.name: part.state for part in delivery.parts}
    parts = tuple(DeliveryPart(name=name, state=states.get(name, PartState.WAITING)) for name in parcel.part_names)
    return replace(
        delivery, parts=parts, content=_kept(parcel, courier), content_hash=parcel.content_hash, sent_at=None
    )


def content_of(delivery: Delivery) -> Any:
    """Return what is kept of a delivery's content; None where nothing is."""
    return None if delivery.content is None else json.loads(delivery.content)


def carry_out(delivery: Delivery, content: Any, courier: Courier, outbox: Outbox, clock: Clock) -> Carried:
    """Send what waits, and what was refused before.

    Raises:
        ConfigError: The channel cannot be used as it is; nothing was begun.
        StoreError: It could not be put down how it stands; nothing more was sent.
    """
    attempt = _Attempt(delivery.begin(), courier, outbox, clock)
    with courier.carrying(delivery, content, now=clock()) as carry:
        attempt.go(carry)
    return Carried(delivery=attempt.delivery, is_down=attempt.is_down)


class _Attempt:
    def __init__(self, delivery: Delivery, courier: Courier, outbox: Outbox, clock: Clock) -> None:
        self.delivery = delivery
        self.is_down = False
        self._courier = courier
        self._outbox = outbox
        self._clock = clock

    def go(self, carry: Carry) -> None:
        for place, part in enumerate(self.delivery.parts):
            if part.state in {PartState.WAITING, PartState.REFUSED}:
                self._carry(place, part, carry)
            is_stuck = self.delivery.parts[place].state is not PartState.SENT and self._courier.is_ordered
            if is_stuck or self.is_down:
                return

    def _carry(self, place: int, part: DeliveryPart, carry: Carry) -> None:
        self._put_down(place, PartState.SENDING)
        try:
            carry(part)
        except RefusedError as error:
            self.is_down = error.is_down
            self._put_down(place, PartState.REFUSED, error.problem)
        except UnknownFateError as error:
            self._put_down(place, PartState.SENDING, error.problem)
        else:
            self._put_down(place, PartState.SENT)

    def _put_down(self, place: int, state: PartState, detail: str | None = None) -> None:
        changed = self.delivery.with_part(place, state, now=self._clock(), detail=detail)
        self.delivery = self._outbox.record(changed)


def _kept(parcel: Parcel, courier: Courier) -> str | None:
    return None if courier.is_repeatable else json.dumps(parcel.content, ensure_ascii=False)
