"""The delivery of digests: a configuration and what is wanted in, what came of it out. Says nothing by itself.

One program at a time sends: the archive is locked meanwhile, as for all that writes to it. So of two that are started
at once, one sends and the other is told that the archive is busy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from hfpapers.config import Config
from hfpapers.deliver.choice import DeliveryOrder, chosen_channels
from hfpapers.deliver.couriers import courier_for
from hfpapers.deliver.outcomes import OPEN_RESULTS, Outcome, Preview
from hfpapers.deliver.run import ChannelReport, Deliveries
from hfpapers.errors import DatabaseVersionError, HfpapersError
from hfpapers.model.delivery import DeliveryView
from hfpapers.store.database import Database
from hfpapers.store.lock import ArchiveLock
from hfpapers.store.lost import refuse_lost_database


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryResult:
    """What came of all channels; `problem`: why none of them could be looked at, None where they were."""

    channels: tuple[ChannelReport, ...] = ()
    problem: str | None = None

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What came of each digest."""
        return tuple(outcome for channel in self.channels for outcome in channel.outcomes)

    @property
    def is_whole(self) -> bool:
        """Whether everything that was to go went."""
        is_sound = self.problem is None and all(channel.problem is None for channel in self.channels)
        return is_sound and not any(outcome.result in OPEN_RESULTS for outcome in self.outcomes)


def deliver(
    config: Config, order: DeliveryOrder, *, command: str, on_outcome: Callable[[Outcome], None] | None = None
) -> DeliveryResult:
    """Send what was ordered.

    Args:
        config: Says which archive, and which channels.
        order: What to send; by itself, all that is due.
        command: What others are told who want to write to the archive meanwhile.
        on_outcome: Told of each digest as soon as something came of it.

    Raises:
        ArchiveBusyError: Another program is writing to the archive; nothing was sent.
        ConfigError: A channel that was ordered cannot be used; nothing was sent.
        HfpapersError: The archive cannot be read or written.
    """
    channels = chosen_channels(config.channels, order)
    for channel in channels:
        courier_for(channel, timeout_seconds=config.timeout_seconds).require()
    with _opened(config, command) as deliveries:
        return DeliveryResult(
            channels=tuple(deliveries.carry_out(channels, order, on_outcome=on_outcome or _tell_nobody))
        )


def deliver_nightly(config: Config, *, command: str) -> DeliveryResult:
    """Send what is due; whatever is wrong is in the result, since the night is worth no less for it."""
    if not config.channels:
        return DeliveryResult()
    try:
        with _opened(config, command) as deliveries:
            reports = deliveries.carry_out(config.channels, DeliveryOrder(), on_outcome=_tell_nobody)
            return DeliveryResult(channels=tuple(reports))
    except HfpapersError as error:
        return DeliveryResult(problem=str(error))


def preview_delivery(config: Config, order: DeliveryOrder) -> tuple[Preview, ...]:
    """Tell what would be sent; nothing is sent or written.

    Raises:
        HfpapersError: A channel cannot be used, or the archive not be read.
    """
    channels = chosen_channels(config.channels, order)
    refuse_lost_database(config)
    with closing(Database.open_for_reading(config.database_url)) as database:
        return tuple(Deliveries(config, database, _now).preview(channels, order))


def complete_delivery(config: Config, order: DeliveryOrder, *, command: str) -> tuple[Outcome, ...]:
    """Put down that the digest named by `order.repeat` needs no more sending.

    Raises:
        HfpapersError: It was never sent, or the archive cannot be written to.
    """
    channels = chosen_channels(config.channels, order)
    with _opened(config, command) as deliveries:
        return tuple(deliveries.complete(channels, order.repeat or ""))


def list_deliveries(config: Config) -> tuple[DeliveryView, ...]:
    """List the outbox, the oldest first.

    Raises:
        HfpapersError: The archive cannot be read.
    """
    refuse_lost_database(config)
    with closing(Database.open_for_reading(config.database_url)) as database, database.read() as queries:
        return tuple(delivery.view() for delivery in queries.deliveries.list_all())


@contextmanager
def _opened(config: Config, command: str) -> Iterator[Deliveries]:
    refuse_lost_database(config)
    with suppress(DatabaseVersionError):  # an older one is brought up to date below; one that is not there is not made
        Database.open_for_reading(config.database_url).close()
    with (
        ArchiveLock.acquire(config, holder=command) as lock,
        closing(Database.open_for_writing(config.database_url)) as database,
    ):
        database.check_before_writing(lock.check)
        yield Deliveries(config, database, _now)


def _tell_nobody(_outcome: Outcome) -> None:
    """Stand in where nobody waits."""


def _now() -> datetime:
    return datetime.now(tz=UTC)
