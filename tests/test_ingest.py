"""From a response to rows: what each answer comes to, and that nothing served can bring it down."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hfpapers import ingest
from hfpapers.config import load_config
from hfpapers.errors import BodyError, OtherDayError, ParseError
from hfpapers.model.coverage import DayState
from hfpapers.model.fetched import Endpoint, Fetched, Intent
from hfpapers.model.issues import Code
from hfpapers.store.archive import Archive
from tests.upstream import Entry, invented_day, render_item

DAY = date(2026, 6, 3)
DURING = datetime(2026, 6, 3, 15, tzinfo=UTC)
LATER = datetime(2026, 6, 9, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(load_config(home=tmp_path, environ={}), command="test", now=LATER) as opened:
        yield opened


def fetched(
    body: bytes, *, at: datetime = LATER, endpoint: Endpoint = Endpoint.DAILY_API, day: date = DAY, **changes: Any
) -> Fetched:
    intent = Intent(endpoint=endpoint, day=day, look_at=at, limit=100 if endpoint is Endpoint.DAILY_API else None)
    values = {"url": "https://hub.example/x", "status": 200, "body": body, "requested_at": at, "intent": intent}
    return Fetched(**{**values, **changes})


def items(entries: tuple[Entry, ...], day: date = DAY) -> list[dict[str, Any]]:
    return [render_item(entry, day) for entry in entries]


def page(named: str, prev_day: str | None, next_day: str | None) -> bytes:
    props: dict[str, object] = {"dailyPapers": [], "dateString": named, "prevDate": prev_day, "nextDate": next_day}
    escaped = json.dumps(props).replace("&", "&amp;").replace('"', "&quot;")
    return f'<html><body><div data-target="DailyPapers" data-props="{escaped}"></div></body></html>'.encode()


def test_a_truncated_body_is_refused_even_if_it_can_be_read() -> None:
    with pytest.raises(ParseError, match="cut off"):
        ingest.parse(fetched(b"[]", truncated=True))


@pytest.mark.parametrize("status", [204, 301, 403, 404, 500])
def test_a_status_that_is_no_answer_is_refused_with_its_number(status: int) -> None:
    with pytest.raises(ParseError, match=str(status)):
        ingest.parse(fetched(b"[]", status=status))


def test_a_page_that_skips_the_day_asked_for_tells_that_it_is_empty(archive: Archive) -> None:
    for body in (page("2026-06-02", "2026-06-01", "2026-06-04"), page("2026-06-04", "2026-06-02", None)):
        report = ingest.store(archive, ingest.parse(fetched(body, endpoint=Endpoint.DAILY_PAGE)))
        assert report.coverage is not None
        assert report.coverage.state is DayState.EMPTY


def test_a_page_of_another_day_is_a_failure_once_the_day_has_ended_and_not_open_before() -> None:
    body = page("2026-06-02", "2026-06-01", None)
    with pytest.raises(OtherDayError, match="2026-06-02"):
        ingest.parse(fetched(body, endpoint=Endpoint.DAILY_PAGE))
    early = ingest.parse(fetched(body, endpoint=Endpoint.DAILY_PAGE, at=DURING))
    assert isinstance(early, ingest.NoSuchDay)


def test_a_refusal_of_a_past_day_is_a_failure_with_its_issue(archive: Archive) -> None:
    answer = ingest.parse(fetched(b'{"error": "no"}', status=400))
    report = ingest.store(archive, answer)
    assert report.coverage is not None
    assert report.coverage.state is DayState.FAILED
    with archive.read() as queries:
        assert [issue.code for issue in queries.list_issues()] == [Code.REFUSED_BODY]


def test_an_empty_list_after_a_full_one_is_told_and_changes_nothing(archive: Archive) -> None:
    full = json.dumps(items(invented_day(DAY, 3))).encode()
    ingest.store(archive, ingest.parse(fetched(full)))
    report = ingest.store(archive, ingest.parse(fetched(b"[]", at=LATER + timedelta(hours=1))))
    assert report.coverage is not None
    assert (report.coverage.state, report.coverage.stored) == (DayState.COMPLETE, 3)
    with archive.read() as queries:
        assert [issue.code for issue in queries.list_issues()] == [Code.FEWER_THAN_KNOWN]
        assert len(queries.list_listings(DAY, DAY)) == 3


def test_an_unknown_key_is_told_once_a_run(archive: Archive) -> None:
    for number in range(3):
        served = items(invented_day(DAY, 2))
        for item in served:
            item["paper"]["novelty"] = number
        body = json.dumps(served).encode()
        ingest.store(archive, ingest.parse(fetched(body, at=LATER + timedelta(hours=number))))
    with archive.read() as queries:
        told = queries.list_issues()
    assert [(issue.code, issue.field, issue.raw) for issue in told] == [(Code.UNKNOWN_KEY, "[].paper.novelty", "0")]


def test_a_request_for_a_list_must_name_its_day() -> None:
    nameless = Fetched(url="x", status=200, body=b"[]", requested_at=LATER, intent=Intent(endpoint=Endpoint.DAILY_API))
    with pytest.raises(ParseError, match="must name its day"):
        ingest.parse(nameless)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters()),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=8), children, max_size=3),
    max_leaves=6,
)


def paths(value: Any, before: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in a JSON value."""
    yield before
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from paths(value[key], (*before, key))


def put(value: Any, path: tuple[str | int, ...], new: Any) -> Any:
    if not path:
        return new
    value[path[0]] = put(value[path[0]], path[1:], new)
    return value


SERVED = items(invented_day(DAY, 3))
PLACES = sorted(paths(SERVED), key=repr)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(PLACES), anything), min_size=1, max_size=3))
def test_whatever_stands_in_a_list_is_stored_or_refused_and_never_brings_it_down(
    archive: Archive, changes: list[tuple[tuple[str | int, ...], Any]]
) -> None:
    served = json.loads(json.dumps(SERVED))
    for path, new in changes:
        with suppress(KeyError, IndexError, TypeError):  # an earlier change may have taken the place away
            served = put(served, path, new)
    response = fetched(json.dumps(served).encode("utf-8", "surrogatepass"))
    try:
        item: ingest.Item = ingest.parse(response)
    except BodyError as problem:
        item = ingest.failure_of(response, problem)
    report = ingest.store(archive, item)
    assert report.coverage is not None
    assert report.coverage.state is not None
