"""`hfpapers db`: brings the database to the version of this program, tells whether it is sound, and moves it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from hfpapers.commands import db_copy, output
from hfpapers.commands.failures import FAILED, OK
from hfpapers.commands.session import Session, pass_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hfpapers.store.soundness import Fault

FORMATS = ("text", "json")


@click.group()
def db() -> None:
    """Migrate, check and move the database."""


db.add_command(db_copy.copy)


@db.command()
@pass_session
def upgrade(session: Session) -> None:
    """Bring the database to the version of this program.

    It is made where there is none. SQLite needs this rarely: every command that writes does it by
    itself. PostgreSQL is migrated by this command only, except when it is empty. All or nothing:
    killed half-way it changes nothing.

    \b
      hfpapers db upgrade
      hfpapers --db postgresql://archive@localhost/papers db upgrade
    """
    from hfpapers.store.upkeep import upgrade_database

    done = upgrade_database(session.config().database_url, holder="hfpapers db upgrade")
    output.write(f"{done.name}: {_moved(done.before, done.now)}\n", output.STDOUT)


@db.command()
@click.option("--no-bodies", is_flag=True, help="Do not look whether the WARC files hold what the database refers to.")
@click.option("--format", "fmt", type=click.Choice(FORMATS), default="text", show_default=True, help="Format.")
@pass_session
@click.pass_context
def check(ctx: click.Context, session: Session, no_bodies: bool, fmt: str) -> None:
    """Check that the database is sound.

    Looked for are: damage, another version or structure, rows without what they belong to, days whose
    state contradicts what is stored of them, votes that are not the latest, responses whose body is not
    in the WARC files. Nothing is changed, and nobody is kept from writing. Of the WARC files only
    names, sizes and the beginnings of records are looked at: `hfpapers raw verify` reads them whole.

    \b
      hfpapers db check
      hfpapers db check --format json | jq '.faults[].mend'

    Ends with 0 and prints ok, or with 1 and what is wrong, a line each with what mends it. Ends with 2
    where the database is newer than this program.
    """
    from hfpapers.store.lost import refuse_lost_database
    from hfpapers.store.upkeep import check_database

    config = session.config()
    refuse_lost_database(config)
    faults = check_database(config.database_url, warc_dir=None if no_bodies else config.warc_dir)
    output.write(_as_json(faults) if fmt == "json" else _as_text(faults), output.STDOUT)
    ctx.exit(FAILED if faults else OK)


def _as_text(faults: Sequence[Fault]) -> str:
    return "".join(f"{fault}\n" for fault in faults) or "ok\n"


def _as_json(faults: Sequence[Fault]) -> str:
    told = [{"check": fault.check, "what": fault.what, "mend": fault.mend} for fault in faults]
    return json.dumps({"sound": not faults, "faults": told}, ensure_ascii=False, indent=2) + "\n"


def _moved(before: str | None, head: str) -> str:
    if before == head:
        return f"is at version {head} already"
    return f"made at version {head}" if before is None else f"upgraded from version {before} to {head}"
