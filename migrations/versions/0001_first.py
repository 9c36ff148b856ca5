"""The first schema: papers, listings, observations, coverage, kept responses, issues.

Revision: 0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hfpapers.store.types import UTCDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "account",
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=True),
        sa.Column("hf_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("avatar_url", sa.Text(), nullable=True),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_account")),
    )
    op.create_table(
        "organization",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=True),
        sa.Column("hf_id", sa.Text(), nullable=True),
        sa.Column("avatar_url", sa.Text(), nullable=True),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_organization")),
    )
    op.create_table(
        "run",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("started_at", UTCDateTime(), nullable=False),
        sa.Column("finished_at", UTCDateTime(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_run")),
    )
    op.create_table(
        "coverage",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.Column("expected", sa.Integer(), nullable=True),
        sa.Column("stored", sa.Integer(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("look_at", UTCDateTime(), nullable=True),
        sa.Column("whole_look_at", UTCDateTime(), nullable=True),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["run.run_id"], name=op.f("fk_coverage_run_id_run")),
        sa.PrimaryKeyConstraint("source", "day", name=op.f("pk_coverage")),
    )
    op.create_table(
        "fetch",
        sa.Column("fetch_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("requested_at", UTCDateTime(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("is_truncated", sa.Boolean(), nullable=False),
        sa.Column("is_revisit", sa.Boolean(), nullable=False),
        sa.Column("warc_file", sa.Text(), nullable=False),
        sa.Column("warc_offset", sa.BigInteger(), nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["run.run_id"], name=op.f("fk_fetch_run_id_run")),
        sa.PrimaryKeyConstraint("fetch_id", name=op.f("pk_fetch")),
        sa.UniqueConstraint("warc_file", "warc_offset", name=op.f("uq_fetch_warc_file_warc_offset")),
    )
    op.create_index(op.f("ix_fetch_day"), "fetch", ["day"], unique=False)
    op.create_index(op.f("ix_fetch_requested_at"), "fetch", ["requested_at"], unique=False)
    op.create_index(op.f("ix_fetch_sha256"), "fetch", ["sha256"], unique=False)
    op.create_table(
        "paper",
        sa.Column("arxiv_id", sa.Text(), nullable=False),
        sa.Column("first_seen_at", UTCDateTime(), nullable=False),
        sa.Column("last_seen_at", UTCDateTime(), nullable=False),
        sa.Column("hf_seen_at", UTCDateTime(), nullable=True),
        sa.Column("hf_title", sa.Text(), nullable=True),
        sa.Column("hf_raw_title", sa.Text(), nullable=True),
        sa.Column("hf_abstract", sa.Text(), nullable=True),
        sa.Column("hf_raw_abstract", sa.Text(), nullable=True),
        sa.Column("hf_published_at", UTCDateTime(), nullable=True),
        sa.Column("hf_discussion_id", sa.Text(), nullable=True),
        sa.Column("hf_thumbnail_url", sa.Text(), nullable=True),
        sa.Column("hf_ai_summary", sa.Text(), nullable=True),
        sa.Column("hf_ai_summary_model", sa.Text(), nullable=True),
        sa.Column("hf_code_added_by", sa.Text(), nullable=True),
        sa.Column("hf_organization", sa.Text(), nullable=True),
        sa.Column("arxiv_seen_at", UTCDateTime(), nullable=True),
        sa.Column("arxiv_title", sa.Text(), nullable=True),
        sa.Column("arxiv_raw_title", sa.Text(), nullable=True),
        sa.Column("arxiv_abstract", sa.Text(), nullable=True),
        sa.Column("arxiv_raw_abstract", sa.Text(), nullable=True),
        sa.Column("arxiv_published_at", UTCDateTime(), nullable=True),
        sa.Column("arxiv_updated_at", UTCDateTime(), nullable=True),
        sa.Column("arxiv_version", sa.Integer(), nullable=True),
        sa.Column("arxiv_primary_category", sa.Text(), nullable=True),
        sa.Column("arxiv_comment", sa.Text(), nullable=True),
        sa.Column("arxiv_journal_ref", sa.Text(), nullable=True),
        sa.Column("arxiv_doi", sa.Text(), nullable=True),
        sa.Column("arxiv_licence", sa.Text(), nullable=True),
        sa.Column("upvotes", sa.Integer(), nullable=True),
        sa.Column("upvotes_observed_at", UTCDateTime(), nullable=True),
        sa.Column("comments", sa.Integer(), nullable=True),
        sa.Column("comments_observed_at", UTCDateTime(), nullable=True),
        sa.Column("github_stars", sa.Integer(), nullable=True),
        sa.Column("github_stars_observed_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["hf_organization"], ["organization.slug"], name=op.f("fk_paper_hf_organization_organization")
        ),
        sa.PrimaryKeyConstraint("arxiv_id", name=op.f("pk_paper")),
    )
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
    op.create_table(
        "emptied_field",
        sa.Column("arxiv_id", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("observed_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["arxiv_id"], ["paper.arxiv_id"], name=op.f("fk_emptied_field_arxiv_id_paper"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("arxiv_id", "field", "observed_at", name=op.f("pk_emptied_field")),
    )
    op.create_table(
        "issue",
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("fetch_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("arxiv_id", sa.Text(), nullable=True),
        sa.Column("raw", sa.Text(), nullable=True),
        sa.Column("observed_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["fetch_id"], ["fetch.fetch_id"], name=op.f("fk_issue_fetch_id_fetch")),
        sa.ForeignKeyConstraint(["run_id"], ["run.run_id"], name=op.f("fk_issue_run_id_run")),
        sa.PrimaryKeyConstraint("issue_id", name=op.f("pk_issue")),
    )
    op.create_index(op.f("ix_issue_day"), "issue", ["day"], unique=False)
    op.create_index(op.f("ix_issue_run_id"), "issue", ["run_id"], unique=False)
    op.create_table(
        "listing",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("arxiv_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("first_seen_at", UTCDateTime(), nullable=False),
        sa.Column("last_seen_at", UTCDateTime(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("submitter", sa.Text(), nullable=True),
        sa.Column("submitted_at", UTCDateTime(), nullable=True),
        sa.Column("submitter_organization", sa.Text(), nullable=True),
        sa.Column("author_participating", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["arxiv_id"], ["paper.arxiv_id"], name=op.f("fk_listing_arxiv_id_paper"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["submitter"], ["account.login"], name=op.f("fk_listing_submitter_account")),
        sa.ForeignKeyConstraint(
            ["submitter_organization"],
            ["organization.slug"],
            name=op.f("fk_listing_submitter_organization_organization"),
        ),
        sa.PrimaryKeyConstraint("day", "arxiv_id", name=op.f("pk_listing")),
    )
    op.create_index(op.f("ix_listing_arxiv_id"), "listing", ["arxiv_id"], unique=False)
    op.create_table(
        "look_page",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("look_at", UTCDateTime(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("observed_at", UTCDateTime(), nullable=False),
        sa.Column("offered", sa.Integer(), nullable=False),
        sa.Column("distinct_entries", sa.Integer(), nullable=False),
        sa.Column("unreadable", sa.Integer(), nullable=False),
        sa.Column("is_last", sa.Boolean(), nullable=False),
        sa.Column("fetch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["fetch_id"], ["fetch.fetch_id"], name=op.f("fk_look_page_fetch_id_fetch")),
        sa.PrimaryKeyConstraint("day", "look_at", "page", name=op.f("pk_look_page")),
    )
    op.create_table(
        "look_position",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("look_at", UTCDateTime(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("arxiv_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["arxiv_id"], ["paper.arxiv_id"], name=op.f("fk_look_position_arxiv_id_paper"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("day", "look_at", "page", "rank", name=op.f("pk_look_position")),
    )
    op.create_index(op.f("ix_look_position_arxiv_id"), "look_position", ["arxiv_id"], unique=False)
    op.create_table(
        "observation",
        sa.Column("arxiv_id", sa.Text(), nullable=False),
        sa.Column("observed_at", UTCDateTime(), nullable=False),
        sa.Column("upvotes", sa.Integer(), nullable=True),
        sa.Column("comments", sa.Integer(), nullable=True),
        sa.Column("github_stars", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["arxiv_id"], ["paper.arxiv_id"], name=op.f("fk_observation_arxiv_id_paper"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("arxiv_id", "observed_at", name=op.f("pk_observation")),
    )
    op.create_table(
        "paper_author",
        sa.Column("arxiv_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("login", sa.Text(), nullable=True),
        sa.Column("hf_id", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("status_changed_at", UTCDateTime(), nullable=True),
        sa.Column("is_hidden", sa.Boolean(), nullable=True),
        sa.Column("affiliation", sa.Text(), nullable=True),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["arxiv_id"], ["paper.arxiv_id"], name=op.f("fk_paper_author_arxiv_id_paper"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["login"], ["account.login"], name=op.f("fk_paper_author_login_account")),
        sa.PrimaryKeyConstraint("arxiv_id", "source", "position", name=op.f("pk_paper_author")),
    )
    op.create_index(op.f("ix_paper_author_login"), "paper_author", ["login"], unique=False)
    op.create_table(
        "paper_category",
        sa.Column("arxiv_id", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["arxiv_id"], ["paper.arxiv_id"], name=op.f("fk_paper_category_arxiv_id_paper"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("arxiv_id", "category", name=op.f("pk_paper_category")),
    )
    op.create_index(op.f("ix_paper_category_category"), "paper_category", ["category"], unique=False)
    op.create_table(
        "paper_keyword",
        sa.Column("arxiv_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("keyword", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["arxiv_id"], ["paper.arxiv_id"], name=op.f("fk_paper_keyword_arxiv_id_paper"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("arxiv_id", "source", "keyword", name=op.f("pk_paper_keyword")),
    )
    op.create_index(op.f("ix_paper_keyword_keyword"), "paper_keyword", ["keyword"], unique=False)
    op.create_table(
        "paper_link",
        sa.Column("arxiv_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("raw_url", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("first_seen_at", UTCDateTime(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["arxiv_id"], ["paper.arxiv_id"], name=op.f("fk_paper_link_arxiv_id_paper"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("arxiv_id", "source", "kind", "url", name=op.f("pk_paper_link")),
    )
    op.create_table(
        "paper_version",
        sa.Column("arxiv_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submitted_at", UTCDateTime(), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["arxiv_id"], ["paper.arxiv_id"], name=op.f("fk_paper_version_arxiv_id_paper"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("arxiv_id", "version", name=op.f("pk_paper_version")),
    )


def downgrade() -> None:
    """Remove every table."""
    op.drop_table("paper_version")
    op.drop_table("paper_link")
    op.drop_index(op.f("ix_paper_keyword_keyword"), table_name="paper_keyword")
    op.drop_table("paper_keyword")
    op.drop_index(op.f("ix_paper_category_category"), table_name="paper_category")
    op.drop_table("paper_category")
    op.drop_index(op.f("ix_paper_author_login"), table_name="paper_author")
    op.drop_table("paper_author")
    op.drop_table("observation")
    op.drop_index(op.f("ix_look_position_arxiv_id"), table_name="look_position")
    op.drop_table("look_position")
    op.drop_table("look_page")
    op.drop_index(op.f("ix_listing_arxiv_id"), table_name="listing")
    op.drop_table("listing")
    op.drop_index(op.f("ix_issue_run_id"), table_name="issue")
    op.drop_index(op.f("ix_issue_day"), table_name="issue")
    op.drop_table("issue")
    op.drop_table("emptied_field")
    op.drop_table("arxiv_state")
    op.drop_table("paper")
    op.drop_index(op.f("ix_fetch_sha256"), table_name="fetch")
    op.drop_index(op.f("ix_fetch_requested_at"), table_name="fetch")
    op.drop_index(op.f("ix_fetch_day"), table_name="fetch")
    op.drop_table("fetch")
    op.drop_table("coverage")
    op.drop_table("run")
    op.drop_table("organization")
    op.drop_table("account")
