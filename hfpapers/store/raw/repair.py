"""Cuts what a killed process left half-written, so that files end with whole records again.

In: the WARC folder. Only files whose sidecar tells of a dead process are touched, and only bytes after the last whole
record are cut: no commit refers to them, for a record is synced before the commit. A response whose request record is
torn stays. Damage with whole records after it is no torn end: it is told, and nothing is cut.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from hfpapers.errors import RawError
from hfpapers.store.raw.exchange import Damage
from hfpapers.store.raw.scan import scan_records
from hfpapers.store.raw.sidecar import SUFFIX, Sidecar


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """What was found of one dead process.

    Attributes:
        file: Its name in the folder.
        kept_bytes: Size now; 0 where nothing was whole: there is no file then.
        cut_bytes: How many were cut from the end; 0 where the process died between two records.
        damage: What was changed in the middle of the file since it was written; left as it is.
    """

    file: str
    kept_bytes: int
    cut_bytes: int
    damage: tuple[Damage, ...] = ()


def repair(directory: Path) -> tuple[Repaired, ...]:
    """Mend the files of dead processes; to be called when a process starts, also by several at once.

    Returns:
        One entry for each dead process's file that this call dealt with, by name.

    Raises:
        RawError: A file cannot be read or cut; the others stay for the next call.
    """
    done: list[Repaired] = []
    for path in sorted(directory.glob(f"*{SUFFIX}")):
        try:
            repaired = _repair_claimed(path)
        except OSError as error:
            raise RawError(str(path), f"cannot be repaired ({error.strerror or error})") from error
        if repaired is not None:
            done.append(repaired)
    return tuple(done)


def _repair_claimed(path: Path) -> Repaired | None:
    sidecar = Sidecar.claim(path)
    if sidecar is None:
        return None
    try:
        repaired = _cut_torn_end(path.with_name(path.name.removesuffix(SUFFIX)))
    except BaseException:
        sidecar.release()
        raise
    sidecar.remove()
    return repaired


def _cut_torn_end(warc: Path) -> Repaired | None:
    if not warc.exists():
        # The process died before it made the file, or lives and is about to: `Sidecar.create` sees to that.
        return None
    size = warc.stat().st_size
    damage = [found for found in scan_records(warc) if isinstance(found, Damage)]
    keep = damage[-1].offset if damage and damage[-1].torn else size
    if keep == 0:
        warc.unlink()
    elif keep < size:
        _truncate(warc, keep)
    left = tuple(part for part in damage if not part.torn)
    return Repaired(file=warc.name, kept_bytes=keep, cut_bytes=size - keep, damage=left)


def _truncate(warc: Path, size: int) -> None:
    with warc.open("r+b") as file:
        file.truncate(size)
        os.fsync(file.fileno())
