"""A taking down that is killed anywhere is ended by `--finish`, and no name has to be given again."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.acceptance.launcher import Launcher, QuickProgram
from tests.forget.people import DAY, NEXT_DAY, days, traces
from tests.store.dump import dump_views
from tests.upstream import Upstream

KILLED = -9


@pytest.fixture
def crawled(tmp_path: Path) -> Iterator[QuickProgram]:
    with Upstream(days()) as upstream, Launcher() as launcher:
        program = QuickProgram(upstream, tmp_path / "crawled", launcher=launcher)
        span = ("--since", DAY.isoformat(), "--until", NEXT_DAY.isoformat())
        for more in ((), ("--again",)):
            ended = program.start("crawl", *span, *more).end()
            assert ended.returncode == 0, ended.stderr
        yield program


def forgotten_in(home: Path, crawled: QuickProgram) -> QuickProgram:
    shutil.copytree(crawled.home, home)
    return replace(crawled, home=home)


@pytest.mark.parametrize("who", ["jdoe", days()[DAY][1].arxiv_id])
def test_killed_anywhere_it_is_ended_by_finish(crawled: QuickProgram, tmp_path: Path, who: str) -> None:
    words = ("jdoe", "avatars/jane.png") if who == "jdoe" else (days()[DAY][1].title,)
    whole = forgotten_in(tmp_path / "whole", crawled)
    log = tmp_path / "passes"
    ended = whole.start("forget", who, "--yes", watch={"log": str(log)}).end()
    assert ended.returncode == 0, ended.stderr
    wanted = views_of(whole)
    passes = Counter(log.read_text(encoding="utf-8").split())
    assert passes["fsync"] >= 4
    for place, number in kills(passes):
        program = forgotten_in(tmp_path / f"{place}-{number}", crawled)
        watch = {"log": str(tmp_path / "log"), "place": place, "number": number}
        assert program.start("forget", who, "--yes", watch=watch).end().returncode == KILLED
        noted = (program.home / "journal" / "forgotten.jsonl").exists()
        if noted and "finished" not in (program.home / "journal" / "forgotten.jsonl").read_text(encoding="utf-8"):
            assert "forget --finish" in program.start("replay").end().stderr
        command = ["forget", "--finish"] if noted else ["forget", who, "--yes"]
        ended = program.start(*command).end()
        assert ended.returncode == 0, ended.stderr
        assert traces(program.home, None, *words) == [], (place, number)
        assert views_of(program) == wanted, (place, number)
        shutil.rmtree(program.home)


def kills(passes: Counter[str]) -> Iterator[tuple[str, int]]:
    """Spread some over each place, the first and the last among them."""
    for place in ("statement", "commit", "fsync"):
        most = passes[place]
        yield from ((place, number) for number in sorted({1, *range(2, most, max(1, most // 4)), most}))


def views_of(program: QuickProgram) -> object:
    database = program.database()
    found = dump_views(database)
    database.close()
    return found
