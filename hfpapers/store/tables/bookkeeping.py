"""Kept responses, oddities, and what was forgotten."""

from __future__ import annotations

import sqlalchemy as sa

from hfpapers.store.tables.base import metadata
from hfpapers.store.types import Text, UTCDateTime

fetch = sa.Table(
    "fetch",
    metadata,
    sa.Column("fetch_id", sa.Integer, primary_key=True),
    sa.Column("run_id", sa.Integer, sa.ForeignKey("run.run_id"), nullable=False),
    sa.Column("url", Text, nullable=False),
    sa.Column("requested_at", UTCDateTime, nullable=False, index=True),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("sha256", Text, nullable=False, index=True),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
    sa.Column("is_truncated", sa.Boolean, nullable=False),
    sa.Column("is_revisit", sa.Boolean, nullable=False),
    sa.Column("warc_file", Text, nullable=False),
    sa.Column("warc_offset", sa.BigInteger, nullable=False),
    sa.Column("endpoint", Text),
    sa.Column("day", sa.Date, index=True),
    sa.UniqueConstraint("warc_file", "warc_offset"),
)

issue = sa.Table(
    "issue",
    metadata,
    sa.Column("issue_id", sa.Integer, primary_key=True),
    sa.Column("run_id", sa.Integer, sa.ForeignKey("run.run_id"), nullable=False, index=True),
    sa.Column("fetch_id", sa.Integer, sa.ForeignKey("fetch.fetch_id")),
    sa.Column("day", sa.Date, index=True),
    sa.Column("severity", Text, nullable=False),
    sa.Column("code", Text, nullable=False),
    sa.Column("field", Text, nullable=False),
    sa.Column("detail", Text, nullable=False),
    sa.Column("arxiv_id", Text),
    sa.Column("raw", Text),
    sa.Column("observed_at", UTCDateTime, nullable=False),
)

# What was taken down on request, and must not come back: a copy of the journal of the same name. A person is known
# by a digest only, since the name itself is what was to be forgotten.
forgotten = sa.Table(
    "forgotten",
    metadata,
    sa.Column("kind", Text, primary_key=True),  # paper | login | name
    sa.Column("subject", Text, primary_key=True),  # an arXiv id; of a person the SHA-256, lower-case hex
    sa.Column("forgotten_at", UTCDateTime, nullable=False),
)
