"""An archive with papers, and the program that delivers digests of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.acceptance.launcher import Launcher
from tests.deliver.chathost import Chathost, chathost
from tests.deliver.mailhost import Mailhost, mailhost
from tests.deliver.sender import NOW, PAPERS, Sender
from tests.upstream import Upstream, invented_day


@pytest.fixture(scope="session")
def filled_home(tmp_path_factory: pytest.TempPathFactory, launcher: Launcher) -> Path:
    """An archive of a week: crawled once, so look, do not touch."""
    home = tmp_path_factory.mktemp("delivered") / "home"
    days = {day: invented_day(day, papers) for day, papers in PAPERS.items()}
    with Upstream(days, today=NOW.date()) as running:
        crawled = Sender(running, home, launcher=launcher).run_at(
            NOW - timedelta(hours=1), "crawl", "--since", str(min(PAPERS)), "--until", str(NOW.date())
        )
    assert crawled.returncode == 0, crawled.stderr
    return home


@pytest.fixture(scope="session")
def nowhere() -> Iterator[Upstream]:
    """Sites that nobody is to ask."""
    with Upstream({}) as running:
        yield running


@pytest.fixture
def sender(filled_home: Path, tmp_path: Path, launcher: Launcher, nowhere: Upstream) -> Sender:
    """The program, on a copy of that archive."""
    home = tmp_path / "home"
    shutil.copytree(filled_home, home)
    return Sender(nowhere, home, launcher=launcher)


@pytest.fixture
def mail() -> Iterator[Mailhost]:
    with mailhost() as running:
        yield running


@pytest.fixture
def chat() -> Iterator[Chathost]:
    with chathost() as running:
        yield running
