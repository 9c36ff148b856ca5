"""Which files are being written: beside each stands `NAME.open`, locked as long as its process lives.

The kernel drops the lock however the process ends, so a sidecar that can be locked belongs to a dead one. Locks are
advisory and of whole files (flock): two openings in one process exclude each other, too.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Self

SUFFIX = ".open"


class Sidecar:
    """A locked sidecar file; made by `create` or `claim`."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor

    @classmethod
    def create(cls, warc: Path) -> Self:
        """Make and lock the sidecar of a WARC file that is about to be made.

        Raises:
            OSError: It cannot be made, or is there already.
        """
        path = sidecar_path(warc)
        while True:
            # A repairer may take the new file for a dead process's before it is locked, and remove it: begin again.
            sidecar = cls._locked(path, os.O_CREAT | os.O_EXCL, fcntl.LOCK_EX)
            if sidecar is not None:
                return sidecar

    @classmethod
    def claim(cls, path: Path) -> Self | None:
        """Lock a sidecar whose process is dead; None where it lives, or where another has just dealt with it.

        Raises:
            OSError: It cannot be opened.
        """
        try:
            return cls._locked(path, 0, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, FileNotFoundError):
            return None

    def remove(self) -> None:
        """Remove the file, then give the lock back.

        Raises:
            OSError: It cannot be removed; the lock is given back all the same.
        """
        try:
            self._path.unlink(missing_ok=True)
        finally:
            self.release()

    def release(self) -> None:
        """Give the lock back and leave the file, for a repair at the next start."""
        os.close(self._descriptor)

    @classmethod
    def _locked(cls, path: Path, flags: int, operation: int) -> Self | None:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC | flags, 0o644)
        try:
            fcntl.flock(descriptor, operation)
            if _is_at(path, descriptor):
                return cls(path, descriptor)
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)
        return None


def sidecar_path(warc: Path) -> Path:
    """Return where the sidecar of a WARC file stands."""
    return warc.with_name(warc.name + SUFFIX)


def _is_at(path: Path, descriptor: int) -> bool:
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    return os.path.samestat(there, os.fstat(descriptor))
