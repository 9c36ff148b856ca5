"""Names of WARC files: a name tells when its process began, so that a reader opens files in order of time.

`hfpapers-20261119T031500Z-4711-9f3c-00001.warc.gz`: start (UTC), process, a random part for containers in which every
process has the same number, and a serial number that counts up when the file is rotated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hfpapers.errors import RawError

SUFFIX = ".warc.gz"

_NAME = re.compile(r"(hfpapers-(\d{8}T\d{6}Z)-\d+-[0-9a-f]+)-\d{5,}\.warc\.gz")
_START = "%Y%m%dT%H%M%SZ"
_NO_START = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class FileGroup:
    """The files of one process, oldest first. Nothing in them was asked for before `started_at`."""

    started_at: datetime
    files: tuple[str, ...]


def process_stem(started_at: datetime, pid: int, token: str) -> str:
    """Return what the names of all files of one process begin with."""
    return f"hfpapers-{started_at.astimezone(UTC).strftime(_START)}-{pid}-{token}"


def file_name(stem: str, serial: int) -> str:
    """Return the name of a process's file; `serial` counts from 1."""
    return f"{stem}-{serial:05d}{SUFFIX}"


def list_groups(directory: Path) -> list[FileGroup]:
    """List the files in a folder by process, earliest start first; none where there is no folder.

    A file that another program wrote is a group of its own, and comes first: its name tells no start.

    Raises:
        RawError: The folder cannot be read.
    """
    try:
        names = sorted(path.name for path in directory.iterdir() if path.name.endswith(SUFFIX))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise RawError(str(directory), f"cannot be read ({error.strerror})") from error
    return sorted(_grouped(names), key=lambda group: (group.started_at, group.files))


def checked_path(directory: Path, file: str) -> Path:
    """Return the path of a file that a record or a row names.

    Raises:
        RawError: The name leads out of the folder.
    """
    if not file.endswith(SUFFIX) or Path(file).name != file:
        raise RawError(file or "(no name)", "is no name of a WARC file")
    return directory / file


def _grouped(names: Iterable[str]) -> Iterable[FileGroup]:
    groups: dict[tuple[datetime, str], list[str]] = {}
    for name in names:
        match = _NAME.fullmatch(name)
        key = (_start(match[2]), match[1]) if match else (_NO_START, name)
        groups.setdefault(key, []).append(name)
    for (started_at, _), files in groups.items():
        # A serial beyond 99999 is one digit longer and so later, whatever its text says.
        yield FileGroup(started_at, tuple(sorted(files, key=lambda name: (len(name), name))))


def _start(text: str) -> datetime:
    try:
        return datetime.strptime(text, _START).replace(tzinfo=UTC)
    except ValueError:
        return _NO_START
