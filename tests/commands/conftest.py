"""Archives to command, and a command line that runs in this process."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hfpapers.commands import cli
from tests.commands.program import Program
from tests.upstream import Upstream

#: What the sample archive is crawled for: a day of eight papers, a weekend, and the days about it.
SPAN = ("--since", "2026-11-12", "--until", "2026-11-17")

Invoke = Callable[..., Result]


@pytest.fixture
def invoke(tmp_path: Path) -> Iterator[Invoke]:
    """Run a command in this process, on an archive of its own; the logging of the process is left as it was."""
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    levels = {name: logging.getLogger(name).level for name in ("hfpapers", "hfpapers.commands")}

    def run(*arguments: str, home: Path | None = None) -> Result:
        return CliRunner().invoke(cli, ["--home", str(home or tmp_path / "home"), *arguments], prog_name="hfpapers")

    yield run
    root.setLevel(before[0])
    root.handlers[:] = before[1]
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream() as running:
        yield running


@pytest.fixture
def program(tmp_path: Path, upstream: Upstream) -> Program:
    return Program.at(tmp_path / "home", upstream)


@pytest.fixture(scope="session")
def crawled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of 2024-04-04 and of six days about a weekend; crawled once, so: look, do not touch."""
    home = tmp_path_factory.mktemp("crawled") / "home"
    with Upstream() as running:
        made = Program.at(home, running)
        for period in (("--date", "2024-04-04"), SPAN):
            done = made.run("crawl", *period)
            assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def archive(crawled_home: Path, tmp_path: Path) -> Path:
    """A copy of the crawled archive, to do with as one likes."""
    home = tmp_path / "home"
    shutil.copytree(crawled_home, home)
    return home
