"""Papers and what sources said of them; accounts and organisations."""

from __future__ import annotations

import sqlalchemy as sa

from hfpapers.store.tables.base import metadata, paper_key
from hfpapers.store.types import Text, UTCDateTime

account = sa.Table(
    "account",
    metadata,
    sa.Column("login", Text, primary_key=True),
    sa.Column("full_name", Text),
    sa.Column("hf_id", Text),
    sa.Column("kind", Text),
    sa.Column("avatar_url", Text),
    sa.Column("seen_at", UTCDateTime, nullable=False),
)

organization = sa.Table(
    "organization",
    metadata,
    sa.Column("slug", Text, primary_key=True),
    sa.Column("full_name", Text),
    sa.Column("hf_id", Text),
    sa.Column("avatar_url", Text),
    sa.Column("seen_at", UTCDateTime, nullable=False),
)

paper = sa.Table(
    "paper",
    metadata,
    sa.Column("arxiv_id", Text, primary_key=True),
    sa.Column("first_seen_at", UTCDateTime, nullable=False),
    sa.Column("last_seen_at", UTCDateTime, nullable=False),
    # what Hugging Face says, as of hf_seen_at
    sa.Column("hf_seen_at", UTCDateTime),
    sa.Column("hf_title", Text),
    sa.Column("hf_raw_title", Text),
    sa.Column("hf_abstract", Text),
    sa.Column("hf_raw_abstract", Text),
    sa.Column("hf_published_at", UTCDateTime),
    sa.Column("hf_discussion_id", Text),
    sa.Column("hf_thumbnail_url", Text),
    sa.Column("hf_ai_summary", Text),
    sa.Column("hf_ai_summary_model", Text),
    sa.Column("hf_code_added_by", Text),
    sa.Column("hf_organization", Text, sa.ForeignKey("organization.slug")),
    sa.Column("hf_models", sa.Integer),
    sa.Column("hf_datasets", sa.Integer),
    sa.Column("hf_spaces", sa.Integer),
    sa.Column("hf_linked_seen_at", UTCDateTime),  # the age of the three totals, which lists do not tell
    # what arXiv says, as of arxiv_seen_at
    sa.Column("arxiv_seen_at", UTCDateTime),
    sa.Column("arxiv_title", Text),
    sa.Column("arxiv_raw_title", Text),
    sa.Column("arxiv_abstract", Text),
    sa.Column("arxiv_raw_abstract", Text),
    sa.Column("arxiv_published_at", UTCDateTime),
    sa.Column("arxiv_updated_at", UTCDateTime),
    sa.Column("arxiv_version", sa.Integer),
    sa.Column("arxiv_primary_category", Text),
    sa.Column("arxiv_comment", Text),
    sa.Column("arxiv_journal_ref", Text),
    sa.Column("arxiv_doi", Text),
    sa.Column("arxiv_licence", Text),
    sa.Column("arxiv_licence_seen_at", UTCDateTime),  # its age: OAI-PMH tells it, and not the search API
    # the latest counts; all of them are in observation
    sa.Column("upvotes", sa.Integer),
    sa.Column("upvotes_observed_at", UTCDateTime),
    sa.Column("comments", sa.Integer),
    sa.Column("comments_observed_at", UTCDateTime),
    sa.Column("github_stars", sa.Integer),
    sa.Column("github_stars_observed_at", UTCDateTime),
)

paper_version = sa.Table(
    "paper_version",
    metadata,
    paper_key(),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("submitted_at", UTCDateTime),
    sa.Column("size_bytes", sa.BigInteger),
)

paper_author = sa.Table(
    "paper_author",
    metadata,
    paper_key(),
    sa.Column("source", Text, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("name", Text, nullable=False),
    sa.Column("login", Text, sa.ForeignKey("account.login"), index=True),
    sa.Column("hf_id", Text),
    sa.Column("status", Text),
    sa.Column("status_changed_at", UTCDateTime),
    sa.Column("is_hidden", sa.Boolean),
    sa.Column("affiliation", Text),
    sa.Column("seen_at", UTCDateTime, nullable=False),
)

paper_category = sa.Table(
    "paper_category",
    metadata,
    paper_key(),
    sa.Column("category", Text, primary_key=True, index=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("seen_at", UTCDateTime, nullable=False),
)

paper_keyword = sa.Table(
    "paper_keyword",
    metadata,
    paper_key(),
    sa.Column("source", Text, primary_key=True),
    sa.Column("keyword", Text, primary_key=True, index=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("seen_at", UTCDateTime, nullable=False),
)

# Links are never removed: one that a later answer no longer names stays, with its older seen_at,
# and the views show the newest of a kind.
paper_link = sa.Table(
    "paper_link",
    metadata,
    paper_key(),
    sa.Column("source", Text, primary_key=True),
    sa.Column("kind", Text, primary_key=True),
    sa.Column("url", Text, primary_key=True),
    sa.Column("raw_url", Text),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("first_seen_at", UTCDateTime, nullable=False),
    sa.Column("seen_at", UTCDateTime, nullable=False),
)

# A field that a source named and left empty: recorded as observed; the last known value stays in paper.
emptied_field = sa.Table(
    "emptied_field",
    metadata,
    paper_key(),
    sa.Column("field", Text, primary_key=True),
    sa.Column("observed_at", UTCDateTime, primary_key=True),
)

observation = sa.Table(
    "observation",
    metadata,
    paper_key(),
    sa.Column("observed_at", UTCDateTime, primary_key=True),
    sa.Column("upvotes", sa.Integer),
    sa.Column("comments", sa.Integer),
    sa.Column("github_stars", sa.Integer),
)

# A text of one paper, as it was last served. What is searched is made of it by the database itself: see search_index.
paper_text = sa.Table(
    "paper_text",
    metadata,
    paper_key(),
    sa.Column("text", Text, nullable=False),
    sa.Column("observed_at", UTCDateTime, nullable=False),
    sa.Column("fetch_id", sa.Integer, sa.ForeignKey("fetch.fetch_id")),
)

# What is owed is known by paper and endpoint: batches are only transport. `arxiv_version` is arXiv's latest version at
# that time, as far as it was known: it tells whether a newer one has come since.
paper_coverage = sa.Table(
    "paper_coverage",
    metadata,
    sa.Column("endpoint", Text, primary_key=True),
    sa.Column("arxiv_id", Text, sa.ForeignKey("paper.arxiv_id", ondelete="CASCADE"), primary_key=True, index=True),
    sa.Column("state", Text, nullable=False),
    sa.Column("asked_at", UTCDateTime, nullable=False),
    sa.Column("detail", Text),
    sa.Column("fetch_id", sa.Integer, sa.ForeignKey("fetch.fetch_id")),
    sa.Column("arxiv_version", sa.Integer),
)
