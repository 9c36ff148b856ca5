"""What is owed by paper and endpoint instead of by paper; totals of linked repositories; bookmarks; what was forgotten.

Revision: 0002.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hfpapers.store.types import UTCDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move the states that arXiv's search API gave, and make what is new."""
    op.create_table(
        "paper_coverage",
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("arxiv_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("fetch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["arxiv_id"], ["paper.arxiv_id"], name=op.f("fk_paper_coverage_arxiv_id_paper"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["fetch_id"], ["fetch.fetch_id"], name=op.f("fk_paper_coverage_fetch_id_fetch")),
        sa.PrimaryKeyConstraint("endpoint", "arxiv_id", name=op.f("pk_paper_coverage")),
    )
    op.create_index(op.f("ix_paper_coverage_arxiv_id"), "paper_coverage", ["arxiv_id"])
    op.execute(
        "INSERT INTO paper_coverage (endpoint, arxiv_id, state, asked_at, detail, fetch_id) "
        "SELECT 'arxiv-atom', arxiv_id, state, asked_at, detail, fetch_id FROM arxiv_state"
    )
    op.drop_table("arxiv_state")
    for name in ("hf_models", "hf_datasets", "hf_spaces"):
        op.add_column("paper", sa.Column(name, sa.Integer(), nullable=True))
    op.create_table(
        "bookmark",
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("task", name=op.f("pk_bookmark")),
    )
    op.create_table(
        "forgotten",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("forgotten_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject", name=op.f("pk_forgotten")),
    )


def downgrade() -> None:
    """Keep of the states what the older program knows: those of arXiv's search API."""
    op.drop_table("forgotten")
    op.drop_table("bookmark")
    for name in ("hf_spaces", "hf_datasets", "hf_models"):
        op.drop_column("paper", name)
    op.create_table(
        "arxiv_state",
        sa.Column("arxiv_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("fetch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["arxiv_id"], ["paper.arxiv_id"], name=op.f("fk_arxiv_state_arxiv_id_paper"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["fetch_id"], ["fetch.fetch_id"], name=op.f("fk_arxiv_state_fetch_id_fetch")),
        sa.PrimaryKeyConstraint("arxiv_id", name=op.f("pk_arxiv_state")),
    )
    op.execute(
        "INSERT INTO arxiv_state (arxiv_id, state, asked_at, detail, fetch_id) "
        "SELECT arxiv_id, state, asked_at, detail, fetch_id FROM paper_coverage WHERE endpoint = 'arxiv-atom'"
    )
    op.drop_index(op.f("ix_paper_coverage_arxiv_id"), table_name="paper_coverage")
    op.drop_table("paper_coverage")
