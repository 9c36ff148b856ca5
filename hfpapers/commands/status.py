"""`hfpapers status` and `hfpapers gaps`: what the archive holds, and what it lacks.

Both judge the days from the first that was ever asked for to the last that has ended; today, where it was asked for,
too.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import click

from hfpapers.commands import output
from hfpapers.commands.periods import DAY, require_begun, resolve_day, since_first_day
from hfpapers.commands.session import Session, pass_session, today
from hfpapers.model.periods import Period

if TYPE_CHECKING:
    from hfpapers.store.queries import Queries

FORMATS = ("text", "json")
SUFFIXES = {".txt": "text", ".json": "json"}

_format_option = click.option(
    "--format", "fmt", type=click.Choice(FORMATS), help="Format; else told by the suffix of FILE, else text."
)


@click.command()
@_format_option
@output.output_option("File to write, whole or not at all.")
@pass_session
def status(session: Session, fmt: str | None, target: str) -> None:
    """Show the archive at a glance.

    Days are judged from the first that was ever asked for to the last that has ended. An empty day is
    one of which Hugging Face said that it listed nothing, as on weekends: no failure. A day is settled
    when its list was read 48 hours after its end or later.

    \b
      hfpapers status
      hfpapers status --format json | jq .days.failed

    Ends with 0 whatever the archive lacks: it is a report.
    """
    from hfpapers.commands.status_report import StatusReport, render_status

    chosen = output.format_of(target, fmt, SUFFIXES, default="text")
    with session.archive() as database, database.read() as queries:
        span = _judged_span(queries, today())
        days = tuple(span.days()) if span is not None else ()
        report = StatusReport(
            home=session.config().home,
            database=database.name,
            today=today(),
            status=queries.load_status(days),
            days=queries.list_days(days),
            latest_day=queries.latest_day_with_papers(),
        )
    output.write(render_status(report, chosen), target)


@click.command()
@click.option("--since", type=DAY, help="The first day to judge; the first that was ever asked for if left out.")
@click.option("--until", type=DAY, help="The last day to judge; the last that has ended if left out.")
@_format_option
@output.output_option("File to write, whole or not at all.")
@pass_session
def gaps(session: Session, since: str | None, until: str | None, fmt: str | None, target: str) -> None:
    """List the days that lack something, and what mends them.

    A day is a gap when it is neither complete nor empty: its list could not be had, or not whole, or
    it was never asked for. An empty day is no gap, and neither is one that has not ended and has no
    list yet. Without --since and --until the days are judged from the first that was ever asked for
    to the last that has ended.

    \b
      hfpapers gaps
      hfpapers gaps --since 2023-05-04 --format json

    Ends with 0, also where there are gaps: it is a report.
    """
    from hfpapers.commands.status_report import GapsReport, render_gaps

    chosen = output.format_of(target, fmt, SUFFIXES, default="text")
    with session.archive() as database, database.read() as queries:
        span = _named_span(queries, session, since, until)
        days = queries.list_days(tuple(span.days())) if span is not None else ()
    output.write(render_gaps(GapsReport(days=days, today=today()), chosen), target)


def _judged_span(queries: Queries, now_day: date) -> Period | None:
    """Return the days to judge where the user names none; None in a new archive."""
    covered = queries.covered_range()
    if covered is None:
        return None
    last = max(now_day - timedelta(days=1), min(covered[1], now_day))
    return None if covered[0] > last else Period.of_range(covered[0], last)


def _named_span(queries: Queries, session: Session, since: str | None, until: str | None) -> Period | None:
    """Return the days to judge; no day after today, for none of them can lack anything."""
    judged = _judged_span(queries, today())
    first = judged.since if judged is not None else None
    last = judged.until if judged is not None else today() - timedelta(days=1)
    named_first = resolve_day(since, session) if since is not None else first
    named_last = resolve_day(until, session) if until is not None else last
    if named_first is None:
        return None
    require_begun(named_first)
    if until is None:
        named_last = max(named_last, named_first)
    return since_first_day(Period.of_range(named_first, named_last)).clipped(named_first, today())
