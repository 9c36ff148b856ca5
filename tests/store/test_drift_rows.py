"""What drift is told by, as the database has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from hfpapers.drift import DRIFT_CODES
from hfpapers.model.fetched import Endpoint
from hfpapers.model.issues import Code, Issue, error, warning
from hfpapers.store.database import Database
from hfpapers.store.writer import FetchRow
from tests.store.changes import DAY, arxiv, arxiv_paper, daily, hf_paper

NIGHT = datetime(2026, 11, 19, 3, tzinfo=UTC)
ODD_KEY = warning(Code.UNKNOWN_KEY, "[].paper.mood", "no known key", arxiv_id="2611.00001", raw="sunny")


@dataclass
class Nights:
    """Nights that read bodies and met oddities."""

    database: Database
    fetches: int = 0

    def begin(self, at: datetime, command: str = "hfpapers nightly") -> int:
        with self.database.write() as writer:
            return writer.begin_run(command, version="0", now=at)

    def read(
        self,
        run_id: int,
        at: datetime,
        issues: Sequence[Issue] = (),
        *,
        endpoint: Endpoint = Endpoint.DAILY_API,
        day: date | None = DAY,
        status: int = 200,
        url: str | None = None,
    ) -> int:
        self.fetches += 1
        row = FetchRow(
            url=url or f"https://hub.example/{endpoint}/{day}",
            requested_at=at,
            status=status,
            sha256=f"{self.fetches:064x}",
            size_bytes=10,
            is_truncated=False,
            is_revisit=False,
            warc_file="a.warc.gz",
            warc_offset=self.fetches,
            endpoint=str(endpoint),
            day=day,
        )
        with self.database.write() as writer:
            fetch_id = writer.add_fetch(run_id, row)
            writer.add_issues(run_id, issues, fetch_id=fetch_id, day=day, observed_at=at)
        return fetch_id

    def night(self, number: int, issues: Sequence[Issue] = (), **changes: object) -> int:
        """Read one body in a night of its own; nights are numbered from 0."""
        at = NIGHT + timedelta(days=number)
        run_id = self.begin(at)
        self.read(run_id, at, issues, **changes)  # type: ignore[arg-type]  # as the test gives them
        return run_id


@pytest.fixture
def nights(database: Database) -> Nights:
    return Nights(database)


def standing(database: Database) -> list[tuple[str, str, int]]:
    with database.read() as queries:
        return [(kind.code, kind.field, kind.number) for kind in queries.drift.list_standing_issues(DRIFT_CODES)]


def test_an_archive_without_a_response_has_no_standing_issues(database: Database) -> None:
    assert standing(database) == []


def test_what_the_newest_night_met_stands_and_says_since_when(nights: Nights) -> None:
    nights.night(0, [ODD_KEY])
    nights.night(1, [ODD_KEY, error(Code.WRONG_TYPE, "[].paper.upvotes", "must be a whole number", raw="7")])
    assert standing(nights.database) == [("unknown_key", "[].paper.mood", 1), ("wrong_type", "[].paper.upvotes", 1)]
    with nights.database.read() as queries:
        key, kind = queries.drift.list_standing_issues(DRIFT_CODES)
    assert key.first_seen_at == NIGHT
    assert key.observed_at == kind.first_seen_at == NIGHT + timedelta(days=1)
    assert (key.raw, key.arxiv_id, key.day, key.nth) == ("sunny", "2611.00001", DAY, 1)


def test_what_the_newest_night_did_not_meet_stands_no_more(nights: Nights) -> None:
    nights.night(0, [ODD_KEY])
    nights.night(1)
    assert standing(nights.database) == []


def test_a_night_on_which_a_site_was_down_leaves_standing_what_the_night_before_met(nights: Nights) -> None:
    nights.night(0, [ODD_KEY])
    nights.night(1, [error(Code.REFUSED_BODY, "", "answered with status 503")], status=503)
    assert standing(nights.database) == [("unknown_key", "[].paper.mood", 1)]


def test_a_crawl_of_old_days_by_hand_hides_nothing(nights: Nights) -> None:
    nights.night(0, [ODD_KEY])
    nights.night(1, day=date(2023, 6, 1))
    assert standing(nights.database) == [("unknown_key", "[].paper.mood", 1)]


def test_each_site_speaks_for_itself(nights: Nights) -> None:
    nights.night(
        0, [warning(Code.UNKNOWN_KEY, "entry.mood", "no known element")], endpoint=Endpoint.ARXIV_ATOM, day=None
    )
    nights.night(1, [ODD_KEY])
    assert [field for _, field, _ in standing(nights.database)] == ["entry.mood", "[].paper.mood"]


def test_the_list_and_the_page_are_one_thing_to_read(nights: Nights) -> None:
    nights.night(0, [warning(Code.FALLBACK_LAYOUT, "", "cards only")], endpoint=Endpoint.DAILY_PAGE)
    nights.night(1)
    assert standing(nights.database) == []


def test_an_endpoint_that_was_not_read_for_long_says_nothing_of_today(nights: Nights) -> None:
    nights.night(
        0, [warning(Code.UNKNOWN_KEY, "entry.mood", "no known element")], endpoint=Endpoint.ARXIV_ATOM, day=None
    )
    nights.night(8)
    assert standing(nights.database) == []


def test_the_body_that_shows_it_is_named_as_raw_show_counts(nights: Nights) -> None:
    run_id = nights.begin(NIGHT)
    for minute, issues in enumerate(([], [ODD_KEY], [], [])):
        nights.read(run_id, NIGHT + timedelta(minutes=minute), issues, url="https://hub.example/list")
    nights.read(run_id, NIGHT + timedelta(minutes=9), url="https://hub.example/other")
    with nights.database.read() as queries:
        (kind,) = queries.drift.list_standing_issues(DRIFT_CODES)
        newest_first = queries.list_fetches_of_url(kind.url)
    assert kind.nth == 3
    assert newest_first[kind.nth - 1].requested_at == kind.observed_at


def test_oddities_by_run_leave_out_what_is_told_once_and_what_no_body_tells(nights: Nights) -> None:
    nights.night(0)
    told = [
        ODD_KEY,
        warning(Code.ODD_VALUE, "periodType", "odd"),
        error(Code.MISSING_KEY, "[].paper.title", "no title"),
        error(Code.LIST_MOVED, "", "moved"),
        warning(Code.MISSING_KEY, "[].paper.upvotes", "every era has this key"),
    ]
    run_id = nights.night(1, told)
    nights.read(run_id, NIGHT + timedelta(days=1, minutes=1), endpoint=Endpoint.DAILY_PAGE)
    nights.read(run_id, NIGHT + timedelta(days=1, minutes=2), endpoint=Endpoint.ARXIV_ATOM, day=None)
    with nights.database.read() as queries:
        newest, oldest = queries.drift.list_run_issues((Endpoint.DAILY_API, Endpoint.DAILY_PAGE), limit=10)
    assert (newest.run_id, newest.pages, newest.issues) == (run_id, 2, 2)
    assert newest.url == f"https://hub.example/daily-api/{DAY}"
    assert (oldest.pages, oldest.issues, oldest.url) == (1, 0, None)


def test_shares_count_what_was_ever_said_of_the_papers_of_a_day(database: Database) -> None:
    with_summary = [hf_paper(number, ai_summary="Short.") for number in (1, 2)]
    bare = hf_paper(3, keywords=(), links=(), authors=(), abstract=None, raw_abstract=None)
    with database.write() as writer:
        writer.write_daily(daily([*with_summary, bare], NIGHT), is_last=True, fetch_id=None)
        writer.write_arxiv(arxiv([arxiv_paper(1, comment="8 pages")], NIGHT), fetch_id=None)
    with database.read() as queries:
        shares = {share.field: (share.had, share.of) for share in queries.drift.list_field_shares([DAY])}
        assert queries.drift.list_field_shares([DAY + timedelta(days=1)]) == ()
        assert queries.drift.list_field_shares([]) == ()
    assert shares["paper.ai_summary"] == shares["summary"] == shares["paper.ai_keywords"] == (2, 3)
    assert shares["paper.githubRepo"] == shares["paper.authors"] == shares["paper.authors[].user"] == (2, 3)
    assert shares["paper.upvotes"] == shares["numComments"] == shares["submittedBy"] == (3, 3)
    assert shares["paper.githubStars"] == shares["organization"] == shares["mediaUrls"] == (0, 3)
    assert shares["arxiv:comment"] == shares["arxiv:category"] == shares["arxiv:author"] == (1, 1)
    assert "arxiv:title" in shares


def test_a_run_is_found_by_its_command_and_tells_what_it_brought(nights: Nights) -> None:
    run_id = nights.night(0)
    nights.read(run_id, NIGHT, endpoint=Endpoint.ARXIV_ATOM, day=None)
    nights.begin(NIGHT + timedelta(hours=1), "hfpapers nightly-report")
    later = NIGHT + timedelta(minutes=1)
    with nights.database.write() as writer:
        writer.write_daily(daily([hf_paper(1), hf_paper(2)], later), is_last=True, fetch_id=None)
        writer.write_arxiv(arxiv([arxiv_paper(1)], later, absent=["2611.00002"]), fetch_id=None)
    with nights.database.read() as queries:
        run = queries.runs.newest(command="hfpapers nightly")
        newest = queries.runs.newest()
        assert run is not None
        assert newest is not None
        assert (run.run_id, run.state, newest.command) == (run_id, None, "hfpapers nightly-report")
        assert queries.runs.newest(command="hfpapers%") is None
        came_in = queries.runs.load_yield(run)
        assert queries.runs.warc_files() == {"a.warc.gz"}
    assert (came_in.new_papers, came_in.votes_seen) == (2, 2)
    assert (came_in.arxiv_found, came_in.arxiv_absent, came_in.arxiv_failed) == (1, 1, 0)
    assert came_in.responses == {"daily-api": 1, "arxiv-atom": 1}
