"""Starts the program quickly: the near end of `launched`, for tests that start it hundreds of times.

In: arguments, environment, and if wanted a moved clock or a place to die at. Out: its exit code, what it wrote, the
most memory that it took. Each start is a process of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from typing_extensions import override

from tests.acceptance.cli import TOP, Program
from tests.acceptance.clock import FOLDER_VARIABLE

_LONGEST_SECONDS = 150.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a program ended; `returncode` is minus the signal's number where one ended it."""

    returncode: int
    stdout: str
    stderr: str
    peak_bytes: int
    cpu_seconds: float


class Started:
    """A program that runs."""

    def __init__(self, launcher: Launcher, pid: int, output: Path) -> None:
        self.pid = pid
        self._launcher = launcher
        self._output = output

    def told(self) -> str:
        """Return what it has written to stderr so far."""
        path = self._output.with_suffix(".err")
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def wait(self, seconds: float = _LONGEST_SECONDS) -> Ended | None:
        """Wait for its end, at most so long; None where it runs on."""
        answer = self._launcher.ask({"wait": {"pid": self.pid, "seconds": seconds}})
        if answer["returncode"] is None:
            return None
        return Ended(
            returncode=answer["returncode"],
            stdout=self._output.with_suffix(".out").read_text(encoding="utf-8"),
            stderr=self.told(),
            peak_bytes=answer["peak_kib"] * 1024,
            cpu_seconds=answer["cpu_seconds"],
        )

    def end(self, seconds: float = _LONGEST_SECONDS) -> Ended:
        """Wait for its end.

        Raises:
            TimeoutError: It did not come.
        """
        ended = self.wait(seconds)
        if ended is None:
            raise TimeoutError(f"process {self.pid} still runs after {seconds} s; it said: {self.told()[-2000:]}")
        return ended


class Launcher:
    """The process that forks, as a context manager. Not for more than one thread."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.acceptance.launched"]
        self._folder = tempfile.TemporaryDirectory(prefix="hfpapers-launched-")
        # Coverage is not measured in there: it doubles the time of what is started hundreds of times.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
        self._process = subprocess.Popen(
            command,
            cwd=TOP,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._starts = 0
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._process.communicate()
        self._folder.cleanup()

    def start(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        *,
        clock: datetime | None = None,
        watch: Mapping[str, Any] | None = None,
    ) -> Started:
        """Start the program.

        Args:
            arguments: As on the command line.
            environment: All of it.
            clock: The moment, aware, at which its clock begins; None leaves it the machine's.
            watch: Arguments of `death.Watch`.
        """
        self._starts += 1
        output = Path(self._folder.name) / str(self._starts)
        order = {
            "arguments": list(arguments),
            "environment": dict(environment),
            "folder": str(TOP),
            "stdout": f"{output}.out",
            "stderr": f"{output}.err",
            "clock": None if clock is None else clock.isoformat(),
            "watch": None if watch is None else dict(watch),
        }
        return Started(self, self.ask({"start": order})["pid"], output)

    def ask(self, order: Mapping[str, Any]) -> dict[str, Any]:
        """Send an order and return the answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the launcher ended with {self._process.wait()}")
        answer: dict[str, Any] = json.loads(line)
        return answer


@dataclass(frozen=True, kw_only=True)
class QuickProgram(Program):
    """The program, started by a launcher, with its clock moved where that is wanted.

    `settings` are environment variables beside or in place of the usual ones.
    """

    launcher: Launcher
    settings: Mapping[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """Give the whole environment."""
        return {**super().environment(), FOLDER_VARIABLE: str(self.home.parent / "pace"), **self.settings}

    def start(self, *arguments: str, clock: datetime | None = None, watch: Mapping[str, Any] | None = None) -> Started:
        """Start it; see `Launcher.start`."""
        return self.launcher.start(arguments, self.environment(), clock=clock, watch=watch)

    @override
    def run(self, *arguments: str, program: tuple[str, ...] = ("cli.py",)) -> subprocess.CompletedProcess[str]:
        """Run it to its end; another program than our own is started as ever."""
        if program != ("cli.py",):
            return super().run(*arguments, program=program)
        ended = self.start(*arguments).end()
        return subprocess.CompletedProcess(arguments, ended.returncode, ended.stdout, ended.stderr)

    def run_at(self, clock: datetime, *arguments: str) -> Ended:
        """Run it to its end, at that moment."""
        return self.start(*arguments, clock=clock).end()
