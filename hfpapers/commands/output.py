"""Where results go: to stdout, or to a file that is whole or not there at all.

A file is written beside its place, synced and renamed, so that nobody ever reads half of it and a full disk leaves the
old one. What is no regular file (a device, a pipe) is written to as it stands. Text is UTF-8, its line ends untouched.
"""

from __future__ import annotations

import contextlib
import io
import os
import secrets
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from hfpapers.errors import HfpapersError

STDOUT = "-"


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
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
        else:
            _replace(path, data)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(str(path), f"cannot be written ({error.strerror or error})") from error
    return path


def _write_to_stdout(data: bytes) -> None:
    stream = sys.stdout.buffer
    if isinstance(stream, io.RawIOBase):
        # Under PYTHONUNBUFFERED it writes what the pipe takes at once, and forgets the rest.
        buffered = io.BufferedWriter(stream)
        buffered.write(data)
        buffered.flush()
        buffered.detach()
    else:
        stream.write(data)
        stream.flush()


def _is_folder(target: str) -> bool:
    return target.endswith(os.sep) or Path(target).is_dir()


def _file(target: str, default_name: str | None) -> Path:
    path = Path(target)
    if _is_folder(target):
        if default_name is None:
            raise OutputError(target, "is a folder; name a file in it")
        path = path / default_name
    if not path.parent.is_dir():
        raise OutputError(str(path), f"there is no folder {path.parent}; make it first")
    # A link stays a link: the file behind it is replaced.
    return path.resolve() if path.is_symlink() else path


def _replace(path: Path, data: bytes) -> None:
    aside = path.with_name(f".hfpapers-{secrets.token_hex(8)}.part")
    # Not by `tempfile`: its files are for their owner only, and these are to have what the umask allows.
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    # The file is in its place already. Folders that may not be read, or cannot be synced, are no fault of it.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
