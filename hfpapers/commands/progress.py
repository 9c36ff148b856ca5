"""Progress of a long command, on stderr: a bar on a terminal, plain lines elsewhere, JSON lines where asked for.

With `-q` nothing. Where it is not known how much there is to do, the bar says what is done, and that it goes on.
"""

from __future__ import annotations

import logging
import sys
import time
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from hfpapers.commands import logs

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

_logger = logging.getLogger(logs.COMMANDS)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a command has got: `done` of `total` in whatever unit, and in words."""

    done: float
    total: float
    words: str


class Progress:
    """Shows steps while it is open.

    Args:
        title: What goes on, in a word or two.
        log_format: One of `logs.FORMATS`; with `json` there is no bar, on a terminal either.
        every_seconds: Least time before a line, and between two; 0 gives each step its line. The bar shows every step.
    """

    def __init__(self, title: str, *, log_format: str, every_seconds: float = 0.0) -> None:
        self._title = title
        self._is_json = log_format == "json"
        self._every_seconds = every_seconds
        self._summary_seconds: float | None = None
        self._told_at = time.monotonic()
        self._has_bar = logs.shows_news() and not self._is_json and _is_terminal()
        self._bar: Bar | None = None

    def __enter__(self) -> Self:
        if self._has_bar:
            self._bar = _new_bar()
            self._bar.add_task(self._title, total=None, words="", note="")
            self._bar.start()
            logs.print_through(self._bar)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            logs.print_through(None)
            self._bar.stop()

    def sum_up(self, every_seconds: float) -> None:
        """From now on, tell as text how far it has got in place of each step, at most so often; JSON lines stay."""
        self._summary_seconds = every_seconds

    def step(self, line: str, standing: Standing | None = None, /, **fields: Any) -> None:
        """Tell of one step, and of how far that is; `fields` stand beside the message in a JSON line."""
        if self._bar is not None:
            self._show(self._bar, line, standing)
            return
        every_seconds = self._every_seconds
        if standing is not None and self._summary_seconds is not None and not self._is_json:
            line, every_seconds = standing.words, self._summary_seconds
        moment = time.monotonic()
        if moment - self._told_at >= every_seconds:
            self._told_at = moment
            _logger.info("%s", line, extra={"fields": fields})

    def _show(self, bar: Bar, line: str, standing: Standing | None) -> None:
        task = bar.task_ids[0]
        if standing is None:
            bar.advance(task)
            bar.update(task, words=f"{bar.tasks[0].completed:,.0f}", note=line)
        else:
            bar.update(task, completed=standing.done, total=standing.total, words=standing.words, note=line)


def _is_terminal() -> bool:
    # Not as typed: Python has None for a descriptor that was closed.
    return sys.stderr is not None and sys.stderr.isatty()


def _new_bar() -> Bar:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as NewBar

    return NewBar(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[words]}", markup=False),
        TimeElapsedColumn(),
        TextColumn("{task.fields[note]}", markup=False),
        console=Console(stderr=True),
        transient=True,
    )
