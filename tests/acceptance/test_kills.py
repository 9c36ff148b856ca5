"""Fifty times `kill -9`, anywhere: the next run completes, and the archive is as if nothing had happened.

Ten archives live through five kills each, while the lists fill up and the votes change. Beside each lives another
one that is never killed: it tells what the archive must hold.
"""

from __future__ import annotations

import os
import random
import signal
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from hfpapers.store import migrate
from hfpapers.store.engine import create_engine
from hfpapers.store.version import is_blank
from tests.acceptance.death import PLACES
from tests.acceptance.launcher import Launcher, QuickProgram
from tests.acceptance.visible import last_votes, visible
from tests.pg.plugin import NewDatabase
from tests.store.raw.samples import warcio_check
from tests.upstream import Entry, Upstream, invented_day

ARCHIVES, KILLS_EACH = 10, 5
BEGIN = datetime(2026, 10, 7, 9, tzinfo=UTC)
STEP = timedelta(hours=13)
#: How many papers each day has in the end; one list takes two pages, one day stays empty.
SIZES = {date(2026, 10, 3) + timedelta(days=place): size for place, size in enumerate((0, 7, 104, 6, 12, 30, 9))}
SPAN = ("--since", str(min(SIZES)), "--until", str(max(SIZES)))
#: Half of the kills come at any moment, half at a place.
AT_ANY_MOMENT = "any moment"
MOST_ATTEMPTS = 6


def days_at(moment: datetime) -> dict[date, tuple[Entry, ...]]:
    """Tell what upstream lists at a moment: a day begins with half of its papers, and gains votes for two days."""
    listed = {}
    for day, size in SIZES.items():
        age = moment - datetime(day.year, day.month, day.day, tzinfo=UTC)
        share = min(1.0, 0.5 + age / timedelta(hours=40) / 2)
        votes = size + max(0, min(48, age // timedelta(hours=1)))
        if age >= timedelta():
            listed[day] = invented_day(day, round(size * share), most_votes=votes)
    return listed


def places_of(archive: int) -> list[str]:
    """Spread what the kills are aimed at over the archives; a first kill finds no database yet."""
    return [
        AT_ANY_MOMENT if (archive + number) % 2 else PLACES[(archive + number) // 2 % len(PLACES)]
        for number in range(KILLS_EACH)
    ]


@dataclass
class Lives:
    """The archive that is killed and the one that is not, under one upstream."""

    upstream: Upstream
    killed: QuickProgram
    spared: QuickProgram
    folder: Path
    chance: random.Random

    def live_through(self, places: list[str]) -> None:
        """Be killed at one place after the other."""
        for number, place in enumerate(places):
            self._live(BEGIN + number * STEP, place)

    def _live(self, moment: datetime, place: str) -> None:
        """Let upstream go on, kill one of the two, let both look."""
        for day, entries in days_at(moment).items():
            self.upstream.set_day(day, entries)
        self.upstream.today = moment.date()
        if place == "migration":
            for program in (self.killed, self.spared):
                _take_back(program)
        log = self.folder / "passes.log"
        log.unlink(missing_ok=True)
        spared = self.spared.start("crawl", *SPAN, clock=moment + timedelta(hours=1), watch={"log": str(log)}).end()
        assert spared.returncode == 0, spared.stderr
        self._kill(moment, place, passes=Counter(log.read_text().split()), cpu_seconds=spared.cpu_seconds)
        completed = self.killed.run_at(moment + timedelta(hours=1), "crawl", *SPAN)
        assert completed.returncode == 0, completed.stderr
        assert last_votes(visible(self.killed.database())) == last_votes(visible(self.spared.database()))

    def _kill(self, moment: datetime, place: str, *, passes: Counter[str], cpu_seconds: float) -> None:
        """Kill a crawl; one that was quicker than the spared one, and so ended, is followed by the next."""
        share = self.chance.uniform(0.05, 0.8)
        for attempt in range(MOST_ATTEMPTS):
            watch: dict[str, object] = {"log": os.devnull, "cpu_seconds": share * cpu_seconds}
            if place != AT_ANY_MOMENT:
                watch = {"log": os.devnull, "place": place, "number": 1 + int(share * passes[place])}
            ended = self.killed.start("crawl", *SPAN, clock=moment + timedelta(minutes=attempt), watch=watch).end()
            if ended.returncode < 0:
                assert ended.returncode in {-signal.SIGKILL, -signal.SIGPROF}
                return
            share /= 2
        pytest.fail(f"no crawl was killed at {place}")


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream({}) as running:
        yield running


@pytest.mark.parametrize("archive", range(ARCHIVES))
def test_an_archive_that_is_killed_again_and_again_lacks_nothing(
    upstream: Upstream, launcher: Launcher, tmp_path: Path, archive: int
) -> None:
    killed = QuickProgram(upstream, tmp_path / "killed", launcher=launcher)
    spared = QuickProgram(upstream, tmp_path / "spared", launcher=launcher)
    lives = Lives(upstream, killed, spared, tmp_path, random.Random(archive))
    lives.live_through(places_of(archive))
    _assert_sound(killed)


@pytest.mark.postgresql
@pytest.mark.parametrize("archive", [0, 3])
def test_an_archive_in_postgresql_that_is_killed_again_and_again_lacks_nothing(
    upstream: Upstream, launcher: Launcher, tmp_path: Path, new_postgres: NewDatabase, archive: int
) -> None:
    killed = QuickProgram(upstream, tmp_path / "killed", new_postgres(), launcher=launcher)
    spared = QuickProgram(upstream, tmp_path / "spared", new_postgres(), launcher=launcher)
    lives = Lives(upstream, killed, spared, tmp_path, random.Random(archive))
    lives.live_through(places_of(archive))
    _assert_sound(killed)


def test_kills_are_aimed_at_every_place_at_the_beginning_and_later() -> None:
    aimed = [(place, number > 0) for archive in range(ARCHIVES) for number, place in enumerate(places_of(archive))]
    assert len(aimed) == 50
    assert {place for place, _ in aimed} == {*PLACES, AT_ANY_MOMENT}
    assert {("migration", False), ("migration", True)} <= set(aimed)


def _take_back(program: QuickProgram) -> None:
    """Take a database back by a version, if there is one, so that the next run has to migrate it."""
    url = program.database_url or f"sqlite:///{program.home / 'hfpapers.db'}"
    if program.database_url is None and not (program.home / "hfpapers.db").exists():
        return
    engine = create_engine(url)
    if not is_blank(engine):
        migrate.downgrade(engine, [script.revision for script in migrate.script_directory().walk_revisions()][1])
    engine.dispose()


def _assert_sound(program: QuickProgram) -> None:
    """Nothing is broken, and no trace of a killed process is left beside the files."""
    files = sorted((program.home / "warc").glob("*.warc.gz"))
    assert files
    assert {path.suffix for path in (program.home / "warc").iterdir()} == {".gz"}
    for path in files:
        warcio_check(path)
    for command in (("db", "check"), ("raw", "verify")):
        ended = program.run_at(BEGIN + KILLS_EACH * STEP, *command)
        assert ended.returncode == 0, ended.stdout + ended.stderr
