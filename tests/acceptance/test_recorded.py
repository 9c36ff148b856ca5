"""All that was recorded of the real sites, through parser and store, compared with a plain reading of the files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from hfpapers import ingest
from hfpapers.config import load_config
from hfpapers.errors import ParseError, TransientBodyError
from hfpapers.model.coverage import DayState
from hfpapers.model.fetched import Endpoint, Fetched, Intent
from hfpapers.model.views import ListingView
from hfpapers.store.archive import Archive
from hfpapers.store.upkeep import check_database

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
# Text with any of these may be LaTeX, which normalising turns into Unicode; its own tests say how.
_MARKUP = re.compile(r"[\\$^_{}`~]|--")
_ATOM = {"a": "http://www.w3.org/2005/Atom", "x": "http://arxiv.org/schemas/atom"}


@pytest.fixture
def archive(database_url: str, tmp_path: Path) -> Iterator[Archive]:
    config = load_config(home=tmp_path / "home", database_url=database_url, environ={})
    with Archive.open(config, command="test", now=NOON) as opened:
        yield opened
        opened.finish("ok", None, now=NOON)
    assert check_database(database_url, warc_dir=None) == ()


def fetched_day(body: bytes, day: date, at: datetime, endpoint: Endpoint = Endpoint.DAILY_API) -> Fetched:
    limit = 100 if endpoint is Endpoint.DAILY_API else None
    intent = Intent(endpoint=endpoint, day=day, look_at=at, limit=limit)
    return Fetched(url=f"recorded:{day}", status=200, body=body, requested_at=at, intent=intent)


def collapsed(text: str) -> str:
    return " ".join(text.split())


def repository(url: str) -> str:
    parts = "".join(url.split()).split("/")
    return "/".join(parts[:5]).removesuffix(".git")


def readable(file: Path) -> list[dict[str, Any]]:
    """The recorder of one day wrote some entries as Python's text of them, which no parser should guess at."""
    return [item for item in json.loads(file.read_bytes()) if isinstance(item, dict)]


def check_entry(item: dict[str, Any], row: ListingView, position: int) -> None:
    paper = item["paper"]
    assert (row.arxiv_id, row.position) == (paper["id"], position)
    assert row.upvotes == paper["upvotes"]
    assert row.comments == item["numComments"]
    assert [(a.name, a.is_hidden) for a in row.authors] == [
        (collapsed(a["name"]), a["hidden"]) for a in paper["authors"]
    ]
    assert [a.login for a in row.authors] == [(a.get("user") or {}).get("user") for a in paper["authors"]]
    keywords = dict.fromkeys(collapsed(keyword) for keyword in paper.get("ai_keywords", []))
    assert [keyword.keyword for keyword in row.keywords] == [keyword for keyword in keywords if keyword]
    organization = item.get("organization") or item.get("submitterOrganization")
    assert row.organization == (organization and collapsed(organization["fullname"]))
    submitted = paper.get("submittedOnDailyAt") or (item["publishedAt"] if row.day < date(2025, 3, 11) else None)
    assert row.submitted_at == (submitted and datetime.fromisoformat(submitted))
    by = paper.get("submittedOnDailyBy") or item.get("submittedBy") or {}
    assert row.submitter == (by.get("user") or by.get("name"))
    assert row.ai_summary == (collapsed(paper["ai_summary"]) if "ai_summary" in paper else None)
    assert row.title is not None
    assert "\n" not in row.title
    assert "  " not in row.title
    if not _MARKUP.search(item["title"]):
        assert row.title == collapsed(item["title"])
    if not _MARKUP.search(paper["summary"]):
        assert row.abstract == collapsed(paper["summary"])
    if "githubRepo" in paper:
        assert row.code_url == repository(paper["githubRepo"])
    if "projectPage" in paper:
        urls = {link.url.rstrip("/").casefold() for link in row.links}
        assert any(paper["projectPage"].strip().rstrip("/").casefold().startswith(url) for url in urls)
    if "githubStars" in paper:
        assert row.github_stars == paper["githubStars"]


def store_day(archive: Archive, fetched: Fetched) -> ingest.WriteReport:
    report = ingest.store(archive, ingest.parse(fetched))
    assert report.coverage is not None
    return report


def test_every_recorded_day_is_stored_as_its_file_says(archive: Archive, recorded: Path) -> None:
    files = sorted((recorded / "huggingface" / "daily_papers").glob("*.json"))
    assert len(files) >= 158
    papers = 0
    for number, file in enumerate(files):
        day = date.fromisoformat(file.stem)
        at = NOON + timedelta(minutes=number)
        items = json.loads(file.read_bytes())
        report = store_day(archive, fetched_day(file.read_bytes(), day, at))
        assert report.coverage is not None
        # A page of 50 or more may have another after it: no file is one, and the crawl would have asked.
        whole = DayState.COMPLETE if len(items) < 50 else DayState.PARTIAL
        assert (report.coverage.state, report.coverage.stored) == (whole, len(items)), day
        assert report.issues == 0, day
        with archive.read() as queries:
            rows = queries.list_listings(day, day)
        assert len(rows) == len(items)
        for position, (item, row) in enumerate(zip(items, rows, strict=True), start=1):
            check_entry(item, row, position)
        papers += len(items)
    assert papers >= 3007


