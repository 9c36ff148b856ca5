"""Reading what is owed: an endpoint and a span of days in, the papers that may be due out; and days cut short.

The database leaves out what is certainly not due, so that a nightly run over years does not read
every paper; which of the others are due is for `hfpapers.plan` to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from hfpapers.model.coverage import DayState
from hfpapers.model.fetched import Endpoint, Source
from hfpapers.model.kinds import PaperState
from hfpapers.model.owed import PaperAsked, RefreshTerms
from hfpapers.store import schema

_listing, _paper, _state = schema.listing, schema.paper, schema.paper_coverage
_published_at = sa.func.coalesce(_paper.c.arxiv_published_at, _paper.c.hf_published_at)
_is_found = _state.c.state == str(PaperState.FOUND)


class OwedQueries:
    """Reads on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def list_papers(
        self,
        endpoint: Endpoint,
        since: date,
        until: date,
        *,
        refresh: RefreshTerms | None = None,
    ) -> Mapping[str, PaperAsked]:
        """List the papers of the days' lists that an endpoint may owe, by day and position.

        Args:
            endpoint: Who is asked.
            since: First day.
            until: Last day.
            refresh: Takes in papers that were found already, on these terms; None leaves all of them out.

        Returns:
            By arXiv id; a paper of several days comes once. Absent ones are among them, whatever their age.
        """
        is_due = sa.or_(_state.c.state.is_(None), ~_is_found)
        if refresh is not None:
            is_stale = _state.c.asked_at <= refresh.asked_before
            is_young = sa.func.coalesce(_published_at, _paper.c.first_seen_at) > refresh.born_after
            is_due = sa.or_(is_due, sa.and_(is_stale, is_young))
        columns = (_listing.c.arxiv_id, _state.c.state, _state.c.asked_at, _paper.c.first_seen_at)
        rows = self._connection.execute(
            sa.select(*columns, _published_at.label("published_at"))
            .select_from(_asked_of(endpoint))
            .where(_listing.c.day.between(since, until), is_due)
            .order_by(_listing.c.day, _listing.c.position.is_(None), _listing.c.position, _listing.c.arxiv_id)
        )
        return {
            row.arxiv_id: PaperAsked(
                state=PaperState(row.state) if row.state else None,
                asked_at=row.asked_at,
                first_seen_at=row.first_seen_at,
                published_at=row.published_at,
            )
            for row in rows
        }

    def has_bare_papers(self, since: date, until: date) -> bool:
        """Tell whether there may be papers on the days' lists of which Hugging Face gave no more than the id so far."""
        is_bare = sa.or_(_paper.c.hf_title.is_(None), _paper.c.hf_abstract.is_(None))
        found = (
            sa.select(_listing.c.arxiv_id)
            .select_from(_asked_of(Endpoint.PAPER_API))
            .where(_listing.c.day.between(since, until), is_bare, sa.or_(_state.c.state.is_(None), ~_is_found))
            .limit(1)
        )
        return self._connection.execute(found).first() is not None

    def recent_first_pages(self, days: int) -> Mapping[date, int]:
        """Tell how many entries the first page of the newest days with a whole list held; `days` is how many days.

        Where upstream lowers its page limit, several days stop alike there, whether they went on or not.
        """
        page, day = schema.look_page, schema.coverage
        is_whole = sa.and_(page.c.day == day.c.day, page.c.look_at == day.c.whole_look_at, page.c.page == 0)
        rows = self._connection.execute(
            sa.select(page.c.day, page.c.offered)
            .select_from(day.join(page, is_whole))
            .where(day.c.source == str(Source.HUGGINGFACE), day.c.state == str(DayState.COMPLETE))
            .order_by(day.c.day.desc())
            .limit(days)
        )
        return {row.day: row.offered for row in rows}

    def count_states(self, endpoint: Endpoint, since: date, until: date) -> Mapping[PaperState | None, int]:
        """Count the papers of the days' lists by what asking an endpoint came to; None is never asked."""
        rows = self._connection.execute(
            sa.select(_state.c.state, sa.func.count(_listing.c.arxiv_id.distinct()).label("papers"))
            .select_from(_asked_of(endpoint))
            .where(_listing.c.day.between(since, until))
            .group_by(_state.c.state)
        )
        return {PaperState(row.state) if row.state else None: int(row.papers) for row in rows}


def _asked_of(endpoint: Endpoint) -> sa.FromClause:
    is_its = sa.and_(_state.c.arxiv_id == _listing.c.arxiv_id, _state.c.endpoint == str(endpoint))
    return _listing.join(_paper, _paper.c.arxiv_id == _listing.c.arxiv_id).outerjoin(_state, is_its)
