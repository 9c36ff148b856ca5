"""One WARC file that this process writes: whole members go in, and what was not written whole is cut off again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hfpapers.errors import RawError
from hfpapers.store.raw.sidecar import Sidecar


class WarcFile:
    """A new file, and its sidecar while it is open. Not for more than one thread.

    Raises:
        RawError: From every method, naming the file: it cannot be made, written or synced.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size_bytes = 0
        self._synced_bytes = 0
        self._listed = False
        self._torn = False
        self._is_sound = True
        with _naming(path, "made"):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._sidecar = Sidecar.create(path)
        try:
            with _naming(path, "made"):
                flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC
                self._descriptor = os.open(path, flags, 0o644)
        except RawError:
            with _naming(path, "made"):
                self._sidecar.remove()
            raise

    def append(self, data: bytes) -> int:
        """Hand bytes to the operating system, whole or not at all.

        Returns:
            The offset at which they begin.
        """
        if self._torn:
            raise RawError(str(self.path), "could not be cut back after a failed write, so nothing more is added to it")
        offset = self.size_bytes
        whole = False
        try:
            with _naming(self.path, "written"):
                self._write(data)
            whole = True
        finally:
            if not whole:
                self._cut_back()
        self.size_bytes += len(data)
        return offset

    def sync(self) -> None:
        """Wait until all that was appended is on the disk, and the file's name in its folder."""
        if self._synced_bytes == self.size_bytes:
            return
        with _naming(self.path, "synced"):
            os.fsync(self._descriptor)
            if not self._listed:
                sync_folder(self.path.parent)
                self._listed = True
        self._synced_bytes = self.size_bytes

    def leave_for_repair(self) -> None:
        """Let the sidecar stay when the file is closed, as if its process had been killed."""
        self._is_sound = False

    def close(self) -> None:
        """Sync and close. A file into which nothing could be written is removed.

        The sidecar stays where the file could not be synced or cut back: a repair at the next start looks at it.
        """
        clean = False
        try:
            self.sync()
            with _naming(self.path, "closed"):
                if self.size_bytes == 0:
                    self.path.unlink(missing_ok=True)
            clean = (self._is_sound and not self._torn) or self.size_bytes == 0
        finally:
            os.close(self._descriptor)
            if not clean:
                self._sidecar.release()
        if clean:
            with _naming(self.path, "closed"):
                self._sidecar.remove()

    def _write(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]

    def _cut_back(self) -> None:
        try:
            os.ftruncate(self._descriptor, self.size_bytes)
        except OSError:
            self._torn = True


def sync_folder(folder: Path) -> None:
    """Wait until the disk knows the names in a folder.

    Raises:
        OSError: It cannot be synced.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _naming(path: Path, deed: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RawError(str(path), f"cannot be {deed} ({error.strerror or error})") from error
