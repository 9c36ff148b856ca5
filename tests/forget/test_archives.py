"""Whole archives, crawled from the sample upstream: what is forgotten is nowhere, stays away, and breaks nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hfpapers.store.database import Database
from tests.acceptance.cli import TOP, Program
from tests.acceptance.launcher import Launcher, QuickProgram
from tests.forget.people import CLEAN_NAME, DAY, JANE, LATEX_NAME, NEXT_DAY, days, traces
from tests.store.dump import dump_views, portable
from tests.upstream import Upstream
from tests.upstream.entries import Author
from tests.upstream.invented import invented_day

SPAN = ("--since", DAY.isoformat(), "--until", NEXT_DAY.isoformat())


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream(days()) as running:
        yield running


@pytest.fixture
def program(upstream: Upstream, tmp_path: Path, launcher: Launcher) -> QuickProgram:
    return QuickProgram(upstream, tmp_path / "home", launcher=launcher)


def run(program: Program, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    ended = program.run(*words)
    assert ended.returncode == code, ended.stdout + ended.stderr
    return ended


def crawl(program: Program, *, again: bool = False) -> None:
    run(program, "crawl", *SPAN, *(["--again"] if again else []))


def views(program: Program) -> dict[str, list[tuple[Any, ...]]]:
    database = program.database()
    found = portable(dump_views(database))
    database.close()
    return found


def fetches(program: Program) -> int:
    with closing(program.database()) as database, database.engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM fetch").scalar_one())


def rebuilt_views(program: Program, tmp_path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Replay what is kept into an empty SQLite database of another home."""
    other = replace(program, home=tmp_path / "other", database_url=None)
    shutil.rmtree(other.home, ignore_errors=True)
    for folder in ("warc", "journal"):
        shutil.copytree(program.home / folder, other.home / folder)
    run(other, "replay")
    return views(other)


def listed(program: Program) -> dict[str, list[str]]:
    return {
        f"{day} {listing.position} {listing.arxiv_id}": [author.name for author in listing.authors]
        for day in (DAY, NEXT_DAY)
        for listing in program.listings(day)
    }


def on_both(program: Program, request: pytest.FixtureRequest, onto: str) -> Program:
    if onto == "sqlite":
        return program
    url: str = request.getfixturevalue("postgres_url")
    return replace(program, database_url=url)


@pytest.mark.postgresql
@pytest.mark.parametrize("onto", ["sqlite", "postgresql"])
def test_a_forgotten_paper_is_nowhere_and_stays_away(
    program: Program, upstream: Upstream, tmp_path: Path, request: pytest.FixtureRequest, onto: str
) -> None:
    program = on_both(program, request, onto)
    gone = days()[DAY][1]
    crawl(program)
    upstream.set_votes(gone.arxiv_id, 3)
    crawl(program, again=True)
    before = listed(program)
    run(program, "forget", f"https://arxiv.org/abs/{gone.arxiv_id}v2", "--yes")
    assert traces(program.home, program.database_url, gone.title) == []
    assert listed(program) == {key: authors for key, authors in before.items() if gone.arxiv_id not in key}
    assert [day.state for day in program.days(DAY, NEXT_DAY)] == ["complete", "complete"]
    assert [(day.expected, day.stored) for day in program.days(DAY, NEXT_DAY)] == [(7, 7), (5, 5)]
    assert views(program) == rebuilt_views(program, tmp_path)
    upstream.set_votes(gone.arxiv_id, 7)
    upstream.reset_log()
    crawl(program, again=True)
    run(program, "crawl", *SPAN, "--again", "--via", "page")
    assert traces(program.home, program.database_url, gone.title) == []
    assert not any(gone.arxiv_id in key for key in listed(program))
    assert not [seen for seen in upstream.requests if gone.arxiv_id in f"{seen.path} {dict(seen.query)}"]
    assert views(program) == rebuilt_views(program, tmp_path)


