"""Asking a language model for what is wanted of papers: orders in, rows and what came of it out.

Asking takes hours, and crawls must go on meanwhile: the right to ask is held all the time, the right to write to the
archive only at the beginning and for each answer (`store.enrichment_ledger`). What a killed run paid for is taken in
first, and nothing that is held is asked for again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from hfpapers.config import Config
from hfpapers.enrich.asking import Asking
from hfpapers.enrich.budget import Budget, Limits
from hfpapers.enrich.client import CompatibleModel
from hfpapers.enrich.endpoint import require_model, require_package
from hfpapers.enrich.failures import AskingStoppedError
from hfpapers.errors import ArchiveBusyError, ConfigError, DatabaseVersionError, HfpapersError, StoreError
from hfpapers.jobs.enrichment_order import EnrichmentEstimate, EnrichmentOrder, EnrichmentProgress, EnrichmentResult
from hfpapers.jobs.enrichment_plan import EnrichmentPlan, estimate_enrichment, plan_enrichment
from hfpapers.jobs.enrichment_workers import Workers
from hfpapers.model.enrichment import TextSource
from hfpapers.model.enrichment_record import EnrichmentRecord
from hfpapers.model.forgotten import Forgotten
from hfpapers.store.archive import Archive
from hfpapers.store.archive_reader import ArchiveReader
from hfpapers.store.database import Database
from hfpapers.store.enrichment_journal import EnrichmentJournal
from hfpapers.store.enrichment_ledger import EnrichmentLedger, take_in
from hfpapers.store.lock import ArchiveLock

logger = logging.getLogger(__name__)

OnProgress = Callable[[EnrichmentProgress], None]
ValueT = TypeVar("ValueT")

_POLL_SECONDS = 0.25
_TELL_SECONDS = 300.0
_MICROS = 1_000_000


def foresee_enrichment(config: Config, orders: Sequence[EnrichmentOrder]) -> EnrichmentEstimate:
    """Tell what orders would take; nobody is asked, and nothing is made.

    Raises:
        HfpapersError: There is no archive, no model is configured, or a period has no list.
    """
    with ArchiveReader.open(config) as archive, archive.read() as queries:
        plan = plan_enrichment(queries, config, orders, today=_now().date())
        return estimate_enrichment(queries, config, plan)


def run_enrichment(
    config: Config,
    orders: Sequence[EnrichmentOrder],
    *,
    limits: Limits,
    command: str,
    on_plan: Callable[[EnrichmentPlan], None] | None = None,
    on_progress: OnProgress | None = None,
) -> EnrichmentResult:
    """Ask for what is wanted and not there, and keep it.

    Args:
        config: Where the archive and the endpoint are.
        orders: What is wanted.
        limits: The most that may be spent.
        command: What the user ran, for the `run` table.
        on_plan: Called once before the first request.
        on_progress: Called after each entry.

    Raises:
        ArchiveBusyError: Another program is asking for this archive.
        ConfigError: No model is configured, a package is missing, or a limit needs prices.
        HfpapersError: The archive cannot be opened or written to, or a period has no list. What was had stays.
    """
    if limits.cost is not None and (config.llm_input_price is None or config.llm_output_price is None):
        raise ConfigError("--max-cost", "needs prices; set llm_input_price and llm_output_price in hfpapers.toml")
    require_model(config)
    require_package()
    _require_archive(config)
    with ExitStack() as stack:
        stack.enter_context(ArchiveLock.of_enrichment(config, holder=command))
        begun = _begin(config, orders, command)
        if on_plan is not None:
            on_plan(begun.plan)
        database = stack.enter_context(closing(Database.open_for_writing(config.database_url)))
        ledger = EnrichmentLedger(config, database, run_id=begun.run_id, holder=command, forgotten=begun.forgotten)
        try:
            result = _ask(config, begun, ledger, database, limits, on_progress or (lambda _progress: None))
        except BaseException as error:
            _note_failure(ledger, error)
            raise
        state = "failed" if result.is_failed else "incomplete" if result.is_incomplete else "ok"
        _when_free(lambda: ledger.finish(state, sum_up(config, result), now=_now()))
    return result


def sum_up(config: Config, result: EnrichmentResult) -> str:
    """Sum a run up in a line: outcomes, requests, tokens, cost."""
    outcomes = ", ".join(f"{number:,} {state}" for state, number in result.states.items()) or "nothing asked"
    tokens = f"{result.input_tokens + result.output_tokens:,} tokens"
    cost = "" if result.cost_micros is None else f", {result.cost_micros / _MICROS:.4f} {config.llm_currency}"
    return f"{outcomes}; {result.requests:,} requests, {tokens}{cost}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    """A run that was begun."""

    run_id: int
    plan: EnrichmentPlan
    forgotten: Forgotten
    taken_in: int


def _begin(config: Config, orders: Sequence[EnrichmentOrder], command: str) -> _Begun:
    """Open the archive, take in what a killed run left, and plan; then leave the archive to others."""
    with _when_free(lambda: Archive.open(config, command=command, now=_now())) as archive:
        try:
            taken_in = take_in(archive)
            with archive.read() as queries:
                plan = plan_enrichment(queries, config, orders, today=_now().date())
        except BaseException as error:
            archive.finish("failed", type(error).__name__, now=_now())
            raise
        return _Begun(run_id=archive.run_id, plan=plan, forgotten=archive.forgotten, taken_in=taken_in)


def _ask(
    config: Config,
    begun: _Begun,
    ledger: EnrichmentLedger,
    database: Database,
    limits: Limits,
    on_progress: OnProgress,
) -> EnrichmentResult:
    plan, requests = begun.plan, 0
    if not plan.due:
        return EnrichmentResult(account=plan.account, taken_in=begun.taken_in)

    def note(record: EnrichmentRecord) -> None:
        nonlocal requests
        requests += record.request.finish_reason is not None or record.request.output_tokens > 0
        ledger.note(record)

    reads_texts = any(entry.source is TextSource.FULLTEXT for entry in plan.due)
    notes = dict(EnrichmentJournal(config.home).read_notes()) if reads_texts else {}
    model, budget = CompatibleModel(config, clock=_now), Budget(config, limits)
    asking = Asking(model=model, config=config, budget=budget, clock=_now, note=note, notes=notes)
    workers = Workers(asking, model, config=config, database=database, on_progress=on_progress)
    asyncio.run(workers.ask(plan.due))
    stopped = workers.stopped
    return EnrichmentResult(
        account=plan.account,
        states=workers.states,
        left=plan.account.due - workers.states.total(),
        requests=requests,
        input_tokens=budget.input_tokens,
        output_tokens=budget.output_tokens,
        cost_micros=budget.cost_micros,
        taken_in=begun.taken_in,
        stopped=None if stopped is None else str(stopped),
        is_failed=isinstance(stopped, AskingStoppedError) and not stopped.is_for_now,
        interrupted=workers.is_interrupted,
    )


def _note_failure(ledger: EnrichmentLedger, error: BaseException) -> None:
    """Record that the run failed, where that can still be written: what ended it is what the user is to be told."""
    try:
        _when_free(lambda: ledger.finish("failed", " ".join(str(error).split())[:300] or None, now=_now()))
    except HfpapersError as second:
        logger.warning("how the run ended could not be recorded: %s", second)


def _require_archive(config: Config) -> None:
    """Refuse to make an archive: there would be nothing in it to ask for."""
    try:
        database = Database.open_if_any(config.database_url)
    except DatabaseVersionError:
        return  # there is one: whoever opens it for writing migrates it, or says what is wrong
    if database is None:
        raise StoreError(str(config.home), "there is no archive here; run: hfpapers crawl --date yesterday")
    database.close()


def _when_free(act: Callable[[], ValueT]) -> ValueT:
    """Do something once no other program is writing to the archive."""
    tell_at = time.monotonic()
    while True:
        try:
            return act()
        except ArchiveBusyError as busy:
            if time.monotonic() >= tell_at:
                logger.warning("%s is writing to this archive; waiting until it is done", busy.holder)
                tell_at += _TELL_SECONDS
        time.sleep(_POLL_SECONDS)


def _now() -> datetime:
    return datetime.now(tz=UTC)
