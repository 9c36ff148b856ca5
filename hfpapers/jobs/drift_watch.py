"""Looks for drift in an archive: queries in, findings out, the gravest first. Writes nothing, asks nobody."""

from __future__ import annotations

from datetime import date, timedelta

from hfpapers import drift
from hfpapers.drift import Finding
from hfpapers.model.fetched import Endpoint
from hfpapers.store.queries import Queries

_LISTS = (Endpoint.DAILY_API, Endpoint.DAILY_PAGE)
_RUNS_COMPARED = 30


def look_for_drift(queries: Queries, *, today: date) -> tuple[Finding, ...]:
    """Find what upstream has changed, by what it said lately.

    Args:
        queries: On the archive.
        today: The UTC day that it is.
    """
    days = tuple(today - timedelta(days=back) for back in range(drift.HISTORY_DAYS, -1, -1))
    steady = drift.steady_days(queries.list_days(days))
    shares = queries.drift.list_field_shares([coverage.day for coverage in steady])
    found = [
        *drift.find_in_issues(queries.drift.list_standing_issues(drift.DRIFT_CODES)),
        *drift.find_vanished(shares, [coverage.day for coverage in steady]),
        *drift.find_falls(steady, today=today),
        *drift.find_rise(queries.drift.list_run_issues(_LISTS, limit=_RUNS_COMPARED), "lists"),
        *drift.find_rise(
            queries.drift.list_run_issues((Endpoint.ARXIV_ATOM,), limit=_RUNS_COMPARED), "arXiv's answers"
        ),
    ]
    return tuple(sorted(found, key=lambda finding: not finding.loses_data))
