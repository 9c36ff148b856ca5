"""What was known at an earlier moment: it is what the archive said then."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from hfpapers import ingest
from hfpapers.config import load_config
from hfpapers.digest.options import DigestOptions
from hfpapers.edition import load_digest
from hfpapers.edition.as_of import list_days_as_of, list_listings_as_of
from hfpapers.errors import HfpapersError
from hfpapers.model.coverage import DayCoverage, DayState
from hfpapers.model.fetched import Endpoint, Fetched, Intent
from hfpapers.model.periods import Period
from hfpapers.model.views import ListingView
from hfpapers.store.archive import Archive
from tests.upstream import Entry, invented_day, render_item

DAY = date(2026, 6, 3)
BEGIN = datetime(2026, 6, 3, 9, tzinfo=UTC)
TODAY = date(2026, 6, 20)
LIMIT = 3

Known = tuple[list[DayCoverage], tuple[ListingView, ...]]


@contextmanager
def opened(home: Path, database_url: str) -> Iterator[Archive]:
    config = load_config(home=home, database_url=database_url, environ={})
    with Archive.open(config, command="test", now=BEGIN) as archive:
        yield archive


def serve(archive: Archive, entries: Sequence[Entry], *, look_at: datetime, at: datetime, page: int = 0) -> None:
    """Have one page of the day's list come in."""
    body = json.dumps([render_item(entry, DAY) for entry in entries]).encode()
    intent = Intent(endpoint=Endpoint.DAILY_API, day=DAY, look_at=look_at, page=page, limit=LIMIT)
    answer = Fetched(url="https://hub.example/x", status=200, body=body, requested_at=at, intent=intent)
    ingest.store(archive, ingest.parse(answer))


