"""From a response about one paper to rows: what each answer comes to, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from hfpapers import ingest
from hfpapers.config import load_config
from hfpapers.errors import BodyError, ParseError, TransientBodyError
from hfpapers.model.fetched import Endpoint, Fetched, Intent
from hfpapers.model.forgotten import TAKEN_DOWN
from hfpapers.model.issues import Code
from hfpapers.model.kinds import PaperState
from hfpapers.model.standing import PaperStanding
from hfpapers.store.archive import Archive
from tests.sources.cases import GOLDEN
from tests.upstream import invented_day, render_item

DAY = date(2026, 6, 3)
AT = datetime(2026, 6, 9, tzinfo=UTC)
ID = "2606.90001"
ONE_AT_A_TIME = (Endpoint.PAPER_API, Endpoint.PAPER_TEXT, Endpoint.ARXIV_OAI)
BODIES = {
    Endpoint.PAPER_API: (GOLDEN / "huggingface/paper_json/layout-2026/body.json").read_bytes(),
    Endpoint.PAPER_TEXT: (GOLDEN / "huggingface/paper_text/markdown/body.md").read_bytes(),
    Endpoint.ARXIV_OAI: (GOLDEN / "arxiv/oai/two-versions/body.xml").read_bytes(),
}


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(load_config(home=tmp_path, environ={}), command="test", now=AT) as opened:
        intent = Intent(endpoint=Endpoint.DAILY_API, day=DAY, look_at=AT, limit=100)
        item = render_item(invented_day(DAY, 1)[0], DAY)
        item["paper"]["id"] = ID
        body = json.dumps([item]).encode()
        listed = Fetched(url="https://hub.example/x", status=200, body=body, requested_at=AT, intent=intent)
        ingest.store(opened, ingest.parse(listed))
        yield opened


def fetched(endpoint: Endpoint, body: bytes | None = None, **changes: Any) -> Fetched:
    values: dict[str, Any] = {
        "url": "https://hub.example/x",
        "status": 200,
        "body": BODIES[endpoint] if body is None else body,
        "requested_at": AT,
        "intent": Intent(endpoint=endpoint, arxiv_ids=(ID,)),
    }
    return Fetched(**{**values, **changes})


def ingested(archive: Archive, response: Fetched) -> ingest.WriteReport:
    try:
        item: ingest.Item = ingest.parse(response)
    except BodyError as problem:
        item = ingest.failure_of(response, problem)
    return ingest.store(archive, item)


def standings(archive: Archive, endpoint: Endpoint) -> tuple[PaperStanding, ...]:
    with archive.read() as queries:
        return queries.standings.list_standings(endpoint, DAY, DAY)


@pytest.mark.parametrize("endpoint", ONE_AT_A_TIME)
def test_an_answer_is_stored_and_the_paper_found(archive: Archive, endpoint: Endpoint) -> None:
    report = ingested(archive, fetched(endpoint))
    assert (report.papers, report.issues, report.detail, report.coverage) == (1, 0, None, None)
    assert standings(archive, endpoint) == ()


def test_a_papers_own_record_fills_what_the_list_said(archive: Archive) -> None:
    ingested(archive, fetched(Endpoint.PAPER_API))
    with archive.read() as queries:
        (listing,) = queries.list_listings(DAY, DAY)
    assert str(listing.title).startswith("Sample: Counting Teapots with")
    assert (listing.upvotes, listing.github_stars, listing.organization) == (7, 21, "Sample Laboratory")
    assert "https://huggingface.co/sample-lab/teapot-7b" in {link.url for link in listing.links}
    assert "https://huggingface.co/datasets/sample-lab/teapots" in {link.url for link in listing.links}
    assert "https://huggingface.co/spaces/sample-curator/teapot-demo" in {link.url for link in listing.links}


def test_a_text_is_found_by_its_words_and_a_licence_stands_in_the_list(archive: Archive) -> None:
    ingested(archive, fetched(Endpoint.PAPER_TEXT))
    ingested(archive, fetched(Endpoint.ARXIV_OAI))
    with archive.read() as queries:
        (hit,) = queries.texts.search("counted hand", parts=("text",), limit=5)
        (listing,) = queries.list_listings(DAY, DAY)
    assert hit.arxiv_id == ID
    assert listing.licence == "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize(
    ("endpoint", "response", "detail"),
    [
        (Endpoint.PAPER_API, {"status": 404, "body": b'{"error":"Paper not found"}'}, "404"),
        (Endpoint.PAPER_TEXT, {"status": 404, "body": b"Not found"}, "404"),
        (
            Endpoint.PAPER_TEXT,
            {"body": (GOLDEN / "huggingface/paper_text/the-sites-page/body.html").read_bytes()},
            "gave its page",
        ),
        (
            Endpoint.ARXIV_OAI,
            {"body": (GOLDEN / "arxiv/oai/id-does-not-exist/body.xml").read_bytes()},
            "idDoesNotExist",
        ),
        (Endpoint.ARXIV_OAI, {"body": (GOLDEN / "arxiv/oai/deleted/body.xml").read_bytes()}, "taken the record away"),
    ],
)
def test_what_upstream_does_not_have_is_absent_and_no_oddity(
    archive: Archive, endpoint: Endpoint, response: dict[str, Any], detail: str
) -> None:
    report = ingested(archive, fetched(endpoint, **response))
    assert report.is_absent
    assert detail in str(report.detail)
    (standing,) = standings(archive, endpoint)
    assert standing.state is PaperState.ABSENT
    with archive.read() as queries:
        assert queries.list_issues() == ()


@pytest.mark.parametrize("endpoint", ONE_AT_A_TIME)
@pytest.mark.parametrize(
    "response",
    [
        {"status": 500, "body": b"no"},
        {"status": 403, "body": b"no"},
        {"status": 204, "body": b""},
        {"truncated": True},
        {"body": b"<!doctype html><html><body>Sample page</body></html>"},
        {"body": b""},
    ],
    ids=["500", "403", "204", "truncated", "html", "empty"],
)
def test_what_is_no_answer_is_a_failure_with_an_issue_and_the_paper_stays_owed(
    archive: Archive, endpoint: Endpoint, response: dict[str, Any]
) -> None:
    report = ingested(archive, fetched(endpoint, **response))
    assert (report.papers, report.issues, report.is_absent) == (0, 1, False)
    (standing,) = standings(archive, endpoint)
    assert standing.state is PaperState.FAILED
    with archive.read() as queries:
        assert [issue.code for issue in queries.list_issues()] == [Code.REFUSED_BODY]


@pytest.mark.parametrize("endpoint", ONE_AT_A_TIME)
def test_a_body_that_was_taken_down_is_absent_so_that_nobody_asks_for_it_every_night(
    archive: Archive, endpoint: Endpoint
) -> None:
    report = ingested(archive, fetched(endpoint, TAKEN_DOWN))
    assert (report.is_absent, report.detail) == (True, "taken down on request")
    (standing,) = standings(archive, endpoint)
    assert standing.state is PaperState.ABSENT


def test_404_of_the_oai_interface_is_no_answer(archive: Archive) -> None:
    with pytest.raises(ParseError, match="status 404"):
        ingest.parse(fetched(Endpoint.ARXIV_OAI, b"not here", status=404))


@pytest.mark.parametrize("endpoint", ONE_AT_A_TIME)
def test_an_empty_body_says_later(endpoint: Endpoint) -> None:
    with pytest.raises(TransientBodyError):
        ingest.parse(fetched(endpoint, b""))


@pytest.mark.parametrize("arxiv_ids", [(), (ID, "2606.90002")])
def test_a_request_of_this_kind_names_one_paper(arxiv_ids: tuple[str, ...]) -> None:
    intent = Intent(endpoint=Endpoint.PAPER_API, arxiv_ids=arxiv_ids)
    with pytest.raises(ParseError, match="must name one paper"):
        ingest.parse(fetched(Endpoint.PAPER_API, intent=intent))


def test_an_odd_repository_is_told_and_the_rest_stored(archive: Archive) -> None:
    body = json.dumps({**json.loads(BODIES[Endpoint.PAPER_API]), "linkedModels": [{"id": "a/b/c"}, {"id": "a/b"}]})
    report = ingested(archive, fetched(Endpoint.PAPER_API, body.encode()))
    assert report.issues == 1
    with archive.read() as queries:
        assert [(issue.code, issue.field) for issue in queries.list_issues()] == [(Code.ODD_VALUE, "linkedModels[].id")]
        (listing,) = queries.list_listings(DAY, DAY)
    assert "https://huggingface.co/a/b" in {link.url for link in listing.links}
