"""How a command ends: what it raised in, one line on stderr and an exit code out.

0 done; 1 failed; 2 usage or configuration; 3 done but incomplete. Besides, as shells know them: 130 stopped by
Ctrl-C, 141 nobody read the output any more.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import traceback
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

#: Options with values that are neither stored nor logged.
SECRET_OPTIONS = frozenset({"--healthcheck-url"})

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
        words = list(sys.argv[1:] if args is None else args)
        logs.set_up(log_format=_log_format(words))
        try:
            _require_text(words)
            code = super().main(
                args, prog_name, complete_var, standalone_mode=False, windows_expand_args=windows_expand_args, **extra
            )
        except click.ClickException as error:
            code = _refuse_usage(error)
        except (click.Abort, KeyboardInterrupt):
            code = _stop()
        except OSError as error:
            code = _tell_system_error(error)
        sys.exit(_close_stdout(code if isinstance(code, int) else OK))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for.

        The exit code is returned; usage errors are left to `main`, which meets those of the global options, too.
        """
        try:
            code = super().invoke(ctx)
            _flush_stdout()
        except (click.ClickException, click.exceptions.Exit):
            raise
        except (click.Abort, KeyboardInterrupt):
            return _stop()
        except BrokenPipeError:
            return _leave_pipe()
        except HfpapersError as error:
            _tell(str(error), error)
            return error.exit_code
        except OSError as error:
            return _tell_system_error(error)
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
    """Return what the user ran, without what is nobody's business.

    Left out are the global options, since an address of a database may hold a password, and `SECRET_OPTIONS`.
    """
    import shlex

    return shlex.join(["hfpapers", *_without_secrets(ctx.meta.get(_ARGUMENTS, ()))])


def _without_secrets(words: Sequence[str]) -> list[str]:
    kept: list[str] = []
    is_value = False
    for word in words:
        is_secret = word.partition("=")[0] in SECRET_OPTIONS
        if not is_value and not is_secret:
            kept.append(word)
        is_value = is_secret and "=" not in word
    return kept


def _log_format(words: Sequence[str]) -> str:
    """Tell how a mistake in the global options themselves is to be said, before Click has read them."""
    chosen = "text"
    for word, following in zip(words, [*words[1:], ""], strict=False):
        name, _, value = word.partition("=")
        value = value or following
        if name == "--log-format" and value in logs.FORMATS:
            chosen = value
    return chosen


def _require_text(words: Sequence[str]) -> None:
    for word in words:
        try:
            word.encode("utf-8")
        except UnicodeEncodeError as error:
            raise click.UsageError(f"{word!a} must be text in UTF-8.") from error


def _refuse_usage(error: click.ClickException) -> int:
    context = error.ctx if isinstance(error, click.UsageError) else None
    hint = "" if context is None else f" (see: {context.command_path} --help)"
    if not isinstance(error, click.exceptions.NoArgsIsHelpError):
        _logger.error("%s%s", " ".join(error.format_message().split()), hint)
    elif logs.is_json():
        _logger.error("Missing command.%s", hint)
    else:
        with contextlib.suppress(OSError):  # as of all that is said on stderr
            error.show()  # no mistake that one line would tell: the help itself
    return error.exit_code


def _stop() -> int:
    _logger.error("stopped by Ctrl-C")
    return INTERRUPTED


def _leave_pipe() -> int:
    _abandon_stdout()
    return BROKEN_PIPE


def _abandon_stdout() -> None:
    # What is still in the buffer would complain once more when the interpreter ends.
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a descriptor is wanted, not a path
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _flush_stdout() -> None:
    # Not as typed: Python has None for a descriptor that was closed.
    if sys.stdout is not None:
        sys.stdout.flush()


def _close_stdout(code: int) -> int:
    """Write what is left now, not when the interpreter ends, which says more of it than a line."""
    try:
        _flush_stdout()
    except BrokenPipeError:
        return code or _leave_pipe()
    except OSError as error:
        if code == OK:
            code = _tell_system_error(error)
        _abandon_stdout()
    return code


def _tell_system_error(error: OSError) -> int:
    """Tell of stdout where that is what could not be written, by Click (help, the version) or at the end."""
    writers = {click.echo.__code__, _flush_stdout.__code__}
    if not any(frame.f_code in writers for frame, _ in traceback.walk_tb(error.__traceback__)):
        return _tell_fault(error)
    _tell(f"stdout: cannot be written ({error.strerror or error})", error)
    _abandon_stdout()
    return FAILED


def _tell_fault(error: Exception) -> int:
    more = "" if logs.shows_tracebacks() else "; run with -vv for details"
    _tell(f"{type(error).__name__}: {' '.join(str(error).split())[:300]}{more}", error)
    return FAILED


def _tell(line: str, error: Exception) -> None:
    _logger.error("%s", line, exc_info=error)  # the traceback is shown with -vv only
