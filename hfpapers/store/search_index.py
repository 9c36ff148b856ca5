"""The search index as the database keeps it: which tables and triggers are its own, and which must be there.

It is made by revision 0003, of the virtual table `paper_search` (FTS5) on SQLite and of a table of that name
(tsvector, GIN) on PostgreSQL, and followed up by triggers on `paper` and `paper_text`. It holds nothing that these
tables do not, so it is no part of the schema that is compared, copied or told in fingerprints.
"""

from __future__ import annotations

import sqlalchemy as sa

_NAME = "paper_search"

_TRIGGERS = {
    "sqlite": (
        "paper_search_paper_added",
        "paper_search_paper_changed",
        "paper_search_paper_removed",
        "paper_search_text_added",
        "paper_search_text_changed",
        "paper_search_text_removed",
    ),
    "postgresql": ("paper_search_paper_added", "paper_search_paper_changed", "paper_search_text_changed"),
}
_LIST_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal "
    "AND tgrelid IN (to_regclass('paper'), to_regclass('paper_text'))",
}


def is_search_table(name: str | None) -> bool:
    """Tell whether a table is one of the index's own; FTS5 keeps several."""
    return name is not None and (name == _NAME or name.startswith(f"{_NAME}_"))


def missing_triggers(connection: sa.Connection) -> tuple[str, ...]:
    """Name the triggers that should follow the tables up and are not there."""
    dialect = connection.dialect.name
    found = set(connection.exec_driver_sql(_LIST_TRIGGERS[dialect]).scalars())
    return tuple(name for name in _TRIGGERS[dialect] if name not in found)
