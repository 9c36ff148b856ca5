"""`hfpapers raw verify`: whether what is kept is what was written."""

from __future__ import annotations

import json
from contextlib import closing, nullcontext
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from hfpapers.commands import output
from hfpapers.commands.counting import number_of
from hfpapers.commands.failures import FAILED, OK
from hfpapers.commands.gone_through import GoneThrough, size
from hfpapers.commands.progress import Progress
from hfpapers.commands.session import Session, pass_session
from hfpapers.errors import RawError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hfpapers.config import Config
    from hfpapers.store.verifying import RawFault, VerifySums

_EVERY_SECONDS = 5.0


@click.command()
@click.option("--format", "fmt", type=click.Choice(("text", "json")), help="Format; text if left out.")
@output.output_option("File to write, whole or not at all.")
@pass_session
@click.pass_context
def verify(ctx: click.Context, session: Session, fmt: str | None, target: str) -> None:
    """Check every record of every WARC file, and that the database knows the same.

    Each record is decompressed, its block and its payload are compared with their digests, and the body
    of each revisit record is looked for; each row of the database must have its record, with the same
    digest and length, and each answer its row. Where there is no database, the files alone are checked.

    Nothing is changed, and it may run beside a crawl.

    \b
      hfpapers raw verify
      hfpapers raw verify --format json | jq '.faults[]'

    Ends with 0 when all is sound, with 1 when something is not: a line for each, with file and offset.
    """
    chosen = output.format_of(target, fmt, {".txt": "text", ".json": "json"}, default="text")
    config = session.config()
    if not config.warc_dir.is_dir():
        raise RawError(str(config.warc_dir), "there are no WARC files here; name another --home")
    with Progress("verify", log_format=session.log_format, every_seconds=_EVERY_SECONDS) as progress:
        faults, sums = _verify(config, progress)
    output.write(_render(faults, sums, chosen), target)
    ctx.exit(FAILED if faults else OK)


def _verify(config: Config, progress: Progress) -> tuple[list[RawFault], VerifySums]:
    from hfpapers.store.database import Database
    from hfpapers.store.verifying import verify as run_verify

    faults: list[RawFault] = []
    clock = GoneThrough()
    progress.sum_up(_EVERY_SECONDS)

    def tell(sums: VerifySums) -> None:
        standing = clock.standing(sums.done_bytes, sums.total_bytes)
        progress.step(f"{sums.records:,} records", standing=standing, **asdict(sums))

    database = Database.open_if_any(config.database_url)
    with nullcontext() if database is None else closing(database):
        sums = run_verify(config.warc_dir, database, on_fault=faults.append, on_progress=tell)
    return faults, sums


def _render(faults: Sequence[RawFault], sums: VerifySums, fmt: str) -> str:
    if fmt == "json":
        values = {"is_sound": not faults, **asdict(sums), "faults": [asdict(fault) for fault in faults]}
        return json.dumps(values, indent=2, ensure_ascii=False) + "\n"
    return "".join(f"{line}\n" for line in [*map(_line, faults), _summary(sums)])


def _line(fault: RawFault) -> str:
    where = "" if fault.offset is None else f", offset {fault.offset}"
    return f"{fault.file}{where}: {fault.problem}"


def _summary(sums: VerifySums) -> str:
    rows = "no database to compare with" if sums.rows is None else f"{number_of(sums.rows, 'row')} compared"
    pruned = f", {sums.pruned:,} of them without what was pruned or taken down" if sums.pruned else ""
    read = f"{number_of(sums.records, 'record')} in {number_of(sums.files, 'file')} ({size(sums.total_bytes)})"
    verdict = f"{number_of(sums.faults, 'fault')}" if sums.faults else "all sound"
    return f"{verdict}: {read}, {number_of(sums.answers, 'response')}{pruned}; {rows}"
