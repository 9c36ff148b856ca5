"""Holds an archive's lock in a process of its own: `python -m tests.store.holder HOME URL NAME`.

Says `held`, or why not, on stdout, and holds it until its stdin ends.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hfpapers.config import load_config
from hfpapers.errors import HfpapersError
from hfpapers.store.lock import ArchiveLock

TOP = Path(__file__).resolve().parent.parent.parent


@contextmanager
def holding(home: Path, url: str, name: str = "hfpapers nightly") -> Iterator[subprocess.Popen[str]]:
    """Run the holder; it has the lock, or has said why not, once this gives it."""
    command = [sys.executable, "-m", "tests.store.holder", str(home), url, name]
    with subprocess.Popen(command, cwd=TOP, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def said(process: subprocess.Popen[str]) -> str:
    """Read the line that a holder says."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def main() -> None:
    """Hold the lock."""
    home, url, name = sys.argv[1:]
    try:
        with ArchiveLock.acquire(load_config(home=Path(home), database_url=url, environ={}), holder=name):
            sys.stdout.write("held\n")
            sys.stdout.flush()
            sys.stdin.read()
    except HfpapersError as error:
        sys.stdout.write(f"{error}\n")


if __name__ == "__main__":
    main()
