"""How long the rest of a crawl takes, honestly: by the rate of late and by what the sites allow, whichever is slower.

In: when pages and batches came, and how many are left. Out: seconds, or None while it cannot be known. Moments are
those of a clock that only goes forward, handed in as `now`; the first burst of a crawl does not deceive it, since the
rest is reckoned by the budget.
"""

from __future__ import annotations

import math
from collections import deque

from hfpapers.middlewares.request_windows import RequestWindows

#: Before so much was seen, nothing is known.
_LEAST_SECONDS = 5.0
_LEAST_PAGES = 5

#: What "of late" means.
_LATE_SECONDS = 60.0
_LATE_STEPS = 256
_LATE_BATCHES = 16


class Forecast:
    """Reckons the time that is left.

    Args:
        windows: The budget at Hugging Face.
        kind: Whose requests are reckoned: `api` or `pages`.
        interval_seconds: Between requests to arXiv.
        began: When the crawl began.
    """

    def __init__(self, windows: RequestWindows, *, kind: str, interval_seconds: float, began: float) -> None:
        self._windows = windows
        self._kind = kind
        self._interval_seconds = interval_seconds
        self._began = began
        self._pages: deque[float] = deque(maxlen=_LATE_STEPS)
        self._batch_at: float | None = None
        self._gaps: deque[float] = deque(maxlen=_LATE_BATCHES)

    def expect(self, pages: float) -> None:
        """Say how many requests to Hugging Face are still to come: few need not be spread over its window."""
        self._windows.expect(math.ceil(pages))

    def note_page(self, now: float) -> None:
        """Say that an answer of Hugging Face was written."""
        self._pages.append(now)

    def note_batch(self, now: float, *, is_busy: bool) -> None:
        """Say that an answer of arXiv was written, and whether more is owed: else the next one waits for papers."""
        if self._batch_at is not None:
            self._gaps.append(now - self._batch_at)
        self._batch_at = now if is_busy else None

    def seconds_left(self, *, pages: float, batches: float, now: float) -> float | None:
        """Tell how long so many more pages and batches take, side by side; None while it cannot be known."""
        if pages <= 0 and batches <= 0:
            return 0.0
        if now - self._began < _LEAST_SECONDS or (pages > 0 and len(self._pages) < _LEAST_PAGES):
            return None
        lists = max(pages * self._seconds_a_page(now), self._windows.seconds_for(self._kind, round(pages), now))
        # The last batch can only be asked for once the last list is there.
        papers = max(batches * self._seconds_a_batch(), lists + self._seconds_a_batch() if batches > 0 else 0.0)
        return max(lists, papers)

    def _seconds_a_page(self, now: float) -> float:
        late = [moment for moment in self._pages if moment > now - _LATE_SECONDS] or [*self._pages][-1:]
        return (now - late[0]) / len(late) if late else 0.0

    def _seconds_a_batch(self) -> float:
        return max(self._interval_seconds, sum(self._gaps) / max(1, len(self._gaps)))
