"""Searching titles, abstracts and texts: words in, papers out, the best match first.

FTS5 on SQLite, tsvector with GIN on PostgreSQL; `search_index` and revision 0003 tell how the index is kept. Both
know English word forms. Neither splits what is written without blanks, such as Chinese: only whole runs are found.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date

import sqlalchemy as sa

from hfpapers.model.archive_views import SearchHit
from hfpapers.store import schema

#: What can be searched, with the weight that PostgreSQL tells it by.
PARTS = {"title": "a", "abstract": "b", "text": "d"}

_TERM = re.compile(r'"([^"]*)"?|(\S+)')
_SQLITE = """
SELECT k.arxiv_id FROM paper_search AS s JOIN paper_search_key AS k ON k.document_id = s.rowid
WHERE paper_search MATCH :query ORDER BY bm25(paper_search, 10.0, 4.0, 1.0), k.arxiv_id DESC LIMIT :limit
"""
_POSTGRESQL = """
SELECT s.arxiv_id FROM paper_search AS s, CAST(:query AS tsquery) AS q
WHERE s.words @@ q AND ts_filter(s.words, CAST(:weights AS "char"[])) @@ q
ORDER BY ts_rank(s.words, q) DESC, s.arxiv_id DESC LIMIT :limit
"""
_TERM_QUERY = "SELECT CAST(phraseto_tsquery('english', :term) AS text)"


class SearchQueries:
    """Reads on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def search(self, words: str, *, parts: Collection[str], limit: int) -> tuple[SearchHit, ...]:
        """Find the papers that hold all the words in the parts together, the best match first.

        Args:
            words: Words between blanks; several between quotes stand side by side. None that could be searched for
                finds nothing.
            parts: Some of `PARTS`.
            limit: How many papers at most.
        """
        terms = search_terms(words)
        if not terms:
            return ()
        if self._connection.dialect.name == "sqlite":
            arxiv_ids = self._search_sqlite(terms, parts, limit)
        else:
            arxiv_ids = self._search_postgresql(terms, parts, limit)
        return self._hits(arxiv_ids)

    def has_texts(self) -> bool:
        """Tell whether there is any text to search."""
        return self._connection.execute(sa.select(schema.paper_text.c.arxiv_id).limit(1)).first() is not None

    def _search_sqlite(self, terms: Sequence[str], parts: Collection[str], limit: int) -> Sequence[str]:
        quoted = " AND ".join(f'"{term}"' for term in terms)
        query = f"{{{' '.join(part for part in PARTS if part in parts)}}} : ({quoted})"
        return self._connection.execute(sa.text(_SQLITE), {"query": query, "limit": limit}).scalars().all()

    def _search_postgresql(self, terms: Sequence[str], parts: Collection[str], limit: int) -> Sequence[str]:
        made = [self._connection.execute(sa.text(_TERM_QUERY), {"term": term}).scalar_one() for term in terms]
        # A word that PostgreSQL leaves out everywhere, such as `the`, asks for nothing.
        query = " & ".join(f"({term})" for term in made if term)
        if not query:
            return ()
        weights = "{" + ",".join(weight for part, weight in PARTS.items() if part in parts) + "}"
        values = {"query": query, "weights": weights, "limit": limit}
        return self._connection.execute(sa.text(_POSTGRESQL), values).scalars().all()

    def _hits(self, arxiv_ids: Sequence[str]) -> tuple[SearchHit, ...]:
        paper, listing = schema.paper, schema.listing
        day = sa.select(sa.func.min(listing.c.day)).where(listing.c.arxiv_id == paper.c.arxiv_id).scalar_subquery()
        rows = self._connection.execute(
            sa.select(
                paper.c.arxiv_id,
                sa.func.coalesce(paper.c.arxiv_title, paper.c.hf_title).label("title"),
                sa.type_coerce(day, sa.Date()).label("day"),
            ).where(paper.c.arxiv_id.in_(arxiv_ids))
        )
        found = {row.arxiv_id: _hit(row.arxiv_id, row.title, row.day) for row in rows}
        return tuple(found[arxiv_id] for arxiv_id in arxiv_ids)


def search_terms(words: str) -> tuple[str, ...]:
    """Split what somebody typed into words and quoted phrases; what holds no letter and no digit is left out."""
    found = (phrase or word for phrase, word in _TERM.findall(words))
    terms = (term.replace('"', " ").replace("\0", " ").strip() for term in found)
    return tuple(term for term in terms if any(character.isalnum() for character in term))


def _hit(arxiv_id: str, title: str | None, day: date | None) -> SearchHit:
    return SearchHit(arxiv_id=arxiv_id, title=title, day=day, url=f"https://huggingface.co/papers/{arxiv_id}")
