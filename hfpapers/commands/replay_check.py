"""`hfpapers replay --check`: what differs between the database and what is kept."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from hfpapers.commands import logs, output
from hfpapers.commands.counting import number_of
from hfpapers.commands.failures import FAILED, INCOMPLETE, OK
from hfpapers.commands.progress import Progress
from hfpapers.commands.replay_telling import ReplayTelling, summary, tell_gaps
from hfpapers.commands.session import Session, now

if TYPE_CHECKING:
    from hfpapers.config import Config
    from hfpapers.replay import ViewDifference

_EVERY_SECONDS = 5.0

_logger = logging.getLogger(logs.COMMANDS)


def run_check(session: Session, config: Config, *, command: str) -> int:
    """Compare, print a line for each view, and return the exit code."""
    from hfpapers.replay import check_replay

    with Progress("check", log_format=session.log_format, every_seconds=_EVERY_SECONDS) as progress:
        progress.sum_up(_EVERY_SECONDS)
        found = check_replay(
            config,
            command=command,
            now=now(),
            on_progress=ReplayTelling(progress).progress,
            on_view=lambda view: progress.step(f"comparing {view}"),
        )
    output.write("".join(f"{line}\n" for view in found.views for line in _lines(view)), output.STDOUT)
    _logger.info("%s", summary(found.replayed))
    tell_gaps(found.replayed, found.missing_files)
    if not found.is_same:
        _logger.warning("the database does not say what is kept; to set it right, run: hfpapers replay")
        return FAILED
    return INCOMPLETE if found.replayed.damaged or found.missing_files else OK


def _lines(view: ViewDifference) -> list[str]:
    parts = [
        f"{number:,} {word}"
        for number, word in (
            (view.missing, "missing"),
            (view.extra, "that nothing kept tells of"),
            (view.different, "different"),
            (view.unknowable, "that cannot be checked, since bodies were pruned"),
        )
        if number
    ]
    return [f"{view.view}: {number_of(view.rows, 'row')}, {', '.join(parts) or 'all the same'}"] + [
        f"  {example}" for example in view.examples
    ]
