"""Lists of days, the looks at them, and what state each day is in."""

from __future__ import annotations

import sqlalchemy as sa

from hfpapers.store.tables.base import metadata
from hfpapers.store.types import Text, UTCDateTime

listing = sa.Table(
    "listing",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("arxiv_id", Text, sa.ForeignKey("paper.arxiv_id", ondelete="CASCADE"), primary_key=True, index=True),
    sa.Column("position", sa.Integer),
    sa.Column("first_seen_at", UTCDateTime, nullable=False),
    sa.Column("last_seen_at", UTCDateTime, nullable=False),
    sa.Column("title", Text),
    sa.Column("submitter", Text, sa.ForeignKey("account.login")),
    sa.Column("submitted_at", UTCDateTime),
    sa.Column("submitter_organization", Text, sa.ForeignKey("organization.slug")),
    sa.Column("author_participating", sa.Boolean),
)

# A look is one reading of a day's list, of one page or more; look_at is when it began.
look_page = sa.Table(
    "look_page",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("look_at", UTCDateTime, primary_key=True),
    sa.Column("page", sa.Integer, primary_key=True),
    sa.Column("endpoint", Text, nullable=False),
    sa.Column("observed_at", UTCDateTime, nullable=False),
    sa.Column("offered", sa.Integer, nullable=False),
    sa.Column("distinct_entries", sa.Integer, nullable=False),
    sa.Column("unreadable", sa.Integer, nullable=False),
    sa.Column("is_last", sa.Boolean, nullable=False),
    sa.Column("fetch_id", sa.Integer, sa.ForeignKey("fetch.fetch_id")),
)

look_position = sa.Table(
    "look_position",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("look_at", UTCDateTime, primary_key=True),
    sa.Column("page", sa.Integer, primary_key=True),
    sa.Column("rank", sa.Integer, primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("arxiv_id", Text, sa.ForeignKey("paper.arxiv_id", ondelete="CASCADE"), nullable=False, index=True),
)

coverage = sa.Table(
    "coverage",
    metadata,
    sa.Column("source", Text, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("state", Text, nullable=False),
    sa.Column("settled_at", UTCDateTime),
    sa.Column("expected", sa.Integer),
    sa.Column("stored", sa.Integer),
    sa.Column("pages", sa.Integer, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("look_at", UTCDateTime),
    sa.Column("whole_look_at", UTCDateTime),
    sa.Column("answered_at", UTCDateTime),
    sa.Column("last_error", Text),
    sa.Column("run_id", sa.Integer, sa.ForeignKey("run.run_id")),
)
