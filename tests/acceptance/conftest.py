"""A sample upstream and the program that asks it, for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.launcher import Launcher, QuickProgram
from tests.upstream import Upstream


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream() as running:
        yield running


@pytest.fixture
def program(upstream: Upstream, tmp_path: Path, launcher: Launcher) -> QuickProgram:
    return QuickProgram(upstream, tmp_path / "home", launcher=launcher)
