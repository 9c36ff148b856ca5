"""The tests' end of `mw_worker`: scenarios in, results out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

_ROOT = Path(__file__).resolve().parents[2]

#: Quick, and otherwise the defaults.
QUICK = {"retry_seconds": 0.01, "max_tries": 3, "timeout_seconds": 5.0, "arxiv_interval_seconds": 0.0}


class Worker:
    """A process that crawls."""

    def __init__(self, home: Path, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.home = home
        self._process = process
        self._stdin: IO[str] = process.stdin
        self._stdout: IO[str] = process.stdout

    def begin(self, urls: list[str] | list[dict[str, str]], **scenario: Any) -> None:
        """Start a crawl of those addresses, or of those with their endpoints; `config` replaces what is `QUICK`."""
        requests = [asked if isinstance(asked, dict) else {"url": asked} for asked in urls]
        config = {**QUICK, **scenario.pop("config", {})}
        line = json.dumps({"home": str(self.home), "requests": requests, "config": config, **scenario})
        self._stdin.write(line + "\n")
        self._stdin.flush()

    def end(self) -> dict[str, Any]:
        """Wait for the crawl's result."""
        line = self._stdout.readline()
        assert line, "the worker died; its stderr is above"
        result: dict[str, Any] = json.loads(line)
        return result

    def crawl(self, urls: list[str] | list[dict[str, str]], **scenario: Any) -> dict[str, Any]:
        """Run a crawl."""
        self.begin(urls, **scenario)
        return self.end()

    def kill(self) -> None:
        """End it as a power cut would."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End it well: it stops at the end of its input."""
        self._stdin.close()
        try:
            self._process.wait(timeout=20)
        finally:
            self.kill()
            self._stdout.close()


def _clean() -> dict[str, str]:
    """Return the environment without proxies: a worker outlives the fixture that clears it for a test."""
    return {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}


@contextmanager
def working(home: Path, **environment: str) -> Iterator[Worker]:
    """Run a worker whose archive folder is `home`."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.crawl.mw_worker"],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=_clean() | environment,
    )
    worker = Worker(home, process)
    try:
        yield worker
    finally:
        worker.close()


def only_outcome(result: dict[str, Any]) -> dict[str, Any]:
    """Return the one outcome of a crawl of one request."""
    (outcome,) = result["outcomes"]
    assert isinstance(outcome, dict)
    return outcome
