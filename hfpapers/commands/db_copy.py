"""`hfpapers db copy`: moves an archive to another database."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import click

from hfpapers.commands import logs, output
from hfpapers.commands.counting import number_of
from hfpapers.commands.failures import FAILED, OK
from hfpapers.commands.progress import Progress
from hfpapers.commands.session import Session, now, pass_session

if TYPE_CHECKING:
    from hfpapers.store.copying import Compared, CopyReport, CopyStep
    from hfpapers.store.fingerprints import Fingerprint

_EVERY_SECONDS = 5.0

_logger = logging.getLogger(logs.COMMANDS)


@click.command()
@click.option(
    "--to", "to", metavar="URL", required=True, help="The database to copy to: empty, or with a part of this copy."
)
@click.option("--restart", is_flag=True, help="Begin a copy that was broken off anew, instead of going on with it.")
@pass_session
@click.pass_context
def copy(ctx: click.Context, session: Session, to: str, restart: bool) -> None:
    """Copy the archive's rows to another database, and compare.

    From SQLite to PostgreSQL or back. Broken off, it goes on where it was when it is run again. Nobody
    can write to the archive meanwhile, and the copy can be used once it is whole. In the end the rows of
    every table and public view are counted and summed up on both sides: a line for each.

    WARC files and journals are files of the home folder and stay there.

    \b
      hfpapers db copy --to postgresql://archive@localhost/papers
      hfpapers --db postgresql://archive@localhost/papers db copy --to sqlite:///papers.db

    Ends with 0 when all is the same, with 1 when something differs, which is named.
    """
    from hfpapers.config import read_database_url
    from hfpapers.store.copying import copy_archive
    from hfpapers.store.lost import refuse_lost_database

    url, config = read_database_url("--to", to), session.config()
    refuse_lost_database(config)
    with Progress("copying", log_format=session.log_format, every_seconds=_EVERY_SECONDS) as progress:
        report = copy_archive(
            config.database_url,
            url,
            restart=restart,
            holder="hfpapers db copy",  # without its options: the URL may hold a password
            now=now(),
            on_step=lambda step: progress.step(_step_line(step), **_step_fields(step)),
        )
    output.write("".join(f"{line}\n" for line in [*map(_line, report.compared), *_rest(report)]), output.STDOUT)
    for one in report.differing:
        _logger.error("%s differs: the copy is not whole; run again with --restart", _name(one))
    if not report.differing:
        _logger.info("%s", _next_step(report, str(config.home)))
    ctx.exit(FAILED if report.differing else OK)


def _step_line(step: CopyStep) -> str:
    rows = number_of(step.rows, "row")
    return f"compared {step.table}, {rows}" if step.is_compared else f"copied {rows} of {step.table}"


def _step_fields(step: CopyStep) -> dict[str, object]:
    return {"table": step.table, "rows": step.rows, "compared": step.is_compared}


def _name(one: Compared) -> str:
    return f"{'view' if one.is_view else 'table'} {one.name}"


def _line(one: Compared) -> str:
    if one.is_same:
        return f"{_name(one)}: {_told(one.source)}, the same in the copy"
    return f"{_name(one)}: {_told(one.source)}, but {_told(one.target)} in the copy"


def _told(found: Fingerprint) -> str:
    return f"{number_of(found.rows, 'row')} (checksum {found.checksum[:12]})"


def _rest(report: CopyReport) -> list[str]:
    if not report.altered_texts:
        return []
    texts = number_of(report.altered_texts, "text")
    return [f"{texts} held characters that PostgreSQL cannot hold (NUL): U+FFFD stands for each in the copy"]


def _next_step(report: CopyReport, home: str) -> str:
    return (
        f"{report.target} holds the archive. WARC files and journals stay in {home}: keep that folder as home. "
        f"To go on with the copy, set HFPAPERS_DATABASE_URL (or database_url in hfpapers.toml) to its URL"
    )
