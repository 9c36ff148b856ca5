"""When and where papers were seen: what tells whether an answer is still needed for it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa

from hfpapers.store import schema

_AT_ONCE = 500


class Sightings:
    """Reads on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def of_days(self, days: Collection[date]) -> frozenset[str]:
        """Name the papers that were listed on some days."""
        table = schema.listing
        found: set[str] = set()
        for day in days:
            found.update(self._connection.execute(sa.select(table.c.arxiv_id).where(table.c.day == day)).scalars())
        return frozenset(found)

    def are_older(self, arxiv_ids: Collection[str], moment: datetime) -> bool:
        """Tell whether all of these papers were seen before a moment."""
        table, ids = schema.paper, sorted(set(arxiv_ids))
        seen = 0
        for start in range(0, len(ids), _AT_ONCE):
            chunk = table.c.arxiv_id.in_(ids[start : start + _AT_ONCE])
            count = sa.select(sa.func.count()).where(chunk, table.c.first_seen_at < moment)
            seen += int(self._connection.execute(count).scalar_one())
        return seen == len(ids)
