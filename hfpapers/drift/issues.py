"""What parsers noted lately: kinds of issues and counts by run in, findings out."""

from __future__ import annotations

from collections.abc import Sequence

from hfpapers.drift.finding import DriftCode, Finding
from hfpapers.model.health_views import IssueKindView, RunIssuesView
from hfpapers.model.issues import Code, Severity

_CODES = {
    Code.UNKNOWN_KEY: DriftCode.UNKNOWN_KEY,
    Code.MISSING_KEY: DriftCode.MISSING_KEY,
    Code.NO_DAY_NAMED: DriftCode.MISSING_KEY,
    Code.WRONG_TYPE: DriftCode.CHANGED_TYPE,
    Code.UNUSABLE_ENTRY: DriftCode.UNUSABLE_ENTRY,
    Code.FALLBACK_LAYOUT: DriftCode.NEW_LAYOUT,
    Code.REFUSED_BODY: DriftCode.REFUSED_BODY,
    Code.PAGE_LIMIT_CHANGED: DriftCode.CHANGED_PAGE_LIMIT,
}
#: The kinds of issues that are findings of their own; the others count in the rise only.
DRIFT_CODES = frozenset(_CODES)

_RAW_CHARACTERS = 60
_LEAST_RUNS = 5
_LEAST_ISSUES = 5
_TIMES_THE_HIGHEST = 2


def find_in_issues(kinds: Sequence[IssueKindView]) -> tuple[Finding, ...]:
    """Make a finding of each kind of issue that stands."""
    return tuple(
        Finding(
            code=_CODES[kind.code],
            field=kind.field,
            line=_line(kind),
            day=kind.day,
            url=kind.url,
            nth=kind.nth,
            first_seen_at=kind.first_seen_at,
            loses_data=kind.severity is Severity.ERROR,
        )
        for kind in kinds
        if kind.code in _CODES
    )


def find_rise(runs: Sequence[RunIssuesView], what: str) -> tuple[Finding, ...]:
    """Tell where the newest run met far more oddities a page than any run before.

    Args:
        runs: The newest first.
        what: What was read, for a person: `lists`.
    """
    if len(runs) <= _LEAST_RUNS or runs[0].issues < _LEAST_ISSUES:
        return ()
    newest, before = runs[0], runs[1:]
    rate, highest = newest.issues / newest.pages, max(run.issues / run.pages for run in before)
    if rate <= _TIMES_THE_HIGHEST * highest:
        return ()
    pages = f"{newest.pages} page{'' if newest.pages == 1 else 's'}"
    return (
        Finding(
            code=DriftCode.MORE_ISSUES,
            line=f"{newest.issues} oddities in {pages} of {what}: {rate:.2g} a page, "
            f"where the {len(before)} runs before had {highest:.2g} at most",
            url=newest.url,
            nth=newest.nth,
            first_seen_at=newest.started_at,
        ),
    )


def _line(kind: IssueKindView) -> str:
    what = kind.field or kind.endpoint
    paper = f" in {kind.arxiv_id}" if kind.arxiv_id is not None else ""
    value = f": {_quoted(kind.raw)}" if kind.raw and kind.code is not Code.REFUSED_BODY else ""
    since = f"; first met {kind.first_seen_at:%Y-%m-%d}"
    number = f", {kind.number} times" if kind.number > 1 else ""
    return f"{what}: {kind.detail}{paper}{value}{number}{since}"


def _quoted(raw: str) -> str:
    text = " ".join(raw.split())
    return repr(text if len(text) <= _RAW_CHARACTERS else f"{text[:_RAW_CHARACTERS]}…")
