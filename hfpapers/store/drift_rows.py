"""What drift is told by, read from the tables: kinds of issues that stand, shares of fields by day, issues by run.

Bookkeeping only; what it means is for `drift`. All of it is about what upstream says now: of each endpoint the newest
run that read something of it counts, and only where that was lately.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from hfpapers.model.fetched import Endpoint
from hfpapers.model.health_views import FieldShareView, IssueKindView, RunIssuesView
from hfpapers.model.issues import ONCE_PER_RUN, Code, Severity
from hfpapers.store import schema
from hfpapers.store.field_shares import list_field_shares

#: Endpoints whose bodies are of one kind, read by one family of parsers.
FAMILIES: tuple[tuple[Endpoint, ...], ...] = (
    (Endpoint.DAILY_API, Endpoint.DAILY_PAGE),
    *((endpoint,) for endpoint in Endpoint if endpoint not in {Endpoint.DAILY_API, Endpoint.DAILY_PAGE}),
)
#: An endpoint that was read for the last time so long before the newest response says nothing of today.
_LATELY = timedelta(days=7)
#: Lists of older days than these (votes are looked at again until day 30) were asked for by hand.
_OLDEST_DAYS = timedelta(days=40)
_READABLE = (200, 400)
#: Not told by any body: the wire, or a list that moved as lists do.
_NOT_OF_BODIES = frozenset({Code.FETCH_FAILED, Code.LIST_MOVED, Code.FEWER_THAN_KNOWN})


class DriftQueries:
    """Reads on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def list_standing_issues(self, codes: Collection[Code]) -> tuple[IssueKindView, ...]:
        """List the kinds of issues that the newest reading of each endpoint met, by endpoint, code and field."""
        newest = self._connection.execute(sa.select(sa.func.max(schema.fetch.c.requested_at))).scalar()
        if newest is None:
            return ()
        kinds: list[IssueKindView] = []
        for family in FAMILIES:
            condition = _of_bodies(family, self._oldest_day(family))
            run_id = self._newest_run(condition, since=newest - _LATELY)
            if run_id is not None:
                kinds += self._kinds(run_id, condition, codes)
        return tuple(sorted(kinds, key=lambda kind: (kind.endpoint, kind.code, kind.field)))

    def list_field_shares(self, days: Collection[date]) -> tuple[FieldShareView, ...]:
        """Tell for each of the days and each field on how many papers it is; days without papers are left out."""
        return list_field_shares(self._connection, days)

    def list_run_issues(self, endpoints: Sequence[Endpoint], *, limit: int) -> tuple[RunIssuesView, ...]:
        """List the newest runs that read something of some endpoints, the newest first."""
        fetch, run = schema.fetch, schema.run
        readable = _of_bodies(endpoints, None)
        pages = (
            sa.select(fetch.c.run_id, sa.func.count().label("pages"))
            .where(readable)
            .group_by(fetch.c.run_id)
            .order_by(fetch.c.run_id.desc())
            .limit(limit)
            .subquery()
        )
        rows = self._connection.execute(
            sa.select(run.c.run_id, run.c.started_at, pages.c.pages)
            .join(pages, pages.c.run_id == run.c.run_id)
            .order_by(run.c.run_id.desc())
        ).all()
        return tuple(self._run_issues(row.run_id, row.started_at, row.pages, readable) for row in rows)

    def _run_issues(
        self, run_id: int, started_at: datetime, pages: int, readable: sa.ColumnElement[bool]
    ) -> RunIssuesView:
        issue, fetch = schema.issue, schema.fetch
        warned_once = sa.and_(
            issue.c.code.in_(sorted(map(str, ONCE_PER_RUN))), issue.c.severity == str(Severity.WARNING)
        )
        number, newest = self._connection.execute(
            sa.select(sa.func.count(), sa.func.max(issue.c.issue_id))
            .join(fetch, fetch.c.fetch_id == issue.c.fetch_id)
            .where(issue.c.run_id == run_id, readable, sa.not_(warned_once))
            .where(issue.c.code.not_in(sorted(map(str, _NOT_OF_BODIES))))
        ).one()
        shown = None if newest is None else self._shown_by(newest)
        return RunIssuesView(
            run_id=run_id,
            started_at=started_at,
            pages=pages,
            issues=number,
            url=None if shown is None else shown.url,
            nth=1 if shown is None else self._nth(shown),
        )

    def _oldest_day(self, family: Sequence[Endpoint]) -> date | None:
        fetch = schema.fetch
        of_family = fetch.c.endpoint.in_([str(endpoint) for endpoint in family])
        newest: date | None = self._connection.execute(sa.select(sa.func.max(fetch.c.day)).where(of_family)).scalar()
        return None if newest is None else newest - _OLDEST_DAYS

    def _newest_run(self, condition: sa.ColumnElement[bool], *, since: datetime) -> int | None:
        fetch = schema.fetch
        run_id: int | None = self._connection.execute(
            sa.select(fetch.c.run_id)
            .where(condition, fetch.c.requested_at >= since)
            .order_by(fetch.c.requested_at.desc(), fetch.c.fetch_id.desc())
            .limit(1)
        ).scalar()
        return run_id

    def _kinds(
        self, run_id: int, condition: sa.ColumnElement[bool], codes: Collection[Code]
    ) -> Sequence[IssueKindView]:
        issue, fetch = schema.issue, schema.fetch
        groups = self._connection.execute(
            sa.select(issue.c.code, issue.c.field, sa.func.count().label("number"), sa.func.max(issue.c.issue_id))
            .join(fetch, fetch.c.fetch_id == issue.c.fetch_id)
            .where(issue.c.run_id == run_id, fetch.c.run_id == run_id, condition)
            .where(issue.c.code.in_(sorted(map(str, codes))))
            .group_by(issue.c.code, issue.c.field, issue.c.severity)
        ).all()
        return [self._kind(newest, number) for _code, _field, number, newest in groups]

    def _kind(self, issue_id: int, number: int) -> IssueKindView:
        issue = schema.issue
        row = self._shown_by(issue_id)
        first = sa.select(sa.func.min(issue.c.observed_at)).where(issue.c.code == row.code, issue.c.field == row.field)
        return IssueKindView(
            code=Code(row.code),
            field=row.field,
            severity=Severity(row.severity),
            endpoint=row.endpoint,
            number=number,
            first_seen_at=self._connection.execute(first).scalar_one(),
            observed_at=row.observed_at,
            detail=row.detail,
            raw=row.raw,
            arxiv_id=row.arxiv_id,
            day=row.day,
            url=row.url,
            nth=self._nth(row),
        )

    def _shown_by(self, issue_id: int) -> sa.Row[tuple[object, ...]]:
        """Return an issue with the response that shows it."""
        issue, fetch = schema.issue, schema.fetch
        statement = sa.select(issue, fetch.c.url, fetch.c.endpoint, fetch.c.requested_at).join(
            fetch, fetch.c.fetch_id == issue.c.fetch_id
        )
        return self._connection.execute(statement.where(issue.c.issue_id == issue_id)).one()

    def _nth(self, row: sa.Row[tuple[object, ...]]) -> int:
        """Count the newer responses of the same address, as `raw show --nth` does."""
        fetch = schema.fetch
        is_newer = sa.or_(
            fetch.c.requested_at > row.requested_at,
            sa.and_(fetch.c.requested_at == row.requested_at, fetch.c.fetch_id > row.fetch_id),
        )
        newer = sa.select(sa.func.count()).select_from(fetch).where(fetch.c.url == row.url, is_newer)
        return 1 + int(self._connection.execute(newer).scalar_one())


def _of_bodies(endpoints: Sequence[Endpoint], since: date | None) -> sa.ColumnElement[bool]:
    """Match the responses that a parser was given: not those that only say that there is none now."""
    fetch = schema.fetch
    condition = sa.and_(
        fetch.c.endpoint.in_([str(endpoint) for endpoint in endpoints]),
        fetch.c.status.in_(_READABLE),
        fetch.c.is_truncated.is_(False),
    )
    return condition if since is None else sa.and_(condition, fetch.c.day >= since)
