"""`hfpapers db`: brings the database to the version of this program, and tells whether it is sound."""

from __future__ import annotations

import click

from hfpapers.commands import output
from hfpapers.commands.failures import FAILED, OK
from hfpapers.commands.session import Session, pass_session


@click.group()
def db() -> None:
    """Migrate and check the database."""


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

    done = upgrade_database(session.config().database_url)
    output.write(f"{done.name}: {_moved(done.before, done.now)}\n", output.STDOUT)


@db.command()
@pass_session
@click.pass_context
def check(ctx: click.Context, session: Session) -> None:
    """Check the version and the structure of the database.

    Nothing is changed. Prints ok, or what is wrong, a line each, and ends with 1. Ends with 2 where
    the database is newer than this program.
    """
    from hfpapers.store.upkeep import check_database

    problems = check_database(session.config().database_url)
    output.write("".join(f"{line}\n" for line in problems or ["ok"]), output.STDOUT)
    ctx.exit(FAILED if problems else OK)


def _moved(before: str | None, head: str) -> str:
    if before == head:
        return f"is at version {head} already"
    return f"made at version {head}" if before is None else f"upgraded from version {before} to {head}"
