"""Names of WARC files: a name tells when its process began, so that a reader opens files in order of time.

`hfpapers-20261119T031500Z-4711-9f3c-00001.warc.gz`: start (UTC), process, a random part for containers in which every
process has the same number, and a serial number that counts up when the file is rotated. A file that was rewritten has
its generation in the name, too: `...-00001.r1.warc.gz`. Where two generations of a file are there, the older is on its
way out, and not listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hfpapers.errors import RawError

SUFFIX = ".warc.gz"

_NAME = re.compile(r"(hfpapers-(\d{8}T\d{6}Z)-\d+-[0-9a-f]+)-(\d{5,})\.warc\.gz")
_GENERATION = re.compile(r"(.+)\.r([1-9]\d*)\.warc\.gz")
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


def split_generation(file: str) -> tuple[str, int]:
    """Return the name that a file had before it was ever rewritten, and how often it was."""
    match = _GENERATION.fullmatch(file)
    return (f"{match[1]}{SUFFIX}", int(match[2])) if match else (file, 0)


def next_generation(file: str, *, taken: Iterable[str] = ()) -> str:
    """Return the name of a file once it is rewritten: of a generation after all of it that are `taken`."""
    first, generation = split_generation(file)
    others = (split_generation(name) for name in taken)
    latest = max((generation, *(number for name, number in others if name == first)))
    return f"{first.removesuffix(SUFFIX)}.r{latest + 1}{SUFFIX}"


def list_names(directory: Path) -> list[str]:
    """List the names of WARC files, all generations of them; none where there is no folder.

    Raises:
        RawError: The folder cannot be read.
    """
    try:
        return sorted(path.name for path in directory.iterdir() if path.name.endswith(SUFFIX))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise RawError(str(directory), f"cannot be read ({error.strerror})") from error


def newest_generations(names: Iterable[str]) -> dict[str, str]:
    """Map the first name of each file to the name of its newest generation."""
    newest: dict[str, str] = {}
    for name in sorted(names, key=split_generation):
        newest[split_generation(name)[0]] = name
    return newest


def list_groups(directory: Path) -> list[FileGroup]:
    """List the files in a folder by process, earliest start first; none where there is no folder.

    A file that another program wrote is a group of its own, and comes first: its name tells no start.

    Raises:
        RawError: The folder cannot be read.
    """
    groups = _grouped(newest_generations(list_names(directory)))
    return sorted(groups, key=lambda group: (group.started_at, group.files))


def list_files(directory: Path) -> list[str]:
    """List the files in a folder in the order of `list_groups`.

    Raises:
        RawError: The folder cannot be read.
    """
    return [file for group in list_groups(directory) for file in group.files]


def checked_path(directory: Path, file: str) -> Path:
    """Return the path of a file that a record or a row names.

    Raises:
        RawError: The name leads out of the folder.
    """
    if not file.endswith(SUFFIX) or Path(file).name != file:
        raise RawError(file or "(no name)", "is no name of a WARC file")
    return directory / file


def _grouped(newest: dict[str, str]) -> Iterable[FileGroup]:
    groups: dict[tuple[datetime, str], list[tuple[int, str]]] = {}
    for first, name in newest.items():
        match = _NAME.fullmatch(first)
        key, serial = ((_start(match[2]), match[1]), int(match[3])) if match else ((_NO_START, first), 1)
        groups.setdefault(key, []).append((serial, name))
    for (started_at, _), files in groups.items():
        yield FileGroup(started_at, _names_of(files))


def _names_of(files: Sequence[tuple[int, str]]) -> tuple[str, ...]:
    return tuple(name for _, name in sorted(files))


def _start(text: str) -> datetime:
    try:
        return datetime.strptime(text, _START).replace(tzinfo=UTC)
    except ValueError:
        return _NO_START
