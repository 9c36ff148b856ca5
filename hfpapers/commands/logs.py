"""What commands say on stderr: set up once, from the global options, for this program's own words and for libraries'.

As text: warnings and errors as `hfpapers: warning: ...`, news as it is, one line each. As JSON: one object a line with
`ts`, `level`, `logger`, `message`, and what a message carries in `extra={"fields": {...}}`. Results go to stdout,
never through here.
"""

from __future__ import annotations

import json
import logging
import re
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

FORMATS = ("text", "json")

#: The commands' own logger: its news are shown unless `-q` is given, those of all other loggers from `-v` on.
COMMANDS = "hfpapers.commands"

#: Of what libraries and other parts say; `-vv` and JSON have all of it.
_LONGEST_LINE = 240

# Text of upstream's may stand in a message: it must neither break the line nor talk to the terminal.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def set_up(*, log_format: str = "text", verbosity: int = 0) -> None:
    """Send everything that is logged to stderr.

    Args:
        log_format: One of `FORMATS`.
        verbosity: -1 shows warnings and errors only; 0 the commands' news, too; 1 those of all our parts;
            2 everything, of libraries too.
    """
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, _ToStderr)]:
        root.removeHandler(handler)
    handler = _ToStderr()
    handler.setFormatter(_AsJson() if log_format == "json" else _AsText())
    root.addHandler(handler)
    root.setLevel(logging.WARNING if verbosity < 2 else logging.DEBUG)  # noqa: PLR2004 - as `-vv` counts
    logging.getLogger("hfpapers").setLevel(logging.INFO if verbosity == 1 else logging.NOTSET)
    logging.getLogger(COMMANDS).setLevel(logging.INFO if verbosity == 0 else logging.NOTSET)


def shows_news() -> bool:
    """Tell whether the commands' news are shown, progress among them."""
    return logging.getLogger(COMMANDS).isEnabledFor(logging.INFO)


def is_json() -> bool:
    """Tell whether one JSON object a line was asked for."""
    return any(isinstance(handler.formatter, _AsJson) for handler in logging.getLogger().handlers)


def shows_tracebacks() -> bool:
    """Tell whether the user asked for everything."""
    return logging.getLogger().isEnabledFor(logging.DEBUG)


def print_through(bar: Bar | None) -> None:
    """Print lines above this bar while it is drawn; None once it is gone."""
    _ToStderr.bar = bar


class _ToStderr(logging.Handler):
    """Writes to whatever stderr is at the moment, above a progress bar while one is drawn."""

    bar: Bar | None = None

    def emit(self, record: logging.LogRecord) -> None:
        try:
            # Where nobody reads stderr any more, what the command does is not worth less for it.
            with suppress(OSError):
                self._print(self.format(record))
        except Exception:  # noqa: BLE001 - the contract of `logging`: a message that cannot be formatted ends nothing
            self.handleError(record)

    def _print(self, line: str) -> None:
        if self.bar is None:
            click.echo(line, err=True)
        else:
            # Not broken at the width of the terminal: a command in it is there to be copied.
            self.bar.console.print(line, markup=False, highlight=False, emoji=False, soft_wrap=True)


class _AsText(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = _CONTROLS.sub(" ", record.getMessage()).rstrip()
        if record.name.startswith(COMMANDS):
            is_news = record.levelno == logging.INFO
            line = line if is_news else f"hfpapers: {record.levelname.lower()}: {line}"
        else:
            part = f"{record.name}: " if shows_tracebacks() else ""
            line = f"hfpapers: {record.levelname.lower()}: {part}{_shortened(line)}"
        if record.exc_info and shows_tracebacks():
            return f"{self.formatException(record.exc_info)}\n{line}"
        return line


def _shortened(line: str) -> str:
    """Cut out the middle: an address that names a hundred papers is long, and what came of it stands at the end."""
    if len(line) <= _LONGEST_LINE or shows_tracebacks():
        return line
    half = _LONGEST_LINE // 2
    return f"{line[:half]} ... {line[-half:]}"


class _AsJson(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, tz=UTC)
        entry = {
            "ts": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and shows_tracebacks():
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False, default=str)
