"""The whole history by one command: the fewest requests, none over the quota, arXiv at its pace, alone or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hfpapers.model.coverage import DayState
from tests.acceptance.history import (
    FIRST_DAY,
    SECOND_PAGE_FROM,
    invented_history,
    list_requests,
    papers_of,
)
from tests.acceptance.launcher import Launcher, QuickProgram, Started
from tests.acceptance.visible import visible
from tests.upstream import Entry, Settings, Upstream

#: As long and as large as the real one in November 2026, and one that shows what two at once do to each other.
WHOLE, SMALL = (1300, 35_000), (130, 3_500)
ARXIV_INTERVAL_SECONDS = 0.05
MIB = 1024 * 1024


class History:
    """A history upstream, and crawls of all of it.

    Args:
        quota: Requests to Hugging Face a window of `window_seconds`.
    """

    def __init__(
        self, launcher: Launcher, folder: Path, size: tuple[int, int], *, quota: int, window_seconds: float
    ) -> None:
        self.days, self.papers = size
        self.entries = invented_history(*size)
        self.last = FIRST_DAY + timedelta(days=self.days - 1)
        self._clock = datetime(self.last.year, self.last.month, self.last.day, tzinfo=UTC) + timedelta(days=4)
        settings = Settings(
            api_quota=quota, window_seconds=window_seconds, arxiv_interval_seconds=ARXIV_INTERVAL_SECONDS
        )
        self.upstream = Upstream(self.entries, today=self._clock.date(), settings=settings)
        self._launcher, self._folder = launcher, folder

    def program(self, name: str) -> QuickProgram:
        """Return the program with an archive of that name; all take their turns at arXiv as on one machine."""
        settings = {"HFPAPERS_ARXIV_INTERVAL_SECONDS": str(ARXIV_INTERVAL_SECONDS)}
        return QuickProgram(self.upstream, self._folder / name, launcher=self._launcher, settings=settings)

    def start(self, name: str) -> Started:
        """Begin to crawl everything into the archive of that name."""
        return self.program(name).start(
            "crawl", "--since", str(FIRST_DAY), "--until", str(self.last), clock=self._clock
        )

    def assert_stored(self, name: str) -> None:
        """The archive holds every day, every listing and what arXiv says of every paper."""
        program = self.program(name)
        days = [FIRST_DAY + timedelta(days=number) for number in range(self.days)]
        coverages = program.days(*days)
        assert Counter(coverage.state for coverage in coverages) == {
            DayState.COMPLETE: len(self.entries),
            DayState.EMPTY: self.days - len(self.entries),
        }
        assert all(coverage.settled_at for coverage in coverages)
        database = program.database()
        with database.engine.connect() as connection:
            listed = connection.exec_driver_sql("SELECT day, arxiv_id, primary_category FROM daily_papers").all()
        database.close()
        assert all(row.primary_category for row in listed)
        assert sorted((row.day, row.arxiv_id) for row in listed) == sorted(
            (day.isoformat(), entry.arxiv_id) for day, entries in self.entries.items() for entry in entries
        )

    def assert_asked(self, *, times: int) -> None:
        """Upstream was asked for everything that often, in the fewest requests, and never had to refuse one."""
        assert len(papers_of(self.entries)) == self.papers
        lists = self.upstream.requests_for("huggingface")
        assert {seen.status for seen in lists} == {200}
        # Once a crawl, the page after a short one may be asked for, to learn of a page limit that was lowered.
        probes = [seen for seen in lists if seen.query["p"] != "0" and self._is_short(seen.query["date"])]
        assert len(probes) <= times
        assert len(lists) - len(probes) == times * list_requests(self.entries, self.days)
        batches = self.upstream.requests_for("arxiv")
        assert {seen.status for seen in batches} == {200}
        assert len(batches) == times * -(-self.papers // 100)
        assert self.upstream.max_parallel("arxiv") == 1
        gap = self.upstream.smallest_gap("arxiv")
        assert gap is not None
        assert gap >= ARXIV_INTERVAL_SECONDS

    def _is_short(self, day: str) -> bool:
        entries: tuple[Entry, ...] = next((held for at, held in self.entries.items() if str(at) == day), ())
        return len(entries) < SECOND_PAGE_FROM


@pytest.mark.timeout(500)
def test_the_whole_history_takes_the_fewest_requests_and_little_memory(launcher: Launcher, tmp_path: Path) -> None:
    history = History(launcher, tmp_path, WHOLE, quota=500, window_seconds=3.0)
    with history.upstream:
        ended = history.start("home").end(450)
        assert ended.returncode == 0, ended.stderr[-2000:]
        history.assert_asked(times=1)
        history.assert_stored("home")
        assert ended.peak_bytes < 250 * MIB


@pytest.fixture
def small(launcher: Launcher, tmp_path: Path) -> Iterator[History]:
    history = History(launcher, tmp_path, SMALL, quota=60, window_seconds=2.0)
    with history.upstream:
        yield history


def test_two_at_once_on_one_archive_ask_for_everything_once(small: History) -> None:
    ended = [started.end() for started in (small.start("home"), small.start("home"))]
    assert [one.returncode for one in ended] == [0, 0], [one.stderr[-2000:] for one in ended]
    small.assert_asked(times=1)
    small.assert_stored("home")


def test_two_at_once_on_two_archives_share_the_quota_and_arxivs_pace(small: History) -> None:
    ended = [started.end() for started in (small.start("one"), small.start("other"))]
    assert [one.returncode for one in ended] == [0, 0], [one.stderr[-2000:] for one in ended]
    small.assert_asked(times=2)
    for name in ("one", "other"):
        small.assert_stored(name)
    assert _views(small, "one") == _views(small, "other")


def _views(history: History, name: str) -> object:
    return visible(history.program(name).database())
