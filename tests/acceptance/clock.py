"""The program with its clock moved: `python -m tests.acceptance.clock 2026-03-01T03:17 nightly --no-arxiv`.

In: a moment in UTC and the program's arguments. The wall clock begins at that moment and goes on from there; what
measures spans, the monotonic clock, stays. Such a program shares no arXiv turn with others: the stamps of the two
would be of different times.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import time_machine

from hfpapers.commands import main as program
from hfpapers.middlewares import pace

#: Names the folder where programs with a moved clock take turns at arXiv.
FOLDER_VARIABLE = "TEST_PACE_FOLDER"


def move_clock(moment: datetime) -> None:
    """Let this process's clock begin at that moment, and go on."""
    folder = Path(os.environ.get(FOLDER_VARIABLE) or Path(tempfile.gettempdir(), "hfpapers-pace-moved"))
    pace.shared_folder = lambda: folder  # type: ignore[attr-defined]  # a machine of its own
    time_machine.travel(moment, tick=True).start()


def main() -> None:
    """Move the clock and run the program."""
    moment = datetime.fromisoformat(sys.argv.pop(1)).replace(tzinfo=UTC)
    move_clock(moment)
    program()


if __name__ == "__main__":
    main()
