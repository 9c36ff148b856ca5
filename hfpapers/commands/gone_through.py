"""How far a command has got that goes through the WARC files: bytes in, a `Standing` with the time left out."""

from __future__ import annotations

import time

from hfpapers.commands.durations import about
from hfpapers.commands.progress import Standing

# An estimate from less than that is a guess.
_LEAST_SECONDS = 3.0
_STEP = 1000.0


class GoneThrough:
    """Measures from when it was made."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._first_bytes: int | None = None

    def standing(self, done_bytes: int, total_bytes: int) -> Standing:
        """Word how much is done, and how long the rest takes at the pace so far.

        What was done before, by a run that was broken off, is passed over quickly; it does not count as pace, since the
        first call is taken as the beginning.
        """
        if self._first_bytes is None:
            self._first_bytes = done_bytes
            self._began = time.monotonic()
        done = min(done_bytes, total_bytes)
        words = f"{size(done)} of {size(total_bytes)}"
        seconds, gone = time.monotonic() - self._began, done - self._first_bytes
        if seconds >= _LEAST_SECONDS and gone > 0:
            words += f", {about(seconds / gone * (total_bytes - done))} left"
        return Standing(done, max(total_bytes, 1), words)


def size(size_bytes: int) -> str:
    """Word a number of bytes: `999 B`, `12.3 MB`."""
    amount, unit = float(size_bytes), "B"
    for following in ("kB", "MB", "GB", "TB"):
        if amount < _STEP:
            break
        amount, unit = amount / _STEP, following
    return f"{amount:.0f} B" if unit == "B" else f"{amount:,.1f} {unit}"
