"""What runs there were, and what one of them brought in: rows of the bookkeeping in, views out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa

from hfpapers.model.fetched import Endpoint
from hfpapers.model.health_views import RunView, RunYieldView
from hfpapers.model.kinds import PaperState
from hfpapers.store import schema


class RunQueries:
    """Reads on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def newest(self, *, command: str | None = None) -> RunView | None:
        """Return the newest run; of a command, where one is named by its first words (`hfpapers nightly`)."""
        run = schema.run
        statement = sa.select(run).order_by(run.c.run_id.desc()).limit(1)
        if command is not None:
            begins = run.c.command.startswith(f"{command} ", autoescape=True)
            statement = statement.where(sa.or_(run.c.command == command, begins))
        row = self._connection.execute(statement).one_or_none()
        return None if row is None else RunView(**row._mapping)  # noqa: SLF001 - `_mapping` is SQLAlchemy's public name

    def load_yield(self, run: RunView) -> RunYieldView:
        """Tell what came in since a run began; only one run writes at a time, so it is the run's own."""
        table = schema.paper_coverage
        rows = self._connection.execute(
            sa.select(table.c.state, sa.func.count().label("papers"))
            .where(table.c.endpoint == str(Endpoint.ARXIV_ATOM), table.c.asked_at >= run.started_at)
            .group_by(table.c.state)
        )
        states: dict[str, int] = {row.state: row.papers for row in rows}
        fetch = schema.fetch
        asked = self._connection.execute(sa.select(fetch.c.endpoint, fetch.c.url).where(fetch.c.run_id == run.run_id))
        return RunYieldView(
            new_papers=self._count(schema.paper, schema.paper.c.first_seen_at >= run.started_at),
            votes_seen=self._count(schema.observation, schema.observation.c.observed_at >= run.started_at),
            arxiv_found=states.get(str(PaperState.FOUND), 0),
            arxiv_absent=states.get(str(PaperState.ABSENT), 0),
            arxiv_failed=states.get(str(PaperState.FAILED), 0),
            responses=dict(Counter(row.endpoint or _site(row.url) for row in asked)),
        )

    def warc_files(self) -> frozenset[str]:
        """Name the WARC files that the rows of responses point into."""
        return frozenset(self._connection.execute(sa.select(schema.fetch.c.warc_file).distinct()).scalars())

    def count_papers(self, endpoint: Endpoint, states: Collection[PaperState]) -> int:
        """Count the papers for which asking an endpoint came to one of these."""
        table = schema.paper_coverage
        return self._count(table, table.c.endpoint == str(endpoint), table.c.state.in_(sorted(map(str, states))))

    def _count(self, table: sa.Table, *conditions: sa.ColumnElement[Any]) -> int:
        statement = sa.select(sa.func.count()).select_from(table).where(*conditions)
        return int(self._connection.execute(statement).scalar_one())


def _site(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
