"""What is said of an enrichment: before it, while it goes on, at its end; and the exit code."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hfpapers.commands import logs
from hfpapers.commands.counting import number_of
from hfpapers.commands.failures import FAILED, INCOMPLETE, INTERRUPTED, OK
from hfpapers.commands.progress import Progress, Standing
from hfpapers.model.enrichment import EnrichmentState

if TYPE_CHECKING:
    from hfpapers.config import Config
    from hfpapers.jobs.enrichment_order import Account, EnrichmentEstimate, EnrichmentProgress, EnrichmentResult
    from hfpapers.jobs.enrichment_plan import EnrichmentPlan

_LABEL_WIDTH = 12
_EVERY_SECONDS = 5.0
_MICROS = 1_000_000

_logger = logging.getLogger(logs.COMMANDS)


class EnrichTelling:
    """Who is told of a run; its two methods are what `run_enrichment` calls."""

    def __init__(self, progress: Progress, config: Config) -> None:
        self._progress = progress
        self._config = config

    def plan(self, plan: EnrichmentPlan) -> None:
        """Say what is asked for."""
        for line in account_lines(plan.account):
            _logger.info("%s", line)
        self._progress.sum_up(_EVERY_SECONDS)

    def progress(self, progress: EnrichmentProgress) -> None:
        """Say how far it is."""
        spent = _spent(progress.input_tokens, progress.output_tokens, progress.cost_micros, self._config)
        words = f"{progress.done:,} of {number_of(progress.due, 'answer')}: {states_in_words(progress.states)}; {spent}"
        self._progress.step(
            words,
            Standing(done=progress.done, total=progress.due, words=words),
            done=progress.done,
            due=progress.due,
            **_state_values(progress.states),
            input_tokens=progress.input_tokens,
            output_tokens=progress.output_tokens,
            cost_micros=progress.cost_micros,
        )


def tell_outcome(result: EnrichmentResult, config: Config) -> int:
    """Say what came of it; return the exit code."""
    if result.taken_in:
        requests = number_of(result.taken_in, "request")
        _logger.info("%s that a run which was killed had paid for were taken in", requests)
    _logger.info("%s", outcome_line(result, config), extra={"fields": outcome_values(result)})
    for line in lacking_lines(result):
        _logger.warning("%s", line)
    if result.interrupted:
        _logger.error("stopped before the end; what was had until then stays: run the same command again to go on")
        return INTERRUPTED
    if result.is_failed:
        _logger.error("%s", result.stopped)
        return FAILED
    return INCOMPLETE if result.is_incomplete else OK


def outcome_line(result: EnrichmentResult, config: Config) -> str:
    """Sum a run up in a line for people."""
    account = result.account
    if not account.due:
        return f"nothing to ask for: {_held(account)}"
    spent = _spent(result.input_tokens, result.output_tokens, result.cost_micros, config)
    asked = f"{number_of(result.requests, 'answer')} of {config.llm_model}"
    return f"{states_in_words(result.states)}; {asked}, {spent}"


def outcome_values(result: EnrichmentResult) -> dict[str, Any]:
    """Sum a run up for machines."""
    account = result.account
    return {
        "event": "enrich",
        "papers": account.papers,
        "wanted": account.wanted,
        "held": account.held,
        "refused_before": account.refused,
        "stale": account.stale,
        **_state_values(result.states),
        "left": result.left,
        "requests": result.requests,
        "input_tokens": result.input_tokens,
        "output_tokens": result.output_tokens,
        "cost_micros": result.cost_micros,
        "stopped": result.stopped,
    }


def lacking_lines(result: EnrichmentResult) -> Iterator[str]:
    """Say what is not there, and what to do about it."""
    refused = result.states[EnrichmentState.REFUSED] + result.account.refused
    if refused:
        yield (
            f"{number_of(refused, 'entry', 'entries')} did not pass the checks and show what the archive holds; "
            "to see why: the same command with --report, to ask once more: with --refused"
        )
    if result.states[EnrichmentState.FAILED]:
        failed = number_of(result.states[EnrichmentState.FAILED], "entry", "entries")
        yield f"{failed} could not be had; the same command asks again"
    if result.left:
        left = number_of(result.left, "entry is", "entries are")
        why = "" if result.stopped is None else f" ({result.stopped})"
        yield f"{left} left{why}; the same command goes on there"


def account_lines(account: Account) -> Iterator[str]:
    """Say how what is wanted stands before anything is asked."""
    if account.due:
        wanted = f"{number_of(account.wanted, 'entry', 'entries')} of {number_of(account.papers, 'paper')}"
        yield f"{wanted}: {_held(account)}; asking for {account.due:,}"
    if account.stale:
        stale = number_of(account.stale, "entry is", "entries are")
        yield f"note: {stale} of an earlier version of the paper or the prompt; to renew: --stale"
    if account.without_abstract:
        papers = number_of(account.without_abstract, "paper has", "papers have")
        yield f"note: {papers} no abstract in the archive, so there is nothing to write from"
    if account.without_text:
        papers = number_of(account.without_text, "paper has", "papers have")
        mend = "to get it: hfpapers crawl --fulltext"
        yield f"note: {papers} no full text in the archive, so the abstract is told; {mend}"


def render_estimate(estimate: EnrichmentEstimate, config: Config, fmt: str) -> str:
    """Return an estimate as `text` or `json`; the keys of the JSON are a promise."""
    if fmt == "json":
        return json.dumps(_estimate_values(estimate, config), indent=2, ensure_ascii=False) + "\n"
    return "".join(f"{label:<{_LABEL_WIDTH}}{text}\n" for label, text in _estimate_lines(estimate, config))


def states_in_words(states: Counter[EnrichmentState]) -> str:
    """Count entries by outcome: `31 accepted, 1 refused`."""
    return ", ".join(f"{states[state]:,} {state}" for state in EnrichmentState if states[state]) or "nothing yet"


def _estimate_values(estimate: EnrichmentEstimate, config: Config) -> dict[str, Any]:
    account = estimate.account
    return {
        "model": config.llm_model,
        "papers": account.papers,
        "wanted": account.wanted,
        "held": account.held,
        "refused_before": account.refused,
        "stale": account.stale,
        "due": account.due,
        "requests": estimate.requests,
        "input_tokens": estimate.input_tokens,
        "output_tokens": estimate.output_tokens,
        "cost": None if estimate.cost_micros is None else estimate.cost_micros / _MICROS,
        "currency": config.llm_currency,
    }


def _estimate_lines(estimate: EnrichmentEstimate, config: Config) -> Iterator[tuple[str, str]]:
    account = estimate.account
    entries = number_of(account.wanted, "entry", "entries")
    yield "Wanted", f"{entries} of {number_of(account.papers, 'paper')}: {_held(account)}; {account.due:,} to ask for"
    yield "Requests", f"{estimate.requests:,} of {config.llm_model}, more where an answer is refused"
    tokens = f"about {estimate.input_tokens:,} of prompts, up to about {estimate.output_tokens:,} of answers"
    yield "Tokens", tokens
    if estimate.cost_micros is None:
        yield "Cost", "not known: set llm_input_price and llm_output_price"
    else:
        yield "Cost", f"about {_money(estimate.cost_micros, config)}"
    for line in account_lines(account):
        if line.startswith("note: "):
            yield "", line.removeprefix("note: ")
    yield "", "nothing was asked, nothing was written"


def _held(account: Account) -> str:
    parts = [f"{account.held:,} there"]
    parts += [f"{account.stale:,} there of an earlier version"] if account.stale else []
    parts += [f"{account.refused:,} refused before"] if account.refused else []
    return ", ".join(parts)


def _spent(input_tokens: int, output_tokens: int, cost_micros: int | None, config: Config) -> str:
    tokens = f"{input_tokens + output_tokens:,} tokens"
    return tokens if cost_micros is None else f"{tokens}, {_money(cost_micros, config)}"


def _money(cost_micros: int, config: Config) -> str:
    return f"{cost_micros / _MICROS:,.4f} {config.llm_currency}"


def _state_values(states: Counter[EnrichmentState]) -> dict[str, int]:
    return {str(state): states[state] for state in EnrichmentState}
