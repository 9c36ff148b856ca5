"""What is said of a replay: while it goes on, and at its end."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from hfpapers.commands import logs
from hfpapers.commands.counting import number_of
from hfpapers.commands.gone_through import GoneThrough
from hfpapers.commands.progress import Progress

if TYPE_CHECKING:
    from hfpapers.replay import ReplayProgress, ReplayResult

_MOST_NAMES = 5

_logger = logging.getLogger(logs.COMMANDS)


class ReplayTelling:
    """Hands steps to a `Progress`."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._clock = GoneThrough()

    def progress(self, progress: ReplayProgress) -> None:
        """Say how far it is."""
        result = progress.result
        standing = self._clock.standing(progress.done_bytes, progress.total_bytes)
        fields = {**asdict(result), "done_bytes": progress.done_bytes, "total_bytes": progress.total_bytes}
        self._progress.step(summary(result), standing=standing, **fields)


def summary(sums: ReplayResult) -> str:
    """Sum a replay up in a line."""
    read = number_of(sums.records, "response")
    refused = f", {sums.refused:,} refused" if sums.refused else ""
    pruned = f", {sums.pruned:,} pruned" if sums.pruned else ""
    written = number_of(sums.papers, "paper")
    answers = f", {number_of(sums.answers, 'answer')} of language models" if sums.answers else ""
    return f"{read} read, {sums.pages:,} of them lists or answers of arXiv{refused}{pruned}; {written}{answers} written"


def tell_gaps(sums: ReplayResult, missing: Sequence[str]) -> None:
    """Warn of what could not be read."""
    if sums.damaged:
        places = number_of(sums.damaged, "place")
        _logger.warning("%s in the WARC files could not be read; all else was", places)
    if missing:
        more = f" and {len(missing) - _MOST_NAMES:,} more" if len(missing) > _MOST_NAMES else ""
        names = ", ".join(missing[:_MOST_NAMES])
        _logger.warning("gone, though the database knows of it: %s%s; bring it back from a copy", names, more)
