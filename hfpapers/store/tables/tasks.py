"""Runs, and how far long tasks have got: what is looked at whenever an archive is opened."""

from __future__ import annotations

import sqlalchemy as sa

from hfpapers.store.tables.base import metadata
from hfpapers.store.types import Text, UTCDateTime

run = sa.Table(
    "run",
    metadata,
    sa.Column("run_id", sa.Integer, primary_key=True),
    sa.Column("command", Text, nullable=False),
    sa.Column("version", Text, nullable=False),
    sa.Column("started_at", UTCDateTime, nullable=False),
    sa.Column("finished_at", UTCDateTime),
    sa.Column("state", Text),  # ok | incomplete | failed; null while it runs, or where it was killed
    sa.Column("detail", Text),
)

# How far a long task has got on this database, so that it goes on where a kill left it; done tasks have no row.
bookmark = sa.Table(
    "bookmark",
    metadata,
    sa.Column("task", Text, primary_key=True),
    sa.Column("position", Text, nullable=False),  # JSON, as the task writes it
    sa.Column("updated_at", UTCDateTime, nullable=False),
)
