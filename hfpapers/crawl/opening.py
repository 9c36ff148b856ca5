"""Opening the archive, once nobody else writes to it."""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta

from hfpapers.config import Config
from hfpapers.errors import ArchiveBusyError
from hfpapers.store.archive import Archive

logger = logging.getLogger(__name__)

#: Programs that were started within this time of each other were started at once, as by two lines of one crontab.
AT_ONCE = timedelta(minutes=1)

_POLL_SECONDS = 0.25
_TELL_SECONDS = 300.0


def open_when_free(config: Config, *, command: str, now: datetime, waits: bool) -> tuple[Archive, datetime | None]:
    """Open the archive; wait for another program that writes to it.

    Args:
        config: Where it is.
        command: What the user ran.
        now: When this program was started.
        waits: Whether to wait; else the other program ends this one.

    Returns:
        The archive, and since when whatever another program asked for need not be asked for again: where this one had
        to wait, since a moment before it was started; None where nobody was waited for.

    Raises:
        ArchiveBusyError: Another program is writing to it, and is not waited for.
        HfpapersError: The archive cannot be opened.
    """
    asked_since: datetime | None = None
    tell_at = time.monotonic()
    while True:
        try:
            return Archive.open(config, command=command, now=now), asked_since
        except ArchiveBusyError as busy:
            if not waits:
                raise
            if time.monotonic() >= tell_at:
                logger.warning("%s is writing to this archive; waiting until it is done", busy.holder)
                tell_at += _TELL_SECONDS
        asked_since = now - AT_ONCE
        time.sleep(_POLL_SECONDS)
