"""`hfpapers raw prune`: frees the disk of old bodies that are not needed."""

from __future__ import annotations

import calendar
import logging
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from hfpapers.commands import logs, output
from hfpapers.commands.failures import INCOMPLETE, OK, command_line
from hfpapers.commands.gone_through import GoneThrough, size
from hfpapers.commands.progress import Progress
from hfpapers.commands.session import Session, now, pass_session
from hfpapers.errors import RawError

if TYPE_CHECKING:
    from hfpapers.config import Config
    from hfpapers.replay import Pruning
    from hfpapers.store.archive import Archive
    from hfpapers.store.rewriting import RewriteResult

_EVERY_SECONDS = 5.0
_AGE = re.compile(r"([1-9]\d{0,4})([dwmy])")
_MONTHS = {"m": 1, "y": 12}
_DAYS = {"d": 1, "w": 7}

_logger = logging.getLogger(logs.COMMANDS)


class _Age(click.ParamType[str]):
    name = "age"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = str(value).strip().lower()
        if not _AGE.fullmatch(text):
            self.fail(f"{value!r} is no age such as 90d, 8w, 6m or 1y", param, ctx)
        return text


@click.command()
@click.option("--keep", type=_Age(), required=True, metavar="AGE", help="Keep what is younger: 90d, 8w, 6m or 1y.")
@click.option("--dry-run", is_flag=True, help="Say what would be dropped, and change nothing.")
@click.option("--force", is_flag=True, help="Drop old bodies also where the database could not be rebuilt without.")
@pass_session
@click.pass_context
def prune(ctx: click.Context, session: Session, keep: str, dry_run: bool, force: bool) -> None:
    """Drop bodies that are old and not needed, to free the disk.

    Without --force only those go without which the database can be rebuilt by `replay`: robots.txt,
    redirects, refusals, and answers of arXiv in place of which newer ones stand. A day's list stays: its
    votes were seen at that moment only. A body whose bytes a younger record refers to stays in any case.

    The record of what is dropped stays, and says so; the rows of the database stay, too. With --force
    they cannot be rebuilt any more: a database that is lost then comes back without them.

    \b
      hfpapers raw prune --keep 1y --dry-run
      hfpapers raw prune --keep 1y

    Ends with 0, with 3 when some file could not be gone through.
    """
    config = session.config()
    if not config.warc_dir.is_dir():
        raise RawError(str(config.warc_dir), "there are no WARC files here; name another --home")
    moment = now()
    before = _before(keep, moment)
    with Progress("prune", log_format=session.log_format, every_seconds=_EVERY_SECONDS) as progress:
        progress.sum_up(_EVERY_SECONDS)
        if dry_run:
            pruning, done = _plan(config, before, force=force), None
        else:
            pruning, done = _prune(config, keep, before, progress, force=force, command=command_line(ctx))
    output.write("".join(f"{line}\n" for line in _lines(pruning, done, config)), output.STDOUT)
    for file in done.busy if done is not None else ():
        _logger.warning("%s: is being written; run the command again when that is done", file)
    for damage in done.damage if done is not None else ():
        _logger.warning("%s, offset %d: %s", damage.file, damage.offset, damage.problem)
    ctx.exit(INCOMPLETE if done is not None and (done.busy or done.damage) else OK)


def _plan(config: Config, before: datetime, *, force: bool) -> Pruning:
    from hfpapers.replay import plan_pruning
    from hfpapers.store.archive_reader import ArchiveReader

    with ArchiveReader.open(config) as archive:
        return plan_pruning(archive, before=before, force=force)


def _prune(
    config: Config, keep: str, before: datetime, progress: Progress, *, force: bool, command: str
) -> tuple[Pruning, RewriteResult]:
    from hfpapers.replay import plan_pruning
    from hfpapers.store.archive import Archive

    with Archive.open(config, command=command, now=now()) as archive:
        try:
            pruning = plan_pruning(archive, before=before, force=force)
            done = _rewrite(archive, pruning, f"older than {keep}", progress)
        except BaseException as error:
            archive.finish("failed", str(error)[:300] or type(error).__name__, now=now())
            raise
        archive.finish("incomplete" if done.busy or done.damage else "ok", None, now=now())
    return pruning, done


def _rewrite(archive: Archive, pruning: Pruning, detail: str, progress: Progress) -> RewriteResult:
    from hfpapers.store.rewriting import rewrite_records

    clock = GoneThrough()
    return rewrite_records(
        archive,
        pruning.change(now=now(), detail=detail),
        files=pruning.files,
        on_progress=lambda done, total: progress.step("", standing=clock.standing(done, total)),
    )


def _lines(pruning: Pruning, done: RewriteResult | None, config: Config) -> list[str]:
    from hfpapers.replay import Verdict

    dropped = pruning.sums[Verdict.DROP]
    what = f"{_bodies(dropped.bodies)} ({size(dropped.served_bytes)} as served) from before {pruning.before:%Y-%m-%d}"
    if done is None:
        lines = [f"would drop {what}"]
    else:
        total = sum(path.stat().st_size for path in config.warc_dir.glob("*.warc.gz"))
        lines = [f"dropped {what}; the WARC files took {size(total + done.freed_bytes)}, and take {size(total)} now"]
    needed, referred = pruning.sums[Verdict.NEEDED], pruning.sums[Verdict.REFERRED]
    if needed.bodies:
        told = f"{_bodies(needed.bodies)} ({size(needed.served_bytes)}) as old"
        lines.append(f"{told} stay: the database could not be rebuilt without; --force drops them, too")
    if referred.bodies:
        told = f"{_bodies(referred.bodies)} ({size(referred.served_bytes)}) as old"
        lines.append(f"{told} stay: a record that stays refers to their bytes")
    return lines


def _bodies(number: int) -> str:
    return f"{number:,} {'body' if number == 1 else 'bodies'}"


def _before(keep: str, moment: datetime) -> datetime:
    """Return the moment so long ago; a month or a year by the calendar, the last day of a shorter month."""
    match = _AGE.fullmatch(keep)
    if match is None:
        message = f"{keep!r} is no age"
        raise ValueError(message)
    number, unit = int(match[1]), match[2]
    try:
        if unit in _DAYS:
            return moment - timedelta(days=number * _DAYS[unit])
        year, month = divmod(moment.year * 12 + moment.month - 1 - number * _MONTHS[unit], 12)
        day = min(moment.day, calendar.monthrange(year, month + 1)[1])
        return moment.replace(year=year, month=month + 1, day=day)
    except (OverflowError, ValueError) as error:
        raise click.UsageError(f"--keep {keep} is longer than the calendar.") from error
