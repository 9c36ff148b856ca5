"""Authors of some papers: ids in, by paper the rows of the view `author_papers` out.

The view compares lists of authors by joins, each of them with each, and neither database takes a condition on it into
them. Here the lists of the papers that are asked for are read, and compared by name: a twentieth of the time.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from hfpapers.model.kinds import Source
from hfpapers.model.precedence import WINNERS
from hfpapers.model.views import AuthorView
from hfpapers.store.types import Text

_NAMES = ("arxiv_id", "source", "position", "name", "login", "is_hidden", "affiliation")
_table = sa.table("paper_author", sa.column("arxiv_id", Text()), *(sa.column(name) for name in _NAMES[1:]))


class _Row(NamedTuple):
    position: int
    name: str
    login: str | None
    is_hidden: bool | None
    affiliation: str | None


def read_authors(connection: sa.Connection, arxiv_ids: Sequence[str]) -> dict[str, tuple[AuthorView, ...]]:
    """Give the authors of papers, in order; a paper without any is left out.

    Args:
        connection: To read on.
        arxiv_ids: No more than a database takes as variables of one statement.
    """
    statement = (
        sa.select(_table)
        .where(_table.c.arxiv_id.in_(arxiv_ids))
        .order_by(_table.c.arxiv_id, _table.c.source, _table.c.position)
    )
    lists: dict[str, dict[str, list[_Row]]] = defaultdict(lambda: defaultdict(list))
    for arxiv_id, source, *rest in connection.execute(statement).all():
        lists[arxiv_id][source].append(_Row(*rest))
    return {arxiv_id: _authors(by_source) for arxiv_id, by_source in lists.items()}


def _authors(by_source: Mapping[str, Sequence[_Row]]) -> tuple[AuthorView, ...]:
    """Take the list of the source that wins; accounts and hidden flags are Hugging Face's."""
    source = next(source for source in WINNERS["authors"].sources if by_source.get(source))
    rows, theirs = by_source[source], by_source.get(Source.HUGGINGFACE, ())
    accounts = rows if source is Source.HUGGINGFACE else _accounts(rows, theirs)
    return tuple(
        AuthorView(
            position=row.position,
            name=row.name,
            login=None if account is None else account.login,
            is_hidden=account is not None and bool(account.is_hidden),
            affiliation=row.affiliation,
        )
        for row, account in zip(rows, accounts, strict=True)
    )


def _accounts(rows: Sequence[_Row], theirs: Sequence[_Row]) -> list[_Row | None]:
    """Find for each author the one of the same name, if both lists have but one.

    Else, in lists of equal length, the one at the same place whose name no author here has: it is the same list, and
    one of the two spells a name otherwise.
    """
    own, others = Counter(row.name for row in rows), Counter(row.name for row in theirs)
    by_name = {row.name: row for row in theirs if others[row.name] == 1}
    by_place = {row.position: row for row in theirs} if len(rows) == len(theirs) else {}
    found: list[_Row | None] = []
    for row in rows:
        same = by_name.get(row.name) if own[row.name] == 1 else None
        beside = by_place.get(row.position)
        is_same_place = beside is not None and (beside.name == row.name or beside.name not in own)
        found.append(same or (beside if is_same_place else None))
    return found