@pytest.mark.postgresql
@pytest.mark.parametrize("onto", ["sqlite", "postgresql"])
def test_a_forgotten_account_is_nowhere_and_namesakes_stay(
    program: Program, upstream: Upstream, tmp_path: Path, request: pytest.FixtureRequest, onto: str
) -> None:
    program = on_both(program, request, onto)
    crawl(program)
    crawl(program, again=True)
    before = listed(program)
    run(program, "forget", "jdoe", "--yes")
    assert traces(program.home, program.database_url, "jdoe", "avatars/jane.png") == []
    entries = days()[DAY]
    after = listed(program)
    changed = {key for key in before if before[key] != after[key]}
    assert after.keys() == before.keys()
    assert {key.split()[2] for key in changed} == {entries[1].arxiv_id}
    for key in changed:
        assert after[key] == ["(name removed)", *before[key][1:]]
    assert sum(authors.count("Jane Doe") for authors in after.values()) == 2
    assert program.listings(DAY)[2].submitter is None
    assert views(program) == rebuilt_views(program, tmp_path)
    crawl(program, again=True)
    run(program, "crawl", *SPAN, "--again", "--via", "page")
    assert traces(program.home, program.database_url, "jdoe", "avatars/jane.png") == []
    assert listed(program) == after
    assert views(program) == rebuilt_views(program, tmp_path)


def test_a_forgotten_name_goes_from_every_paper_and_longer_names_stay(
    program: Program, upstream: Upstream, tmp_path: Path
) -> None:
    crawl(program)
    run(program, "forget", "Jane  Doe", "--yes")
    kept = [name for authors in listed(program).values() for name in authors]
    assert "Jane Doe" not in kept
    assert {"Mary Jane Doe", "Jane Doerr"} <= set(kept)
    assert traces(program.home, None, "jdoe", "jane-the-other") == []
    bare = [place for place in traces(program.home, None, "Jane Doe") if place not in _with_longer_names(program.home)]
    assert all("Jane Doe'" in place for place in bare)
    crawl(program, again=True)
    assert "Jane Doe" not in [name for authors in listed(program).values() for name in authors]
    assert views(program) == rebuilt_views(program, tmp_path)


def _with_longer_names(home: Path) -> list[str]:
    return traces(home, None, "Mary Jane Doe", "Jane Doerr")


def test_a_name_in_latex_is_found_by_the_name_that_the_archive_shows(program: Program, tmp_path: Path) -> None:
    crawl(program)
    assert CLEAN_NAME in [name for authors in listed(program).values() for name in authors]
    run(program, "forget", CLEAN_NAME, "--yes")
    assert traces(program.home, None, CLEAN_NAME, LATEX_NAME) == []
    assert views(program) == rebuilt_views(program, tmp_path)


def test_papers_own_records_and_texts_and_licences_go_too(program: Program, upstream: Upstream, tmp_path: Path) -> None:
    entries = days()[DAY]
    run(program, "crawl", *SPAN, "--deep", "--fulltext", "--licences")
    run(program, "forget", "JDOE", "--yes")
    run(program, "forget", entries[0].arxiv_id, "--yes")
    assert traces(program.home, None, "jdoe", "avatars/jane.png", entries[0].title) == []
    assert views(program) == rebuilt_views(program, tmp_path)
    upstream.reset_log()
    run(program, "crawl", *SPAN, "--again", "--deep", "--fulltext", "--licences")
    assert not [seen for seen in upstream.requests if entries[0].arxiv_id in f"{seen.path} {dict(seen.query)}"]
    assert traces(program.home, None, "jdoe", entries[0].title) == []


def test_a_forgotten_submitter_is_not_told_of_by_the_cards_of_a_page_without_its_data(
    program: Program, upstream: Upstream
) -> None:
    crawl(program)
    run(program, "forget", "jdoe", "--yes")
    run(program, "forget", days()[DAY][0].arxiv_id, "--yes")
    upstream.settings.page_props = False
    run(program, "crawl", *SPAN, "--again", "--via", "page", code=3)
    assert traces(program.home, None, "jdoe", days()[DAY][0].title) == []


def test_files_pass_warcio_check_afterwards(program: Program) -> None:
    crawl(program)
    run(program, "forget", "jdoe", "--yes")
    run(program, "forget", days()[DAY][0].arxiv_id, "--yes")
    crawl(program, again=True)
    for file in sorted((program.home / "warc").glob("*.warc.gz")):
        checked = subprocess.run(
            [sys.executable, "-m", "warcio.cli", "check", str(file)],
            cwd=TOP,
            capture_output=True,
            text=True,
            check=False,
        )
        assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_copy_from_before_that_is_put_back_is_replayed_without_what_was_forgotten(
    program: Program, tmp_path: Path
) -> None:
    crawl(program)
    copy = tmp_path / "copy"
    shutil.copytree(program.home / "warc", copy)
    run(program, "forget", "jdoe", "--yes")
    run(program, "forget", days()[DAY][0].arxiv_id, "--yes")
    after = views(program)
    shutil.rmtree(program.home / "warc")
    shutil.copytree(copy, program.home / "warc")
    for file in program.home.glob("hfpapers.db*"):
        file.unlink()
    run(program, "replay")
    assert views(program) == after
    run(program, "forget", "--finish")
    assert traces(program.home, None, "jdoe", days()[DAY][0].title) == []


