"""How papers stand with an endpoint that is asked for one at a time: a span of days in, `PaperStanding`s out.

The database leaves out what is certainly not owed; which of the others are is for `hfpapers.plan_papers` to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa

from hfpapers.model.fetched import Endpoint
from hfpapers.model.kinds import PaperState
from hfpapers.model.standing import PaperStanding
from hfpapers.store import schema

_listing, _paper, _state = schema.listing, schema.paper, schema.paper_coverage


class StandingQueries:
    """Reads on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def list_standings(self, endpoint: Endpoint, since: date, until: date) -> tuple[PaperStanding, ...]:
        """List the papers of the days' lists that the endpoint may owe, by the first day that lists them, then id.

        Those that were found are among them only where arXiv has had a newer version since.
        """
        known, revised_at = _newest("version"), _newest("submitted_at")
        is_open = sa.or_(_state.c.state.is_(None), _state.c.state != str(PaperState.FOUND))
        asked_version = _state.c.arxiv_version
        is_outdated = sa.or_(known > asked_version, sa.and_(asked_version.is_(None), revised_at > _state.c.asked_at))
        first_day = sa.func.min(_listing.c.day)
        of_endpoint = sa.and_(_state.c.arxiv_id == _listing.c.arxiv_id, _state.c.endpoint == str(endpoint))
        columns = (
            _listing.c.arxiv_id,
            _state.c.state,
            _state.c.asked_at,
            _state.c.arxiv_version,
            _paper.c.first_seen_at,
            sa.or_(_paper.c.hf_title.is_(None), _paper.c.hf_abstract.is_(None)).label("is_bare"),
        )
        statement = (
            sa.select(*columns, known.label("known_version"), revised_at.label("revised_at"))
            .select_from(_listing.join(_paper, _paper.c.arxiv_id == _listing.c.arxiv_id).outerjoin(_state, of_endpoint))
            .where(_listing.c.day.between(since, until), sa.or_(is_open, is_outdated))
            .group_by(*columns, _paper.c.arxiv_id)
            .order_by(first_day, _listing.c.arxiv_id)
        )
        return tuple(_standings(self._connection.execute(statement)))


def _newest(column: str) -> sa.ScalarSelect[Any]:
    """Return the greatest of a column of the paper's versions."""
    table = schema.paper_version
    newest: sa.ColumnElement[Any] = sa.func.max(table.c[column], type_=table.c[column].type)
    return sa.select(newest).where(table.c.arxiv_id == _paper.c.arxiv_id).scalar_subquery()


def _standings(rows: sa.Result[tuple[object, ...]]) -> Iterator[PaperStanding]:
    for row in rows:
        yield PaperStanding(
            arxiv_id=row.arxiv_id,
            state=PaperState(row.state) if row.state else None,
            asked_at=row.asked_at,
            first_seen_at=row.first_seen_at,
            asked_version=row.arxiv_version,
            known_version=row.known_version,
            revised_at=row.revised_at,
            is_bare=bool(row.is_bare),
        )
