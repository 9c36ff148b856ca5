"""The only way to write rows: changes in, upserts out, inside one transaction that the caller owns.

No rule of the archive lives here: `normalize` says what to store, `checks` says what a day's
state is. What lives here is that writing is idempotent and independent of order: the same
page twice changes nothing, and an older page written late fills gaps but overwrites nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from hfpapers.model.changes import ArxivChange, DailyChange, DetailChange, LicenceChange, TextChange
from hfpapers.model.coverage import DayCoverage
from hfpapers.model.enrichment_record import EnrichmentRecord
from hfpapers.model.fetched import Endpoint, Source
from hfpapers.model.issues import Issue
from hfpapers.model.kinds import PaperState
from hfpapers.store import detail_rows, look_rows, paper_rows, schema
from hfpapers.store.bookmarks import Bookmarks
from hfpapers.store.coverage_rows import coverage_of
from hfpapers.store.delivery_rows import DeliveryRows
from hfpapers.store.enrichment_rows import write_record
from hfpapers.store.fetch_rows import FetchPlaces
from hfpapers.store.forget import ForgetRows
from hfpapers.store.forgotten import ForgottenRows
from hfpapers.store.look_rows import LookTotals
from hfpapers.store.people_rows import write_people
from hfpapers.store.state_rows import write_states
from hfpapers.store.upsert import keep_earliest, upsert


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRow:
    """One kept response, as the `fetch` table has it."""

    url: str
    requested_at: datetime
    status: int
    sha256: str
    size_bytes: int
    is_truncated: bool
    is_revisit: bool
    warc_file: str
    warc_offset: int
    endpoint: str | None
    day: date | None


# Asked for every page, so they are built once.
_ADD_FETCH = sa.insert(schema.fetch).returning(schema.fetch.c.fetch_id)
_FETCH_AT = sa.select(schema.fetch.c.fetch_id).where(
    schema.fetch.c.warc_file == sa.bindparam("of_file"), schema.fetch.c.warc_offset == sa.bindparam("at")
)
_COVERAGE = sa.select(schema.coverage).where(
    schema.coverage.c.source == sa.bindparam("of_source"), schema.coverage.c.day == sa.bindparam("of_day")
)
_COUNT_LISTINGS = sa.select(sa.func.count()).where(schema.listing.c.day == sa.bindparam("of_day"))


class Writer:
    """Writes on one connection; commits nothing by itself. Papers that were forgotten get no row again."""

    def __init__(self, connection: sa.Connection, *, forgotten_papers: frozenset[str] = frozenset()) -> None:
        self._connection = connection
        self._forgotten_papers = forgotten_papers

    @property
    def forgotten(self) -> ForgottenRows:
        """The note of what was forgotten."""
        return ForgottenRows(self._connection)

    @property
    def forget(self) -> ForgetRows:
        """The taking down of rows."""
        return ForgetRows(self._connection)

    @property
    def bookmarks(self) -> Bookmarks:
        """How far long tasks have got."""
        return Bookmarks(self._connection)

    @property
    def deliveries(self) -> DeliveryRows:
        """The outbox."""
        return DeliveryRows(self._connection)

    @property
    def fetches(self) -> FetchPlaces:
        """Where the kept responses are, to be moved when a file is rewritten."""
        return FetchPlaces(self._connection)

    # --- bookkeeping ---------------------------------------------------------------------------

    def begin_run(self, command: str, *, version: str, now: datetime) -> int:
        """Record that a command began; return its `run_id`."""
        row = {"command": command, "version": version, "started_at": now}
        return self._insert_returning(schema.run, row, schema.run.c.run_id)

    def end_run(self, run_id: int, *, state: str, detail: str | None, now: datetime) -> None:
        """Record how a command ended: `ok`, `incomplete` or `failed`."""
        self._connection.execute(
            sa.update(schema.run)
            .where(schema.run.c.run_id == run_id)
            .values(state=state, detail=detail, finished_at=now)
        )

    def add_fetch(self, run_id: int, row: FetchRow) -> int:
        """Record a kept response; return its `fetch_id`. The same record again, in replay, keeps its row."""
        values = {name: getattr(row, name) for name in FetchRow.__slots__}
        known = self._connection.execute(_FETCH_AT, {"of_file": row.warc_file, "at": row.warc_offset}).scalar()
        if known is not None:
            return int(known)
        return int(self._connection.execute(_ADD_FETCH, {"run_id": run_id, **values}).scalar_one())

    def add_issues(
        self, run_id: int, issues: Iterable[Issue], *, fetch_id: int | None, day: date | None, observed_at: datetime
    ) -> None:
        """Append oddities, each as its own row."""
        rows = [
            {
                "run_id": run_id,
                "fetch_id": fetch_id,
                "day": day,
                "severity": str(issue.severity),
                "code": str(issue.code),
                "field": issue.field,
                "detail": issue.detail,
                "arxiv_id": issue.arxiv_id,
                "raw": issue.raw,
                "observed_at": observed_at,
            }
            for issue in issues
        ]
        if rows:
            self._connection.execute(sa.insert(schema.issue), rows)

    # --- a page of a day's list ---------------------------------------------------------------

    def write_daily(self, change: DailyChange, *, is_last: bool, fetch_id: int | None) -> LookTotals:
        """Write one page of a day's list, its look included; return how far the look has got."""
        write_people(self._connection, change)
        paper_rows.write_huggingface(self._connection, change)
        self._write_listings(change)
        return look_rows.write_look(self._connection, change, is_last=is_last, fetch_id=fetch_id)

    def place_listings(self, day: date, look_at: datetime, *, is_whole: bool) -> None:
        """Set positions from a look: from a whole one all of them, from a part only where there are none."""
        look_rows.place_listings(self._connection, day, look_at, is_whole=is_whole)

    def load_coverage(self, day: date, source: Source = Source.HUGGINGFACE) -> DayCoverage:
        """Read a day's state inside this transaction; a day never asked for has none."""
        row = self._connection.execute(_COVERAGE, {"of_source": str(source), "of_day": day}).one_or_none()
        return DayCoverage(day=day) if row is None else coverage_of(row)

    def count_listings(self, day: date) -> int:
        """Count the papers known to have been on a day's list."""
        return int(self._connection.execute(_COUNT_LISTINGS, {"of_day": day}).scalar_one())

    def write_coverage(self, coverage: DayCoverage, *, run_id: int | None, source: Source = Source.HUGGINGFACE) -> None:
        """Set a day's state."""
        row = {
            "source": str(source),
            "day": coverage.day,
            "state": str(coverage.state),
            "settled_at": coverage.settled_at,
            "expected": coverage.expected,
            "stored": coverage.stored,
            "pages": coverage.pages,
            "attempts": coverage.attempts,
            "look_at": coverage.look_at,
            "whole_look_at": coverage.whole_look_at,
            "answered_at": coverage.answered_at,
            "last_error": coverage.last_error,
            "run_id": run_id,
        }
        upsert(self._connection, schema.coverage, [row])

    # --- arXiv ---------------------------------------------------------------------------------

    def write_arxiv(self, change: ArxivChange, *, fetch_id: int | None) -> None:
        """Write one answer of arXiv, and what asking came to for each paper."""
        paper_rows.write_arxiv(self._connection, change)
        self.write_paper_states(
            Endpoint.ARXIV_ATOM, change.states, asked_at=change.observed_at, detail=None, fetch_id=fetch_id
        )

    # --- one paper at a time -------------------------------------------------------------------

    def write_detail(self, change: DetailChange, *, fetch_id: int | None) -> None:
        """Write a paper's own record at Hugging Face."""
        if change.arxiv_id in self._forgotten_papers:
            return
        write_people(self._connection, change)
        paper_rows.write_huggingface(self._connection, change)
        detail_rows.write_totals(self._connection, change)
        self._write_found(Endpoint.PAPER_API, change.arxiv_id, change.observed_at, fetch_id, None)

    def write_text(self, change: TextChange, *, fetch_id: int | None) -> None:
        """Write a paper's text."""
        if change.arxiv_id in self._forgotten_papers:
            return
        detail_rows.write_text(self._connection, change, fetch_id=fetch_id)
        version = self.latest_version(change.arxiv_id)
        self._write_found(Endpoint.PAPER_TEXT, change.arxiv_id, change.observed_at, fetch_id, version)

    def write_licence(self, change: LicenceChange, *, fetch_id: int | None) -> None:
        """Write a paper's licence and versions."""
        if change.arxiv_id in self._forgotten_papers:
            return
        detail_rows.write_licence(self._connection, change)
        version = max((each.version for each in change.versions), default=None)
        self._write_found(Endpoint.ARXIV_OAI, change.arxiv_id, change.observed_at, fetch_id, version)

    def latest_version(self, arxiv_id: str) -> int | None:
        """Read inside this transaction which version at arXiv is the latest known one; None before arXiv was asked."""
        return detail_rows.latest_version(self._connection, arxiv_id)

    # --- what is owed by paper -----------------------------------------------------------------

    def write_paper_states(
        self,
        endpoint: Endpoint,
        states: Sequence[tuple[str, PaperState]],
        *,
        asked_at: datetime,
        detail: str | None,
        fetch_id: int | None,
        arxiv_version: int | None = None,
    ) -> None:
        """Record what asking an endpoint came to. A failure never hides that the paper was found before.

        `arxiv_version` is the latest version when it was asked, as far as that is known.
        """
        write_states(
            self._connection,
            endpoint,
            [(arxiv_id, state) for arxiv_id, state in states if arxiv_id not in self._forgotten_papers],
            asked_at=asked_at,
            detail=detail,
            fetch_id=fetch_id,
            arxiv_version=arxiv_version,
        )

    # --- what language models were asked -------------------------------------------------------

    def write_enrichment(self, record: EnrichmentRecord, *, run_id: int) -> bool:
        """Write a request to a language model and what came of it; tell whether it is new, and of a paper that is held.

        A second time it changes nothing.
        """
        return write_record(self._connection, record, run_id=run_id, forgotten_papers=self._forgotten_papers)

    # --- parts ---------------------------------------------------------------------------------

    def _write_found(
        self, endpoint: Endpoint, arxiv_id: str, asked_at: datetime, fetch_id: int | None, version: int | None
    ) -> None:
        states = [(arxiv_id, PaperState.FOUND)]
        self.write_paper_states(
            endpoint, states, asked_at=asked_at, detail=None, fetch_id=fetch_id, arxiv_version=version
        )

    def _write_listings(self, change: DailyChange) -> None:
        rows = [
            {
                "day": change.day,
                "arxiv_id": listing.arxiv_id,
                "first_seen_at": change.observed_at,
                "last_seen_at": change.observed_at,
                "title": listing.title,
                "submitter": listing.submitter,
                "submitted_at": listing.submitted_at,
                "submitter_organization": listing.submitter_organization,
                "author_participating": listing.author_participating,
            }
            for listing in change.listings
        ]
        merge = {"first_seen_at": keep_earliest}
        upsert(self._connection, schema.listing, rows, newer_by="last_seen_at", merge=merge)

    def _insert_returning(self, table: sa.Table, row: dict[str, Any], key: sa.Column[int]) -> int:
        return int(self._connection.execute(sa.insert(table).values(row).returning(key)).scalar_one())
