"""Commands that mend what an archive lacks: days and periods in, what to type out."""

from __future__ import annotations

from datetime import date

from hfpapers.model.periods import Period, PeriodKind


def crawl_command(since: date, until: date) -> str:
    """Name the command that asks for these days."""
    if since == until:
        return f"hfpapers crawl --date {since.isoformat()}"
    return f"hfpapers crawl --since {since.isoformat()} --until {until.isoformat()}"


def crawl_command_for(period: Period) -> str:
    """Name the command that asks for a period, by its own name where it has one."""
    if period.kind in {PeriodKind.WEEK, PeriodKind.MONTH}:
        return f"hfpapers crawl --{period.kind} {period.label}"
    return crawl_command(period.since, period.until)
