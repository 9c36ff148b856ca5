"""A month of nights: nothing is missing at its end, and votes over time are as they were served."""

from __future__ import annotations

import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from hfpapers.model.coverage import DayState, is_final
from tests.acceptance.launcher import Ended, Launcher, QuickProgram
from tests.acceptance.living import listed_at, papers_of_day
from tests.acceptance.visible import visible
from tests.upstream import Entry, Role, Seen, Upstream, faults

NIGHTS = 30
FIRST_NIGHT = datetime(2026, 3, 1, 3, 17, tzinfo=UTC)
#: The archive begins with a crawl of some days, so that votes of all ages come due within the month.
FIRST_DAY = FIRST_NIGHT.date() - timedelta(days=9)
CRAWLED_AT = FIRST_NIGHT - timedelta(hours=12)
VOTE_AGES = (1, 3, 7, 14, 30)
EVERY_FIFTH = 5
#: What each failing night fails by: whose requests, how, and for which of them.
FAILURES: tuple[tuple[Role, faults.Fault, str | None], ...] = (
    ("huggingface", faults.status(503), None),
    ("arxiv", faults.status(429), None),
    ("huggingface", faults.html(), "/api/daily_papers"),  # and the page heals it
    ("huggingface", faults.edit(lambda _: b"[]"), "/api/daily_papers"),
    ("arxiv", faults.empty_feed(), None),
    ("huggingface", faults.reset(), None),
)
API, PAGE = "/api/daily_papers", "/papers/date/"
#: The night whose lists the API does not give, and the page does.
HEALED = 13
# All of them look at one month, which takes its time.
pytestmark = pytest.mark.xdist_group("month")


def moment_of(night: int) -> datetime:
    """A timer is not on time to the minute."""
    return FIRST_NIGHT + timedelta(days=night, minutes=7 * (night % 3))


def days_until(moment: datetime) -> list[date]:
    return [FIRST_DAY + timedelta(days=number) for number in range((moment.date() - FIRST_DAY).days + 1)]


def fails(night: int) -> bool:
    return night % EVERY_FIFTH == EVERY_FIFTH - 2


@dataclass
class Night:
    """What one night came to, and what upstream saw of it."""

    ended: Ended
    summary: dict[str, Any]
    seen: list[Seen]
    listed: dict[date, tuple[Entry, ...]]

    def asked_for(self, role: Role) -> list[Seen]:
        """Return the requests for lists, or for papers of arXiv."""
        return [seen for seen in self.seen if seen.role == role and not seen.is_robots]

    def days_asked(self) -> list[date]:
        """Return the days whose lists were asked for, each as often as it was."""
        return [_day(seen) for seen in self.asked_for("huggingface")]

    def days_served(self) -> list[date]:
        """Return the days whose lists were served as they are."""
        return [_day(seen) for seen in self.asked_for("huggingface") if seen.status == 200 and seen.fault is None]

    def served(self) -> Iterator[Entry]:
        """Yield every entry of every list that was served."""
        for day in self.days_served():
            yield from self.listed[day]


def _day(seen: Seen) -> date:
    return date.fromisoformat(seen.query.get("date") or seen.path.removeprefix(PAGE))


