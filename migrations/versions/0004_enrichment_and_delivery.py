"""What language models wrote of papers, what that cost, and what was sent where.

Revision: 0004.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hfpapers.store.types import UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the three tables; what their journals hold comes in by `hfpapers replay`."""
    op.create_table(
        "enrichment",
        sa.Column("arxiv_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("prompt_version", sa.Text(), nullable=False),
        sa.Column("schema_version", sa.Integer(), nullable=False),
        sa.Column("input_hash", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("verdicts", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("written_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["arxiv_id"], ["paper.arxiv_id"], name=op.f("fk_enrichment_arxiv_id_paper"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(
            "arxiv_id",
            "kind",
            "language",
            "model",
            "prompt_version",
            "schema_version",
            "input_hash",
            name=op.f("pk_enrichment"),
        ),
    )
    op.create_table(
        "llm_request",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("arxiv_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("prompt_version", sa.Text(), nullable=False),
        sa.Column("schema_version", sa.Integer(), nullable=False),
        sa.Column("input_hash", sa.Text(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("finish_reason", sa.Text(), nullable=True),
        sa.Column("input_tokens", sa.Integer(), nullable=False),
        sa.Column("output_tokens", sa.Integer(), nullable=False),
        sa.Column("cost_micros", sa.BigInteger(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["run.run_id"], name=op.f("fk_llm_request_run_id_run")),
        sa.ForeignKeyConstraint(
            ["arxiv_id"], ["paper.arxiv_id"], name=op.f("fk_llm_request_arxiv_id_paper"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_llm_request")),
    )
    op.create_index(op.f("ix_llm_request_run_id"), "llm_request", ["run_id"])
    op.create_index(op.f("ix_llm_request_arxiv_id"), "llm_request", ["arxiv_id"])
    op.create_table(
        "delivery",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("digest_key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("parts_sent", sa.Integer(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("sending_at", UTCDateTime(), nullable=True),
        sa.Column("sent_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("channel", "digest_key", name=op.f("pk_delivery")),
    )


def downgrade() -> None:
    """Remove them; the journals still have what they held."""
    op.drop_table("delivery")
    op.drop_index(op.f("ix_llm_request_arxiv_id"), table_name="llm_request")
    op.drop_index(op.f("ix_llm_request_run_id"), table_name="llm_request")
    op.drop_table("llm_request")
    op.drop_table("enrichment")
