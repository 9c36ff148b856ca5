"""What was seen of papers' votes over time: ids in, observations out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa

from hfpapers.model.paper_history import VoteView
from hfpapers.store import schema

#: How many ids go into one IN (...), well under SQLite's limit on variables.
_CHUNK = 500


class VoteQueries:
    """Reads on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def list_votes(
        self, arxiv_ids: Collection[str], *, as_of: datetime | None = None
    ) -> Mapping[str, tuple[VoteView, ...]]:
        """Give all observations of papers that have votes, the oldest first.

        Args:
            arxiv_ids: The papers; those whose votes nobody saw are left out of what is returned.
            as_of: What was seen after it does not count.
        """
        found: dict[str, list[VoteView]] = defaultdict(list)
        table, wanted = schema.observation, sorted(set(arxiv_ids))
        for start in range(0, len(wanted), _CHUNK):
            statement = (
                sa.select(table.c.arxiv_id, table.c.observed_at, table.c.upvotes)
                .where(table.c.arxiv_id.in_(wanted[start : start + _CHUNK]), table.c.upvotes.is_not(None))
                .order_by(table.c.arxiv_id, table.c.observed_at)
            )
            if as_of is not None:
                statement = statement.where(table.c.observed_at <= as_of)
            for row in self._connection.execute(statement):
                found[row.arxiv_id].append(VoteView(observed_at=row.observed_at, upvotes=row.upvotes))
        return {arxiv_id: tuple(votes) for arxiv_id, votes in found.items()}
