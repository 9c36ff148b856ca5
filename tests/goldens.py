"""Golden files: `--update-golden`, and the rule that a golden which no test reads fails the run.

A golden is any file under a folder of tests that is named `golden`. What is read is seen by an audit hook, so tests
may read them as they like; an unread one is only told after a run of all tests.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
GoldenCheck = Callable[[Path, str], None]

_read: set[str] = set()


def golden_files() -> set[str]:
    """Return the path of every golden, from the folder of the tests."""
    return {
        str(path.relative_to(TESTS)) for folder in TESTS.rglob("golden") for path in folder.rglob("*") if path.is_file()
    }


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite the goldens that differ, and fail, so that they are read"
    )


@pytest.fixture
def check_golden(pytestconfig: pytest.Config) -> GoldenCheck:
    """Compare a text with the golden at a path, byte for byte; with `--update-golden` rewrite it and fail."""
    update = bool(pytestconfig.getoption("--update-golden"))

    def check(path: Path, actual: str) -> None:
        expected = path.read_bytes().decode("utf-8") if path.exists() else None
        if update and actual != expected:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(actual.encode("utf-8"))
            pytest.fail(f"rewritten, read it: {path.relative_to(TESTS)}")
        assert expected is not None, f"no golden {path.relative_to(TESTS)}; make it with --update-golden and read it"
        assert actual == expected

    return check


def _watch(event: str, args: tuple[object, ...]) -> None:
    if event == "open" and isinstance(args[0], str | os.PathLike):
        path = os.fspath(args[0])
        if isinstance(path, str) and "golden" in path:
            _read.add(path)


def pytest_configure(config: pytest.Config) -> None:
    sys.addaudithook(_watch)
    config.pluginmanager.register(_UnusedGoldens(config), "hfpapers-unused-goldens")


def _relative(paths: set[str]) -> set[str]:
    absolute = (Path(path).absolute() for path in paths)
    return {str(path.relative_to(TESTS)) for path in absolute if path.is_relative_to(TESTS)}


def _is_whole_run(config: pytest.Config) -> bool:
    narrowed = (config.getoption(name, default=None) for name in ("keyword", "markexpr", "deselect", "lf", "maxfail"))
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS and not any(narrowed)


class _UnusedGoldens:
    """Judges in the process that reports; with xdist the others tell it what they read."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._used: set[str] = set()
        self._unused: set[str] = set()

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: object) -> None:
        used: list[str] = getattr(node, "workeroutput", {}).get("goldens", [])
        self._used.update(used)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        output: dict[str, object] | None = getattr(self._config, "workeroutput", None)
        used = self._used | _relative(_read)
        if output is not None:
            output["goldens"] = sorted(used)
        elif session.exitstatus == pytest.ExitCode.OK and _is_whole_run(self._config):
            self._unused = golden_files() - used
            if self._unused:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for path in sorted(self._unused):
            terminalreporter.write_line(f"no test reads the golden {path}", red=True)
