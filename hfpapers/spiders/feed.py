"""Days whose lists were just written, handed from the crawl of the lists to a spider that waits for their papers."""

from __future__ import annotations

import asyncio
from datetime import date


class DayFeed:
    """A queue of days within one event loop. A day that is noted twice before it is taken comes once."""

    def __init__(self) -> None:
        self._days: dict[date, None] = {}
        self._is_closed = False
        self._waiting: list[asyncio.Future[None]] = []

    def note(self, day: date) -> None:
        """Say that papers of this day's list were written."""
        self._days[day] = None
        self._wake()

    def close(self) -> None:
        """Say that no further list will be read; a second time says nothing."""
        self._is_closed = True
        self._wake()

    def take(self) -> tuple[date, ...]:
        """Take the days that were noted, in that order; none where nothing is new."""
        taken = tuple(self._days)
        self._days.clear()
        return taken

    async def until_more(self) -> bool:
        """Wait until there are days to take; False once there will be none."""
        while not self._days and not self._is_closed:
            await self._change()
        return bool(self._days)

    async def until_closed(self) -> None:
        """Wait until no further list will be read."""
        while not self._is_closed:
            await self._change()

    async def _change(self) -> None:
        changed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(changed)
        await changed

    def _wake(self) -> None:
        waiting, self._waiting = self._waiting, []
        for changed in waiting:
            if not changed.done():
                changed.set_result(None)
