"""Which files processes that died have left: what they hold may be in no row yet.

Noted in `bookmark` before the files are repaired, since a repair takes away the only sign; the note goes once
somebody has read them again (`hfpapers/reread`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from hfpapers.store.database import Database
from hfpapers.store.raw.names import list_groups
from hfpapers.store.raw.sidecar import SUFFIX

TASK = "read abandoned files"


def note_abandoned(database: Database, directory: Path, *, now: datetime) -> None:
    """Note the files that have a sidecar, with the one that each process wrote before.

    That one, too, since an answer may have been kept in it and not read before the process died.

    Raises:
        StoreError: The database refused.
    """
    with_sidecar = {path.name.removesuffix(SUFFIX) for path in directory.glob(f"*{SUFFIX}")}
    if not with_sidecar:
        return
    found = {name for group in list_groups(directory) for name in _with_former(group.files, with_sidecar)}
    with database.write() as writer:
        noted = writer.bookmarks.load(TASK) or []
        writer.bookmarks.save(TASK, sorted(found.union(noted)), now=now)


def _with_former(files: Sequence[str], wanted: set[str]) -> list[str]:
    following = (*files[1:], "")
    return [name for name, after in zip(files, following, strict=True) if name in wanted or after in wanted]
