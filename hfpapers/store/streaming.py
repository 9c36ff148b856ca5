"""Long reads: rows a chunk at a time, by a cursor of the server's where the database has such.

PostgreSQL's driver else holds the whole answer before it gives the first row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

#: Rows that are in memory together, where the caller does not say.
CHUNK = 2000


def stream(
    connection: sa.Connection, statement: sa.Executable, *, chunk: int = CHUNK
) -> Iterator[Sequence[sa.Row[Any]]]:
    """Give the rows in chunks of so many; other statements may be run on the connection meanwhile."""
    yield from connection.execute(statement, execution_options={"yield_per": chunk}).partitions(chunk)
