"""A delivery: an archive, channels and what was asked for in; what came of it out.

One channel after the other, each for itself: what is wrong with one is told and keeps no other from its digests.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from hfpapers.config import Config
from hfpapers.config.channels import Channel, MailChannel, Wanted
from hfpapers.deliver.choice import DeliveryOrder, channel_of
from hfpapers.deliver.courier import Courier
from hfpapers.deliver.couriers import courier_for
from hfpapers.deliver.dispatch import Dispatcher
from hfpapers.deliver.due import Due, first_day, is_had, plan_due
from hfpapers.deliver.keys import period_of
from hfpapers.deliver.outbox import Outbox
from hfpapers.deliver.outcomes import Outcome, Preview, Result
from hfpapers.deliver.sending import Clock
from hfpapers.deliver.steps import Step, plan_period, plan_repeat, plan_usual
from hfpapers.digest.model import Digest
from hfpapers.digest.options import DigestOptions
from hfpapers.edition import load_digest
from hfpapers.errors import DayUnavailableError, HfpapersError, StoreError
from hfpapers.model.delivery import Delivery, DeliveryState
from hfpapers.model.periods import Period, PeriodKind
from hfpapers.store.database import Database

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelReport:
    """What came of a channel.

    Attributes:
        problem: Why it got nothing more, in one line; None where nothing was wrong with the channel itself.
        waiting, passed_over: As `due.Due` has them.
    """

    channel: str
    outcomes: tuple[Outcome, ...] = ()
    problem: str | None = None
    waiting: tuple[Period, ...] = ()
    passed_over: tuple[Period, ...] = ()


class Deliveries:
    """The deliveries of one archive.

    Args:
        config: Says where and whom.
        database: Open; for writing, where anything is to be sent.
        clock: Tells the time.
    """

    def __init__(self, config: Config, database: Database, clock: Clock) -> None:
        self._config = config
        self._database = database
        self._clock = clock
        self._outbox = Outbox(database, config.home)

    def carry_out(
        self, channels: Sequence[Channel], order: DeliveryOrder, *, on_outcome: Callable[[Outcome], None]
    ) -> Iterator[ChannelReport]:
        """Send what is to be sent, and yield what came of each channel.

        Raises:
            ConfigError: No channel was ever sent what is to be repeated, or several were.
            DayUnavailableError: The period that was asked for is not over, or not had.
            StoreError: The archive could not be read or written; nothing more was sent.
        """
        self._outbox.load()
        self._require_had(order.period)
        for channel in self._concerned(channels, order):
            yield self._carry_out(channel, order, on_outcome)

    def preview(self, channels: Sequence[Channel], order: DeliveryOrder) -> Iterator[Preview]:
        """Yield what would be sent; nothing is sent or written.

        Raises:
            HfpapersError: A channel cannot be used, or the archive not be read.
        """
        self._require_had(order.period)
        for channel in self._concerned(channels, order):
            steps, _ = self._steps(channel, order)
            for step in steps:
                yield self._preview(channel, step)

    def complete(self, channels: Sequence[Channel], key: str) -> Iterator[Outcome]:
        """Put down that a digest needs no more sending: it is known to have arrived, or is not wanted any more.

        Raises:
            ConfigError: No channel was ever sent such a digest.
            StoreError: The archive could not be written.
        """
        self._outbox.load()
        for channel in self._concerned(channels, DeliveryOrder(repeat=key)):
            row = next(row for row in self._outbox.list_of(channel.name) if row.digest_key == key)
            done = self._outbox.record(row.completed(self._clock()))
            yield Outcome(
                channel=channel.name,
                digest_key=key,
                result=Result.SENT,
                parts=len(done.parts),
                parts_sent=len(done.parts),
            )

    # --- one channel ---------------------------------------------------------------------------

    def _carry_out(
        self, channel: Channel, order: DeliveryOrder, on_outcome: Callable[[Outcome], None]
    ) -> ChannelReport:
        outcomes: list[Outcome] = []
        due = Due()
        problem = None
        try:
            steps, due = self._steps(channel, order)
            courier = self._courier(channel, steps)
            if steps:
                courier.require()
            dispatcher = Dispatcher(
                channel.name, courier, self._outbox, lambda period: self._digest(channel.wanted, period), self._clock
            )
            for step in steps:
                outcomes.append(dispatcher.carry_out(step))
                on_outcome(outcomes[-1])
        except StoreError:
            raise
        except HfpapersError as error:
            problem = str(error)
        except Exception as error:
            # A fault of ours in one channel keeps no other from its digests. By its name only: it may quote an address.
            problem = f"{type(error).__name__}; run with -vv for details"
            _logger.warning("channel %s failed", channel.name, exc_info=error)
        return ChannelReport(
            channel=channel.name,
            outcomes=tuple(outcomes),
            problem=problem,
            waiting=due.waiting,
            passed_over=due.passed_over,
        )

    def _steps(self, channel: Channel, order: DeliveryOrder) -> tuple[list[Step], Due]:
        wanted, rows = channel.wanted, self._outbox.list_of(channel.name)
        if order.repeat is not None:
            step = plan_repeat(wanted, rows, order.repeat)
            return [step] if step else [], Due()
        if order.period is not None:
            return [plan_period(wanted, rows, order.period)], Due()
        due = self._due(wanted, rows)
        return list(plan_usual(wanted, rows, due.periods)), due

    def _due(self, wanted: Wanted, rows: Sequence[Delivery]) -> Due:
        now, known = self._clock(), [row.digest_key for row in rows]
        asked = Period.of_range(first_day(wanted, known, now=now), now.date())
        with self._database.read() as queries:
            days = {coverage.day: coverage for coverage in queries.list_days(tuple(asked.days()))}
        return plan_due(wanted, days, known, now=now)

    def _require_had(self, period: Period | None) -> None:
        """Refuse a period that is not over, or not listed whole: what a channel got once it does not get again.

        Raises:
            DayUnavailableError: It is so.
        """
        if period is None:
            return
        with self._database.read() as queries:
            days = {coverage.day: coverage for coverage in queries.list_days(tuple(period.days()))}
        if not is_had(period, days):
            problem = "has not ended, or was not listed whole since it did"
            span = "date" if period.kind is PeriodKind.DAY else period.kind
            raise DayUnavailableError(period.label, problem, f"hfpapers crawl --{span} {period.label}")

    def _courier(self, channel: Channel, steps: Sequence[Step]) -> Courier:
        keys = [row.digest_key for row in self._outbox.list_of(channel.name) if row.state is DeliveryState.SENT]
        got = [period for key in keys if (period := period_of(channel.wanted, key)) is not None]
        periods = [*got, *(step.period for step in steps if step.period is not None)]
        newest = max(periods, key=lambda period: period.since, default=None)
        return courier_for(channel, timeout_seconds=self._config.timeout_seconds, newest=newest)

    def _digest(self, wanted: Wanted, period: Period) -> Digest:
        options = DigestOptions(
            style=wanted.style,
            lang=wanted.lang,
            top=wanted.top,
            min_upvotes=wanted.min_upvotes,
            categories=wanted.categories,
            keywords=wanted.keywords,
        )
        with self._database.read() as queries:
            covered = queries.covered_range()
            held = None if covered is None else period.clipped(covered[0], period.until)
            return load_digest(queries, held or period, options, today=self._clock().date())

    def _preview(self, channel: Channel, step: Step) -> Preview:
        courier = self._courier(channel, [step])
        courier.require()
        row = step.delivery
        nothing = Preview(channel=channel.name, digest_key=step.key, result=Result.NOTHING)
        if row is not None and not step.is_repeat and row.state is not DeliveryState.REFUSED:
            result = Result.ALREADY if row.state is DeliveryState.SENT else Result.UNKNOWN
            return replace(nothing, result=result)
        if step.period is None:
            return replace(nothing, result=Result.LEFT)
        parcel = courier.compose(lambda period: self._digest(channel.wanted, period), step.period, step.key)
        if parcel is None:
            return nothing
        return Preview(
            channel=channel.name,
            digest_key=step.key,
            result=Result.SENT,
            title=parcel.title,
            parts=len(parcel.part_names),
            recipients=len(channel.to) if isinstance(channel, MailChannel) else None,
            size_bytes=parcel.size_bytes,
            texts=parcel.texts,
        )

    def _concerned(self, channels: Sequence[Channel], order: DeliveryOrder) -> tuple[Channel, ...]:
        if order.repeat is None:
            return tuple(channels)
        got = {channel.name: [row.digest_key for row in self._outbox.list_of(channel.name)] for channel in channels}
        name = channel_of(order.repeat, got)
        return tuple(channel for channel in channels if channel.name == name)
