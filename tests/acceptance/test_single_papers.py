"""One paper at a time: records, texts and licences, each with its own coverage, faults and resumption."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hfpapers.digest.render import FORMATS
from hfpapers.model.fetched import Endpoint
from hfpapers.model.issues import Code
from tests.acceptance.cli import TOP, Program
from tests.store.dump import dump_tables, dump_views
from tests.upstream import Entry, Role, Upstream, faults, invented_day

DAY = date(2026, 11, 17)
ENTRIES = invented_day(DAY, 8)
SPOILT = ENTRIES[2].arxiv_id
LAST = ENTRIES[7].arxiv_id
WITH_TEXT = [entry.arxiv_id for entry in ENTRIES if entry.text is not None]
EVERYTHING = ("crawl", "--date", str(DAY), "--deep", "--fulltext", "--licences")


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream({DAY: ENTRIES}) as running:
        yield running


def asked(upstream: Upstream, prefix: str) -> list[str]:
    role: Role = "arxiv" if prefix == "/oai" else "huggingface"
    return [seen.path for seen in upstream.requests_for(role, path_prefix=prefix)]


def texts(upstream: Upstream) -> list[str]:
    return [path for path in asked(upstream, "/papers/") if path.endswith(".md")]


def states(program: Program, endpoint: Endpoint) -> dict[str, int]:
    database = program.database()
    with database.read() as queries:
        found = queries.owed.count_states(endpoint, DAY, DAY)
    database.close()
    return {"never" if state is None else str(state): papers for state, papers in found.items()}


def test_everything_is_asked_for_once(program: Program, upstream: Upstream) -> None:
    done = program.run(*EVERYTHING)
    assert done.returncode == 0, done.stderr
    assert len(asked(upstream, "/api/papers/")) == len(texts(upstream)) == len(asked(upstream, "/oai")) == 8
    assert states(program, Endpoint.PAPER_API) == states(program, Endpoint.ARXIV_OAI) == {"found": 8}
    assert states(program, Endpoint.PAPER_TEXT) == {"found": 6, "absent": 2}
    upstream.reset_log()
    assert program.run(*EVERYTHING).returncode == 0
    assert asked(upstream, "/api/papers/") == texts(upstream) == asked(upstream, "/oai") == []


def test_nothing_of_it_is_asked_for_unless_it_is_wanted(program: Program, upstream: Upstream) -> None:
    assert program.run("crawl", "--date", str(DAY)).returncode == 0
    assert asked(upstream, "/api/papers/") == texts(upstream) == asked(upstream, "/oai") == []


def test_without_a_period_every_day_of_the_archive_is_meant(program: Program, upstream: Upstream) -> None:
    nothing = program.run("crawl", "--licences")
    assert nothing.returncode == 1
    assert "run: hfpapers crawl --date yesterday" in nothing.stderr
    assert program.run("crawl").returncode == 2
    assert program.run("crawl", "--date", str(DAY)).returncode == 0
    assert program.run("crawl", "--licences").returncode == 0
    assert len(asked(upstream, "/oai")) == 8


def test_what_was_had_stands_in_the_views(program: Program) -> None:
    assert program.run(*EVERYTHING).returncode == 0
    listings = {listing.arxiv_id: listing for listing in program.listings(DAY)}
    entry = ENTRIES[7]
    found = listings[entry.arxiv_id]
    assert {link.url for link in found.links} >= {f"https://huggingface.co/{name}" for name in entry.models}
    assert found.licence == "https://arxiv.org/licenses/nonexclusive-distrib/1.0/"
    assert listings[ENTRIES[2].arxiv_id].licence is None


def test_papers_that_only_the_cards_name_have_their_records_asked_for(program: Program, upstream: Upstream) -> None:
    upstream.settings.page_props = False
    upstream.fault("huggingface", faults.status(500), match="/api/daily_papers")
    done = program.run("crawl", "--date", str(DAY))
    assert done.returncode in {0, 3}, done.stderr
    assert len(asked(upstream, "/api/papers/")) == 8
    assert all(listing.ai_summary or listing.abstract for listing in program.listings(DAY))


@pytest.mark.parametrize(
    ("option", "role", "match", "endpoint"),
    [
        ("--deep", "huggingface", f"/api/papers/{SPOILT}", Endpoint.PAPER_API),
        ("--fulltext", "huggingface", f"{SPOILT}.md", Endpoint.PAPER_TEXT),
        ("--licences", "arxiv", f"oai:arXiv.org:{SPOILT}", Endpoint.ARXIV_OAI),
    ],
)
@pytest.mark.parametrize(
    "fault",
    [
        faults.status(403),
        faults.status(406),
        faults.status(500),
        faults.status(503, retry_after=0),
        faults.empty(),
        faults.html(),
        faults.cut(),
        faults.reset(),
        faults.body(b"<html><body>Sample page</body></html>", content_type="text/html"),
        faults.bomb(megabytes=64),
    ],
    ids=lambda fault: fault.kind,
)
def test_what_fails_is_told_stays_owed_and_is_mended_by_the_next_run(
    program: Program, upstream: Upstream, option: str, role: Role, match: str, endpoint: Endpoint, fault: faults.Fault
) -> None:
    upstream.fault(role, fault, match=match)
    broken = program.run("crawl", "--date", str(DAY), option)
    assert broken.returncode == 3, broken.stderr
    assert states(program, endpoint)["failed"] == 1
    assert len(program.issues(Code.FETCH_FAILED, Code.REFUSED_BODY)) == 1
    upstream.clear_faults()
    upstream.reset_log()
    assert program.run("crawl", "--date", str(DAY), option).returncode == 0
    assert "failed" not in states(program, endpoint)
    again = asked(upstream, "/oai") if role == "arxiv" else [*asked(upstream, "/api/papers/"), *texts(upstream)]
    assert len(again) == 1


def test_a_site_that_is_down_ends_with_3_and_what_was_not_asked_for_stays_owed(
    program: Program, upstream: Upstream
) -> None:
    upstream.fault("arxiv", faults.status(503), match="/oai")
    down = program.run("crawl", "--date", str(DAY), "--licences")
    assert down.returncode == 3
    assert len(asked(upstream, "/oai")) < 2 * 8
    assert states(program, Endpoint.ARXIV_OAI).keys() == {"failed", "never"}
    upstream.clear_faults()
    assert program.run("crawl", "--date", str(DAY), "--licences").returncode == 0
    assert states(program, Endpoint.ARXIV_OAI) == {"found": 8}


@pytest.mark.parametrize(
    ("option", "prefix", "endpoint", "match"),
    [
        ("--deep", "/api/papers/", Endpoint.PAPER_API, f"/api/papers/{LAST}"),
        ("--fulltext", "/papers/", Endpoint.PAPER_TEXT, f"{LAST}.md"),
        ("--licences", "/oai", Endpoint.ARXIV_OAI, LAST),
    ],
)
def test_a_run_that_was_killed_is_gone_on_with_where_it_was(
    program: Program, upstream: Upstream, option: str, prefix: str, endpoint: Endpoint, match: str
) -> None:
    assert program.run("crawl", "--date", str(DAY)).returncode == 0
    role: Role = "arxiv" if option == "--licences" else "huggingface"
    stalled = upstream.fault(role, faults.stall(), match=match, times=1)
    upstream.reset_log()
    command = [sys.executable, "cli.py", "crawl", "--date", str(DAY), option]
    with subprocess.Popen(command, cwd=TOP, env=program.environment(), stderr=subprocess.DEVNULL) as running:
        deadline = time.monotonic() + 60
        while (stalled.hits == 0 or len(asked(upstream, prefix)) < 8) and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.3)
        running.kill()
    upstream.release()
    had = sum(papers for state, papers in states(program, endpoint).items() if state != "never")
    assert 0 < had < 8
    upstream.reset_log()
    assert program.run("crawl", "--date", str(DAY), option).returncode == 0
    assert len(asked(upstream, prefix)) == 8 - had
    assert "never" not in states(program, endpoint)


def test_texts_stay_within_the_quota_of_pages_and_records_within_that_of_the_api(
    program: Program, upstream: Upstream
) -> None:
    upstream.settings.page_quota = 6
    upstream.settings.api_quota = 400
    upstream.settings.window_seconds = 2.0
    done = program.run("crawl", "--date", str(DAY), "--fulltext", "--deep", "--no-arxiv")
    assert done.returncode == 0, done.stderr
    assert [seen.status for seen in upstream.requests if seen.status == 429] == []
    assert len(texts(upstream)) == len(asked(upstream, "/api/papers/")) == 8


def test_a_refusal_of_arxiv_says_what_it_is(program: Program, upstream: Upstream) -> None:
    error = b"""<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">
        <error code="badArgument">Sample</error></OAI-PMH>"""
    upstream.fault("arxiv", faults.body(error, content_type="application/xml"), match="/oai", times=1)
    assert program.run("crawl", "--date", str(DAY), "--licences").returncode == 3
    (issue,) = program.issues(Code.REFUSED_BODY)
    assert "badArgument: Sample" in issue.detail


def test_arxiv_is_never_asked_twice_at_once_nor_faster_than_its_pace(program: Program, upstream: Upstream) -> None:
    assert program.run(*EVERYTHING).returncode == 0
    assert upstream.max_parallel("arxiv") == 1
    assert (upstream.smallest_gap("arxiv") or 0) >= 0.02


def test_papers_that_arxiv_does_not_have_are_no_failure(program: Program, upstream: Upstream) -> None:
    unknown: Entry = replace(ENTRIES[0], arxiv=None)
    facts = ENTRIES[1].arxiv
    assert facts is not None
    deleted = replace(ENTRIES[1], arxiv=replace(facts, is_deleted=True))
    upstream.set_day(DAY, (unknown, deleted, *ENTRIES[2:]))
    done = program.run("crawl", "--date", str(DAY), "--licences")
    assert done.returncode == 0, done.stderr
    assert states(program, Endpoint.ARXIV_OAI) == {"found": 6, "absent": 2}


def test_replay_gives_everything_back_without_a_request(program: Program, upstream: Upstream, tmp_path: Path) -> None:
    upstream.fault("huggingface", faults.reset(), match=f"{WITH_TEXT[0]}.md")
    upstream.fault("arxiv", faults.body(b"<html></html>"), match=f"/oai.*{WITH_TEXT[0]}", times=1)
    assert program.run(*EVERYTHING).returncode == 3
    original = program.database()
    views, tables = dump_views(original), dump_tables(original)
    original.close()
    other = replace(program, home=tmp_path / "other")
    for folder in ("warc", "journal"):
        shutil.copytree(program.home / folder, other.home / folder)
    upstream.reset_log()
    ended = other.run("replay")
    assert ended.returncode == 0, ended.stderr
    assert upstream.requests == []
    rebuilt = other.database()
    assert dump_views(rebuilt) == views
    names = ("paper", "paper_text", "paper_version", "paper_link", "observation", "paper_coverage")
    rows = dump_tables(rebuilt)
    rebuilt.close()
    assert {name: rows[name] for name in names} == {name: tables[name] for name in names}


def test_raw_show_finds_the_answers_for_a_paper(program: Program) -> None:
    assert program.run(*EVERYTHING).returncode == 0
    shown = program.run("raw", "show", WITH_TEXT[0], "--list").stdout
    assert all(endpoint in shown for endpoint in ("paper-api", "paper-text", "arxiv-oai", "daily-api"))


def test_a_text_is_in_no_export_and_in_no_public_view(program: Program, tmp_path: Path) -> None:
    assert program.run(*EVERYTHING).returncode == 0
    word = f"quixotic{WITH_TEXT[0].partition('.')[2]}"
    assert program.run("search", word).stdout.startswith(WITH_TEXT[0])
    for fmt in FORMATS:
        file = tmp_path / f"digest.{fmt}"
        exported = program.run("export", "--date", str(DAY), "--format", fmt, "-o", str(file))
        assert exported.returncode in {0, 3}, exported.stderr
        text = text_of(file)
        assert WITH_TEXT[0] in text
        assert word not in text
        assert "sorted by hand" not in text
    database = program.database()
    views = dump_views(database)
    database.close()
    assert "sorted by hand" not in repr(views)


def text_of(digest: Path) -> str:
    """All text of a file; of a book, that of all files in it."""
    if not zipfile.is_zipfile(digest):
        return digest.read_text(encoding="utf-8")
    with zipfile.ZipFile(digest) as book:
        return "\n".join(book.read(name).decode("utf-8") for name in book.namelist())


def test_a_newer_version_brings_its_text_and_licence(program: Program, upstream: Upstream) -> None:
    assert program.run(*EVERYTHING).returncode == 0
    entry = ENTRIES[0]
    facts = entry.arxiv
    assert facts is not None
    revised = replace(
        entry,
        text="# Sample paper, revised\n\nThe buttons are now sorted by a zeppelin.\n",
        arxiv=replace(facts, version=2, updated_at=datetime(2026, 11, 18, tzinfo=UTC)),
    )
    upstream.set_day(DAY, (revised, *ENTRIES[1:]))
    forget_atom_answer(program, entry.arxiv_id)
    upstream.reset_log()
    assert program.run("crawl", "--date", str(DAY)).returncode == 0
    assert program.run(*EVERYTHING).returncode == 0
    assert texts(upstream) == [f"/papers/{entry.arxiv_id}.md"]
    assert len(asked(upstream, "/oai")) == 1
    assert program.run("search", "zeppelin").stdout.startswith(entry.arxiv_id)


def forget_atom_answer(program: Program, arxiv_id: str) -> None:
    """Have the paper's metadata asked for again, as the weekly refresh would."""
    with closing(sqlite3.connect(program.home / "hfpapers.db")) as connection, connection:
        connection.execute("DELETE FROM paper_coverage WHERE endpoint = 'arxiv-atom' AND arxiv_id = ?", (arxiv_id,))
