"""Rebuilds rows from what was kept: WARC records and the journal in, rows out, without a single request.

- `run`: into the archive's database. `position`: how far it got.
- `check`: into a database of its own, to be compared with the archive's. `compare`: two databases, row by row.
- `pruning`: which bodies are not needed for that.

It begins at `Fetched` and runs what a crawl runs, in the order in which things happened. A mended
parser repairs the past with it, and a lost database comes back: the public views are the same, since
`observed_at` is the record's WARC-Date. On a database that is not empty it upserts, as a crawl would.
"""

from __future__ import annotations

from hfpapers.replay.check import CheckResult, check_replay
from hfpapers.replay.compare import ViewDifference
from hfpapers.replay.position import ReplayPosition, ReplayResult
from hfpapers.replay.pruning import Pruning, Verdict, plan_pruning
from hfpapers.replay.run import ReplayProgress, missing_files, replay, unfinished

__all__ = [
    "CheckResult",
    "Pruning",
    "ReplayPosition",
    "ReplayProgress",
    "ReplayResult",
    "Verdict",
    "ViewDifference",
    "check_replay",
    "missing_files",
    "plan_pruning",
    "replay",
    "unfinished",
]
