"""`hfpapers replay`: rebuilds the database from the bodies as they were served."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import click

from hfpapers.commands import logs
from hfpapers.commands.counting import number_of
from hfpapers.commands.failures import INCOMPLETE, OK, command_line
from hfpapers.commands.periods import DAY, resolve_day
from hfpapers.commands.progress import Progress
from hfpapers.commands.session import Session, now, pass_session
from hfpapers.errors import InvalidPeriodError, RawError

if TYPE_CHECKING:
    from hfpapers.config import Config
    from hfpapers.replay import ReplayResult

#: Hundreds of responses are gone through in a second: off a terminal, one line now and then will do.
_EVERY_SECONDS = 5.0

_logger = logging.getLogger(logs.COMMANDS)


@click.command()
@click.option("--since", type=DAY, help="Only what was fetched on this day (UTC) or later; not the day of a list.")
@click.option("--until", type=DAY, help="Only what was fetched on this day (UTC) or earlier.")
@pass_session
@click.pass_context
def replay(ctx: click.Context, session: Session, since: str | None, until: str | None) -> None:
    """Rebuild the database from what is kept, without a request.

    Every response in the WARC files is read again by the parsers of this version, in the order in
    which they were fetched: a mended parser repairs the past, and a lost database comes back. Into a
    database that is not empty it writes as a crawl would: nothing known is lost.

    \b
      hfpapers replay
      hfpapers --db sqlite:///rebuilt.db replay
      hfpapers replay --since 2026-11-01      # fetched since then

    Ends with 0, also where a body is refused now as it was then; with 3 where a WARC file is damaged.
    """
    config = session.config()
    _require_records(config)
    first, end = _moments(session, since, until)
    with Progress("replay", log_format=session.log_format, every_seconds=_EVERY_SECONDS) as progress:
        result = _replay(config, first, end, progress, command=command_line(ctx))
    _logger.info("%s", _summary(result), extra={"fields": _fields(result)})
    if result.damaged:
        places = number_of(result.damaged, "place")
        _logger.warning("%s in the WARC files could not be read; all else was", places)
    ctx.exit(INCOMPLETE if result.damaged else OK)


def _require_records(config: Config) -> None:
    if not config.warc_dir.is_dir():
        raise RawError(str(config.warc_dir), "there are no WARC files here; name another --home")


def _moments(session: Session, since: str | None, until: str | None) -> tuple[datetime | None, datetime | None]:
    """Return the first moment, and the one before which to end."""
    first = resolve_day(since, session) if since is not None else None
    last = resolve_day(until, session) if until is not None else None
    if first is not None and last is not None and last < first:
        raise InvalidPeriodError(f"{first} to {last}", "the span ends before it begins; swap --since and --until")
    begin = None if first is None else datetime.combine(first, time(), tzinfo=UTC)
    return begin, None if last is None else datetime.combine(last + timedelta(days=1), time(), tzinfo=UTC)


def _replay(
    config: Config, since: datetime | None, until: datetime | None, progress: Progress, *, command: str
) -> ReplayResult:
    from hfpapers.replay import replay as run_replay
    from hfpapers.store.archive import Archive

    with Archive.open(config, command=command, now=now()) as archive:
        try:
            result = run_replay(
                archive,
                since=since,
                until=until,
                on_progress=lambda sums: progress.step(_summary(sums), **_fields(sums)),
            )
        except BaseException as error:
            archive.finish("failed", str(error)[:300] or type(error).__name__, now=now())
            raise
        archive.finish("incomplete" if result.damaged else "ok", None, now=now())
    return result


def _summary(sums: ReplayResult) -> str:
    read = number_of(sums.records, "response")
    refused = f", {sums.refused:,} refused" if sums.refused else ""
    written = number_of(sums.papers, "paper")
    return f"{read} read, {sums.pages:,} of them lists or answers of arXiv{refused}; {written} written"


def _fields(sums: ReplayResult) -> dict[str, int]:
    return {
        "records": sums.records,
        "pages": sums.pages,
        "attempts": sums.attempts,
        "refused": sums.refused,
        "papers": sums.papers,
        "issues": sums.issues,
        "damaged": sums.damaged,
    }
