"""Issues of one item into rows, each once a run where that is the rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from hfpapers.model.fetched import Fetched
from hfpapers.model.issues import Issue
from hfpapers.store.archive import Archive
from hfpapers.store.writer import Writer


def tell(
    archive: Archive,
    writer: Writer,
    issues: Sequence[Issue],
    *,
    fetched: Fetched | None,
    day: date | None,
    at: datetime,
) -> int:
    """Write what was odd, but for what the run has told already; return how many were written."""
    fresh = archive.untold(issues)
    fetch_id = None if fetched is None else fetched.fetch_id
    writer.add_issues(archive.run_id, fresh, fetch_id=fetch_id, day=day, observed_at=at)
    return len(fresh)


def beginning(fetched: Fetched | None) -> str | None:
    """Return the beginning of a body, for an issue to quote."""
    return None if fetched is None else fetched.body[:500].decode("utf-8", errors="replace")
