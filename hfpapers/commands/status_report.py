"""The reports of `status` and `gaps`: what was read from the archive in, text or JSON out. Pure.

The keys of the JSON are a promise: they may grow in number, and none goes or changes its meaning without a word in the
changelog. Counts are whole numbers, days `2026-11-19`, moments ISO 8601 in UTC; `null` is "not known".
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from hfpapers import __version__
from hfpapers.commands.counting import number_of
from hfpapers.commands.day_words import (
    STATE_WORDS,
    can_change,
    counted_states,
    day_line,
    in_runs,
    is_gap,
    state_key,
    weekend_days,
    why_lacking,
)
from hfpapers.digest.mending import crawl_command
from hfpapers.model.archive_views import ArchiveStatus
from hfpapers.model.coverage import DayCoverage, DayState

_LABEL_WIDTH = 14
_CHANGING_NAMED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReport:
    """What `status` is made from. `latest_day` is the newest day with papers, None where there are none."""

    home: Path
    database: str
    today: date
    status: ArchiveStatus
    days: Sequence[DayCoverage]
    latest_day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GapsReport:
    """What `gaps` is made from: the days to judge, in order; none in a new archive."""

    days: Sequence[DayCoverage]
    today: date


def render_status(report: StatusReport, fmt: str) -> str:
    """Return the report as `text` or `json`."""
    return _json(_status_values(report)) if fmt == "json" else _lines(_status_lines(report))


def render_gaps(report: GapsReport, fmt: str) -> str:
    """Return the report as `text` or `json`."""
    gaps = [coverage for coverage in report.days if is_gap(coverage, today=report.today)]
    if fmt == "json":
        return _json(
            {
                "since": _day(report.days[0].day if report.days else None),
                "until": _day(report.days[-1].day if report.days else None),
                "days": len(report.days),
                "gaps": [_gap_values(coverage) for coverage in gaps],
                "unsettled": [coverage.day.isoformat() for coverage in report.days if can_change(coverage)],
            }
        )
    return _lines([*(_run_line(run) for run in in_runs(gaps)), *_gaps_summary(report.days, gaps)])


def _gap_values(coverage: DayCoverage) -> dict[str, Any]:
    return {
        "day": coverage.day.isoformat(),
        "state": state_key(coverage),
        "why": why_lacking(coverage),
        "expected": coverage.expected,
        "stored": coverage.stored,
        "attempts": coverage.attempts,
        "last_look_at": _moment(coverage.look_at),
        "command": crawl_command(coverage.day, coverage.day),
    }


def _status_values(report: StatusReport) -> dict[str, Any]:
    status = report.status
    keys = [state_key(coverage) for coverage in report.days]
    return {
        "version": __version__,
        "home": str(report.home),
        "database": report.database,
        "since": _day(status.first_day),
        "until": _day(status.last_day),
        "days": {key: keys.count(key) for key in (*map(str, DayState), "never_asked")},
        "empty_on_weekends": weekend_days(report.days),
        "unsettled": [coverage.day.isoformat() for coverage in report.days if can_change(coverage)],
        "latest_day_with_papers": _day(report.latest_day),
        "papers": status.papers,
        "listings": status.listings,
        "observations": status.observations,
        "papers_owed": status.papers_owed,
        "issues": status.issues,
        "fetches": status.fetches,
        "last_run": _last_run(status),
        "gaps": [_gap_values(coverage) for coverage in report.days if is_gap(coverage, today=report.today)],
    }


def _last_run(status: ArchiveStatus) -> dict[str, Any] | None:
    if status.last_run_at is None:
        return None
    return {"at": _moment(status.last_run_at), "state": status.last_run_state or "running"}


def _status_lines(report: StatusReport) -> list[str]:
    status = report.status
    owed = number_of(status.papers_owed, "paper")
    listings = number_of(status.listings, "listing")
    lines = [_line("Database", report.database), _line("Home", str(report.home)), *_day_lines(report)]
    lines += [
        _line(
            "Papers", f"{status.papers:,}, in {listings}; the newest day with papers is {report.latest_day or 'none'}"
        ),
        _line("Votes", number_of(status.observations, "observation")),
        _line("arXiv", f"{owed} still to be asked for" if status.papers_owed else "nothing owed"),
        _line("Kept", f"{number_of(status.fetches, 'response')} as served"),
        _line("Oddities", f"{status.issues:,}"),
        _line(
            "Last run",
            "none" if status.last_run_at is None else f"{_moment_words(status.last_run_at)}, {_ended(status)}",
        ),
    ]
    return lines


def _day_lines(report: StatusReport) -> list[str]:
    days = report.days
    if not days:
        return [_line("Days", "none was asked for so far; run: hfpapers crawl --date yesterday")]
    lines = [_line("Days", f"{days[0].day} to {days[-1].day}: {counted_states(days)}")]
    gaps = [coverage for coverage in days if is_gap(coverage, today=report.today)]
    lines.append(_line("Gaps", f"{number_of(len(gaps), 'day')}; run: hfpapers gaps" if gaps else "none"))
    changing = [coverage.day for coverage in days if can_change(coverage)]
    if changing:
        named = ", ".join(map(str, changing[:_CHANGING_NAMED])) + (", ..." if len(changing) > _CHANGING_NAMED else "")
        lines.append(
            _line("Not settled", f"{number_of(len(changing), 'day')} ({named}): asked again by the next crawl of them")
        )
    return lines


def _run_line(run: Sequence[DayCoverage]) -> str:
    first, last = run[0], run[-1]
    what = (
        day_line(first) if len(run) == 1 else f"{first.day} to {last.day}, {len(run)} days: {STATE_WORDS[first.state]}"
    )
    why = f": {why_lacking(first)}" if first.state is not None else ""
    return f"{what}{why}; run: {crawl_command(first.day, last.day)}"


def _gaps_summary(days: Sequence[DayCoverage], gaps: Sequence[DayCoverage]) -> list[str]:
    if not days:
        return ["No day was asked for so far; run: hfpapers crawl --date yesterday"]
    number = f"{len(gaps):,}" if gaps else "No"
    noun = "gap" if len(gaps) == 1 else "gaps"
    span = f"{number_of(len(days), 'day')} from {days[0].day} to {days[-1].day}"
    lines = [f"{number} {noun} in {span}: {counted_states(days)}."]
    changing = [coverage.day for coverage in days if can_change(coverage)]
    if changing:
        may = number_of(len(changing), "day is", "days are")
        lines.append(f"{may} not settled and may have changed since; run: {crawl_command(changing[0], changing[-1])}")
    return lines


def _ended(status: ArchiveStatus) -> str:
    return status.last_run_state or "running, or killed before its end"


def _line(label: str, text: str) -> str:
    return f"{label:<{_LABEL_WIDTH}}{text}"


def _lines(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _json(values: dict[str, Any]) -> str:
    return f"{json.dumps(values, indent=2, ensure_ascii=False)}\n"


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _moment_words(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
