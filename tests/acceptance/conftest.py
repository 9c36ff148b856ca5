"""A sample upstream and the program that asks it, for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.cli import Program
from tests.acceptance.launcher import Launcher
from tests.upstream import Upstream


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream() as running:
        yield running


@pytest.fixture
def program(upstream: Upstream, tmp_path: Path) -> Program:
    return Program(upstream, tmp_path / "home")


@pytest.fixture(scope="session")
def launcher() -> Iterator[Launcher]:
    """What starts the program quickly: everything is imported once for all tests of this process."""
    with Launcher() as running:
        yield running
