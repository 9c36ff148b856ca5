"""The world in which every cell of the fault matrix plays: the sources, what is asked of them, and what is known.

Each cell begins with an archive that had a good look at one day while it was filling up. Then the day has more
papers, there is a second one, and one source is in trouble. `troubles` are the columns.
"""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from hfpapers.model.coverage import DayState
from hfpapers.model.fetched import Endpoint
from tests.acceptance.launcher import Ended, Launcher, QuickProgram
from tests.acceptance.troubles import LOOK_AT, MAX_TRIES, OTHER_DAY, RETRY_SECONDS, Trouble
from tests.acceptance.visible import Visible, visible
from tests.upstream import Role, Seen, Upstream, invented_day
from tests.upstream.faults import Planned

KNOWN, NEW = date(2026, 10, 6), date(2026, 10, 7)
FIRST_LOOK_AT = datetime(2026, 10, 6, 20, tzinfo=UTC)
NEXT_LOOK_AT = LOOK_AT + timedelta(hours=1)
EARLY, WHOLE, LATE = (
    # All of them have a text: what has none is asked for once more, days later.
    tuple(replace(entry, text=entry.text or "# Sample\n\nA text.\n") for entry in invented_day(day, count))
    for day, count in ((KNOWN, 4), (KNOWN, 5), (NEW, 2))
)
_KNOWN_IDS = {entry.arxiv_id for entry in EARLY}
_ALL_IDS = {entry.arxiv_id for entry in (*WHOLE, *LATE)}


@dataclass(frozen=True, kw_only=True)
class Source:
    """A source as the matrix asks it.

    Attributes:
        path: Of its requests. `key` is the parameter that tells one thing that is asked for from another.
        variable: Where the program is told the address of the server, to which `base` is added.
        options: Of `crawl`, in both looks; the good one has `good_options`, too.
        endpoint: What is owed by paper; None for lists.
        requests: How many a look takes.
        knocks: How many of them come to a door that is shut: one for robots.txt, where that is obeyed. 0 where other
            sources are behind the same door.
    """

    name: str
    role: Role
    path: str
    key: str = ""
    variable: str = "HFPAPERS_HF_URL"
    base: str = ""
    options: tuple[str, ...] = ()
    good_options: tuple[str, ...] = ()
    endpoint: Endpoint | None = None
    requests: int = len(_ALL_IDS - _KNOWN_IDS)
    knocks: int = 1

    @property
    def good(self) -> tuple[str, ...]:
        """The good look's command line."""
        return ("crawl", "--date", str(KNOWN), *self.options, *self.good_options)

    @property
    def then(self) -> tuple[str, ...]:
        """The command line of the look that meets the trouble."""
        return ("crawl", "--since", str(KNOWN), "--until", str(NEW), *self.options)

    def site(self, upstream: Upstream) -> str:
        """Return the address of its server."""
        return upstream.arxiv_url if self.role == "arxiv" else upstream.hf_url