def test_a_day_caught_at_several_hours_loses_no_paper_and_no_vote(archive: Archive, recorded: Path) -> None:
    captures: dict[date, list[tuple[datetime, Path]]] = {}
    for file in sorted((recorded / "huggingface" / "recaptured").glob("*.json")):
        day_text, time_text, _ = file.stem.split("__")
        at = datetime.strptime(time_text, "committed_%Y-%m-%dT%H%M").replace(tzinfo=UTC)
        captures.setdefault(date.fromisoformat(day_text), []).append((at, file))
    for day, caught in captures.items():
        later = recorded / "huggingface" / "daily_papers" / f"{day}.json"
        looks = caught + ([(NOON, later)] if later.exists() else [])
        ids: set[str] = set()
        for at, file in looks:
            store_day(archive, fetched_day(file.read_bytes(), day, at))
            ids |= {item["paper"]["id"] for item in readable(file)}
        last = {item["paper"]["id"]: item["paper"]["upvotes"] for item in readable(looks[-1][1])}
        with archive.read() as queries:
            rows = queries.list_listings(day, day)
        assert {row.arxiv_id for row in rows} == ids
        assert {row.arxiv_id: row.upvotes for row in rows if row.arxiv_id in last} == last


def test_the_recorded_page_is_stored_and_adds_to_what_the_api_said(archive: Archive, recorded: Path) -> None:
    day = date(2024, 8, 1)
    api = (recorded / "huggingface" / "daily_papers" / f"{day}.json").read_bytes()
    page = (recorded / "huggingface" / "page" / f"papers_date_{day}.html").read_bytes()
    store_day(archive, fetched_day(api, day, NOON))
    with archive.read() as queries:
        before = {row.arxiv_id: row.upvotes or 0 for row in queries.list_listings(day, day)}
    report = store_day(archive, fetched_day(page, day, NOON + timedelta(hours=1), Endpoint.DAILY_PAGE))
    assert report.issues == 0
    assert report.coverage is not None
    assert (report.coverage.state, report.coverage.stored) == (DayState.COMPLETE, 13)
    with archive.read() as queries:
        rows = queries.list_listings(day, day)
    assert [row.position for row in rows] == list(range(1, 14))
    assert before.keys() < {row.arxiv_id for row in rows}
    assert all((row.upvotes or 0) >= before.get(row.arxiv_id, 0) for row in rows)


def test_every_recorded_arxiv_answer_is_stored_or_refused_as_it_should_be(archive: Archive, recorded: Path) -> None:
    refused = {}
    found = set()
    for file in sorted((recorded / "arxiv" / "atom").glob("*.xml")):
        status = int(file.suffixes[-2].lstrip("."))
        root = etree.fromstring(file.read_bytes())
        ids = [_bare(text) for text in root.xpath("//a:entry/a:id/text()", namespaces=_ATOM) if "/abs/" in text]
        asked = tuple(ids) or ("0000.0000",)
        intent = Intent(endpoint=Endpoint.ARXIV_ATOM, arxiv_ids=asked)
        fetched = Fetched(url=file.name, status=status, body=file.read_bytes(), requested_at=NOON, intent=intent)
        try:
            answer = ingest.parse(fetched)
        except (ParseError, TransientBodyError) as error:
            refused[file.name.split("_s0")[0]] = type(error)
            continue
        assert ingest.store(archive, answer).issues == 0
        found |= set(ids)
        assert isinstance(answer, ingest.ArxivAnswer)
        for entry, node in zip(answer.parsed.record.entries, root.xpath("//a:entry", namespaces=_ATOM), strict=True):
            names = [collapsed(name) for name in node.xpath("a:author/a:name/text()", namespaces=_ATOM)]
            assert [author.name for author in entry.authors] == names
            assert list(entry.categories) == node.xpath("a:category/@term", namespaces=_ATOM)
            assert entry.primary_category == node.xpath("string(x:primary_category/@term)", namespaces=_ATOM)
    assert refused == {"id_abc": ParseError, "id_0000.0000": TransientBodyError}
    with archive.database.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT arxiv_id FROM paper_coverage WHERE state = 'found'").scalars()
        assert set(stored) == found


def test_the_body_of_a_404_is_a_failure(archive: Archive, recorded: Path) -> None:
    body = (recorded / "huggingface" / "not_found_404.json").read_bytes()
    fetched = replace(fetched_day(body, date(2024, 8, 1), NOON), status=404)
    with pytest.raises(ParseError, match="404"):
        ingest.parse(fetched)


def _bare(text: str) -> str:
    return re.sub(r"v\d+$", "", text.split("/abs/")[1])
