"""Source by fault: a passing one is waited out, a lasting one costs nothing that was known, the next run mends it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hfpapers.model.coverage import DayState
from tests.acceptance.front import Front, shut_front, tls_front
from tests.acceptance.launcher import Launcher
from tests.acceptance.matrix import (
    API,
    EARLY,
    KNOWN,
    LATE,
    NEW,
    NEXT_LOOK_AT,
    SOURCES,
    Source,
    World,
    assert_nothing_known_is_lost,
    assert_waits,
)
from tests.acceptance.troubles import FEW_TRIES, LOOK_AT, MAX_TRIES, OTHER_DAY, TROUBLES, Trouble
from tests.crawl.mw_certificates import make_certificates
from tests.upstream import Upstream, faults, invented_day

MIB = 1024 * 1024
CELLS = [(source, trouble) for source in SOURCES for trouble in TROUBLES if source.name in trouble.sources]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, launcher: Launcher) -> Iterator[World]:
    days = {NEW: LATE, OTHER_DAY: invented_day(OTHER_DAY, 3)}
    with Upstream(days) as upstream, Upstream() as third:
        yield World(upstream, third, launcher, tmp_path_factory.mktemp("prepared"))


def bound(trouble: Trouble) -> int:
    """Tell how often one thing may be asked for, whether that is of use or not."""
    return max(trouble.tries, FEW_TRIES)


def _id(part: Source | Trouble) -> str:
    return part.name


@pytest.mark.parametrize(("source", "trouble"), [cell for cell in CELLS if cell[1].tries > 1], ids=_id)
def test_a_passing_fault_is_waited_out(world: World, tmp_path: Path, source: Source, trouble: Trouble) -> None:
    program = world.program(source, tmp_path / "home", HFPAPERS_MAX_TRIES=str(bound(trouble)), **dict(trouble.settings))
    planned = world.spoil(source, trouble, times=trouble.tries - 1)
    ended = program.run_at(LOOK_AT, *source.then)
    assert ended.returncode == 0, ended.stderr
    assert planned.left == 0
    assert len(world.upstream.requests_for(source.role, path_prefix=source.path)) == source.requests + trouble.tries - 1
    assert_waits(world.tries(source), trouble)
    world.assert_mended(source, program)


@pytest.mark.parametrize(("source", "trouble"), CELLS, ids=_id)
def test_a_lasting_fault_costs_nothing_that_was_known_and_the_next_run_mends_it(
    world: World, tmp_path: Path, source: Source, trouble: Trouble
) -> None:
    program = world.program(source, tmp_path / "home", HFPAPERS_MAX_TRIES=str(bound(trouble)), **dict(trouble.settings))
    world.spoil(source, trouble)
    ended = program.run_at(LOOK_AT, *source.then)
    assert ended.returncode == 3, ended.stderr
    assert "Traceback" not in ended.stderr
    assert world.third.requests == []
    tries = world.tries(source)
    assert list(map(len, tries)) == [trouble.tries] * source.requests
    assert_waits(tries, trouble)
    assert_nothing_known_is_lost(program, source, trouble.said)
    assert ended.peak_bytes < world.unspoilt[source.name][1].peak_bytes + 100 * MIB
    world.upstream.clear_faults()
    mended = program.run_at(NEXT_LOOK_AT, *source.then)
    assert mended.returncode == 0, mended.stderr
    world.assert_mended(source, program)


@pytest.mark.parametrize("source", SOURCES, ids=_id)
def test_a_server_that_refuses_connections_for_a_moment_is_waited_for(
    world: World, tmp_path: Path, source: Source
) -> None:
    with shut_front(source.site(world.upstream)) as front:
        program = world.program(source, tmp_path / "home", **{source.variable: front.url + source.base})
        started = program.start(*source.then, clock=LOOK_AT)
        while f"{MAX_TRIES} failed (" not in started.told():
            assert started.wait(0.02) is None, started.told()
        front.open()
        ended = started.end()
    assert ended.returncode == 0, ended.stderr
    world.assert_mended(source, program)


@pytest.mark.parametrize("source", [source for source in SOURCES if source.knocks], ids=_id)
def test_a_server_that_refuses_connections_costs_nothing_that_was_known(
    world: World, tmp_path: Path, source: Source
) -> None:
    with shut_front(source.site(world.upstream)) as front:
        program = world.program(source, tmp_path / "home", **{source.variable: front.url + source.base})
        ended = program.run_at(LOOK_AT, *source.then)
        assert ended.returncode == 3, ended.stderr
        assert ended.stderr.count(f"{MAX_TRIES} failed (") == source.knocks * (MAX_TRIES - 1)
        assert_nothing_known_is_lost(program, source, "refused")
        front.open()
        assert program.run_at(NEXT_LOOK_AT, *source.then).returncode == 0
    world.assert_mended(source, program)


@pytest.mark.parametrize("source", [source for source in SOURCES if source.knocks], ids=_id)
@pytest.mark.parametrize("rogue", [2, 10**6], ids=["passing", "lasting"])
def test_a_certificate_that_nobody_vouches_for_is_never_accepted(
    world: World, tmp_path: Path, source: Source, rogue: int
) -> None:
    with _certified(world.upstream, source, tmp_path, rogue=rogue) as front:
        trusted = {"SSL_CERT_FILE": str(tmp_path / "good" / "authority.pem")}
        program = world.program(source, tmp_path / "home", **trusted, **{source.variable: front.url + source.base})
        ended = program.run_at(LOOK_AT, *source.then)
        if rogue > MAX_TRIES:
            assert ended.returncode == 3, ended.stderr
            assert front.knocks == MAX_TRIES * source.knocks
            assert world.upstream.requests_for(source.role, path_prefix=source.path, robots=True) == []
            assert_nothing_known_is_lost(program, source, "certificate")
            front.rogue = 0
            ended = program.run_at(NEXT_LOOK_AT, *source.then)
    assert ended.returncode == 0, ended.stderr
    world.assert_mended(source, program)


def test_a_list_that_is_suddenly_empty_takes_away_nothing(world: World, tmp_path: Path) -> None:
    program = world.program(API, tmp_path / "home")
    world.upstream.fault("huggingface", faults.edit(lambda _: b"[]"), match=f"{API.path}?date={KNOWN}")
    ended = program.run_at(LOOK_AT, *API.then)
    assert ended.returncode == 3, ended.stderr
    assert [row.arxiv_id for row in program.listings(KNOWN)] == [entry.arxiv_id for entry in EARLY]
    coverage = program.days(KNOWN)[0]
    assert coverage.state is DayState.COMPLETE
    assert coverage.settled_at is None
    world.upstream.clear_faults()
    assert program.run_at(NEXT_LOOK_AT, *API.then).returncode == 0
    world.assert_mended(API, program)


@contextmanager
def _certified(upstream: Upstream, source: Source, folder: Path, *, rogue: int) -> Iterator[Front]:
    """Put a site behind TLS; its certificate is the wrong authority's that often, and then a good one."""
    contexts = []
    for name in ("good", "bad"):
        (folder / name).mkdir()
        contexts.append(make_certificates(folder / name, authority=name)[0])
    with tls_front(source.site(upstream), good=contexts[0], bad=contexts[1], rogue=rogue) as front:
        yield front
