"""The command line: words in, one call into the layers below, and an exit code out. Nothing is decided here.

One module per family of commands. Beside them: `session` (global options), `periods` (which days), `output` (where
results go), `logs` and `progress` (what is said meanwhile), `failures` (how it ends). The bodies of commands import
what they need when they run: `hfpapers --help` imports Click and little else.
"""

from __future__ import annotations

import gc
from importlib import import_module
from pathlib import Path

import click

from hfpapers import __version__
from hfpapers.commands import failures, logs, session

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

#: The module of each command, which has it under the command's name and is imported when it is asked for.
_MODULES = {
    "crawl": "crawl",
    "db": "db",
    "deliver": "deliver",
    "doctor": "doctor",
    "enrich": "enrich",
    "export": "export",
    "forget": "forget",
    "gaps": "status",
    "nightly": "nightly",
    "raw": "raw",
    "replay": "replay",
    "search": "search",
    "status": "status",
}


class _Commands(failures.Program):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as Click has it
        return sorted(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        # Of a name that is no command's, Click tells which are near: it then looks at all of them.
        for name in [cmd_name] if cmd_name in _MODULES else _MODULES:
            self.add_command(getattr(import_module(f"{__name__}.{_MODULES[name]}"), name))
        return super().get_command(ctx, cmd_name)


@click.group(cls=_Commands, context_settings=_CONTEXT)
@click.option(
    "--home",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder of the database, of the bodies as served and of hfpapers.toml. "
    "[environment: HFPAPERS_HOME; default: the platform's data folder]",
)
@click.option(
    "--db",
    "database_url",
    metavar="URL",
    help="Database: sqlite:///PATH or postgresql://USER@HOST/NAME. "
    "[environment: HFPAPERS_DATABASE_URL; default: hfpapers.db in the home folder]",
)
@click.option("-v", "--verbose", count=True, help="Say more; twice (-vv) says everything, with tracebacks.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but warnings and errors.")
@click.option(
    "--log-format",
    type=click.Choice(logs.FORMATS),
    default="text",
    show_default=True,
    help="How progress and messages are written to stderr; json is one object a line, for machines.",
)
@click.version_option(__version__, prog_name="hfpapers", message="%(prog)s %(version)s")
@click.pass_context
def cli(
    ctx: click.Context, home: Path | None, database_url: str | None, verbose: int, quiet: bool, log_format: str
) -> None:
    """Keep the archive of Hugging Face Daily Papers, and make digests of it.

    \b
      hfpapers crawl --date yesterday
      hfpapers export --date yesterday

    Results go to stdout or to a file, progress and messages to stderr. A day is written 2024-04-04,
    or today, yesterday (in UTC), or latest: the newest day with papers in the archive.

    Exit codes: 0 done; 1 failed; 2 usage or configuration; 3 done, but incomplete.
    """
    if verbose and quiet:
        raise click.UsageError("-v and -q contradict each other: give one of them.")
    logs.set_up(log_format=log_format, verbosity=-1 if quiet else verbose)
    ctx.obj = session.Session(home=home, database_url=database_url, log_format=log_format)


def main() -> None:
    """Run the command line and exit."""
    # What is read and written is thousands of small values without cycles: Python would look for some at every 700.
    gc.set_threshold(20_000, 20, 20)
    cli.main(prog_name="hfpapers")
