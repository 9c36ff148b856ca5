"""A disk of a few megabytes: a file system in memory that only the programs that are run on it see.

It lives in a mount namespace that a process holds; so it needs no rights, where the system lets users make such.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

_HOLD = 'mount -t tmpfs -o size="$2" tmpfs "$1" && echo ready && exec cat'


class NoSmallDiskError(Exception):
    """The system does not let us have one."""


class SmallDisk:
    """The disk, as a context manager.

    Args:
        folder: Where it is mounted, for those who see it.
        size: As `mount` takes it: `8m`.
    """

    def __init__(self, folder: Path, size: str) -> None:
        self._folder, self._size = folder, size
        # Whoever is root already has fewer rights as root of a namespace of users.
        self._as_root = [] if os.geteuid() == 0 else ["--map-root-user"]

    def __enter__(self) -> Self:
        self._folder.mkdir(exist_ok=True)
        command = ["unshare", "--mount", *self._as_root, "sh", "-c", _HOLD, "hold", str(self._folder), self._size]
        try:
            self._holder = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )
        except FileNotFoundError as error:
            raise NoSmallDiskError(str(error)) from error
        assert self._holder.stdout is not None
        if self._holder.stdout.readline() != "ready\n":
            raise NoSmallDiskError(self._holder.communicate()[1].strip())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._holder.communicate()

    def start(self, command: Sequence[str], environment: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        """Start a program that sees the disk."""
        as_root = ["--user", "--preserve-credentials"] if self._as_root else []
        enter = ["nsenter", "--mount", *as_root, "-t", str(self._holder.pid), "--"]
        return subprocess.Popen(
            [*enter, *command],
            env=dict(environment or os.environ),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *command: str, environment: Mapping[str, str] | None = None) -> tuple[int, str, str]:
        """Run it to its end; return its exit code and what it wrote."""
        started = self.start(command, environment)
        stdout, stderr = started.communicate(timeout=150)
        return started.returncode, stdout, stderr

    def fill(self) -> None:
        """Leave no room."""
        self.run("sh", "-c", f"cat /dev/zero > '{self._folder}/ballast'")

    def make_room(self) -> None:
        """Undo `fill`."""
        self.run("rm", f"{self._folder}/ballast")

    def set_writable(self, *, writable: bool) -> None:
        """Let nobody write, or everybody again."""
        code, _, problem = self.run("mount", "-o", f"remount,{'rw' if writable else 'ro'}", str(self._folder))
        assert code == 0, problem
