"""`hfpapers replay`: rebuilds the database from the bodies as they were served."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import click

from hfpapers.commands import logs
from hfpapers.commands.counting import number_of
from hfpapers.commands.failures import INCOMPLETE, OK, command_line
from hfpapers.commands.periods import DAY, resolve_day
from hfpapers.commands.progress import Progress
from hfpapers.commands.replay_telling import ReplayTelling, summary, tell_gaps
from hfpapers.commands.session import Session, now, pass_session
from hfpapers.errors import InvalidPeriodError, RawError

if TYPE_CHECKING:
    from hfpapers.config import Config
    from hfpapers.replay import ReplayResult
    from hfpapers.store.archive import Archive

#: Hundreds of responses are gone through in a second: off a terminal, one line now and then will do.
_EVERY_SECONDS = 5.0

_logger = logging.getLogger(logs.COMMANDS)


@click.command()
@click.option("--since", type=DAY, help="Only what was fetched on this day (UTC) or later; not the day of a list.")
@click.option("--until", type=DAY, help="Only what was fetched on this day (UTC) or earlier.")
@click.option("--restart", is_flag=True, help="Begin anew, instead of going on with a replay that was broken off.")
@click.option("--check", is_flag=True, help="Write nothing: compare what is kept with what the database says.")
@pass_session
@click.pass_context
def replay(
    ctx: click.Context, session: Session, since: str | None, until: str | None, restart: bool, check: bool
) -> None:
    """Rebuild the database from what is kept, without a request.

    Every response in the WARC files is read again by the parsers of this version, in the order in
    which they were fetched: a mended parser repairs the past, and a lost database comes back. Into a
    database that is not empty it writes as a crawl would: nothing known is lost. Broken off, it goes on
    where it was when it is run again with the same options.

    With --check nothing is changed: a second database is made in the folder for temporary files, and
    its public views are compared with the archive's, row by row.

    \b
      hfpapers replay
      hfpapers --db sqlite:///rebuilt.db replay
      hfpapers replay --since 2026-11-01      # fetched since then
      hfpapers replay --check

    Ends with 0, also where a body is refused now as it was then; with 3 where a WARC file is damaged, or
    gone though the database knows it; with --check also with 1 where something differs.
    """
    from hfpapers.commands import replay_check

    config = session.config()
    _require_records(config)
    if check and (since or until or restart):
        raise click.UsageError("--check compares everything: give it without --since, --until and --restart.")
    if check:
        ctx.exit(replay_check.run_check(session, config, command=command_line(ctx)))
    first, end = _moments(session, since, until)
    with Progress("replay", log_format=session.log_format, every_seconds=_EVERY_SECONDS) as progress:
        progress.sum_up(_EVERY_SECONDS)
        run = _Run(config, first, end, restart, command_line(ctx))
        result, missing = run.go(ReplayTelling(progress))
    _logger.info("%s", summary(result), extra={"fields": asdict(result)})
    tell_gaps(result, missing)
    ctx.exit(INCOMPLETE if result.damaged or missing else OK)


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


@dataclass(frozen=True, slots=True)
class _Run:
    config: Config
    since: datetime | None
    until: datetime | None
    restart: bool
    command: str

    def go(self, telling: ReplayTelling) -> tuple[ReplayResult, tuple[str, ...]]:
        """Replay; return what it came to, and the files that are gone."""
        from hfpapers.store.archive import Archive

        with Archive.open(self.config, command=self.command, now=now(), rebuilds=True) as archive:
            try:
                result, missing = self._replay(archive, telling)
            except BaseException as error:
                archive.finish("failed", str(error)[:300] or type(error).__name__, now=now())
                raise
            archive.finish("incomplete" if result.damaged or missing else "ok", None, now=now())
        return result, missing

    def _replay(self, archive: Archive, telling: ReplayTelling) -> tuple[ReplayResult, tuple[str, ...]]:
        from hfpapers.replay import missing_files, unfinished
        from hfpapers.replay import replay as run_replay

        begun = None if self.restart else unfinished(archive, since=self.since, until=self.until)
        if begun is not None:
            read = number_of(begun.result.records, "response")
            _logger.info("goes on with a replay that was broken off after %s; --restart begins anew", read)
        result = run_replay(
            archive,
            now=now(),
            since=self.since,
            until=self.until,
            restart=self.restart,
            on_progress=telling.progress,
        )
        with archive.read() as queries:
            return result, missing_files(queries, self.config.warc_dir)