def test_a_copy_from_before_that_is_put_back_is_mended_by_finishing_once_more(program: Program, tmp_path: Path) -> None:
    crawl(program)
    shutil.copytree(program.home / "warc", tmp_path / "copy")
    gone = days()[DAY][0]
    run(program, "forget", gone.arxiv_id, "--yes")
    after = views(program)
    shutil.rmtree(program.home / "warc")
    shutil.copytree(tmp_path / "copy", program.home / "warc")
    run(program, "forget", "--finish")
    rows = fetches(program)
    assert traces(program.home, None, gone.title) == []
    assert run(program, "db", "check").stdout == "ok\n"
    run(program, "raw", "verify")
    run(program, "replay", "--check")
    for words in (("replay",), ("replay", "--restart")):
        run(program, *words)
        assert fetches(program) == rows
    assert run(program, "db", "check").stdout == "ok\n"
    assert views(program) == after


def test_what_was_forgotten_survives_the_loss_of_the_journal_or_of_the_database(program: Program) -> None:
    crawl(program)
    gone = days()[DAY][0].arxiv_id
    run(program, "forget", gone, "--yes")
    (program.home / "journal" / "forgotten.jsonl").unlink()
    crawl(program, again=True)
    told = run(program, "forget", "--list").stdout
    assert gone in told
    assert "not finished" in told
    assert "not finished" not in run(program, "forget", "--finish").stdout
    for file in program.home.glob("hfpapers.db*"):
        file.unlink()
    run(program, "replay")
    assert gone in run(program, "forget", "--list").stdout
    assert not any(gone in key for key in listed(program))


def test_neither_run_nor_lock_nor_journal_tells_who_was_forgotten(program: Program) -> None:
    crawl(program)
    run(program, "forget", CLEAN_NAME, "--yes")
    database = Database.open_for_reading(f"sqlite:///{program.home / 'hfpapers.db'}")
    with database.engine.connect() as connection:
        commands = connection.exec_driver_sql("SELECT command FROM run ORDER BY run_id").scalars().all()
    database.close()
    assert commands[-1] == "hfpapers forget (not told)"
    lines = (program.home / "journal" / "forgotten.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line).get("kind") for line in lines] == ["name", "name-on-paper", None]


def test_a_later_paper_of_a_forgotten_account_comes_without_the_name_from_both_sites(
    program: Program, upstream: Upstream, tmp_path: Path
) -> None:
    crawl(program)
    run(program, "forget", "jdoe", "--yes")
    entry = replace(invented_day(NEXT_DAY, 9)[8], authors=(Author(name="J. Doe", person=JANE), Author(name="Bo Beta")))
    upstream.set_day(NEXT_DAY, (*days()[NEXT_DAY], entry))
    told = run(program, "crawl", *SPAN, "--again").stderr
    assert "forget --finish" not in told
    assert traces(program.home, None, "jdoe", "J. Doe", "avatars/jane.png") == []
    [authors] = [names for key, names in listed(program).items() if entry.arxiv_id in key]
    assert authors == ["(name removed)", "Bo Beta"]
    assert views(program) == rebuilt_views(program, tmp_path)


def test_a_paper_known_before_that_turns_out_to_be_by_a_forgotten_account_is_told_and_mended(
    program: Program, upstream: Upstream, tmp_path: Path
) -> None:
    first = list(days()[DAY])
    first[3] = replace(first[3], authors=(Author(name="Jane X. Doe"),))
    upstream.set_day(DAY, first)
    crawl(program)
    run(program, "forget", "jdoe", "--yes")
    first[3] = replace(first[3], authors=(Author(name="Jane X. Doe", person=JANE),))
    upstream.set_day(DAY, first)
    assert "forget --finish" in run(program, "crawl", *SPAN, "--again").stderr
    assert "not finished" in run(program, "forget", "--list").stdout
    assert traces(program.home, None, "Jane X. Doe") != []
    run(program, "forget", "--finish")
    assert traces(program.home, None, "Jane X. Doe") == []
    assert "not finished" not in run(program, "forget", "--list").stdout
    assert views(program) == rebuilt_views(program, tmp_path)