@dataclass
class Month:
    """The nights, and the archive that they left."""

    upstream: Upstream
    program: QuickProgram
    nights: list[Night] = field(default_factory=list)

    def live(self, night: int) -> None:
        """Let upstream go on to that night, and the program have it."""
        moment = moment_of(night)
        listed = self.go_on(moment)
        if fails(night):
            role, fault, match = FAILURES[night // EVERY_FIFTH]
            self.upstream.fault(role, fault, match=match)
        ended = self.program.run_at(moment, "--log-format", "json", "nightly")
        summary = json.loads(ended.stderr.splitlines()[-1])
        self.nights.append(Night(ended, summary, self.upstream.requests, listed))

    def go_on(self, moment: datetime) -> dict[date, tuple[Entry, ...]]:
        """Let upstream be as it is at that moment."""
        listed = listed_at(moment, days_until(moment))
        for day, entries in listed.items():
            self.upstream.set_day(day, entries)
        self.upstream.today = moment.date()
        self.upstream.clear_faults()
        self.upstream.reset_log()
        return listed

    def rows(self, statement: str) -> list[Any]:
        """Ask the archive."""
        database = self.program.database()
        with database.engine.connect() as connection:
            found = connection.exec_driver_sql(statement).all()
        database.close()
        return list(found)


@pytest.fixture(scope="module")
def month(launcher: Launcher, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    with Upstream({}) as upstream:
        lived = Month(upstream, QuickProgram(upstream, tmp_path_factory.mktemp("month") / "home", launcher=launcher))
        lived.go_on(CRAWLED_AT)
        assert lived.program.run_at(CRAWLED_AT, "crawl", "--since", str(FIRST_DAY)).returncode == 0
        for night in range(NIGHTS):
            lived.live(night)
        yield lived


def test_a_month_later_nothing_is_missing(month: Month) -> None:
    last = month.nights[-1]
    assert last.ended.returncode == 0, last.ended.stderr
    for day, coverage in zip(last.listed, month.program.days(*last.listed), strict=True):
        entries = last.listed[day]
        assert {row.arxiv_id for row in month.program.listings(day)} == {entry.arxiv_id for entry in entries}
        assert coverage.last_error is None
        if is_final(day, moment_of(NIGHTS - 1)):
            assert coverage.settled_at is not None
            assert len(entries) == papers_of_day(day)
            assert coverage.state is (DayState.COMPLETE if entries else DayState.EMPTY)


def test_arxivs_word_on_every_paper_is_a_week_old_at_most(month: Month) -> None:
    """A night that failed is made up for by the next one, so a week may have eight days, and nine by the timer."""
    rows = month.rows("SELECT arxiv_id, version FROM daily_papers")
    now = {entry.arxiv_id: entry for entries in month.nights[-1].listed.values() for entry in entries}
    before = {entry.arxiv_id: entry for entries in month.nights[-9].listed.values() for entry in entries}
    assert {row.arxiv_id for row in rows} == set(now)
    assert {row.arxiv_id for row in rows if row.version is None} == {
        arxiv_id for arxiv_id, entry in now.items() if entry.arxiv is None
    }
    versions = Counter(row.version for row in rows)
    assert versions[2] > 10
    for arxiv_id, version in rows:
        known = before.get(arxiv_id)
        if known is not None and known.arxiv is not None:
            assert version >= known.arxiv.version, arxiv_id


def test_arxiv_is_asked_again_for_a_paper_once_a_week(month: Month) -> None:
    answered: defaultdict[str, list[int]] = defaultdict(list)
    for number, night in enumerate(month.nights):
        known = {entry.arxiv_id for entries in night.listed.values() for entry in entries if entry.arxiv is not None}
        for seen in night.asked_for("arxiv"):
            if seen.fault is None:
                for arxiv_id in known & set(seen.query["id_list"].split(",")):
                    answered[arxiv_id].append(number)
    gaps = Counter(late - early for nights in answered.values() for early, late in pairwise(nights))
    assert set(gaps) <= {7, 8}
    assert gaps[7] > 100
    assert max(map(len, answered.values())) == 4


def test_votes_over_time_are_as_they_were_served(month: Month) -> None:
    stored: defaultdict[int, set[tuple[Any, ...]]] = defaultdict(set)
    for row in month.rows("SELECT observed_at, arxiv_id, upvotes, comments, github_stars FROM paper_votes"):
        observed_at = datetime.fromisoformat(row.observed_at).replace(tzinfo=UTC)
        stored[(observed_at - FIRST_NIGHT).days].add(tuple(row)[1:])
    for number, night in enumerate(month.nights):
        served = {(entry.arxiv_id, entry.upvotes, entry.comments, entry.github_stars) for entry in night.served()}
        assert stored[number] == served, number
    assert sum(map(len, stored.values())) > 800


def test_votes_are_looked_at_on_days_1_3_7_14_and_30(month: Month) -> None:
    looked = 0
    for number, night in enumerate(month.nights):
        for age in VOTE_AGES:
            day = moment_of(number).date() - timedelta(days=age)
            if not papers_of_day(day) or day < FIRST_DAY:
                continue
            made_up = month.nights[number + 1] if fails(number) else night
            assert day in {*night.days_served(), *made_up.days_served()}, (number, age)
            looked += 1
    assert looked > 80


def test_a_night_costs_its_unsettled_days_its_votes_due_and_one_batch(month: Month) -> None:
    for number, night in enumerate(month.nights):
        if fails(number):
            continue
        today = moment_of(number).date()
        ages = [(today - day).days for day in night.days_asked()]
        # Of the days that a failing night asked for in vain, some would be settled by now.
        unsettled = 5 if number and fails(number - 1) else 4
        assert len(ages) == len(set(ages)), ages
        assert len([age for age in ages if age < unsettled]) <= unsettled
        late = {age for age in ages if age >= unsettled}
        assert late <= {7, 14, 30} | ({8, 15, 31} if number and fails(number - 1) else set()), ages
        assert len(night.asked_for("arxiv")) <= 1


def test_every_night_reports_the_responses_that_upstream_gave(month: Month) -> None:
    for number, night in enumerate(month.nights):
        given = Counter(seen.role for seen in night.seen if seen.status is not None)
        assert night.summary["event"] == "nightly"
        assert night.summary["responses"] == {role: given[role] for role in ("huggingface", "arxiv")}, number
        assert night.summary["exit_code"] == night.ended.returncode
        # The page healed what the API failed to give on one of the nights that fail.
        assert night.ended.returncode == (3 if fails(number) and number != HEALED else 0)


def test_the_month_can_be_rebuilt_from_what_was_kept(month: Month, tmp_path: Path) -> None:
    rebuilt = replace(month.program, home=tmp_path / "rebuilt")
    shutil.copytree(month.program.home, rebuilt.home, ignore=shutil.ignore_patterns("hfpapers.db*"))
    ended = rebuilt.run_at(moment_of(NIGHTS), "replay")
    assert ended.returncode == 0, ended.stderr
    assert visible(rebuilt.database()) == visible(month.program.database())


def test_two_nights_at_once_are_one(month: Month, tmp_path: Path) -> None:
    program = replace(month.program, home=tmp_path / "copied")
    shutil.copytree(month.program.home, program.home)
    listed = month.go_on(moment_of(NIGHTS))
    month.upstream.fault("huggingface", faults.slow(0.3), match=API)
    both = [program.start("nightly", clock=moment_of(NIGHTS)) for _ in range(2)]
    ended = [one.end() for one in both]
    assert [one.returncode for one in ended] == [0, 0]
    (idle,) = [one for one in ended if "is writing to this archive already: nothing to do" in one.stderr]
    assert len(idle.stderr.splitlines()) == 1
    asked = Counter(seen.query["date"] for seen in month.upstream.requests_for("huggingface"))
    assert set(asked.values()) == {1}
    assert str(max(listed)) in asked
    assert len(month.upstream.requests_for("arxiv")) == 1
