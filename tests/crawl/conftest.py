"""A process that runs one crawl after another, for the tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.crawl.mw_client import Worker, working


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    with working(tmp_path_factory.mktemp("home")) as started:
        yield started
