"""One kept answer, read once more: which bodies are needed for that, and what becomes of those that are gone."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from hfpapers import ingest
from hfpapers.errors import BodyError
from hfpapers.model.fetched import Endpoint, Fetched, Intent, RawRef
from hfpapers.reread import reread
from hfpapers.reread.exchanges import needs_body
from hfpapers.store.raw import Deed, Exchange, StoredExchange, Tombstone
from hfpapers.store.raw.runs import Place, PlaceRuns
from tests.replay.samples import BEGIN, DAYS, at, config_of, list_answer, open_archive, robots

REFUSALS = (401, 403, 406, 408, 429, 500, 502, 503, 504, 599)


def stored(exchange: Exchange, *, is_emptied: bool = False) -> StoredExchange:
    stone = Tombstone(deed=Deed.PRUNED, at=BEGIN, detail="", served_bytes=9, sha256=None, is_emptied=True)
    return StoredExchange(
        exchange=replace(exchange, body=b"") if is_emptied else exchange,
        ref=RawRef(file="x.warc.gz", offset=0),
        record_type="response",
        body_ref=RawRef(file="x.warc.gz", offset=0),
        sha256="0" * 64,
        request_kept=True,
        tombstone=stone if is_emptied else None,
    )


@pytest.mark.parametrize("status", REFUSALS)
@pytest.mark.parametrize("endpoint", list(Endpoint))
def test_what_becomes_of_a_refusal_does_not_depend_on_its_body(endpoint: Endpoint, status: int) -> None:
    intent = Intent(endpoint=endpoint, day=date(2026, 6, 1), look_at=BEGIN, arxiv_ids=("2606.00001",))
    exchange = Exchange(url="https://x.example/", status=status, body=b"", requested_at=BEGIN, intent=intent)
    assert not needs_body(stored(exchange))
    outcomes = set()
    for body in (b"", b"<html>no</html>", b"[]", b'{"error": "no"}', b"\xff\x00"):
        fetched = Fetched(url=exchange.url, status=status, body=body, requested_at=BEGIN, intent=intent)
        try:
            outcomes.add(repr(type(ingest.parse(fetched))))
        except BodyError as problem:
            outcomes.add(problem.detail)
    assert len(outcomes) == 1


@pytest.mark.parametrize("status", [200, 204, 400, 404, 410])
def test_other_answers_are_needed(status: int) -> None:
    assert needs_body(stored(replace(list_answer(DAYS[0], at(0)), status=status)))
    assert not needs_body(stored(replace(list_answer(DAYS[0], at(0)), truncated=True)))
    assert not needs_body(stored(robots(at(0))))


def test_a_list_that_was_dropped_comes_to_nothing_at_all(tmp_path: Path) -> None:
    with open_archive(config_of(tmp_path)) as archive:
        came = reread(archive, stored(list_answer(DAYS[0], at(0)), is_emptied=True))
        assert (came.is_pruned, came.report) == (True, None)
        with archive.read() as queries:
            assert [coverage.state for coverage in queries.list_days(DAYS)] == [None, None, None]


def test_a_refusal_that_was_dropped_is_a_refusal_all_the_same(tmp_path: Path) -> None:
    gone = stored(replace(list_answer(DAYS[0], at(0)), status=503), is_emptied=True)
    with open_archive(config_of(tmp_path)) as archive:
        came = reread(archive, gone)
        assert (came.is_pruned, came.is_refused) == (False, True)
        assert came.report is not None
        assert came.report.detail == "answered with status 503"


def test_places_come_back_in_order_of_time_whatever_their_number() -> None:
    chance = random.Random(7)
    begin = datetime(2023, 5, 4, tzinfo=UTC)
    files: dict[str, list[Place]] = {}
    for number in range(30_000):
        file = f"{number % 3}.warc.gz"
        moment = begin + timedelta(microseconds=number * 1000 + chance.randrange(-40_000, 40_000))
        files.setdefault(file, []).append(Place(moment, file, number * 100, 100))
    runs = PlaceRuns()
    for places in files.values():
        runs.add_file(places)
    first = list(runs.pop_before(begin + timedelta(seconds=10)))
    rest = list(runs.pop_before(None))
    assert max(place.moment for place in first) < begin + timedelta(seconds=10) <= rest[0].moment
    assert [*first, *rest] == sorted(place for places in files.values() for place in places)
