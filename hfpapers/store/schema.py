"""The tables. `docs/data-model.md` tells what they are for; the public interface is the views.

Sources differ in what they say of a paper, so each has columns or rows of its own and
the views choose between them: nothing that one source said is overwritten by another.
Every table that holds what a source said has a time at which it was said, so that
rows can be written in any order and the newest word still wins.
"""

from __future__ import annotations

import sqlalchemy as sa

from hfpapers.store.types import Text, UTCDateTime

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _paper_key() -> sa.Column[str]:
    return sa.Column("arxiv_id", Text, sa.ForeignKey("paper.arxiv_id", ondelete="CASCADE"), primary_key=True)


# --- bookkeeping: runs, kept responses, oddities ---------------------------------------------

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

# How far a long task has got on this database, so that it goes on where a kill left it; done tasks have no row.
bookmark = sa.Table(
    "bookmark",
    metadata,
    sa.Column("task", Text, primary_key=True),
    sa.Column("position", Text, nullable=False),  # JSON, as the task writes it
    sa.Column("updated_at", UTCDateTime, nullable=False),
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

# --- who ---------------------------------------------------------------------------------------

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

# --- papers --------------------------------------------------------------------------------------

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
    _paper_key(),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("submitted_at", UTCDateTime),
    sa.Column("size_bytes", sa.BigInteger),
)

paper_author = sa.Table(
    "paper_author",
    metadata,
    _paper_key(),
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
    _paper_key(),
    sa.Column("category", Text, primary_key=True, index=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("seen_at", UTCDateTime, nullable=False),
)

paper_keyword = sa.Table(
    "paper_keyword",
    metadata,
    _paper_key(),
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
    _paper_key(),
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
    _paper_key(),
    sa.Column("field", Text, primary_key=True),
    sa.Column("observed_at", UTCDateTime, primary_key=True),
)

observation = sa.Table(
    "observation",
    metadata,
    _paper_key(),
    sa.Column("observed_at", UTCDateTime, primary_key=True),
    sa.Column("upvotes", sa.Integer),
    sa.Column("comments", sa.Integer),
    sa.Column("github_stars", sa.Integer),
)

# A text of one paper, as it was last served. What is searched is made of it by the database itself: see search_index.
paper_text = sa.Table(
    "paper_text",
    metadata,
    _paper_key(),
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

# --- days ----------------------------------------------------------------------------------------

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

# --- what language models wrote, and what was sent -------------------------------------------------
# Neither is in what upstream served: both are in journals of the home folder, too, and come back by replay.

# The key is all that an answer depends on: with the same key nothing is asked again. JSON as `model.enrichment` has it.
enrichment = sa.Table(
    "enrichment",
    metadata,
    _paper_key(),
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
