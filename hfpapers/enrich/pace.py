"""When the next request may be made: a cap on requests per minute, and pauses that the endpoint asks for.

One for a run, shared by all that ask: where one of them is told to wait, all wait. Whoever waits can be told to stop.
"""

from __future__ import annotations

import asyncio
import time

from hfpapers.enrich.failures import AskingStoppedError

_MINUTE_SECONDS = 60.0


class Pace:
    """Gives turns, evenly spread: never more in a minute than the cap.

    Args:
        requests_per_minute: The cap; None for none.
    """

    def __init__(self, requests_per_minute: int | None) -> None:
        self._between_seconds = _MINUTE_SECONDS / requests_per_minute if requests_per_minute else 0.0
        self._next = 0.0
        self._paused_until = 0.0
        self._stopped = asyncio.Event()

    def pause(self, seconds: float) -> None:
        """Give no turn for so long; a pause that is under way is never shortened."""
        self._paused_until = max(self._paused_until, time.monotonic() + seconds)

    def stop(self) -> None:
        """End all waiting, now and later."""
        self._stopped.set()

    async def turn(self) -> None:
        """Wait for a turn.

        Raises:
            AskingStoppedError: All waiting was ended.
        """
        while (left := max(self._paused_until, self._next) - time.monotonic()) > 0:
            await self.rest(left)
        self._next = time.monotonic() + self._between_seconds

    async def rest(self, seconds: float) -> None:
        """Wait so long.

        Raises:
            AskingStoppedError: All waiting was ended.
        """
        try:
            await asyncio.wait_for(self._stopped.wait(), seconds)
        except TimeoutError:
            return
        raise AskingStoppedError("asking", "was stopped while it waited", is_for_now=True)
