"""How a command ends: what it raised in, one line on stderr and an exit code out.

0 done; 1 failed; 2 usage or configuration; 3 done but incomplete. Besides, as shells know them: 130 stopped by
Ctrl-C, 141 nobody read the output any more.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from hfpapers.commands import logs
from hfpapers.errors import HfpapersError

OK = 0
FAILED = 1
INCOMPLETE = 3
INTERRUPTED = 130
BROKEN_PIPE = 141

_ARGUMENTS = "hfpapers.arguments"
_logger = logging.getLogger(logs.COMMANDS)


class Program(click.Group):
    """The top of the commands. Whatever happens below leaves as one line and an exit code."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> NoReturn:
        """Run, and exit; `standalone_mode` makes no difference."""
        del standalone_mode
        logs.set_up()
        try:
            code = super().main(
                args, prog_name, complete_var, standalone_mode=False, windows_expand_args=windows_expand_args, **extra
            )
        except click.ClickException as error:
            code = _refuse_usage(error)
        except (click.Abort, KeyboardInterrupt):
            code = _stop()
        sys.exit(code if isinstance(code, int) else OK)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for.

        The exit code is returned; usage errors are left to `main`, which meets those of the global options, too.
        """
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
        except (click.ClickException, click.exceptions.Exit):
            raise
        except (click.Abort, KeyboardInterrupt):
            return _stop()
        except BrokenPipeError:
            return _leave_pipe()
        except HfpapersError as error:
            _tell(str(error), error)
            return error.exit_code
        except Exception as error:  # noqa: BLE001 - the last line of defence: one line instead of a traceback
            return _tell_fault(error)
        return code

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, and remember its words for the archive's record of runs."""
        ctx.meta[_ARGUMENTS] = tuple(args)
        return super().resolve_command(ctx, args)


def command_line(ctx: click.Context) -> str:
    """Return what the user ran, without the global options: an address of a database may hold a password."""
    import shlex

    return shlex.join(["hfpapers", *ctx.meta.get(_ARGUMENTS, ())])


def _refuse_usage(error: click.ClickException) -> int:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()  # no mistake that one line would tell: the help itself
        return error.exit_code
    context = error.ctx if isinstance(error, click.UsageError) else None
    hint = "" if context is None else f" (see: {context.command_path} --help)"
    _logger.error("%s%s", " ".join(error.format_message().split()), hint)
    return error.exit_code


def _stop() -> int:
    _logger.error("stopped by Ctrl-C")
    return INTERRUPTED


def _leave_pipe() -> int:
    # What is still in the buffer would complain once more when the interpreter ends.
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a descriptor is wanted, not a path
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
    return BROKEN_PIPE


def _tell_fault(error: Exception) -> int:
    more = "" if logs.shows_tracebacks() else "; run with -vv for details"
    _tell(f"{type(error).__name__}: {' '.join(str(error).split())[:300]}{more}", error)
    return FAILED


def _tell(line: str, error: Exception) -> None:
    _logger.error("%s", line, exc_info=error)  # the traceback is shown with -vv only
