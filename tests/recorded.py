"""The recorded answers of the real sites: no part of the project, so their folder may be missing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

RECORDED_VARIABLE = "HFPAPERS_RECORDED"
# Read once: the guards clear the environment of each test.
_RECORDED = os.environ.get(RECORDED_VARIABLE)


@pytest.fixture(scope="session")
def recorded() -> Path:
    """The folder of recorded answers; without it the test is skipped, and says so."""
    if not _RECORDED:
        pytest.skip(f"{RECORDED_VARIABLE} names no folder of recorded answers")
    folder = Path(_RECORDED).resolve()
    assert folder.is_dir(), f"{RECORDED_VARIABLE} names {_RECORDED}, which is no folder"
    return folder
