"""What is to be done for a channel: what it got, what is due and what was asked for in, steps in order out. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hfpapers.config.channels import Wanted
from hfpapers.deliver.keys import digest_key, period_of
from hfpapers.model.delivery import Delivery, DeliveryState
from hfpapers.model.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One digest for one channel.

    Attributes:
        period: None where the key is of a digest that the channel does not want any more.
        delivery: None where it was never begun.
        is_repeat: It was asked for by its key: what was sent, or may have been, goes once more.
    """

    key: str
    period: Period | None
    delivery: Delivery | None = None
    is_repeat: bool = False


def plan_usual(wanted: Wanted, rows: Sequence[Delivery], due: Sequence[Period]) -> Iterator[Step]:
    """Yield what is left of earlier runs, the oldest first, then what is due."""
    for row in rows:
        if row.state is not DeliveryState.SENT:
            yield Step(key=row.digest_key, period=period_of(wanted, row.digest_key), delivery=row)
    for period in due:
        yield Step(key=digest_key(wanted, period), period=period)


def plan_period(wanted: Wanted, rows: Sequence[Delivery], period: Period) -> Step:
    """Return the step for a period that was asked for."""
    key = digest_key(wanted, period)
    return Step(key=key, period=period, delivery=_row_of(rows, key))


def plan_repeat(wanted: Wanted, rows: Sequence[Delivery], key: str) -> Step | None:
    """Return the step that sends a digest once more; None where the channel never got one of that key."""
    row = _row_of(rows, key)
    return None if row is None else Step(key=key, period=period_of(wanted, key), delivery=row, is_repeat=True)


def _row_of(rows: Sequence[Delivery], key: str) -> Delivery | None:
    return next((row for row in rows if row.digest_key == key), None)
