"""`hfpapers db check` finds nothing in what the program itself makes, whatever befell it."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from tests.acceptance.launcher import Launcher, QuickProgram
from tests.acceptance.test_archive import DAY, crawl_with_mishaps
from tests.upstream import Upstream, invented_day

TWO_PAGES = date(2026, 11, 18)
IN_TWO_YEARS = datetime(2028, 11, 20, tzinfo=UTC)


def check_sound(program: QuickProgram) -> None:
    done = program.start("db", "check", "--format", "json").end()
    assert json.loads(done.stdout) == {"sound": True, "faults": []}, done.stderr


def run(program: QuickProgram, *words: str, code: int = 0) -> None:
    done = program.start(*words).end()
    assert done.returncode == code, done.stderr


def test_an_archive_is_sound_after_each_thing_that_is_done_to_it(
    upstream: Upstream, tmp_path: Path, launcher: Launcher, database_url: str
) -> None:
    program = QuickProgram(upstream, tmp_path / "home", database_url, launcher=launcher)
    crawl_with_mishaps(program, upstream)
    check_sound(program)
    # A list that grows by a page, then loses papers, then all of them.
    for entries, words in ((130, ()), (110, ()), (0, ())):
        upstream.set_day(TWO_PAGES, invented_day(TWO_PAGES, entries))
        run(program, "crawl", "--date", str(TWO_PAGES), "--again", *words, code=0 if entries else 3)
        check_sound(program)
    run(program, "replay")
    check_sound(program)
    run(program, "forget", "2404.02258", "--yes")
    check_sound(program)
    run(program, "forget", "sample-curator", "--yes")
    check_sound(program)
    run(program, "replay")
    check_sound(program)
    run(program, "crawl", "--date", str(DAY), "--again")
    check_sound(program)
    pruned = program.run_at(IN_TWO_YEARS, "raw", "prune", "--keep", "1y", "--force")
    assert pruned.returncode == 0, pruned.stderr
    check_sound(program)


def test_an_archive_that_was_rebuilt_in_parts_is_sound(
    upstream: Upstream, tmp_path: Path, launcher: Launcher, database_url: str
) -> None:
    program = QuickProgram(upstream, tmp_path / "home", launcher=launcher)
    crawl_with_mishaps(program, upstream)
    other = replace(program, home=tmp_path / "other", database_url=database_url)
    for folder in ("warc", "journal"):
        shutil.copytree(program.home / folder, other.home / folder)
    for words in (("--since", "today"), ("--until", "yesterday"), ()):
        run(other, "replay", *words)
        check_sound(other)
