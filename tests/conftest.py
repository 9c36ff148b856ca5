"""What every test has: the guards, the goldens, what upstream was recorded to say, and the databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.acceptance.launcher import Launcher

pytest_plugins = ("pytester", "tests.guards", "tests.goldens", "tests.recorded", "tests.pg.plugin")

# How long an example takes is the machine's affair: speed is measured in `benchmarks`, not in tests.
settings.register_profile("hfpapers")
settings.load_profile("hfpapers")


@pytest.fixture(scope="session")
def launcher() -> Iterator[Launcher]:
    """What starts the program quickly: everything is imported once for all tests of this process."""
    with Launcher() as running:
        yield running
