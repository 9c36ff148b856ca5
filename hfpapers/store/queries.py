"""Reading: connection and period in, view rows out, in a stated order.

Digests read the public views, as analysts do; bookkeeping is read from the tables. Each family of queries is imported
where it is asked for: a command waits for those that it uses, and not for all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from hfpapers.model.coverage import DayCoverage, DayState
from hfpapers.model.kinds import Endpoint, PaperState, Source
from hfpapers.model.views import ListingView
from hfpapers.store import listing_rows
from hfpapers.store.coverage_rows import coverage_of
from hfpapers.store.tables import days as of_days

if TYPE_CHECKING:
    from hfpapers.model.archive_views import ArchiveStatus, FetchView, IssueView
    from hfpapers.store.as_of import AsOf
    from hfpapers.store.bookmarks import Bookmarks
    from hfpapers.store.delivery_rows import DeliveryRows
    from hfpapers.store.drift_rows import DriftQueries
    from hfpapers.store.enrichment_rows import EnrichmentQueries
    from hfpapers.store.fetch_rows import FetchPlaces
    from hfpapers.store.forget import ForgetRows
    from hfpapers.store.forgotten import ForgottenRows
    from hfpapers.store.owed import OwedQueries
    from hfpapers.store.related import RelatedQueries
    from hfpapers.store.run_rows import RunQueries
    from hfpapers.store.search import SearchQueries
    from hfpapers.store.sightings import Sightings
    from hfpapers.store.standings import StandingQueries
    from hfpapers.store.view_rows import ViewRows
    from hfpapers.store.votes import VoteQueries


class Queries:
    """Reads on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    @property
    def owed(self) -> OwedQueries:
        """What is owed by paper."""
        from hfpapers.store.owed import OwedQueries

        return OwedQueries(self._connection)

    @property
    def drift(self) -> DriftQueries:
        """What drift is told by."""
        from hfpapers.store.drift_rows import DriftQueries

        return DriftQueries(self._connection)

    @property
    def runs(self) -> RunQueries:
        """What runs there were, and what they brought in."""
        from hfpapers.store.run_rows import RunQueries

        return RunQueries(self._connection)

    @property
    def forgotten(self) -> ForgottenRows:
        """The note of what was forgotten."""
        from hfpapers.store.forgotten import ForgottenRows

        return ForgottenRows(self._connection)

    @property
    def forget(self) -> ForgetRows:
        """What rows there are of someone who is to be forgotten."""
        from hfpapers.store.forget import ForgetRows

        return ForgetRows(self._connection)

    @property
    def bookmarks(self) -> Bookmarks:
        """How far long tasks have got."""
        from hfpapers.store.bookmarks import Bookmarks

        return Bookmarks(self._connection)

    @property
    def deliveries(self) -> DeliveryRows:
        """The outbox."""
        from hfpapers.store.delivery_rows import DeliveryRows

        return DeliveryRows(self._connection)

    @property
    def sightings(self) -> Sightings:
        """When and where papers were seen."""
        from hfpapers.store.sightings import Sightings

        return Sightings(self._connection)

    @property
    def views(self) -> ViewRows:
        """The public views as they are, to be compared."""
        from hfpapers.store.view_rows import ViewRows

        return ViewRows(self._connection)

    @property
    def fetches(self) -> FetchPlaces:
        """Where the kept responses are."""
        from hfpapers.store.fetch_rows import FetchPlaces

        return FetchPlaces(self._connection)

    @property
    def standings(self) -> StandingQueries:
        """How papers stand with endpoints that are asked for one at a time."""
        from hfpapers.store.standings import StandingQueries

        return StandingQueries(self._connection)

    @property
    def enrichments(self) -> EnrichmentQueries:
        """What language models were asked, and what they wrote."""
        from hfpapers.store.enrichment_rows import EnrichmentQueries

        return EnrichmentQueries(self._connection)

    @property
    def texts(self) -> SearchQueries:
        """The search of titles, abstracts and texts."""
        from hfpapers.store.search import SearchQueries

        return SearchQueries(self._connection)

    @property
    def votes(self) -> VoteQueries:
        """What was seen of votes over time."""
        from hfpapers.store.votes import VoteQueries

        return VoteQueries(self._connection)

    @property
    def related(self) -> RelatedQueries:
        """Papers near a paper, and papers that came after it and name it."""
        from hfpapers.store.related import RelatedQueries

        return RelatedQueries(self._connection)

    def as_of(self, moment: datetime) -> AsOf:
        """What was known at an earlier moment."""
        from hfpapers.store.as_of import AsOf

        return AsOf(self._connection, moment)

    # --- papers --------------------------------------------------------------------------------

    def list_listings(self, since: date, until: date) -> tuple[ListingView, ...]:
        """List the papers of the days from `since` to `until`, by day, then position (none last), then id."""
        return tuple(self.iter_listings(since, until))

    def iter_listings(self, since: date, until: date) -> Iterator[ListingView]:
        """Give them one after the other, in the same order, with a few hundred in memory."""
        return listing_rows.iter_listings(self._connection, since, until)

    def latest_day_with_papers(self) -> date | None:
        """Return the newest day that has papers; None in an archive without any."""
        newest: date | None = self._connection.execute(sa.select(sa.func.max(of_days.listing.c.day))).scalar()
        return newest

    # --- days ----------------------------------------------------------------------------------

    def list_days(self, days: Collection[date]) -> tuple[DayCoverage, ...]:
        """Give each of the days its state, in order; a day never asked for has the state None."""
        if not days:
            return ()
        table = of_days.coverage
        rows = self._connection.execute(
            sa.select(table).where(table.c.source == str(Source.HUGGINGFACE), table.c.day.between(min(days), max(days)))
        )
        known = {row.day: coverage_of(row) for row in rows}
        return tuple(known.get(day) or DayCoverage(day=day) for day in sorted(days))

    def recent_counts(self, days: int) -> Mapping[date, int]:
        """Tell how many entries the newest days with a whole list had; `days` is how many days to look at."""
        table = of_days.coverage
        rows = self._connection.execute(
            sa.select(table.c.day, table.c.expected)
            .where(table.c.source == str(Source.HUGGINGFACE), table.c.state == str(DayState.COMPLETE))
            .order_by(table.c.day.desc())
            .limit(days)
        )
        return {row.day: row.expected for row in rows}

    def covered_range(self) -> tuple[date, date] | None:
        """Return the first and the last day that was ever asked for; None in a new archive."""
        table = of_days.coverage
        first, last = self._connection.execute(sa.select(sa.func.min(table.c.day), sa.func.max(table.c.day))).one()
        return None if first is None else (first, last)

    def load_status(self, days: Collection[date]) -> ArchiveStatus:
        """Sum the archive up; `days` is the range that is judged."""
        from hfpapers.model.archive_views import ArchiveStatus
        from hfpapers.store import schema

        run = self._connection.execute(
            sa.select(schema.run.c.started_at, schema.run.c.state).order_by(schema.run.c.run_id.desc()).limit(1)
        ).one_or_none()
        return ArchiveStatus(
            first_day=min(days, default=None),
            last_day=max(days, default=None),
            papers=self._count(schema.paper),
            listings=self._count(schema.listing),
            observations=self._count(schema.observation),
            papers_owed=self._papers_owed(),
            issues=self._count(schema.issue),
            fetches=self._count(schema.fetch),
            last_run_at=run.started_at if run else None,
            last_run_state=run.state if run else None,
        )

    # --- arXiv ---------------------------------------------------------------------------------

    def list_arxiv_states(
        self, since: date, until: date
    ) -> Mapping[str, tuple[PaperState | None, datetime | None, datetime]]:
        """Tell for each paper listed in the days what asking arXiv came to, when, and when the paper was first seen.

        In order of day and position; a paper that was never asked for has None twice.
        """
        from hfpapers.store import schema

        listing, state = schema.listing, schema.paper_coverage
        rows = self._connection.execute(
            sa.select(listing.c.arxiv_id, state.c.state, state.c.asked_at, schema.paper.c.first_seen_at)
            .select_from(
                listing.join(schema.paper, schema.paper.c.arxiv_id == listing.c.arxiv_id).outerjoin(
                    state, sa.and_(state.c.arxiv_id == listing.c.arxiv_id, state.c.endpoint == str(Endpoint.ARXIV_ATOM))
                )
            )
            .where(listing.c.day.between(since, until))
            .order_by(listing.c.day, listing.c.position.is_(None), listing.c.position, listing.c.arxiv_id)
        )
        return {
            row.arxiv_id: (PaperState(row.state) if row.state else None, row.asked_at, row.first_seen_at)
            for row in rows
        }

    def find_known_to_arxiv(self) -> str | None:
        """Name a paper that arXiv has, the one asked for last; None before the first answer."""
        from hfpapers.store import schema

        state = schema.paper_coverage
        newest = sa.select(state.c.arxiv_id).where(
            state.c.endpoint == str(Endpoint.ARXIV_ATOM), state.c.state == str(PaperState.FOUND)
        )
        found: str | None = self._connection.execute(
            newest.order_by(state.c.asked_at.desc(), state.c.arxiv_id).limit(1)
        ).scalar()
        return found

    # --- raw bodies ----------------------------------------------------------------------------

    def find_original(self, sha256: str, size_bytes: int) -> FetchView | None:
        """Find the first whole record with the same bytes, so that a new one can refer to it."""
        from hfpapers.store import schema

        table = schema.fetch
        return self._first_fetch(
            table.c.sha256 == sha256,
            table.c.size_bytes == size_bytes,
            table.c.is_revisit.is_(False),
            table.c.is_truncated.is_(False),
            order=(table.c.fetch_id,),
        )

    def list_fetches_of_url(self, url: str) -> tuple[FetchView, ...]:
        """List what was served for an address, the newest first."""
        from hfpapers.store import schema

        return self._fetches(schema.fetch.c.url == url)

    def list_fetches_of_day(self, day: date) -> tuple[FetchView, ...]:
        """List what was served for a day's list, the newest first."""
        from hfpapers.store import schema

        return self._fetches(schema.fetch.c.day == day)

    def list_fetches_of_paper(self, arxiv_id: str) -> tuple[FetchView, ...]:
        """List what was served of a paper: answers for it, then the pages of the days that list it, newest first."""
        from hfpapers.store import schema

        of_paper = sa.select(schema.paper_coverage.c.fetch_id).where(schema.paper_coverage.c.arxiv_id == arxiv_id)
        position, page = schema.look_position, schema.look_page
        of_lists = sa.select(page.c.fetch_id).join(
            position,
            sa.and_(
                position.c.day == page.c.day,
                position.c.look_at == page.c.look_at,
                position.c.page == page.c.page,
            ),
        )
        fetch_id = schema.fetch.c.fetch_id
        return self._fetches(fetch_id.in_(of_paper)) + self._fetches(
            fetch_id.in_(of_lists.where(position.c.arxiv_id == arxiv_id))
        )

    def days_fetched(self, run_id: int) -> frozenset[date]:
        """Tell the days for whose lists a run had any answer at all."""
        from hfpapers.store import schema

        table = schema.fetch
        found = sa.select(table.c.day).distinct().where(table.c.run_id == run_id, table.c.day.is_not(None))
        return frozenset(self._connection.execute(found).scalars())

    # --- issues --------------------------------------------------------------------------------

    def list_issues(self, *, run_id: int | None = None, limit: int = 1000) -> tuple[IssueView, ...]:
        """List oddities, the newest first; of one run, or of all."""
        from hfpapers.model.archive_views import IssueView
        from hfpapers.store import schema

        issue, fetch = schema.issue, schema.fetch
        statement = (
            sa.select(
                issue.c.issue_id,
                issue.c.severity,
                issue.c.code,
                issue.c.field,
                issue.c.detail,
                issue.c.arxiv_id,
                issue.c.raw,
                fetch.c.url,
                issue.c.day,
            )
            .select_from(issue.outerjoin(fetch, fetch.c.fetch_id == issue.c.fetch_id))
            .order_by(issue.c.issue_id.desc())
            .limit(limit)
        )
        if run_id is not None:
            statement = statement.where(issue.c.run_id == run_id)
        return tuple(IssueView(**row._mapping) for row in self._connection.execute(statement))  # noqa: SLF001 - `_mapping` is SQLAlchemy's public name

    # --- parts ---------------------------------------------------------------------------------

    def _papers_owed(self) -> int:
        from hfpapers.store import schema

        state = schema.paper_coverage
        answered = sa.select(state.c.arxiv_id).where(
            state.c.endpoint == str(Endpoint.ARXIV_ATOM), state.c.state != str(PaperState.FAILED)
        )
        owed = sa.select(sa.func.count()).where(schema.paper.c.arxiv_id.not_in(answered))
        return int(self._connection.execute(owed).scalar_one())

    def _count(self, table: sa.Table) -> int:
        return int(self._connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())

    def _fetches(self, condition: sa.ColumnElement[bool]) -> tuple[FetchView, ...]:
        from hfpapers.store import schema

        table = schema.fetch
        newest_first = (table.c.requested_at.desc(), table.c.fetch_id.desc())
        rows = self._connection.execute(sa.select(table).where(condition).order_by(*newest_first))
        return tuple(_fetch_view(row) for row in rows)

    def _first_fetch(
        self, *conditions: sa.ColumnElement[bool], order: tuple[sa.ColumnElement[Any], ...]
    ) -> FetchView | None:
        from hfpapers.store import schema

        statement = sa.select(schema.fetch).where(*conditions).order_by(*order).limit(1)
        row = self._connection.execute(statement).one_or_none()
        return None if row is None else _fetch_view(row)


def _fetch_view(row: sa.Row[Any]) -> FetchView:
    from hfpapers.model.archive_views import FetchView
    from hfpapers.model.fetched import RawRef

    return FetchView(
        fetch_id=row.fetch_id,
        url=row.url,
        requested_at=row.requested_at,
        status=row.status,
        sha256=row.sha256,
        size_bytes=row.size_bytes,
        truncated=row.is_truncated,
        ref=RawRef(file=row.warc_file, offset=row.warc_offset),
        endpoint=row.endpoint,
        day=row.day,
    )
