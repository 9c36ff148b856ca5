"""How far a long task has got on this database: rows of `bookmark`, written with what they tell of."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hfpapers.store import schema
from hfpapers.store.upsert import upsert


class Bookmarks:
    """Reads and writes on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def load(self, task: str) -> Any:
        """Return the position of a task, as it was saved; None where it is not under way."""
        table = schema.bookmark
        text = self._connection.execute(sa.select(table.c.position).where(table.c.task == task)).scalar_one_or_none()
        return None if text is None else json.loads(text)

    def save(self, task: str, position: object, *, now: datetime) -> None:
        """Set the position of a task; it must be what JSON can hold, and not null."""
        row = {"task": task, "position": json.dumps(position, separators=(",", ":")), "updated_at": now}
        upsert(self._connection, schema.bookmark, [row])

    def remove(self, task: str) -> None:
        """Say that a task is done, or is to begin anew."""
        self._connection.execute(sa.delete(schema.bookmark).where(schema.bookmark.c.task == task))
