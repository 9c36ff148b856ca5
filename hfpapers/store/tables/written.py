"""What language models wrote, and what was sent.

Neither is in what upstream served: both are in journals of the home folder, too, and come back by replay.
"""

from __future__ import annotations

import sqlalchemy as sa

from hfpapers.store.tables.base import metadata, paper_key
from hfpapers.store.types import Text, UTCDateTime

# The key is all that an answer depends on: with the same key nothing is asked again. JSON as `model.enrichment` has it.
enrichment = sa.Table(
    "enrichment",
    metadata,
    paper_key(),
    sa.Column("kind", Text, primary_key=True),
    sa.Column("language", Text, primary_key=True),
    sa.Column("model", Text, primary_key=True),
    sa.Column("prompt_version", Text, primary_key=True),
    sa.Column("schema_version", sa.Integer, primary_key=True),
    sa.Column("input_hash", Text, primary_key=True),
    sa.Column("source", Text, nullable=False),  # abstract | fulltext
    sa.Column("source_hash", Text, nullable=False),
    sa.Column("state", Text, nullable=False),  # accepted | refused | failed
    sa.Column("answer", Text),
    sa.Column("verdicts", Text, nullable=False),
    sa.Column("detail", Text),
    sa.Column("written_at", UTCDateTime, nullable=False),
)

# Append only: what was asked, and what it cost, whatever came of it.
llm_request = sa.Table(
    "llm_request",
    metadata,
    sa.Column("request_id", sa.Integer, primary_key=True),
    sa.Column("run_id", sa.Integer, sa.ForeignKey("run.run_id"), nullable=False, index=True),
    sa.Column("arxiv_id", Text, sa.ForeignKey("paper.arxiv_id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("kind", Text, nullable=False),
    sa.Column("language", Text, nullable=False),
    sa.Column("model", Text, nullable=False),
    sa.Column("prompt_version", Text, nullable=False),
    sa.Column("schema_version", sa.Integer, nullable=False),
    sa.Column("input_hash", Text, nullable=False),
    sa.Column("asked_at", UTCDateTime, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),  # from 1, over all runs, for one key
    sa.Column("outcome", Text, nullable=False),  # accepted | refused | failed
    sa.Column("finish_reason", Text),
    sa.Column("input_tokens", sa.Integer, nullable=False),
    sa.Column("output_tokens", sa.Integer, nullable=False),
    sa.Column("cost_micros", sa.BigInteger),  # millionths of the configured currency; null without a price
    sa.Column("detail", Text),
)

# The outbox. A digest is known by its key, not by its content: votes change, and it goes to a channel once.
delivery = sa.Table(
    "delivery",
    metadata,
    sa.Column("channel", Text, primary_key=True),
    sa.Column("digest_key", Text, primary_key=True),
    sa.Column("state", Text, nullable=False),  # sending | refused | sent
    sa.Column("content_hash", Text, nullable=False),
    sa.Column("message_id", Text),
    sa.Column("parts", sa.Integer, nullable=False),
    sa.Column("parts_sent", sa.Integer, nullable=False),
    sa.Column("payload", Text),  # the messages as JSON, so that what is left of them can be sent; null once all are
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("detail", Text),
    sa.Column("created_at", UTCDateTime, nullable=False),
    sa.Column("sending_at", UTCDateTime),
    sa.Column("sent_at", UTCDateTime),
)
