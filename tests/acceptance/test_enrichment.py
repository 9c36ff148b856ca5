"""Enrichment as a whole: two hundred papers with faults, kills and stops, and the night's own step."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hfpapers.model.enrichment import EnrichmentKind, EnrichmentState, EnrichmentView, answer_to_json
from hfpapers.store.database import Database
from hfpapers.store.enrichment_journal import EnrichmentJournal
from tests.acceptance.launcher import Ended, Launcher, QuickProgram
from tests.llm import Fault, LlmServer
from tests.llm.answers import good_answer
from tests.llm.faults import NEVER_SHOWN, SPOILED
from tests.llm.papers import DAY, fill, name_of
from tests.llm.settings import variables_for
from tests.pg.plugin import NewDatabase
from tests.store.changes import paper_id
from tests.store.dump import dump_views
from tests.upstream import Upstream, invented_day

ON_THE_DAY = ("--date", str(DAY), "--lang", "zh")
PAPERS = range(1, 201)
CONCURRENCY = 4


@pytest.fixture
def server() -> Iterator[LlmServer]:
    with LlmServer() as running:
        yield running


def program_for(
    server: LlmServer,
    home: Path,
    launcher: Launcher,
    upstream: Upstream,
    database_url: str | None = None,
    **changes: str,
) -> QuickProgram:
    settings = variables_for(server, HFPAPERS_LLM_CONCURRENCY=str(CONCURRENCY), **changes)
    return QuickProgram(upstream, home, database_url, launcher=launcher, settings=settings)


def fill_home(program: QuickProgram, numbers: range) -> None:
    database = Database.open_for_writing(program.database_url or f"sqlite:///{program.home / 'hfpapers.db'}")
    fill(database, numbers)
    database.close()


def outcomes(program: QuickProgram, numbers: range) -> dict[tuple[str, EnrichmentKind], EnrichmentView]:
    database = program.database()
    with database.read() as queries:
        found = queries.enrichments.list_for([paper_id(number) for number in numbers], "zh")
    database.close()
    return {(arxiv_id, view.key.kind): view for arxiv_id, views in found.items() for view in reversed(views)}


#: What a third of the papers meets: some once, so that asking again helps, some for ever.
ONCE = (*SPOILED, Fault.FENCED, Fault.BACKSLASHES, Fault.RATE_LIMIT, Fault.OVERLOAD, Fault.SERVER_ERROR, Fault.STALL)
FOR_EVER = (*SPOILED, Fault.SERVER_ERROR, Fault.HTML, Fault.NO_CHOICES)


def plan_faults(server: LlmServer) -> dict[int, tuple[Fault, bool]]:
    """Give every third paper a fault; return it, and whether it stays."""
    planned: dict[int, tuple[Fault, bool]] = {}
    for place, number in enumerate(range(3, max(PAPERS) + 1, 3)):
        stays = place % 2 == 0
        faults = FOR_EVER if stays else ONCE
        fault = faults[place // 2 % len(faults)]
        planned[number] = (fault, stays)
        server.fault(fault, title=f"{name_of(number)}:", times=None if stays else 1)
    return planned


def test_of_two_hundred_papers_each_is_right_or_falls_back_though_one_in_three_fails(
    server: LlmServer, launcher: Launcher, upstream: Upstream, tmp_path: Path
) -> None:
    program = program_for(server, tmp_path / "home", launcher, upstream, HFPAPERS_LLM_TIMEOUT_SECONDS="4")
    fill_home(program, PAPERS)
    planned = plan_faults(server)
    done = program.run("enrich", *ON_THE_DAY, "--kind", "speedread")
    assert done.returncode == 3, done.stderr

    found = outcomes(program, PAPERS)
    assert len(found) == len(PAPERS)
    failing = {Fault.SERVER_ERROR, Fault.HTML, Fault.NO_CHOICES}
    for number in PAPERS:
        fault, stays = planned.get(number, (None, False))
        state = found[paper_id(number), EnrichmentKind.SPEEDREAD].state
        wanted = EnrichmentState.ACCEPTED
        if stays:
            wanted = EnrichmentState.FAILED if fault in failing else EnrichmentState.REFUSED
        assert state is wanted, (number, fault)

    _assert_answers_are_good(server, found)
    _assert_report_names(program, planned, failing)
    _assert_digest_shows_nothing_false(program, found)
    asked = len(server.asked)
    server.forget()
    again = program.run("enrich", *ON_THE_DAY, "--kind", "speedread")
    failed = sum(view.state is EnrichmentState.FAILED for view in found.values())
    assert f"{failed} accepted" in again.stderr  # what failed is asked for again, and nothing else
    assert len(server.asked) == failed < asked


def _assert_answers_are_good(server: LlmServer, found: dict[tuple[str, EnrichmentKind], EnrichmentView]) -> None:
    """Each accepted answer is the one that the model gives of just this paper when it answers well."""
    good = {asked.prompt.title: good_answer(asked.prompt) for asked in server.asked if asked.prompt is not None}
    by_id = {paper_id(number): name_of(number) for number in PAPERS}
    names = {title.partition(":")[0]: answer for title, answer in good.items()}
    for (arxiv_id, _), view in found.items():
        if view.answer is not None:
            answer = answer_to_json(view.answer)
            wanted = names[by_id[arxiv_id]]
            same = {name: _rounded(value) for name, value in answer.items()}
            assert same == {name: _rounded(value) for name, value in wanted.items()}, arxiv_id


def _rounded(value: Any) -> Any:
    """Compare marks as numbers: 4 and 4.0 are one; LaTeX that was left in place is looked past."""
    if isinstance(value, dict):
        return {name: _rounded(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_rounded(part) for part in value]
    return float(value) if isinstance(value, int | float) else value


def _assert_report_names(program: QuickProgram, planned: dict[int, tuple[Fault, bool]], failing: set[Fault]) -> None:
    told = json.loads(program.run("enrich", *ON_THE_DAY, "--report", "--format", "json").stdout)
    by_id = {one["arxiv_id"]: one for one in told}
    assert set(by_id) == {paper_id(number) for number, (_, stays) in planned.items() if stays}
    for number, (fault, stays) in planned.items():
        if stays:
            one = by_id[paper_id(number)]
            assert bool(one["checks"]) == (fault not in failing), fault


def _assert_digest_shows_nothing_false(
    program: QuickProgram, found: dict[tuple[str, EnrichmentKind], EnrichmentView]
) -> None:
    accepted = sum(view.state is EnrichmentState.ACCEPTED for view in found.values())
    for fmt in ("md", "html", "txt", "json"):
        shown = program.run("export", *ON_THE_DAY, "--style", "speedread", "--format", fmt).stdout
        assert not [words for words in NEVER_SHOWN if words in shown], fmt
        if fmt == "md":
            assert shown.count("### 亮点") == accepted
            assert shown.count("以下为原文摘要") == len(PAPERS) - accepted


def test_an_archive_that_is_killed_again_and_again_pays_for_nothing_twice(
    server: LlmServer, launcher: Launcher, upstream: Upstream, tmp_path: Path
) -> None:
    program = program_for(server, tmp_path / "home", launcher, upstream)
    _assert_kills_cost_little(program, server)


@pytest.mark.postgresql
def test_an_archive_in_postgresql_that_is_killed_pays_for_nothing_twice(
    server: LlmServer, launcher: Launcher, upstream: Upstream, tmp_path: Path, new_postgres: NewDatabase
) -> None:
    program = program_for(server, tmp_path / "home", launcher, upstream, new_postgres())
    _assert_kills_cost_little(program, server, kills=3)


def _assert_kills_cost_little(program: QuickProgram, server: LlmServer, *, kills: int = 8) -> None:
    numbers, chance = range(1, 13), random.Random(4)
    fill_home(program, numbers)
    for number in (2, 5):
        server.fault(Fault.INVENTED_NUMBERS, title=f"{name_of(number)}:")
    command = ("enrich", *ON_THE_DAY, "--kind", "translation", "--kind", "roundup", "--all")
    killed = 0
    for attempt in range(kills * 3):
        place = ("fsync", "commit", "statement")[attempt % 3]
        number = chance.randint(1, {"fsync": 9, "commit": 14, "statement": 60}[place])
        watch = {"log": os.devnull, "place": place, "number": number}
        ended = program.start(*command, watch=watch).end()
        killed += ended.returncode == -signal.SIGKILL
        if killed == kills or ended.returncode == 0:
            break
    assert killed >= 2
    done = program.run(*command)
    assert done.returncode == 0, done.stderr
    found = outcomes(program, numbers)
    assert {view.state for view in found.values()} == {EnrichmentState.ACCEPTED}
    assert len(found) == 24
    _assert_paid_once(program, server, killed=killed)


def _assert_paid_once(program: QuickProgram, server: LlmServer, *, killed: int) -> None:
    """What was journalled was never asked for again, and the rows say what the journal says."""
    records = list(EnrichmentJournal(program.home).read())
    accepted = Counter(record.key for record in records if record.state is EnrichmentState.ACCEPTED)
    assert set(accepted.values()) == {1}
    assert len(server.asked) <= len(records) + killed * CONCURRENCY  # a kill loses what was under way
    database = program.database()
    views = dump_views(database)
    database.close()
    attempts = sorted((record.key.arxiv_id, str(record.key.kind), record.request.attempt) for record in records)
    assert sorted((row[0], row[1], row[8]) for row in views["llm_requests"]) == attempts
    assert len(views["paper_enrichments"]) == len(accepted)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_keeps_what_is_under_way_and_asks_for_no_more(
    launcher: Launcher, upstream: Upstream, tmp_path: Path, number: signal.Signals
) -> None:
    with LlmServer(seconds=0.7) as slow:
        program = program_for(slow, tmp_path / "home", launcher, upstream)
        fill_home(program, range(1, 31))
        running = program.start("enrich", *ON_THE_DAY, "--kind", "translation")
        _wait_for(lambda: len(slow.asked) >= 2 * CONCURRENCY)
        os.kill(running.pid, number)
        ended = running.end()
        assert ended.returncode == 130, ended.stderr
        assert "stopping once the answers under way are there" in ended.stderr
        assert "what was had until then stays: run the same command again to go on" in ended.stderr
        asked = len(slow.asked)
        assert asked < 30
        assert len(outcomes(program, range(1, 31))) == asked  # all that was paid for is kept
        slow.seconds = 0
        assert program.run("enrich", *ON_THE_DAY, "--kind", "translation").returncode == 0
        assert len(slow.asked) == 30


def test_a_second_ctrl_c_stops_at_once(launcher: Launcher, upstream: Upstream, tmp_path: Path) -> None:
    with LlmServer(seconds=15) as slow:
        program = program_for(slow, tmp_path / "home", launcher, upstream)
        fill_home(program, range(1, 9))
        running = program.start("enrich", *ON_THE_DAY, "--kind", "translation")
        _wait_for(lambda: len(slow.asked) >= CONCURRENCY)
        os.kill(running.pid, signal.SIGINT)
        _wait_for(lambda: "once more to stop at once" in running.told())
        began = time.monotonic()
        os.kill(running.pid, signal.SIGINT)
        ended = running.end()
        assert time.monotonic() - began < 10
        assert ended.returncode == 130, ended.stderr
        assert outcomes(program, range(1, 9)) == {}


def _wait_for(is_so: Any) -> None:
    until = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < until, "it did not come to it"
        time.sleep(0.02)


# --- the night -------------------------------------------------------------------------------------

NOW = datetime(2026, 11, 20, 3, 17, tzinfo=UTC)


def ago(days: int) -> date:
    return NOW.date() - timedelta(days=days)


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    lists = {ago(n): invented_day(ago(n), 3) for n in range(1, 4)}
    with Upstream(lists, today=NOW.date()) as running:
        yield running


def night(program: QuickProgram, *arguments: str, hours: int = 0) -> Ended:
    return program.run_at(NOW + timedelta(hours=hours), "--log-format", "json", "nightly", *arguments)


def summary(ended: Ended) -> dict[str, Any]:
    events = [json.loads(line) for line in ended.stderr.splitlines()]
    (event,) = [event for event in events if event.get("event") == "nightly"]
    assert isinstance(event, dict)
    return event


@pytest.fixture
def nightly_program(server: LlmServer, launcher: Launcher, upstream: Upstream, tmp_path: Path) -> QuickProgram:
    configured = {"HFPAPERS_ENRICH_LANGUAGES": "zh,en", "HFPAPERS_ENRICH_KINDS": "translation"}
    program = program_for(server, tmp_path / "home", launcher, upstream, **configured)
    crawled = program.run_at(NOW, "crawl", "--since", str(ago(3)), "--until", str(ago(1)), "--no-arxiv")
    assert crawled.returncode == 0, crawled.stderr
    return program


def test_the_night_asks_for_the_days_of_the_last_week_that_lack_something(
    nightly_program: QuickProgram, server: LlmServer
) -> None:
    ended = night(nightly_program)
    assert ended.returncode == 0, ended.stderr
    told = summary(ended)["enrichment"]
    assert (told["wanted"], told["accepted"], told["refused"], told["failed"]) == (9, 9, 0, 0)
    assert len(server.asked) == 9  # into English there is nothing to translate
    newest = {entry.title.split()[0] for entry in invented_day(ago(1), 3) if entry.title}
    first = {asked.prompt.title.split()[0] for asked in server.asked[:3] if asked.prompt}
    assert first == newest
    again = summary(night(nightly_program, hours=1))["enrichment"]
    assert (again["held"], again["requests"]) == (9, 0)
    assert len(server.asked) == 9
    assert night(nightly_program, "--no-enrich", hours=2).returncode == 0


def test_an_endpoint_that_fails_does_not_fail_the_nights_crawl(
    nightly_program: QuickProgram, server: LlmServer, upstream: Upstream
) -> None:
    server.fault(Fault.SERVER_ERROR, times=None)
    upstream.set_day(ago(1), invented_day(ago(1), 5))
    ended = night(nightly_program, hours=1)
    assert ended.returncode == 3, ended.stderr
    told = summary(ended)
    assert (told["new_papers"], told["state"]) == (2, "ok")
    assert told["enrichment"]["failed"] == 11
    assert "the language model could not be had for 11 entries; the next night asks again" in ended.stderr
    server.forget()
    assert night(nightly_program, hours=2).returncode == 0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"HFPAPERS_LLM_MODEL": ""}, "no language model was asked: llm_model: is not set"),
        ({"HFPAPERS_LLM_API_KEY": "sk-mistyped"}, "does not take the key"),
    ],
)
def test_a_night_without_a_model_says_so_and_crawls(
    nightly_program: QuickProgram, changes: dict[str, str], words: str
) -> None:
    program = QuickProgram(
        nightly_program.upstream,
        nightly_program.home,
        launcher=nightly_program.launcher,
        settings={**nightly_program.settings, **changes},
    )
    ended = night(program)
    assert ended.returncode == 3, ended.stderr
    assert words in ended.stderr
    assert summary(ended)["state"] == "ok"
    assert "sk-mistyped" not in ended.stderr
