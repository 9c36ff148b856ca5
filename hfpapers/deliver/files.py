"""Files that are whole or not there at all: a path in, and bytes, at once or piece by piece.

A file is written beside its place, synced and renamed, so that nobody ever reads half of it and a full disk leaves the
old one. It keeps owner, group and permissions of the one that it replaces, as far as we may.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Iterable
from pathlib import Path

_ALL_READ_WRITE = 0o666


def replace_file(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Put a file in its place, or leave what is there as it was.

    Raises:
        OSError: It cannot be written.
        Exception: What was raised while the pieces were made.
    """
    aside = path.with_name(f".hfpapers-{secrets.token_hex(8)}.part")
    # Not by `tempfile`: its files are for their owner only, and these are to have what the umask allows.
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _mode_of(path))
    try:
        with os.fdopen(descriptor, "wb") as file:
            _take_over(path, file.fileno())
            file.writelines((content,) if isinstance(content, bytes) else content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _mode_of(path: Path) -> int:
    """Return the permissions to begin with: never more than those of the file that is replaced."""
    return stat.S_IMODE(path.stat().st_mode) & _ALL_READ_WRITE if path.exists() else _ALL_READ_WRITE


def _take_over(path: Path, descriptor: int) -> None:
    """Give the new file the owner, the group and the permissions of the one that it replaces, as far as we may."""
    if not path.exists():
        return
    old = path.stat()
    for owner, group in ((-1, old.st_gid), (old.st_uid, -1)):
        with contextlib.suppress(PermissionError):
            os.fchown(descriptor, owner, group)
    # After the owner: a change of it takes permissions away.
    with contextlib.suppress(PermissionError):
        os.fchmod(descriptor, stat.S_IMODE(old.st_mode) & 0o777)


def _sync_folder(folder: Path) -> None:
    # The file is in its place already. Folders that may not be read, or cannot be synced, are no fault of it.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
