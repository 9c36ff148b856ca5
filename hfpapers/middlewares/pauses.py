"""Servers that asked to be left alone for a while: one register per crawl, shared by the middlewares that wait."""

from __future__ import annotations

import time
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler

from hfpapers.middlewares.origins import Origin, origin_of
from hfpapers.middlewares.refusals import HostPausedError
from hfpapers.middlewares.waits import MAX_WAIT_SECONDS
from hfpapers.middlewares.wiring import sleep_until


class HostPauses:
    """Until when each server is not to be called, in `time.monotonic()`. A pause is never shortened."""

    def __init__(self) -> None:
        self._until: dict[Origin, float] = {}

    def pause(self, url: str, until: float) -> None:
        """Call nothing on the server of that address before that moment."""
        origin = origin_of(url)
        self._until[origin] = max(until, self._until.get(origin, until))

    def seconds_left(self, url: str) -> float:
        """Return how long the server of that address is still paused, 0 if it is not."""
        return max(0.0, self._until.get(origin_of(url), 0.0) - time.monotonic())


_REGISTERS: WeakKeyDictionary[Crawler, HostPauses] = WeakKeyDictionary()


def pauses_of(crawler: Crawler) -> HostPauses:
    """Return the register of this crawl."""
    return _REGISTERS.setdefault(crawler, HostPauses())


async def wait_for_host(url: str, crawler: Crawler) -> None:
    """Wait until the server of that address may be called.

    Raises:
        HostPausedError: It asked for longer than a crawl waits.
        CrawlStoppingError: The crawl was told to stop meanwhile.
    """
    pauses = pauses_of(crawler)
    while (left := pauses.seconds_left(url)) > 0:
        # A wait of the bound itself is waited; the slack is for the time since it was read.
        if left > MAX_WAIT_SECONDS * 1.5:
            raise HostPausedError(url, left)
        await sleep_until(time.monotonic() + left, crawler, url)