API = Source(
    name="api",
    role="huggingface",
    path="/api/daily_papers",
    key="date",
    options=("--via", "api"),
    good_options=("--no-arxiv",),
    requests=2,
)
SOURCES = (
    API,
    Source(
        name="page",
        role="huggingface",
        path="/papers/date/",
        options=("--via", "page"),
        good_options=("--no-arxiv",),
        requests=2,
    ),
    Source(
        name="arxiv",
        role="arxiv",
        path="/api/query",
        variable="HFPAPERS_ARXIV_URL",
        endpoint=Endpoint.ARXIV_ATOM,
        requests=1,
    ),
    Source(
        name="record",
        role="huggingface",
        path="/api/papers/",
        options=("--deep",),
        endpoint=Endpoint.PAPER_API,
        knocks=0,
    ),
    Source(
        name="text",
        role="huggingface",
        path="/papers/2610",
        options=("--fulltext",),
        endpoint=Endpoint.PAPER_TEXT,
        knocks=0,
    ),
    Source(
        name="licences",
        role="arxiv",
        path="/oai",
        key="identifier",
        variable="HFPAPERS_OAI_URL",
        base="/oai",
        options=("--licences",),
        endpoint=Endpoint.ARXIV_OAI,
        knocks=3,
    ),
)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What an archive shows: its public views, and what each endpoint came to for each paper."""

    views: Visible
    papers: tuple[tuple[str, str, str], ...]


@dataclass
class World:
    """The upstream of all cells, and what is made once: archives after a good look, and what they come to unspoilt."""

    upstream: Upstream
    third: Upstream
    launcher: Launcher
    folder: Path
    unspoilt: dict[str, tuple[Shown, Ended]] = field(default_factory=dict)

    def program(self, source: Source, home: Path, **settings: str) -> QuickProgram:
        """Return the program with an archive that had its good look, and begin anew upstream."""
        prepared = self.folder / source.name
        if not prepared.exists():
            self._prepare(source, prepared)
        shutil.copytree(prepared, home)
        self.upstream.clear_faults()
        self.upstream.reset_log()
        return self._program(home, **settings)

    def spoil(self, source: Source, trouble: Trouble, times: int | None = None) -> Planned:
        """Let the source be in trouble, but for the day that it may send on to."""
        match = re.compile(f"{re.escape(source.path)}(?!.*{OTHER_DAY})")
        return self.upstream.fault(source.role, trouble.fault(self.third.hf_url), match=match, times=times)

    def assert_mended(self, source: Source, program: QuickProgram) -> None:
        """The archive shows what one shows that never saw any trouble."""
        assert shown(program) == self.unspoilt[source.name][0]

    def tries(self, source: Source) -> list[list[float]]:
        """Return when each thing that was asked for was asked for, as the server saw it."""
        asked: defaultdict[str, list[Seen]] = defaultdict(list)
        for seen in self.upstream.requests_for(source.role, path_prefix=source.path):
            tries = asked[seen.path + seen.query.get(source.key, "")]
            # What a kept connection did not take is sent once more at once (RFC 9112, 9.3.1): that is no try of ours.
            if tries and tries[-1].fault == "reset" and seen.at_monotonic - tries[-1].at_monotonic < RETRY_SECONDS / 2:
                tries.pop()
            tries.append(seen)
        return [[one.at_monotonic for one in tries] for target, tries in asked.items() if str(OTHER_DAY) not in target]

    def _program(self, home: Path, **settings: str) -> QuickProgram:
        bounds = {"HFPAPERS_MAX_TRIES": str(MAX_TRIES), "HFPAPERS_RETRY_SECONDS": str(RETRY_SECONDS)}
        oai = {"HFPAPERS_OAI_URL": self.upstream.oai_url}
        return QuickProgram(self.upstream, home, launcher=self.launcher, settings={**bounds, **oai, **settings})

    def _prepare(self, source: Source, home: Path) -> None:
        self.upstream.clear_faults()
        self.upstream.set_day(KNOWN, EARLY)
        program = self._program(home)
        good = program.run_at(FIRST_LOOK_AT, *source.good)
        assert good.returncode == 0, good.stderr
        self.upstream.set_day(KNOWN, WHOLE)
        unspoilt = self._program(self.folder / f"{source.name}-unspoilt")
        shutil.copytree(home, unspoilt.home)
        ended = unspoilt.run_at(LOOK_AT, *source.then)
        assert ended.returncode == 0, ended.stderr
        self.unspoilt[source.name] = shown(unspoilt), ended


def shown(program: QuickProgram) -> Shown:
    """Read what an archive shows."""
    database = program.database()
    with database.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT endpoint, arxiv_id, state FROM paper_coverage").all()
    return Shown(views=visible(database), papers=tuple(sorted(tuple(row) for row in rows)))


def assert_waits(tries: list[list[float]], trouble: Trouble) -> None:
    """The server saw each try as long after the one before as it asked for, or as our own waits grow."""
    for times in tries:
        gaps = [late - early for early, late in pairwise(times)]
        assert all(gap >= wait for gap, wait in zip(gaps, trouble.waits_seconds, strict=False)), gaps


def assert_nothing_known_is_lost(program: QuickProgram, source: Source, said: str) -> None:
    """What is missing is told with the reason, what was known is there, and the other sources' work was done."""
    if source.endpoint is None:
        _assert_lists_are_missing(program, said)
        return
    known, new = program.days(KNOWN, NEW)
    assert {known.state, new.state} == {DayState.COMPLETE}
    assert None not in {known.settled_at, new.settled_at}
    listed = (*program.listings(KNOWN), *program.listings(NEW))
    assert [row.arxiv_id for row in listed] == [entry.arxiv_id for entry in (*WHOLE, *LATE)]
    of_arxiv = {row.arxiv_id for row in listed if row.primary_category is not None}
    assert of_arxiv == (_KNOWN_IDS if source.endpoint is Endpoint.ARXIV_ATOM else _ALL_IDS)
    _assert_owed(program, source.endpoint, said)


def _assert_lists_are_missing(program: QuickProgram, said: str) -> None:
    known, new = program.days(KNOWN, NEW)
    assert known.state is DayState.COMPLETE
    assert new.state is DayState.FAILED
    assert (known.settled_at, new.settled_at) == (None, None)
    assert said in (known.last_error or "")
    assert said in (new.last_error or "")
    listed = program.listings(KNOWN)
    assert [(row.arxiv_id, row.upvotes) for row in listed] == [(entry.arxiv_id, entry.upvotes) for entry in EARLY]
    assert program.listings(NEW) == ()
    assert all(row.primary_category for row in listed)


def _assert_owed(program: QuickProgram, endpoint: Endpoint, said: str) -> None:
    """What was asked for in vain is owed by paper, with the reason."""
    database = program.database()
    with database.engine.connect() as connection:
        statement = "SELECT arxiv_id, state, detail FROM paper_coverage WHERE endpoint = ?"
        rows = connection.exec_driver_sql(statement, (str(endpoint),)).all()
    database.close()
    assert {row.arxiv_id for row in rows if row.state in {"found", "absent"}} == _KNOWN_IDS
    assert {row.arxiv_id for row in rows if row.state == "failed"} == _ALL_IDS - _KNOWN_IDS
    assert all(said in row.detail for row in rows if row.state == "failed"), rows
