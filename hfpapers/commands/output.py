"""Where results go: to stdout, or to a file that is whole or not there at all.

A regular file is put in its place by `deliver.files`. What is none (a device, a pipe) is written to as it stands, and
so is what is open already (`/dev/stdout`, `/dev/fd/3`), whatever is behind it. Text is UTF-8, its line ends untouched.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import click

from hfpapers.deliver.files import replace_file
from hfpapers.errors import HfpapersError

STDOUT = "-"

_MOST_LINKS = 40
#: So much is written at a time, at least, of what comes in small pieces.
_CHUNK_BYTES = 64 * 1024


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

    Of the suffixes, which may be of two parts, the longer one tells: `a.feed.json`, and `feed.json` itself.

    Raises:
        UsageError: The suffix is of no format.
    """
    suffix = Path(target).suffix.lower()
    if chosen is not None:
        return chosen
    if target == STDOUT or is_folder(target) or not suffix:
        return default
    named = f".{Path(target).name.lower()}"
    suffix = next((each for each in sorted(suffixes, key=len, reverse=True) if named.endswith(each)), suffix)
    if suffix not in suffixes:
        known = ", ".join(suffixes)
        raise click.UsageError(f"{Path(target).name!r} tells no format by its suffix ({known}): give --format, too.")
    return suffixes[suffix]


def write(content: str | bytes | Iterable[str | bytes], target: str, *, default_name: str | None = None) -> Path | None:
    """Write a result.

    Args:
        content: Text, or bytes as they are, at once or in pieces. These are gone through once, as they are written; of
            a document that fails half-way, a regular file has nothing, but stdout what was made until then.
        target: A file, a folder, or `-` for stdout.
        default_name: Name of the file where `target` is a folder; None where a folder will not do.

    Returns:
        The file that was written; None for stdout.

    Raises:
        OutputError: It cannot be written; what was there is as it was.
    """
    chunks = _chunks((content,) if isinstance(content, str | bytes) else content)
    if target == STDOUT:
        _write_to_stdout(chunks)
        return None
    path = _file(target, default_name)
    with _telling_why(str(path)):
        return _write_to_file(path, chunks)


def is_folder(target: str) -> bool:
    """Tell whether a target is a folder, in which a file is to be named."""
    # What cannot be looked at (a name that is too long) is told when it is written to.
    with contextlib.suppress(OSError):
        return target.endswith(os.sep) or Path(target).is_dir()
    return False


def is_regular(path: Path) -> bool:
    """Tell whether what was written to is a file of its own, and no device, pipe or open descriptor."""
    return path.is_file() and _descriptor(path) is None


def _chunks(pieces: Iterable[str | bytes]) -> Iterator[bytes]:
    """Yield the same bytes in pieces that are worth a call of the system; nothing at all is one empty piece."""
    gathered = bytearray()
    for piece in pieces:
        gathered += piece.encode("utf-8") if isinstance(piece, str) else piece
        if len(gathered) >= _CHUNK_BYTES:
            yield bytes(gathered)
            gathered.clear()
    yield bytes(gathered)


def _write_to_file(path: Path, chunks: Iterable[bytes]) -> Path:
    descriptor = _descriptor(path)
    if descriptor is not None:
        _write_through(descriptor, chunks)
        return path
    # A link stays a link: the file behind it is replaced.
    path = path.resolve() if path.is_symlink() else path
    if path.exists() and not path.is_file():
        with path.open("wb") as file:
            file.writelines(chunks)
    else:
        replace_file(path, chunks)
    return path


@contextlib.contextmanager
def _telling_why(name: str) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(name, f"cannot be written ({error.strerror or error})") from error


def _write_to_stdout(chunks: Iterable[bytes]) -> None:
    # Not as typed: Python has None for a descriptor that was closed.
    if sys.stdout is None:
        raise OutputError("stdout", "cannot be written (it is closed)")
    with _telling_why("stdout"):
        _write_to_stream(sys.stdout.buffer, chunks)


def _write_to_stream(stream: BinaryIO, chunks: Iterable[bytes]) -> None:
    if isinstance(stream, io.RawIOBase):
        for chunk in chunks:
            _write_raw(stream, chunk)
    else:
        stream.writelines(chunks)
        stream.flush()


def _write_raw(stream: io.RawIOBase, data: bytes) -> None:
    # Under PYTHONUNBUFFERED it writes what the pipe takes at once, and forgets the rest.
    left = memoryview(data)
    while left:
        written = stream.write(left)
        if written is None:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        left = left[written:]


def _file(target: str, default_name: str | None) -> Path:
    path = Path(target)
    if is_folder(target):
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


def _write_through(descriptor: int, chunks: Iterable[bytes]) -> None:
    # Not opened anew: that would begin at the start of the file again, and a shell may have said `>>`.
    with os.fdopen(os.dup(descriptor), "wb") as file:
        file.writelines(chunks)