def look(archive: Archive, entries: Sequence[Entry], at: datetime) -> None:
    """Have a whole list come in, a page a minute, with the empty page at its end."""
    for page in range(len(entries) // LIMIT + 2):
        part = entries[page * LIMIT : (page + 1) * LIMIT]
        serve(archive, part, look_at=at, at=at + timedelta(minutes=page), page=page)


def known_now(archive: Archive) -> Known:
    with archive.read() as queries:
        return list(queries.list_days([DAY])), queries.list_listings(DAY, DAY)


def known_at(archive: Archive, moment: datetime) -> Known:
    with archive.read() as queries:
        days = list(queries.list_days([DAY]))
        return list_days_as_of(queries, days, moment), list_listings_as_of(queries, DAY, DAY, moment)


@pytest.mark.parametrize("seed", range(4))
def test_what_was_known_at_each_moment_is_what_the_archive_said_then(
    seed: int, tmp_path: Path, database_url: str
) -> None:
    chance = random.Random(seed)
    papers = invented_day(DAY, 8)
    said: dict[datetime, Known] = {}
    with opened(tmp_path, database_url) as archive:
        for number in range(6):
            at = BEGIN + timedelta(hours=20 * number)
            listed = [replace(paper, upvotes=chance.randrange(50)) for paper in papers if chance.random() < 0.8]
            chance.shuffle(listed)
            moved = [*listed[:LIMIT], *listed[LIMIT - 1 :]] if chance.random() < 0.3 else listed
            pages = len(moved) // LIMIT + 2
            for page in range(chance.randint(1, pages)):  # at times the reading breaks off
                moment = at + timedelta(minutes=page)
                serve(archive, moved[page * LIMIT : (page + 1) * LIMIT], look_at=at, at=moment, page=page)
                said[moment] = known_now(archive)
        for moment, (days, listings) in said.items():
            assert known_at(archive, moment + timedelta(seconds=30)) == (days, listings), moment
    assert len({len(listings) for _, listings in said.values()}) > 1


def test_before_the_first_look_a_day_was_never_asked_for(tmp_path: Path, database_url: str) -> None:
    with opened(tmp_path, database_url) as archive:
        look(archive, invented_day(DAY, 2), BEGIN)
        look(archive, invented_day(DAY, 2), BEGIN + timedelta(days=5))
        assert known_at(archive, BEGIN - timedelta(seconds=1)) == ([DayCoverage(day=DAY)], ())


def test_votes_are_those_seen_by_then_and_texts_those_held_now(tmp_path: Path, database_url: str) -> None:
    (paper,) = invented_day(DAY, 1)
    later = BEGIN + timedelta(days=9)
    with opened(tmp_path, database_url) as archive:
        look(archive, [replace(paper, upvotes=3)], BEGIN)
        look(archive, [replace(paper, upvotes=90, title="A Title Mended Since")], later)
        with archive.read() as queries:
            options = DigestOptions(as_of=BEGIN + timedelta(hours=1))
            then = load_digest(queries, Period.of_day(DAY), options, today=TODAY)
            now = load_digest(queries, Period.of_day(DAY), DigestOptions(), today=TODAY)
    assert [entry.listing.upvotes for entry in (*then.entries, *now.entries)] == [3, 90]
    assert {entry.heading for entry in (*then.entries, *now.entries)} == {"A Title Mended Since"}
    assert then.as_of == BEGIN
    assert now.as_of == later


def test_a_list_that_was_not_settled_by_then_is_told_as_unsettled(tmp_path: Path, database_url: str) -> None:
    papers = invented_day(DAY, 4)
    with opened(tmp_path, database_url) as archive:
        look(archive, papers[:2], BEGIN)
        look(archive, papers, BEGIN + timedelta(days=5))
        ((now,), _) = known_now(archive)
        ((then,), rows) = known_at(archive, BEGIN + timedelta(days=1))
    assert (now.state, now.settled_at is None, now.stored) == (DayState.COMPLETE, False, 4)
    assert (then.state, then.settled_at, then.stored) == (DayState.COMPLETE, None, 2)
    assert [row.arxiv_id for row in rows] == [paper.arxiv_id for paper in papers[:2]]


def test_days_that_were_asked_for_later_are_not_part_of_the_period_then(tmp_path: Path, database_url: str) -> None:
    later, as_of = DAY + timedelta(days=12), BEGIN + timedelta(days=2)
    options = DigestOptions(as_of=as_of)
    with opened(tmp_path, database_url) as archive:
        look(archive, invented_day(DAY, 2), BEGIN)
        with archive.read() as queries:
            then = load_digest(queries, Period.of_month("2026-06"), options, today=as_of.date())
        at = as_of + timedelta(days=20)
        intent = Intent(endpoint=Endpoint.DAILY_API, day=later, look_at=at, page=0, limit=LIMIT)
        body = json.dumps([render_item(entry, later) for entry in invented_day(later, 2)]).encode()
        answer = Fetched(url="https://hub.example/x", status=200, body=body, requested_at=at, intent=intent)
        ingest.store(archive, ingest.parse(answer))
        with archive.read() as queries:
            now = load_digest(queries, Period.of_month("2026-06"), options, today=TODAY)
    assert now == then
    assert now.period.until == DAY + timedelta(days=1)  # the day after, which had ended by then
    assert now.is_incomplete
    assert {banner.command for banner in now.coverage.banners} == {None}  # to ask now changes nothing of then


def test_a_digest_of_a_time_before_anything_was_held_is_refused_and_names_the_time(
    tmp_path: Path, database_url: str
) -> None:
    early = DigestOptions(as_of=BEGIN - timedelta(minutes=1))
    with opened(tmp_path, database_url) as archive:
        look(archive, invented_day(DAY, 2), BEGIN)
        look(archive, invented_day(DAY, 2), BEGIN + timedelta(days=5))
        with archive.read() as queries, pytest.raises(HfpapersError, match=r"held at 2026-06-03 08:59 UTC; name a lat"):
            load_digest(queries, Period.of_day(DAY), early, today=TODAY)
        with archive.read() as queries, pytest.raises(HfpapersError, match="held at 2026-06-01"):
            load_digest(queries, Period.of_day(DAY), DigestOptions(as_of=BEGIN - timedelta(days=2)), today=TODAY)
