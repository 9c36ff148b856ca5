"""`hfpapers forget`: takes a paper or a person down, tells what would go, and lists what went."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from hfpapers.commands import logs, output
from hfpapers.commands.counting import number_of
from hfpapers.commands.failures import INCOMPLETE, OK
from hfpapers.commands.progress import Progress, Standing
from hfpapers.commands.session import Session, now, pass_session

if TYPE_CHECKING:
    from hfpapers.config import Config
    from hfpapers.forgetting import Forgettable, Removal
    from hfpapers.model.forgotten import ForgottenEntry

_EVERY_SECONDS = 5.0
_MOST_PLACES = 5

_logger = logging.getLogger(logs.COMMANDS)


@click.command()
@click.argument("who", metavar="ID|USER", required=False)
@click.option("--dry-run", is_flag=True, help="Only tell what would go.")
@click.option("--yes", is_flag=True, help="Do not ask; for where there is no terminal.")
@click.option("--finish", "finishes", is_flag=True, help="Go through everything once more for all that was forgotten.")
@click.option("--list", "lists", is_flag=True, help="List what was forgotten.")
@pass_session
@click.pass_context
def forget(
    ctx: click.Context, session: Session, who: str | None, dry_run: bool, yes: bool, finishes: bool, lists: bool
) -> None:
    """Take a paper or a person's name down, for good.

    ID is an arXiv id in any form. USER is the login of a Hugging Face account, in any case; if no account
    has it, the name of an author exactly as the archive has it. What goes: rows, and so every export to
    come; the bodies as they were served, by rewriting their records; and whatever upstream serves of it from
    now on, before it is kept. Files that were exported before are not touched, nor are copies of the archive.

    An account goes with the name that it has on the papers of which it is author or submitter; the same
    name on other papers stays. Running text, as titles and abstracts, is not searched for names.

    \b
      hfpapers forget 2404.08197 --dry-run
      hfpapers forget jdoe
      hfpapers forget "Jane Doe" --yes
      hfpapers forget --finish                # after a kill, or when copies were put back

    Nothing can be brought back. Of a person only a digest is noted, by which nobody is found who is not
    known already. Ends with 3 when something could not be reached, which is named.
    """
    _check_given(who, dry_run=dry_run, yes=yes, finishes=finishes, lists=lists)
    config = session.config()
    if lists:
        output.write(_listed(config), output.STDOUT)
        return
    if who is None:
        ctx.exit(_finish(config, session))
    ctx.exit(_forget(config, session, who, dry_run=dry_run, yes=yes))


def _check_given(who: str | None, *, dry_run: bool, yes: bool, finishes: bool, lists: bool) -> None:
    alone = [option for option, is_given in (("--finish", finishes), ("--list", lists)) if is_given]
    if who == "" or not (who or alone):
        raise click.UsageError("Give an arXiv id, a login or a name; or --finish, or --list.")
    if len(alone) + bool(who) > 1:
        raise click.UsageError("Give only one: an arXiv id, a login or a name; or --finish; or --list.")
    if alone and (dry_run or yes):
        raise click.UsageError(f"{alone[0]} stands alone: {'--dry-run' if dry_run else '--yes'} does nothing to it.")


def _forget(config: Config, session: Session, words: str, *, dry_run: bool, yes: bool) -> int:
    from hfpapers.forgetting import find_forgettable, forget, preview

    found = find_forgettable(config, words)
    if not (dry_run or yes or sys.stdin.isatty()):
        raise click.UsageError("There is no terminal to ask on: give --yes, or --dry-run to see what would go.")
    if dry_run or not yes:
        would_go = preview(config, found.subject)
        if dry_run:
            output.write("".join(f"{line}\n" for line in _preview_lines(found, would_go)), output.STDOUT)
            return OK
        for line in _preview_lines(found, would_go):
            click.echo(line, err=True)
        click.confirm(f"Forget {found.found} for good?", abort=True, err=True)
    with Progress("forget", log_format=session.log_format, every_seconds=_EVERY_SECONDS) as progress:
        done = forget(config, found.subject, now=now(), on_progress=lambda *step: _step(progress, *step))
    return _tell(done, config)


def _finish(config: Config, session: Session) -> int:
    from hfpapers.forgetting import finish

    with Progress("forget", log_format=session.log_format, every_seconds=_EVERY_SECONDS) as progress:
        done = finish(config, now=now(), on_progress=lambda *step: _step(progress, *step))
    return _tell(done, config)


def _step(progress: Progress, phase: str, done: int, total: int) -> None:
    if phase == "names":
        progress.step(f"looking for names: {number_of(done, 'body', 'bodies')} read", phase=phase, done=done)
        return
    words = f"{done / total:.0%}" if total else ""
    standing = Standing(done=done, total=total, words=words)
    progress.step(f"looking through the bodies: {words}", standing=standing, phase=phase, done=done, total=total)


def _tell(done: Removal, config: Config) -> int:
    bodies = number_of(sum(done.records.values()), "body", "bodies")
    rows = number_of(sum(done.rows.values()), "row")
    fields = {"rows": dict(done.rows), "records": done.records, "days": sorted(map(str, done.days))}
    _logger.info("taken down: %s in the database, %s redacted", rows, bodies, extra={"fields": fields})
    if done.journalled:
        _logger.info("taken out of the journal of language models' answers: %s", number_of(done.journalled, "line"))
    if not config.database_url.startswith("sqlite"):
        _logger.info("PostgreSQL has removed rows on its disk until it vacuums: VACUUM FULL does it at once")
    for damage in done.unread[:_MOST_PLACES]:
        _logger.warning("%s, offset %d: cannot be read, and may hold more of it", damage.file, damage.offset)
    if len(done.unread) > _MOST_PLACES:
        _logger.warning("%s more cannot be read", number_of(len(done.unread) - _MOST_PLACES, "place"))
    for file in done.busy:
        _logger.warning("%s is being written by another process; run when it is done: hfpapers forget --finish", file)
    if done.is_log_left:
        _logger.warning("another program reads the database; run when it is done: hfpapers forget --finish")
    return OK if done.is_whole else INCOMPLETE


def _preview_lines(found: Forgettable, would_go: Removal) -> Iterable[str]:
    yield f"Would be forgotten: {found.found}"
    if not found.is_known:
        yield "The database has nothing of it."
    for table, rows in sorted(would_go.rows.items()):
        if rows:
            yield f"  {table}: {number_of(rows, 'row')}"
    if would_go.journalled:
        yield f"  journal of language models' answers: {number_of(would_go.journalled, 'line')}"
    for file, records in sorted(would_go.records.items()):
        yield f"  {file}: {number_of(records, 'body', 'bodies')}"


def _listed(config: Config) -> str:
    from hfpapers.forgetting import list_forgotten

    lines = [_entry_line(entry) for entry in list_forgotten(config)]
    return "".join(f"{line}\n" for line in lines or ["Nothing was forgotten."])


def _entry_line(entry: ForgottenEntry) -> str:
    rest = "" if entry.is_done else "  not finished; run: hfpapers forget --finish"
    return f"{entry.forgotten_at:%Y-%m-%d %H:%M} UTC  {entry.subject.kind:<13}  {entry.subject.text}{rest}"
