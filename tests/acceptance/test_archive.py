"""What a crawl leaves: WARC files that others can read, and everything rebuilt from them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.acceptance.cli import TOP, Program
from tests.store.dump import dump_tables, dump_views, portable
from tests.upstream import Upstream, faults

SINCE, UNTIL = "2026-11-12", "2026-11-19"
DAY = date(2024, 4, 4)


def crawl_with_mishaps(program: Program, upstream: Upstream) -> None:
    """Days of every kind: whole, empty, hostile, of two pages, failed and healed, failed for good, seen twice."""
    upstream.fault("huggingface", faults.status(500), match="api/daily_papers?date=2026-11-13", times=5)
    upstream.fault("huggingface", faults.reset(), match="2025-03-17")
    upstream.fault("huggingface", faults.body(b"[{}]"), match="date=2025-12-10", times=1)
    upstream.fault("arxiv", faults.status(503), times=1)
    assert program.run("crawl", "--since", SINCE, "--until", UNTIL).returncode == 0
    upstream.fault("huggingface", faults.status(304), match="2024-08-30")
    upstream.fault("huggingface", faults.bomb(megabytes=80), match="2026-01-28")
    assert program.run("crawl", "--date", "2025-03-17").returncode == 3
    assert program.run("crawl", "--date", "2024-08-30").returncode == 3
    assert program.run("crawl", "--date", "2026-01-28").returncode == 3
    assert program.run("crawl", "--date", "2025-12-10", "--via", "api").returncode == 3
    assert program.run("crawl", "--date", str(DAY)).returncode == 0
    upstream.set_votes("2404.02258", 40)
    upstream.set_day(DAY, upstream.archive.entries(DAY)[:-1])
    assert program.run("crawl", "--date", str(DAY), "--again").returncode == 0


@pytest.mark.postgresql
@pytest.mark.parametrize("onto", ["sqlite", "postgresql"])
def test_replay_into_an_empty_database_gives_back_the_same_views(
    program: Program, upstream: Upstream, tmp_path: Path, postgres_url: str, onto: str
) -> None:
    crawl_with_mishaps(program, upstream)
    original = program.database()
    views, tables = dump_views(original), dump_tables(original)
    original.close()
    other = replace(program, home=tmp_path / "other", database_url=postgres_url if onto == "postgresql" else None)
    for folder in ("warc", "journal"):
        shutil.copytree(program.home / folder, other.home / folder)
    upstream.reset_log()
    ended = other.run("replay")
    assert ended.returncode == 0, ended.stderr
    assert upstream.requests == []
    rebuilt = other.database()
    assert portable(dump_views(rebuilt)) == portable(views)
    if onto == "sqlite":
        kept = {name for name in tables if name not in {"coverage", "paper_coverage"}}
        again = dump_tables(rebuilt)
        assert {name: again[name] for name in kept} == {name: tables[name] for name in kept}
        before = dump_views(rebuilt)
        assert other.run("replay").returncode == 0
        assert dump_views(rebuilt) == before
    rebuilt.close()


def test_a_lost_database_comes_back_and_the_crawl_goes_on_from_it(program: Program, upstream: Upstream) -> None:
    assert program.run("crawl", "--date", str(DAY)).returncode == 0
    for file in program.home.glob("hfpapers.db*"):
        file.unlink()
    assert program.run("replay").returncode == 0
    upstream.reset_log()
    assert program.run("crawl", "--date", str(DAY)).returncode == 0
    assert upstream.requests == []


def test_the_files_pass_warcio_check_and_say_what_was_served(program: Program, upstream: Upstream) -> None:
    crawl_with_mishaps(program, upstream)
    files = sorted(str(file) for file in (program.home / "warc").glob("*.warc.gz"))
    assert len(files) == 7
    check = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", *files], capture_output=True, text=True, check=False
    )
    assert check.returncode == 0, check.stdout
    assert "failed" not in check.stdout
    shown = program.run("raw", "show", str(DAY))
    assert shown.returncode == 0
    assert '"2404.02258"' in shown.stdout
    assert "2404.02258" in program.run("raw", "show", "arXiv:2404.02258v1").stdout


def test_a_body_that_is_held_already_is_kept_as_a_revisit(program: Program) -> None:
    assert program.run("crawl", "--date", str(DAY)).returncode == 0
    assert program.run("crawl", "--date", str(DAY), "--again").returncode == 0
    database = program.database()
    with database.engine.connect() as connection:
        query = "SELECT is_revisit FROM fetch WHERE day = ? ORDER BY fetch_id"
        assert connection.exec_driver_sql(query, (str(DAY),)).scalars().all() == [0, 1]
    database.close()
    assert '"2404.02258"' in program.run("raw", "show", str(DAY)).stdout


def test_scrapys_own_commands_work_from_a_checkout(program: Program, upstream: Upstream) -> None:
    scrapy = ("-m", "scrapy")
    assert program.run("list", program=scrapy).stdout.split() == ["arxiv", "daily", "licences", "papers"]
    ended = program.run("crawl", "daily", "-a", f"since={DAY}", "-a", f"until={DAY}", program=scrapy)
    assert ended.returncode == 0, ended.stderr
    assert len(program.listings(DAY)) == 8
    assert program.run("crawl", "arxiv", "-a", f"since={DAY}", program=scrapy).returncode == 0
    assert all(row.primary_category for row in program.listings(DAY))
    deep = ("-a", "deep=1", "-a", "fulltext=1")
    assert program.run("crawl", "papers", "-a", f"since={DAY}", *deep, program=scrapy).returncode == 0
    assert program.run("crawl", "licences", "-a", f"since={DAY}", program=scrapy).returncode == 0
    assert all(row.licence for row in program.listings(DAY))
    upstream.fault("huggingface", faults.status(404))
    assert program.run("crawl", "daily", "-a", "since=2024-08-30", program=scrapy).returncode == 0
    database = program.database()
    with database.read() as queries:
        assert queries.load_status([]).last_run_state == "incomplete"
    database.close()
    exported = program.run("export", "--date", str(DAY))
    assert exported.returncode == 0
    assert "Mixture-of-Depths" in exported.stdout


@pytest.mark.postgresql
def test_the_same_crawl_works_on_postgresql(upstream: Upstream, tmp_path: Path, postgres_url: str) -> None:
    program = Program(upstream, tmp_path / "home", postgres_url)
    assert program.run("crawl", "--since", SINCE, "--until", UNTIL).returncode == 0
    assert program.run("db", "check").returncode == 0
    assert len(program.listings(date(2026, 11, 17))) == 120
    assert program.run("export", "--date", "2026-11-17", "--format", "json").returncode == 0
    assert not (program.home / "hfpapers.db").exists()


def test_hostile_titles_go_through_everything(program: Program, tmp_path: Path) -> None:
    hostile = date(2026, 11, 12)
    assert program.run("crawl", "--date", str(hostile)).returncode == 0
    titles = [row.title or "" for row in program.listings(hostile)]
    assert "<script>alert(1)</script> | [x](javascript:y) =1+1" in titles
    assert any(len(title) > 4000 for title in titles)
    for fmt in ("md", "html", "json", "jsonl", "csv", "txt"):
        target = tmp_path / f"digest.{fmt}"
        ended = program.run("export", "--date", str(hostile), "-o", str(target))
        assert ended.returncode == 0, ended.stderr
        text = target.read_bytes().decode()
        assert not any(ord(character) < 32 and character not in "\n\r" for character in text)
        assert fmt != "html" or "<script" not in text
        assert fmt != "md" or "\n## \\<script>" in text
        assert fmt != "csv" or "'=HYPERLINK" in text
    for command in (["status"], ["gaps"], ["raw", "show", str(hostile)], ["replay"]):
        assert program.run(*command).returncode == 0


def test_the_program_runs_from_the_checkouts_top() -> None:
    ended = subprocess.run(
        [sys.executable, "cli.py", "--version"], cwd=TOP, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0


@pytest.mark.parametrize("damage", ["cut", "zeros", "gone", "emptied"])
def test_a_body_whose_first_record_is_lost_is_kept_anew(program: Program, damage: str) -> None:
    assert program.run("crawl", "--date", str(DAY), "--no-arxiv").returncode == 0
    (file,) = (program.home / "warc").glob("*.warc.gz")
    whole = file.read_bytes()
    if damage == "gone":
        file.unlink()
    else:
        middle = len(whole) // 2
        damaged = {"cut": whole[:middle], "emptied": b"", "zeros": whole[:middle] + bytes(50) + whole[middle + 50 :]}
        file.write_bytes(damaged[damage])
    assert program.run("crawl", "--date", str(DAY), "--no-arxiv", "--again").returncode == 0
    shown = program.run("raw", "show", str(DAY))
    assert shown.returncode == 0, shown.stderr
    assert '"2404.02258"' in shown.stdout


def test_a_fault_in_the_start_of_a_crawl_is_told_and_no_day_is_blamed(program: Program) -> None:
    program.home.mkdir()
    (program.home / "hfpapers.toml").write_text('hf_url = "http://127.0.0.1:port"', encoding="utf-8")
    environment = {k: v for k, v in program.environment().items() if k != "HFPAPERS_HF_URL"}
    ended = subprocess.run(
        [sys.executable, "cli.py", "crawl", "--date", str(DAY)],
        cwd=TOP,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert "hf_url" in ended.stderr
