"""What came of a night: its result in, the summary for people and for machines out, with findings of drift as lines.

The keys of the summary for machines are a promise, as those of `status --format json`.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from hfpapers.commands import logs
from hfpapers.commands.counting import number_of
from hfpapers.commands.day_words import counted_states, state_key
from hfpapers.commands.delivery_telling import summary, summary_fields, tell_outcome, tell_rest
from hfpapers.commands.enrich_outcome import outcome_values, states_in_words
from hfpapers.drift import Finding
from hfpapers.model.coverage import DayCoverage, DayState
from hfpapers.model.enrichment import EnrichmentState
from hfpapers.model.fetched import Source

if TYPE_CHECKING:
    from hfpapers.jobs.nightly import NightlyResult

#: More new findings than these are told by their number; `doctor` names them all.
_MOST_FINDINGS = 10
_MINUTE_SECONDS = 60
_HOUR_SECONDS = 3600

_logger = logging.getLogger(logs.COMMANDS)


def tell_findings(result: NightlyResult) -> None:
    """Warn of drift: each new finding by a line, those of earlier nights by their number."""
    new = result.new_findings
    for finding in new[:_MOST_FINDINGS]:
        look = "" if finding.evidence is None else f"; look: hfpapers raw show {finding.evidence}"
        fields = finding_values(finding, is_new=True)
        _logger.warning("drift (%s): %s%s", finding.code, finding.line, look, extra={"fields": fields})
    rest = len(result.findings) - len(new[:_MOST_FINDINGS])
    if rest:
        more = number_of(rest, "more finding", "more findings")
        _logger.warning("drift: %s; run: hfpapers doctor", more)


def tell_enrichment(result: NightlyResult) -> None:
    """Tell what a language model could not be had for, or why none was asked; refusals are part of every night."""
    enriched = result.enriched
    if enriched.problem is not None:
        _logger.warning("no language model was asked: %s", enriched.problem)
    elif enriched.result is not None and not enriched.is_whole:
        done = enriched.result
        failed = number_of(done.states[EnrichmentState.FAILED] + done.left, "entry", "entries")
        why = "" if done.stopped is None else f" ({done.stopped})"
        _logger.warning("the language model could not be had for %s%s; the next night asks again", failed, why)


def tell_deliveries(result: NightlyResult) -> None:
    """Tell what came of each digest that was due, and of the channels that could not be used."""
    for outcome in result.delivered.outcomes:
        tell_outcome(outcome)
    tell_rest(result.delivered)


def summary_line(result: NightlyResult) -> str:
    """Sum the night up in a line for people."""
    days, came_in = asked_days(result), result.came_in
    asked = f"{number_of(len(days), 'day')} asked"
    states = f" ({counted_states(days)})" if days else ""
    arxiv = f"arXiv {came_in.arxiv_found:,} found, {came_in.arxiv_absent:,} absent, {came_in.arxiv_failed:,} failed"
    requests = (
        f"{number_of(result.requests[Source.HUGGINGFACE], 'response')} of Hugging Face "
        f"and {result.requests[Source.ARXIV]:,} of arXiv"
    )
    has_channels = result.delivered.channels or result.delivered.problem
    delivered = f"{summary(result.delivered)}; " if has_channels else ""
    rest = f"{_enriched(result)}{delivered}{_duration(result.seconds)}"
    return (
        f"nightly: {asked}{states}, {number_of(came_in.new_papers, 'new paper')}, "
        f"votes of {number_of(came_in.votes_seen, 'paper')} seen; {arxiv}; {requests}; "
        f"{number_of(len(result.findings), 'finding')} of drift; {rest}"
    )


def summary_values(result: NightlyResult, exit_code: int) -> dict[str, Any]:
    """Sum the night up for machines; beside these keys a JSON line has `ts`, `level`, `logger` and `message`."""
    days, came_in = asked_days(result), result.came_in
    keys = [state_key(coverage) for coverage in days]
    new = set(result.new_findings)
    return {
        "event": "nightly",
        "exit_code": exit_code,
        "run_id": result.run.run_id,
        "state": result.run.state,
        "started_at": _moment(result.run.started_at),
        "seconds": round(result.seconds, 1),
        "days_asked": len(days),
        "days": {key: keys.count(key) for key in (*map(str, DayState), "never_asked")},
        "new_papers": came_in.new_papers,
        "votes_seen": came_in.votes_seen,
        "arxiv": {
            "found": came_in.arxiv_found,
            "absent": came_in.arxiv_absent,
            "failed": came_in.arxiv_failed,
        },
        "responses": {str(source): number for source, number in result.requests.items()},
        "findings": [finding_values(finding, is_new=finding in new) for finding in result.findings],
        "enrichment": _enrichment_values(result),
        "deliveries": summary_fields(result.delivered),
    }


def finding_values(finding: Finding, *, is_new: bool | None = None) -> dict[str, Any]:
    """Return a finding for machines; `is_new` is left out where nobody can tell."""
    values: dict[str, Any] = {
        "code": str(finding.code),
        "field": finding.field or None,
        "line": finding.line,
        "day": None if finding.day is None else finding.day.isoformat(),
        "url": finding.url,
        "nth": finding.nth if finding.url is not None else None,
        "first_seen_at": None if finding.first_seen_at is None else _moment(finding.first_seen_at),
        "loses_data": finding.loses_data,
    }
    return values if is_new is None else {**values, "is_new": is_new}


def asked_days(result: NightlyResult) -> Sequence[DayCoverage]:
    """Return the days that were asked for this night, with their state now."""
    asked = {*result.crawl.plan.ask, *result.crawl.plan.future}
    return [coverage for coverage in result.crawl.days if coverage.day in asked]


def _enriched(result: NightlyResult) -> str:
    done = result.enriched.result
    if done is None:
        return "" if result.enriched.problem is None else "no language model was asked; "
    words = states_in_words(done.states) if done.account.due else "nothing wanted"
    return f"of a language model: {words}; "


def _enrichment_values(result: NightlyResult) -> dict[str, Any] | None:
    enriched = result.enriched
    if enriched.result is None:
        return None if enriched.problem is None else {"problem": enriched.problem}
    values = outcome_values(enriched.result)
    return {name: value for name, value in values.items() if name != "event"}


def _duration(seconds: float) -> str:
    if seconds < _MINUTE_SECONDS:
        return f"{seconds:.0f} s"
    if seconds < _HOUR_SECONDS:
        return f"{seconds / _MINUTE_SECONDS:.0f} min"
    return f"{seconds / _HOUR_SECONDS:.1f} h"


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
