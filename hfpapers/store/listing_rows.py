"""Papers as days list them, with their authors, keywords, links and categories: a span of days in, view rows out.

Read a few hundred papers at a time, by a cursor of the server's where it has such: whoever needs one row after the
other has no more than that in memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from hfpapers.model.kinds import LinkKind
from hfpapers.model.views import KeywordView, LinkView, ListingView
from hfpapers.store.author_rows import read_authors
from hfpapers.store.streaming import stream
from hfpapers.store.types import Text, UTCDateTime

#: Papers that are read together: how many ids go into one IN (...), well under SQLite's limit on variables.
_CHUNK = 500

_TIMES = {"upvotes_observed_at", "submitted_at", "published_at", "updated_at"}
_PARTS = {"authors", "keywords", "links", "categories"}
_COLUMNS = tuple(name for name in ListingView.__slots__ if name not in _PARTS)


def _view(name: str, /, **columns: sa.types.TypeEngine[Any]) -> sa.TableClause:
    return sa.table(name, *(sa.column(column, kind) for column, kind in columns.items()))


_daily_papers = _view(
    "daily_papers",
    **{
        name: sa.Date() if name == "day" else UTCDateTime() if name in _TIMES else sa.types.NullType()
        for name in _COLUMNS
    },
)
_paper_keywords = _view("paper_keywords", arxiv_id=Text(), keyword=Text(), source=Text(), position=sa.Integer())
_paper_category = _view("paper_category", arxiv_id=Text(), category=Text(), position=sa.Integer())
_paper_links = _view("paper_links", arxiv_id=Text(), kind=Text(), url=Text(), source=Text(), position=sa.Integer())


def iter_listings(connection: sa.Connection, since: date, until: date) -> Iterator[ListingView]:
    """Read the papers of the days from `since` to `until`, by day, then position (none last), then id."""
    view = _daily_papers
    statement = (
        sa.select(view)
        .where(view.c.day.between(since, until))
        .order_by(view.c.day, view.c.position.is_(None), view.c.position, view.c.arxiv_id)
    )
    for rows in stream(connection, statement, chunk=_CHUNK):
        parts = _Parts(connection, sorted({row.arxiv_id for row in rows}))
        for row in rows:
            yield ListingView(**dict(zip(_COLUMNS, row, strict=True)), **parts.of(row.arxiv_id))


class _Parts:
    """What some papers have several of."""

    def __init__(self, connection: sa.Connection, arxiv_ids: Sequence[str]) -> None:
        self._connection = connection
        self._arxiv_ids = arxiv_ids
        self._authors = read_authors(connection, arxiv_ids)
        self._keywords = self._read_keywords()
        self._links = self._read_links()
        self._categories = self._read_categories()

    def of(self, arxiv_id: str) -> dict[str, Any]:
        return {
            "authors": self._authors.get(arxiv_id, ()),
            "keywords": tuple(self._keywords[arxiv_id]),
            "links": tuple(self._links[arxiv_id]),
            "categories": tuple(self._categories[arxiv_id]),
        }

    def _read_keywords(self) -> dict[str, list[KeywordView]]:
        view = _paper_keywords
        found: dict[str, list[KeywordView]] = defaultdict(list)
        for row in self._rows(view, view.c.source, view.c.position, view.c.keyword):
            found[row.arxiv_id].append(KeywordView(keyword=row.keyword, source=row.source))
        return found

    def _read_links(self) -> dict[str, list[LinkView]]:
        view = _paper_links
        found: dict[str, list[LinkView]] = defaultdict(list)
        for row in self._rows(view, view.c.kind, view.c.source, view.c.position, view.c.url):
            link = LinkView(kind=LinkKind(row.kind), url=row.url)
            if link not in found[row.arxiv_id]:  # what was entered for a paper may cite it, too
                found[row.arxiv_id].append(link)
        return found

    def _read_categories(self) -> dict[str, list[str]]:
        table = _paper_category
        found: dict[str, list[str]] = defaultdict(list)
        for row in self._rows(table, table.c.position, table.c.category):
            found[row.arxiv_id].append(row.category)
        return found

    def _rows(self, table: sa.FromClause, *order: sa.ColumnElement[Any]) -> Sequence[sa.Row[Any]]:
        statement = sa.select(table).where(table.c.arxiv_id.in_(self._arxiv_ids))
        return self._connection.execute(statement.order_by(table.c.arxiv_id, *order)).all()
