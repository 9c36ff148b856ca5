"""Which papers may hold a phrase or a name in title or abstract: told by the search index, to be decided in Python.

Each gives a query of ids. The two databases take text apart in different ways; who needs the same answer from both
reads the texts of what is found.
"""

from __future__ import annotations

import sqlalchemy as sa

from hfpapers.store.types import Text

_SQLITE = """
SELECT k.arxiv_id FROM paper_search AS s JOIN paper_search_key AS k ON k.document_id = s.rowid
WHERE paper_search MATCH :query
"""
_POSTGRESQL = """
SELECT s.arxiv_id FROM paper_search AS s, CAST(({query}) AS tsquery) AS q
WHERE s.words @@ q AND ts_filter(s.words, CAST('{{a,b}}' AS "char"[])) @@ q
"""
_PHRASE = "phraseto_tsquery('english', :phrase)"
#: A word that begins with the name, as PostgreSQL keeps what has slashes or several full stops in it, or the name as a
#: word or a phrase.
_NAME = f"CAST(:prefix AS tsquery) || {_PHRASE}"


def papers_with_phrase(dialect: str, phrase: str) -> sa.TextualSelect:
    """Select the ids of papers whose title or abstract may have a phrase, in any English form of its words."""
    if dialect == "sqlite":
        return _select(_SQLITE, query=_sqlite_phrase(phrase))
    return _select(_POSTGRESQL.format(query=_PHRASE), phrase=phrase)


def papers_with_name(dialect: str, name: str) -> sa.TextualSelect:
    """Select the ids of papers whose title or abstract may have a name at the beginning of a word (`QLoRA-based`)."""
    if dialect == "sqlite":
        return _select(_SQLITE, query=_sqlite_phrase(name))
    lexeme = name.lower().replace("\\", "\\\\").replace("'", "''")
    return _select(_POSTGRESQL.format(query=_NAME), phrase=name, prefix=f"'{lexeme}':*")


def _sqlite_phrase(phrase: str) -> str:
    quoted = phrase.replace('"', " ").replace("\0", " ")
    return f'{{title abstract}} : "{quoted}"'


def _select(statement: str, **values: str) -> sa.TextualSelect:
    return sa.text(statement).bindparams(**values).columns(sa.column("arxiv_id", Text()))
