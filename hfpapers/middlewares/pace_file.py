"""One turn at a time over all processes of the machine: a lock file, and a stamp of when the last turn ended.

In: a folder and a name. Out: whether the turn was had, and how long to wait before using it. Nothing here waits:
the caller polls. Kernel locks end with their process, so a killed crawl blocks nobody.

The folder is shared by every user of the machine, so: sticky like the system's temporary folder itself, files
that all may write, no symbolic link followed, and nothing that stands in the files is trusted.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from hfpapers.errors import HfpapersError

_FOLDER: Final = "hfpapers-pace"
_FOLDER_MODE = 0o1777
_FILE_MODE = 0o666
_STAMP_BYTES = 128
# Longer than any interval that can be set.
_FORGOTTEN_SECONDS = 24 * 3600
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)


class PaceError(HfpapersError):
    """The lock that keeps the pace cannot be used, and so nothing may be sent."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
        self.problem = problem


def shared_folder() -> Path:
    """Return the folder that every process of the machine agrees on.

    Not simply `tempfile.gettempdir()`: it follows TMPDIR, which differs between users and services, and two
    processes that look in different places do not see each other.
    """
    common = Path("/tmp")  # noqa: S108 - only a meeting place, made safe above
    with suppress(OSError):
        mode = common.stat().st_mode
        if mode & stat.S_ISVTX and mode & stat.S_IWOTH:
            return common / _FOLDER
    return Path(tempfile.gettempdir()) / _FOLDER


class PaceFile:
    """The turn of one name (`arxiv.org`)."""

    def __init__(self, folder: Path, name: str) -> None:
        _make_folder(folder)
        safe = "".join(character if character.isalnum() or character in ".-_" else "_" for character in name)
        self._path = folder / f"{safe}.lock"
        self._stamp = folder / f"{safe}.stamp"
        self._lock = FileLock(self._path, mode=_FILE_MODE, thread_local=False)

    def try_acquire(self) -> bool:
        """Take the turn if nobody has it, here or in another process; return whether it was had.

        Raises:
            PaceError: The lock file cannot be used.
        """
        if self._lock.is_locked:
            return False
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            return False
        except (OSError, NotImplementedError) as error:
            raise PaceError(self._path, f"cannot be locked ({error}); remove it") from error
        return True

    def seconds_to_wait(self, interval_seconds: float, *, wall: float, monotonic: float) -> float:
        """Return how long ago's last turn is still to be waited for: 0 to `interval_seconds`. Hold the turn.

        Two clocks were stamped, since either may mislead: the wall clock jumps, the monotonic one begins anew
        with each boot. The shorter of the times that make sense counts; where none does, the whole interval.
        """
        try:
            text = self._read()
        except FileNotFoundError:
            return 0.0
        except OSError as error:
            raise PaceError(self._stamp, f"cannot be read ({error}); remove it") from error
        passed = [elapsed for elapsed in _elapsed(text, wall, monotonic) if elapsed >= 0]
        return max(0.0, interval_seconds - min(passed, default=0.0))

    def stamp(self, *, wall: float, monotonic: float) -> None:
        """Write down that a request ended now. Hold the turn.

        Raises:
            PaceError: It cannot be written.
        """
        line = f"{wall:.3f} {monotonic:.3f}\n".encode().ljust(_STAMP_BYTES)
        try:
            descriptor = self._open_stamp()
            try:
                os.write(descriptor, line)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise PaceError(self._stamp, f"cannot be written ({error}); remove it") from error

    def forget_others(self, *, wall: float) -> None:
        """Remove the files of names that were not used for a day: each mirror and each test has its own.

        The lock is held meanwhile, and whoever waits for a lock that is removed takes a new one (filelock sees to it).
        """
        for stamp in self._stamp.parent.glob("*.stamp"):
            with suppress(OSError, Timeout):  # used by another, or another user's
                if wall - stamp.stat().st_mtime < _FORGOTTEN_SECONDS:
                    continue
                lock = stamp.with_suffix(".lock")
                with FileLock(lock, mode=_FILE_MODE, blocking=False):
                    stamp.unlink()
                    lock.unlink()

    def release(self) -> None:
        """Give the turn up; nothing happens if it is not held."""
        if self._lock.is_locked:
            self._lock.release()

    def _read(self) -> str:
        descriptor = os.open(self._stamp, os.O_RDONLY | _NO_FOLLOW)
        try:
            return os.read(descriptor, _STAMP_BYTES).decode("ascii", "replace")
        finally:
            os.close(descriptor)

    def _open_stamp(self) -> int:
        try:
            # Without O_CREAT first: Linux refuses it for another user's file in a sticky folder.
            return os.open(self._stamp, os.O_WRONLY | _NO_FOLLOW)
        except FileNotFoundError:
            descriptor = os.open(self._stamp, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW, _FILE_MODE)
            with suppress(OSError, AttributeError):  # the umask took bits away; Windows has no fchmod
                os.fchmod(descriptor, _FILE_MODE)
            return descriptor


def _elapsed(text: str, wall: float, monotonic: float) -> Iterator[float]:
    """Yield the seconds since the stamp by each clock, for what of it can be read; NaN compares as nothing."""
    for written, now in zip(text.split(), (wall, monotonic), strict=False):
        with suppress(ValueError):
            yield now - float(written)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True)
        folder.chmod(_FOLDER_MODE)  # mkdir's own mode is cut down by the umask
    except FileExistsError:
        if not stat.S_ISDIR(folder.lstat().st_mode):
            raise PaceError(folder, "is no folder; remove it") from None
    except OSError as error:
        raise PaceError(folder, f"cannot be made ({error})") from error
