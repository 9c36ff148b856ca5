"""A command as a whole process: what to run in, its time, its processor time and its largest memory out."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent


class CommandFailedError(Exception):
    """A command that was to be measured ended with an error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One run.

    Attributes:
        seconds: From start to end.
        cpu_seconds: User and system time, over all threads.
        peak_bytes: Largest resident memory, code and libraries included (`ru_maxrss`).
    """

    seconds: float
    cpu_seconds: float
    peak_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """What several runs came to."""

    least: float
    median: float
    most: float

    @classmethod
    def of(cls, samples: Sequence[Sample], value: Callable[[Sample], float]) -> Spread:
        """Summarise one value of the samples."""
        values = [value(sample) for sample in samples]
        return cls(least=min(values), median=statistics.median(values), most=max(values))


def run(module: str, *arguments: str, environ: Mapping[str, str]) -> Sample:
    """Run a module of this folder to its end.

    Raises:
        CommandFailedError: It did not end with 0; the end of what it wrote is in the message.
    """
    command = [sys.executable, "-m", f"benchmarks.{module}", *arguments]
    # To a file, since a pipe would have to be read while the process is waited for.
    with tempfile.TemporaryFile() as output:
        begun = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=TOP, env=environ, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        # `wait4` counts this process alone, where the sums for all children could not be told apart.
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            output.seek(0)
            said = output.read()[-2000:].decode("utf-8", "replace")
            raise CommandFailedError(f"{' '.join(command)} ended with {process.returncode}:\n{said}")
    return Sample(seconds=seconds, cpu_seconds=used.ru_utime + used.ru_stime, peak_bytes=used.ru_maxrss * 1024)
