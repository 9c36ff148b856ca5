"""One channel's steps carried out: a step in, the outcome out; what is asked of the archive is a digest.

Content that is kept is sent as it is; else it is made of what the archive holds now.
"""

from __future__ import annotations

from typing import Any

from hfpapers.deliver.courier import Courier, MakeDigest, Parcel
from hfpapers.deliver.outbox import Outbox
from hfpapers.deliver.outcomes import Outcome, Result
from hfpapers.deliver.sending import Clock, carry_out, content_of, new_delivery, refilled
from hfpapers.deliver.steps import Step
from hfpapers.model.delivery import Delivery, DeliveryState, PartState

_RESULTS = {
    DeliveryState.SENT: Result.SENT,
    DeliveryState.REFUSED: Result.REFUSED,
    DeliveryState.SENDING: Result.UNKNOWN,
}
_STOPPED = "the program was stopped while it was being sent"
_NOT_HELD = "what was left of it is not held any more"
_NOT_TRIED = "not tried: the channel could not be reached just before"


class Dispatcher:
    """Carries out steps for one channel, one after the other.

    Args:
        name: The channel's.
        courier: Of the channel.
        outbox: Where all of it is put down.
        make_digest: Makes a digest as the channel wants it.
        clock: Tells the time.
    """

    def __init__(self, name: str, courier: Courier, outbox: Outbox, make_digest: MakeDigest, clock: Clock) -> None:
        self._name = name
        self._courier = courier
        self._outbox = outbox
        self._make_digest = make_digest
        self._clock = clock
        self._is_down = False

    def carry_out(self, step: Step) -> Outcome:
        """Do one step.

        Raises:
            ConfigError: The channel cannot be used as it is; nothing was sent.
            DayUnavailableError: There is no list of which a digest could be made.
            StoreError: The archive could not be read or written.
        """
        ready = self._prepare(step)
        if isinstance(ready, Outcome):
            return ready
        delivery, content = ready
        if self._is_down:
            delivery = self._outbox.record(delivery.put_off(_NOT_TRIED))
        else:
            carried = carry_out(delivery, content, self._courier, self._outbox, self._clock)
            delivery, self._is_down = carried.delivery, carried.is_down
        return self._outcome(delivery)

    def _prepare(self, step: Step) -> tuple[Delivery, Any] | Outcome:
        """Give the delivery and its content, or why there is nothing to carry."""
        row = step.delivery
        if row is None:
            parcel = self._compose(step)
            if parcel is None:
                return Outcome(channel=self._name, digest_key=step.key, result=Result.NOTHING)
            return new_delivery(self._name, step.key, parcel, self._courier, now=self._clock()), parcel.content
        if row.state is DeliveryState.SENT and not step.is_repeat:
            return self._outcome(row, Result.ALREADY, is_news=False)
        if step.is_repeat or self._courier.is_repeatable:
            row = row.anew()
        return self._prepare_again(step, row)

    def _prepare_again(self, step: Step, row: Delivery) -> tuple[Delivery, Any] | Outcome:
        wanted = row.only(self._courier.addressed([part.name for part in row.parts]))
        content = content_of(wanted)
        if content is None or not wanted.parts:
            return self._refill(step, row)
        if wanted.state is DeliveryState.SENT:  # whoever else was to get it is no recipient any more
            return self._outcome(self._outbox.record(wanted.completed(self._clock())))
        if _is_stuck(wanted, self._courier):
            return self._outcome(wanted, detail=wanted.detail or _STOPPED, is_news=False)
        return wanted, content

    def _refill(self, step: Step, row: Delivery) -> tuple[Delivery, Any] | Outcome:
        """Make the content anew, where that sends nobody anything twice unasked."""
        is_sent_in_part = bool(row.parts_sent) and row.state is not DeliveryState.SENT
        would_double = self._courier.is_ordered and is_sent_in_part and not step.is_repeat
        has_unknown = any(part.state is PartState.SENDING for part in row.parts)
        if has_unknown and self._courier.is_ordered:
            return self._outcome(row, detail=row.detail or _STOPPED, is_news=False)
        parcel = None if would_double else self._compose(step)
        if parcel is None:
            return self._outcome(row, Result.LEFT, detail=_NOT_HELD, is_news=False)
        whole = step.is_repeat and (self._courier.is_ordered or row.state is DeliveryState.SENT)
        delivery = refilled(row, parcel, self._courier, whole=whole)
        if _is_stuck(delivery, self._courier):
            return self._outcome(delivery, detail=row.detail or _STOPPED, is_news=False)
        return delivery, parcel.content

    def _compose(self, step: Step) -> Parcel | None:
        if step.period is None:
            return None
        return self._courier.compose(self._make_digest, step.period, step.key)

    def _outcome(
        self, delivery: Delivery, result: Result | None = None, *, detail: str | None = None, is_news: bool = True
    ) -> Outcome:
        return Outcome(
            channel=self._name,
            digest_key=delivery.digest_key,
            result=result or _RESULTS[delivery.state],
            parts=len(delivery.parts),
            parts_sent=delivery.parts_sent,
            detail=detail or delivery.detail,
            is_news=is_news,
        )


def _is_stuck(delivery: Delivery, courier: Courier) -> bool:
    """Tell whether nothing of a delivery may be sent unasked."""
    open_states = [part.state for part in delivery.parts if part.state is not PartState.SENT]
    return PartState.SENDING in (open_states[:1] if courier.is_ordered else []) or set(open_states) == {
        PartState.SENDING
    }
