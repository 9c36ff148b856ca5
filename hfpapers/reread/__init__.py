"""Answers that were kept, read once more: WARC records in, rows out, by the functions that a crawl uses.

- `exchanges`: one record. What `replay` does with all of them.
- `catching_up`: what a process that died kept and did not read. What a crawl does first.

No requests, no Scrapy, no clock.
"""

from __future__ import annotations

from hfpapers.reread.catching_up import CaughtUp, catch_up
from hfpapers.reread.exchanges import Reread, read_kept, reread

__all__ = ["CaughtUp", "Reread", "catch_up", "read_kept", "reread"]
