"""What all tables share: the one `MetaData`, whose naming of constraints is that of the migrations."""

from __future__ import annotations

import sqlalchemy as sa

from hfpapers.store.types import Text

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def paper_key() -> sa.Column[str]:
    """Return the key of a table whose rows go when their paper goes."""
    return sa.Column("arxiv_id", Text, sa.ForeignKey("paper.arxiv_id", ondelete="CASCADE"), primary_key=True)
