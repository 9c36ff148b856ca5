"""Rows of `fetch` by their places in WARC files: read to be checked, moved when a file is rewritten."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from hfpapers.model.fetched import RawRef
from hfpapers.store import schema

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchPlace:
    """What a row says of a record: where it is, and what it holds."""

    fetch_id: int
    ref: RawRef
    url: str
    requested_at: datetime
    sha256: str
    size_bytes: int
    is_revisit: bool


class FetchPlaces:
    """Reads and moves on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def list_files(self) -> frozenset[str]:
        """Name the files in which rows say that there are records."""
        return frozenset(self._connection.execute(sa.select(schema.fetch.c.warc_file).distinct()).scalars())

    def list_of_files(self, files: Collection[str]) -> Iterator[FetchPlace]:
        """List the rows of some files, by file and offset."""
        table = schema.fetch
        statement = (
            sa.select(
                table.c.fetch_id,
                table.c.warc_file,
                table.c.warc_offset,
                table.c.url,
                table.c.requested_at,
                table.c.sha256,
                table.c.size_bytes,
                table.c.is_revisit,
            )
            .where(table.c.warc_file.in_(sorted(files)))
            .order_by(table.c.warc_file, table.c.warc_offset)
        )
        for row in self._connection.execute(statement):
            yield FetchPlace(
                fetch_id=row.fetch_id,
                ref=RawRef(file=row.warc_file, offset=row.warc_offset),
                url=row.url,
                requested_at=row.requested_at,
                sha256=row.sha256,
                size_bytes=row.size_bytes,
                is_revisit=row.is_revisit,
            )

    def list_untraced(self, files: Collection[str]) -> frozenset[int]:
        """Name the rows of some files that no other row refers to: nobody has told what was made of the answers."""
        table = schema.fetch
        traced = (
            sa.select(referring.c.fetch_id).where(referring.c.fetch_id.is_not(None))
            for referring in (schema.look_page, schema.paper_coverage, schema.issue)
        )
        statement = sa.select(table.c.fetch_id).where(
            table.c.warc_file.in_(sorted(files)), *(table.c.fetch_id.not_in(rows) for rows in traced)
        )
        return frozenset(self._connection.execute(statement).scalars())

    def move(self, places: Sequence[FetchPlace]) -> None:
        """Set what rows say of their records, by `fetch_id`; the time stays."""
        table = schema.fetch
        statement = (
            sa.update(table)
            .where(table.c.fetch_id == sa.bindparam("of"))
            .values(
                warc_file=sa.bindparam("file"),
                warc_offset=sa.bindparam("offset"),
                sha256=sa.bindparam("digest"),
                size_bytes=sa.bindparam("size"),
                is_revisit=sa.bindparam("revisit"),
            )
        )
        rows = [
            {
                "of": place.fetch_id,
                "file": place.ref.file,
                "offset": place.ref.offset,
                "digest": place.sha256,
                "size": place.size_bytes,
                "revisit": place.is_revisit,
            }
            for place in places
        ]
        for start in range(0, len(rows), _AT_ONCE):
            self._connection.execute(statement, rows[start : start + _AT_ONCE])
