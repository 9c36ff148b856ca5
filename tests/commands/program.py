"""The command line as a user meets it: in a process of its own, with its exit code, its stdout and its stderr."""

from __future__ import annotations

import os
import pty
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.upstream import Upstream

TOP = Path(__file__).resolve().parent.parent.parent
#: Answers nothing: a command that is to ask nobody is pointed there.
NOWHERE = "http://127.0.0.1:9"
_TIMEOUT_SECONDS = 120


@dataclass(frozen=True)
class Program:
    """`hfpapers` with an archive of its own, and sites on this machine."""

    home: Path
    hf_url: str = NOWHERE
    arxiv_url: str = NOWHERE
    variables: tuple[tuple[str, str], ...] = ()

    @classmethod
    def at(cls, home: Path, upstream: Upstream) -> Self:
        return cls(home, upstream.hf_url, upstream.arxiv_url)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        done = self.run_bytes(*arguments)
        texts = (done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
        return subprocess.CompletedProcess(done.args, done.returncode, *texts)

    def run_bytes(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            self.command(*arguments),
            cwd=self.home.parent,
            env=self.environment(),
            capture_output=True,
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self.command(*arguments),
            cwd=self.home.parent,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run_in_shell(self, words: str, *, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run a line of the shell in which `$h` is the program."""
        return subprocess.run(
            ["/bin/sh", "-c", words.replace("$h", shlex.join(self.command()))],
            cwd=cwd,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )

    def run_on_terminal(self, *arguments: str) -> tuple[int, str]:
        """Run with stderr on a terminal; return the exit code and what was shown there."""
        ours, theirs = pty.openpty()
        environment = {**self.environment(), "TERM": "xterm", "COLUMNS": "100"}
        command = self.command(*arguments)
        running = subprocess.Popen(command, env=environment, stderr=theirs, stdout=subprocess.DEVNULL)
        os.close(theirs)
        shown = b""
        while chunk := _read(ours):
            shown += chunk
        os.close(ours)
        return running.wait(timeout=_TIMEOUT_SECONDS), shown.decode("utf-8")

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, str(TOP / "cli.py"), *arguments]

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "HFPAPERS_HOME": str(self.home),
            "HFPAPERS_HF_URL": self.hf_url,
            "HFPAPERS_ARXIV_URL": self.arxiv_url,
            "HFPAPERS_OAI_URL": f"{self.arxiv_url}/oai",
            "HFPAPERS_ARXIV_INTERVAL_SECONDS": "0.02",
            "HFPAPERS_RETRY_SECONDS": "0.02",
            "HFPAPERS_MAX_TRIES": "2",
            **dict(self.variables),
        }


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 4096)
    except OSError:  # Linux says so when the other end is closed
        return b""
