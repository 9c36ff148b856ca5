"""The workers of a run: entries in, an outcome for each out, several at a time; stopped without losing an answer.

A first Ctrl-C, or a SIGTERM, lets requests under way come to their end, since they are paid for, and makes no others; a
second one drops them.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from hfpapers.config import Config
from hfpapers.enrich.asking import Asking
from hfpapers.enrich.client import CompatibleModel
from hfpapers.enrich.entries import Entry
from hfpapers.enrich.failures import AskingStoppedError, LimitReachedError
from hfpapers.jobs.enrichment_order import EnrichmentProgress
from hfpapers.model.enrichment import EnrichmentState, TextSource
from hfpapers.store.database import Database

logger = logging.getLogger(__name__)

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Workers:
    """Asks for entries.

    Args:
        asking: What they share.
        model: What is asked.
        config: Says how many are asked for at a time.
        database: Where full texts are read.
        on_progress: Told of each outcome.

    Attributes:
        states: Entries by outcome, so far.
        stopped: Why no more is asked for; None while more is, or once all was.
        is_interrupted: It was told to stop.
    """

    def __init__(
        self,
        asking: Asking,
        model: CompatibleModel,
        *,
        config: Config,
        database: Database,
        on_progress: Callable[[EnrichmentProgress], None],
    ) -> None:
        self.states: Counter[EnrichmentState] = Counter()
        self.stopped: AskingStoppedError | LimitReachedError | None = None
        self.is_interrupted = False
        self._asking = asking
        self._model = model
        self._config = config
        self._database = database
        self._on_progress = on_progress
        self._tasks: list[asyncio.Task[None]] = []

    async def ask(self, due: Sequence[Entry]) -> None:
        """Ask for all of them, or until it is stopped.

        Raises:
            StoreError: An answer cannot be kept; no more is asked for.
            EnrichmentError: The context is too small for a part of a text.
        """
        queue = deque(due)
        async with self._model:
            count = min(self._config.llm_concurrency, len(due))
            self._tasks = [asyncio.create_task(self._work(queue, len(due))) for _ in range(count)]
            with self._stopping_at_signals():
                await self._finish()

    async def _finish(self) -> None:
        """Wait for all workers; where one fails, end the others and raise what it raised."""
        if not self._tasks:
            return
        done, others = await asyncio.wait(self._tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in others:
            task.cancel()
        results = await asyncio.gather(*done, *others, return_exceptions=True)
        faults = [fault for fault in results if isinstance(fault, BaseException)]
        for fault in faults:
            if not isinstance(fault, asyncio.CancelledError):
                raise fault

    async def _work(self, queue: deque[Entry], due: int) -> None:
        while queue and self.stopped is None and not self.is_interrupted:
            entry = queue.popleft()
            try:
                state = await self._asking.answer(self._with_text(entry))
            except (AskingStoppedError, LimitReachedError) as stopped:
                self._stop(stopped)
                return
            self.states[state] += 1
            self._tell(due)

    def _stop(self, why: AskingStoppedError | LimitReachedError) -> None:
        if self.stopped is None and not self.is_interrupted:
            self.stopped = why
        self._model.stop_waiting()

    def _tell(self, due: int) -> None:
        budget = self._asking.budget
        self._on_progress(
            EnrichmentProgress(
                done=self.states.total(),
                due=due,
                states=self.states.copy(),
                input_tokens=budget.input_tokens,
                output_tokens=budget.output_tokens,
                cost_micros=budget.cost_micros,
            )
        )

    def _with_text(self, entry: Entry) -> Entry:
        if entry.source is not TextSource.FULLTEXT:
            return entry
        arxiv_id = entry.key.arxiv_id
        with self._database.read() as queries:
            return entry.with_text(queries.enrichments.load_texts([arxiv_id]).get(arxiv_id))

    @contextmanager
    def _stopping_at_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            loop.add_signal_handler(number, self._interrupt)
        try:
            yield
        finally:
            for number in _SIGNALS:
                loop.remove_signal_handler(number)

    def _interrupt(self) -> None:
        if self.is_interrupted:
            for task in self._tasks:
                task.cancel()
            return
        self.is_interrupted = True
        self._model.stop_waiting()
        logger.warning("stopping once the answers under way are there; once more to stop at once")
