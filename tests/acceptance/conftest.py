"""A sample upstream and the program that asks it, for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.cli import Program
from tests.upstream import Upstream


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream() as running:
        yield running


@pytest.fixture
def program(upstream: Upstream, tmp_path: Path) -> Program:
    return Program(upstream, tmp_path / "home")
