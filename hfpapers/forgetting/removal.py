"""What a taking down came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from hfpapers.store.raw import Damage


@dataclass(slots=True, kw_only=True)
class Removal:
    """What was taken down, or would be.

    Attributes:
        rows: Rows removed or made nameless, by table.
        records: Bodies redacted, by WARC file.
        journalled: Lines of the journal of language models' answers that were changed or dropped.
        names: On how many papers a name goes.
        days: Days that were judged anew.
        unread: Places in WARC files that could not be read, so that nobody knows what they hold.
        busy: WARC files that another process is writing.
        is_log_left: Another program reads the SQLite database, so that its log still has removed rows.
    """

    rows: Mapping[str, int] = field(default_factory=dict)
    records: dict[str, int] = field(default_factory=dict)
    journalled: int = 0
    names: int = 0
    days: frozenset[date] = frozenset()
    unread: tuple[Damage, ...] = ()
    busy: tuple[str, ...] = ()
    is_log_left: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left that could be reached."""
        return not (self.unread or self.busy or self.is_log_left)
