"""Texts of papers, the search of titles, abstracts and texts, ages of what only one endpoint says, versions by answer.

The search is kept up by triggers: whatever writes, moves or removes papers, it follows. A revision that makes the table
`paper` or `paper_text` anew on SQLite (`batch_alter_table`) must make their triggers anew, too.

Revision: 0003.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hfpapers.store.types import UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make what is new, and take the papers that are there into the search."""
    op.add_column("paper", sa.Column("hf_linked_seen_at", UTCDateTime(), nullable=True))
    op.add_column("paper", sa.Column("arxiv_licence_seen_at", UTCDateTime(), nullable=True))
    op.add_column("paper_coverage", sa.Column("arxiv_version", sa.Integer(), nullable=True))
    op.create_table(
        "paper_text",
        sa.Column("arxiv_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("observed_at", UTCDateTime(), nullable=False),
        sa.Column("fetch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["arxiv_id"], ["paper.arxiv_id"], name=op.f("fk_paper_text_arxiv_id_paper"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["fetch_id"], ["fetch.fetch_id"], name=op.f("fk_paper_text_fetch_id_fetch")),
        sa.PrimaryKeyConstraint("arxiv_id", name=op.f("pk_paper_text")),
    )
    _run(SQLITE_UP if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_UP)


def downgrade() -> None:
    """Remove it; the WARC files still have the texts, which are owed again."""
    op.execute("DELETE FROM paper_coverage WHERE endpoint = 'paper-text'")
    _run(SQLITE_DOWN if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_DOWN)
    op.drop_table("paper_text")
    op.drop_column("paper_coverage", "arxiv_version")
    op.drop_column("paper", "arxiv_licence_seen_at")
    op.drop_column("paper", "hf_linked_seen_at")


def _run(statements: tuple[str, ...]) -> None:
    for statement in statements:
        op.get_bind().exec_driver_sql(statement)


# arXiv's word comes before Hugging Face's, as `WINNERS` has it.

# ---- SQLite: FTS5 that keeps no copy of what it indexes, so that what goes must be handed to it as it came ----------

SQLITE_UP = (
    # The number of each paper in the search: the row numbers of `paper` are not for ever (VACUUM may change them).
    "CREATE TABLE paper_search_key (document_id INTEGER PRIMARY KEY, arxiv_id TEXT NOT NULL UNIQUE)",
    """
    CREATE VIRTUAL TABLE paper_search USING fts5 (
        title, abstract, text, content='', tokenize='porter unicode61 remove_diacritics 2'
    )
    """,
    "INSERT INTO paper_search_key (arxiv_id) SELECT arxiv_id FROM paper ORDER BY arxiv_id",
    """
    INSERT INTO paper_search (rowid, title, abstract, text)
        SELECT k.document_id, coalesce(p.arxiv_title, p.hf_title),
                coalesce(p.arxiv_abstract, p.hf_abstract), NULL
        FROM paper_search_key AS k JOIN paper AS p ON p.arxiv_id = k.arxiv_id
    """,
    """
    CREATE TRIGGER paper_search_paper_added
    AFTER INSERT ON paper
    BEGIN
        INSERT INTO paper_search_key (arxiv_id) VALUES (new.arxiv_id);
        INSERT INTO paper_search (rowid, title, abstract, text)
            SELECT k.document_id, coalesce(new.arxiv_title, new.hf_title),
                coalesce(new.arxiv_abstract, new.hf_abstract), NULL
            FROM paper_search_key AS k WHERE k.arxiv_id = new.arxiv_id;
    END
    """,
    """
    CREATE TRIGGER paper_search_paper_changed
    AFTER UPDATE OF arxiv_title, hf_title, arxiv_abstract, hf_abstract ON paper
    WHEN (coalesce(old.arxiv_title, old.hf_title), coalesce(old.arxiv_abstract, old.hf_abstract))
        IS NOT (coalesce(new.arxiv_title, new.hf_title), coalesce(new.arxiv_abstract, new.hf_abstract))
    BEGIN
        INSERT INTO paper_search (paper_search, rowid, title, abstract, text)
            SELECT 'delete', k.document_id, coalesce(old.arxiv_title, old.hf_title),
                coalesce(old.arxiv_abstract, old.hf_abstract), t.text
            FROM paper_search_key AS k LEFT JOIN paper_text AS t ON t.arxiv_id = k.arxiv_id
            WHERE k.arxiv_id = old.arxiv_id;
        INSERT INTO paper_search (rowid, title, abstract, text)
            SELECT k.document_id, coalesce(new.arxiv_title, new.hf_title),
                coalesce(new.arxiv_abstract, new.hf_abstract), t.text
            FROM paper_search_key AS k LEFT JOIN paper_text AS t ON t.arxiv_id = k.arxiv_id
            WHERE k.arxiv_id = new.arxiv_id;
    END
    """,
    # Before, since its text goes with it.
    """
    CREATE TRIGGER paper_search_paper_removed
    BEFORE DELETE ON paper
    BEGIN
        INSERT INTO paper_search (paper_search, rowid, title, abstract, text)
            SELECT 'delete', k.document_id, coalesce(old.arxiv_title, old.hf_title),
                coalesce(old.arxiv_abstract, old.hf_abstract), t.text
            FROM paper_search_key AS k LEFT JOIN paper_text AS t ON t.arxiv_id = k.arxiv_id
            WHERE k.arxiv_id = old.arxiv_id;
        DELETE FROM paper_search_key WHERE arxiv_id = old.arxiv_id;
    END
    """,
    """
    CREATE TRIGGER paper_search_text_added
    AFTER INSERT ON paper_text
    BEGIN
        INSERT INTO paper_search (paper_search, rowid, title, abstract, text)
            SELECT 'delete', k.document_id, coalesce(p.arxiv_title, p.hf_title),
                coalesce(p.arxiv_abstract, p.hf_abstract), NULL
            FROM paper_search_key AS k JOIN paper AS p ON p.arxiv_id = k.arxiv_id
            WHERE k.arxiv_id = new.arxiv_id;
        INSERT INTO paper_search (rowid, title, abstract, text)
            SELECT k.document_id, coalesce(p.arxiv_title, p.hf_title),
                coalesce(p.arxiv_abstract, p.hf_abstract), new.text
            FROM paper_search_key AS k JOIN paper AS p ON p.arxiv_id = k.arxiv_id
            WHERE k.arxiv_id = new.arxiv_id;
    END
    """,
    """
    CREATE TRIGGER paper_search_text_changed
    AFTER UPDATE OF text ON paper_text
    WHEN old.text <> new.text
    BEGIN
        INSERT INTO paper_search (paper_search, rowid, title, abstract, text)
            SELECT 'delete', k.document_id, coalesce(p.arxiv_title, p.hf_title),
                coalesce(p.arxiv_abstract, p.hf_abstract), old.text
            FROM paper_search_key AS k JOIN paper AS p ON p.arxiv_id = k.arxiv_id
            WHERE k.arxiv_id = old.arxiv_id;
        INSERT INTO paper_search (rowid, title, abstract, text)
            SELECT k.document_id, coalesce(p.arxiv_title, p.hf_title),
                coalesce(p.arxiv_abstract, p.hf_abstract), new.text
            FROM paper_search_key AS k JOIN paper AS p ON p.arxiv_id = k.arxiv_id
            WHERE k.arxiv_id = new.arxiv_id;
    END
    """,
    # Where the paper goes, too, its key is gone by now, and nothing is found.
    """
    CREATE TRIGGER paper_search_text_removed
    AFTER DELETE ON paper_text
    BEGIN
        INSERT INTO paper_search (paper_search, rowid, title, abstract, text)
            SELECT 'delete', k.document_id, coalesce(p.arxiv_title, p.hf_title),
                coalesce(p.arxiv_abstract, p.hf_abstract), old.text
            FROM paper_search_key AS k JOIN paper AS p ON p.arxiv_id = k.arxiv_id
            WHERE k.arxiv_id = old.arxiv_id;
        INSERT INTO paper_search (rowid, title, abstract, text)
            SELECT k.document_id, coalesce(p.arxiv_title, p.hf_title),
                coalesce(p.arxiv_abstract, p.hf_abstract), NULL
            FROM paper_search_key AS k JOIN paper AS p ON p.arxiv_id = k.arxiv_id
            WHERE k.arxiv_id = old.arxiv_id;
    END
    """,
)

SQLITE_DOWN = (
    "DROP TRIGGER paper_search_text_removed",
    "DROP TRIGGER paper_search_text_changed",
    "DROP TRIGGER paper_search_text_added",
    "DROP TRIGGER paper_search_paper_removed",
    "DROP TRIGGER paper_search_paper_changed",
    "DROP TRIGGER paper_search_paper_added",
    "DROP TABLE paper_search",
    "DROP TABLE paper_search_key",
)

# ---- PostgreSQL: a tsvector for each paper, its parts told apart by their weights ----------------------------------

POSTGRESQL_UP = (
    """
    CREATE TABLE paper_search (
        arxiv_id text PRIMARY KEY REFERENCES paper (arxiv_id) ON DELETE CASCADE,
        words tsvector NOT NULL
    )
    """,
    "CREATE INDEX paper_search_words ON paper_search USING gin (words)",
    # A tsvector holds 1 MB at most: of a text that makes more, the beginning is searched.
    """
    CREATE FUNCTION paper_search_words(title text, abstract text, body text) RETURNS tsvector
    LANGUAGE plpgsql AS $$
    DECLARE
        head tsvector := setweight(to_tsvector('english', coalesce(title, '')), 'A')
            || setweight(to_tsvector('english', coalesce(abstract, '')), 'B');
    BEGIN
        IF body IS NULL THEN
            RETURN head;
        END IF;
        BEGIN
            RETURN head || setweight(to_tsvector('english', body), 'D');
        EXCEPTION WHEN program_limit_exceeded THEN
            RETURN head || setweight(to_tsvector('english', left(body, 150000)), 'D');
        END;
    END $$
    """,
    """
    CREATE FUNCTION paper_search_refresh(paper_id text) RETURNS void
    LANGUAGE sql AS $$
        INSERT INTO paper_search (arxiv_id, words)
        SELECT p.arxiv_id, paper_search_words(
            coalesce(p.arxiv_title, p.hf_title),
                coalesce(p.arxiv_abstract, p.hf_abstract), t.text
        )
        FROM paper AS p LEFT JOIN paper_text AS t ON t.arxiv_id = p.arxiv_id
        WHERE p.arxiv_id = paper_id
        ON CONFLICT (arxiv_id) DO UPDATE SET words = excluded.words
    $$
    """,
    """
    CREATE FUNCTION paper_search_follow() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            PERFORM paper_search_refresh(old.arxiv_id);
        ELSE
            PERFORM paper_search_refresh(new.arxiv_id);
        END IF;
        RETURN NULL;
    END $$
    """,
    "SELECT paper_search_refresh(arxiv_id) FROM paper",
    """
    CREATE TRIGGER paper_search_paper_added
    AFTER INSERT ON paper
    FOR EACH ROW EXECUTE FUNCTION paper_search_follow()
    """,
    """
    CREATE TRIGGER paper_search_paper_changed
    AFTER UPDATE OF arxiv_title, hf_title, arxiv_abstract, hf_abstract ON paper
    FOR EACH ROW WHEN (
        (coalesce(old.arxiv_title, old.hf_title), coalesce(old.arxiv_abstract, old.hf_abstract))
        IS DISTINCT FROM (coalesce(new.arxiv_title, new.hf_title), coalesce(new.arxiv_abstract, new.hf_abstract))
    ) EXECUTE FUNCTION paper_search_follow()
    """,
    """
    CREATE TRIGGER paper_search_text_changed
    AFTER INSERT OR UPDATE OF text OR DELETE ON paper_text
    FOR EACH ROW EXECUTE FUNCTION paper_search_follow()
    """,
)

POSTGRESQL_DOWN = (
    "DROP TRIGGER paper_search_text_changed ON paper_text",
    "DROP TRIGGER paper_search_paper_changed ON paper",
    "DROP TRIGGER paper_search_paper_added ON paper",
    "DROP FUNCTION paper_search_follow()",
    "DROP FUNCTION paper_search_refresh(text)",
    "DROP FUNCTION paper_search_words(text, text, text)",
    "DROP TABLE paper_search",
)
