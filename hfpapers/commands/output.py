"""Where results go: to stdout, or to a file that is whole or not there at all.

A file is written beside its place, synced and renamed, so that nobody ever reads half of it and a full disk leaves the
old one. What is no regular file (a device, a pipe) is written to as it stands, and so is what is open already
(`/dev/stdout`, `/dev/fd/3`), whatever is behind it. Text is UTF-8, its line ends untouched.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import secrets
import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import click

from hfpapers.errors import HfpapersError

STDOUT = "-"

_MOST_LINKS = 40
_ALL_READ_WRITE = 0o666


class OutputError(HfpapersError):
    """A file that cannot be written: `path` is what was asked for, `problem` what is wrong."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
        self.problem = problem


def output_option(help_text: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the option `-o`, as `target`."""
    return click.option(
        "-o", "--output", "target", metavar="FILE", default=STDOUT, show_default="stdout", help=help_text
    )


def format_of(target: str, chosen: str | None, suffixes: Mapping[str, str], *, default: str) -> str:
    """Tell the format: the one that was chosen, else by the suffix of the file, else the default.

    Raises:
        UsageError: The suffix is of no format.
    """
    suffix = Path(target).suffix.lower()
    if chosen is not None:
        return chosen
    if target == STDOUT or _is_folder(target) or not suffix:
        return default
    if suffix not in suffixes:
        known = ", ".join(suffixes)
        raise click.UsageError(f"{Path(target).name!r} tells no format by its suffix ({known}): give --format, too.")
    return suffixes[suffix]


def write(content: str | bytes, target: str, *, default_name: str | None = None) -> Path | None:
    """Write a result.

    Args:
        content: Text, or bytes as they are.
        target: A file, a folder, or `-` for stdout.
        default_name: Name of the file where `target` is a folder; None where a folder will not do.

    Returns:
        The file that was written; None for stdout.

    Raises:
        OutputError: It cannot be written; what was there is as it was.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    if target == STDOUT:
        _write_to_stdout(data)
        return None
    path = _file(target, default_name)
    with _telling_why(str(path)):
        return _write_to_file(path, data)


def _write_to_file(path: Path, data: bytes) -> Path:
    descriptor = _descriptor(path)
    if descriptor is not None:
        _write_through(descriptor, data)
        return path
    # A link stays a link: the file behind it is replaced.
    path = path.resolve() if path.is_symlink() else path
    if path.exists() and not path.is_file():
        path.write_bytes(data)
    else:
        _replace(path, data)
    return path


@contextlib.contextmanager
def _telling_why(name: str) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(name, f"cannot be written ({error.strerror or error})") from error


def _write_to_stdout(data: bytes) -> None:
    # Not as typed: Python has None for a descriptor that was closed.
    if sys.stdout is None:
        raise OutputError("stdout", "cannot be written (it is closed)")
    with _telling_why("stdout"):
        _write_to_stream(sys.stdout.buffer, data)


def _write_to_stream(stream: BinaryIO, data: bytes) -> None:
    if isinstance(stream, io.RawIOBase):
        # Under PYTHONUNBUFFERED it writes what the pipe takes at once, and forgets the rest.
        left = memoryview(data)
        while left:
            written = stream.write(left)
            if written is None:
                raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
            left = left[written:]
    else:
        stream.write(data)
        stream.flush()


def _is_folder(target: str) -> bool:
    # What cannot be looked at (a name that is too long) is told when it is written to.
    with contextlib.suppress(OSError):
        return target.endswith(os.sep) or Path(target).is_dir()
    return False


def _file(target: str, default_name: str | None) -> Path:
    path = Path(target)
    if _is_folder(target):
        if default_name is None:
            raise OutputError(target, "is a folder; name a file in it")
        path = path / default_name
    if not path.parent.is_dir():
        raise OutputError(str(path), f"there is no folder {path.parent}; make it first")
    return path


def _descriptor(path: Path) -> int | None:
    """Tell which open descriptor of ours a path such as `/dev/stdout` stands for; None for any other path."""
    folders = {Path("/dev/fd"), Path(f"/proc/{os.getpid()}/fd")}
    for _ in range(_MOST_LINKS):
        folder = path.parent.resolve()
        if folder in folders and path.name.isdecimal():
            return int(path.name)
        if not path.is_symlink():
            return None
        path = folder / path.readlink()
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))


def _write_through(descriptor: int, data: bytes) -> None:
    # Not opened anew: that would begin at the start of the file again, and a shell may have said `>>`.
    with os.fdopen(os.dup(descriptor), "wb") as file:
        file.write(data)


def _replace(path: Path, data: bytes) -> None:
    aside = path.with_name(f".hfpapers-{secrets.token_hex(8)}.part")
    # Not by `tempfile`: its files are for their owner only, and these are to have what the umask allows.
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _mode_of(path))
    try:
        with os.fdopen(descriptor, "wb") as file:
            _take_over(path, file.fileno())
            file.write(data)
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
