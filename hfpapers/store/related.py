"""Papers near a paper, and papers that came after it and name it: ids, terms and names in, papers of the archive out.

The search index and the keywords tell which papers may be meant; titles and abstracts are read to decide, so that both
databases give the same papers in the same order. What is read is bounded: a term that many papers hold says nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from hfpapers.model.paper_history import Aftermath, RelatedPaper
from hfpapers.store import schema
from hfpapers.store.as_of import AsOf
from hfpapers.store.phrases import papers_with_name, papers_with_phrase

#: A term that more papers hold than this, or more than this share of all (but for a few), tells of a field, not of a
#: paper. The index may find some more, which differ from it: where it finds many more, they are not read.
_MOST_HOLDERS = 100
_MOST_SHARE = 0.02
_FEW = 5
_MOST_LIKELY = 150
#: How many papers are compared for one, and how many terms a related paper shares at least.
_MOST_READ = 30
_FEWEST_SHARED = 2
_MOST_FOREMOST = 3

_WORD = re.compile(r"[^\W_]+")
_BETWEEN_WORDS = r"(?:[ \-/&+'_]+|\.(?! ))"
#: Of words of so few letters an s at the end is no plural (`gas`).
_SHORT = 3

#: A name stands at the beginning of a word; where PostgreSQL would take it for a part of an address or a path (after a
#: slash, a hyphen, a full stop), it is no mention on either database.
_BEFORE_NAME = r"(?<![^\s(\[\"',;:+=|*])"
_AFTER_NAME = r"(?![^\W_]|_|\.\d)"

_TITLE = sa.func.coalesce(schema.paper.c.arxiv_title, schema.paper.c.hf_title)
_ABSTRACT = sa.func.coalesce(schema.paper.c.arxiv_abstract, schema.paper.c.hf_abstract)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """A paper as far as it is needed here; `text` is title and abstract."""

    paper: RelatedPaper
    text: str


class RelatedQueries:
    """Reads on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._holders: dict[tuple[str, datetime | None], frozenset[str]] = {}

    def list_related(
        self, terms: Mapping[str, Sequence[str]], *, limit: int, as_of: datetime | None = None
    ) -> Mapping[str, tuple[RelatedPaper, ...]]:
        """Find for each paper those that share terms with it, as keywords or in title or abstract.

        Args:
            terms: By paper, words and phrases that tell what it is about.
            limit: How many for one paper, at most.
            as_of: Papers that no list had by then do not count, nor do later votes.

        Returns:
            By paper, those that share most and rarest terms first; of equals those with more votes. A paper that
            shares a single term is not related. Papers without any are left out.
        """
        every = sa.select(sa.func.count()).select_from(schema.paper)
        if as_of is not None:
            every = every.where(_listed_by(as_of, schema.paper.c.arxiv_id))
        papers = self._connection.execute(every).scalar_one()
        found = {
            arxiv_id: self._related(arxiv_id, {_folded(word): word for word in words}, papers, limit, as_of)
            for arxiv_id, words in terms.items()
        }
        return {arxiv_id: related for arxiv_id, related in found.items() if related}

    def load_aftermath(
        self, arxiv_id: str, name: str, *, day: date, until: date, as_of: datetime | None = None
    ) -> Aftermath:
        """Count the papers that were first listed after a day and have a name in title or abstract; name the foremost.

        Args:
            arxiv_id: The paper itself, which does not count.
            name: As the paper spells it: a whole word, in the same capitals.
            day: The first day that lists the paper.
            until: The last day to look at.
            as_of: What was not known by then does not count.
        """
        pattern = re.compile(_BEFORE_NAME + re.escape(name) + _AFTER_NAME)
        ids = papers_with_name(self._connection.dialect.name, name).scalar_subquery()
        held = self._read(schema.paper.c.arxiv_id.in_(ids), after=day, until=until, as_of=as_of, holding=name)
        named = [one.paper for one in held if one.paper.arxiv_id != arxiv_id and pattern.search(one.text)]
        foremost = sorted(named, key=lambda paper: (-_votes(paper), paper.day, paper.arxiv_id))
        return Aftermath(name=name, mentions=len(named), foremost=tuple(foremost[:_MOST_FOREMOST]), until=until)

    # --- related papers --------------------------------------------------------------------------

    def _related(
        self, arxiv_id: str, terms: Mapping[str, str], papers: int, limit: int, as_of: datetime | None
    ) -> tuple[RelatedPaper, ...]:
        """Find papers by terms, each folded and as it is spelled."""
        scores, shared = Counter[str](), Counter[str]()
        for folded, term in terms.items():
            held = (self._holders_of(term, as_of) if folded else frozenset()) - {arxiv_id}
            if len(held) > max(_FEW, _MOST_SHARE * papers):
                continue
            # A term that is twice as rare weighs one more.
            scores.update(dict.fromkeys(held, (papers // max(len(held), 1)).bit_length()))
            shared.update(held)
        able = [other for other, number in shared.items() if number >= _FEWEST_SHARED]
        nearest = sorted(able, key=lambda other: (-scores[other], other))[:_MOST_READ]
        found = [held.paper for held in self._read(schema.paper.c.arxiv_id.in_(nearest), as_of=as_of)]
        ranked = sorted(found, key=lambda paper: (-scores[paper.arxiv_id], -_votes(paper), paper.arxiv_id))
        return tuple(ranked[:limit])

    def _holders_of(self, term: str, as_of: datetime | None) -> frozenset[str]:
        """Name the papers that hold a term, as a keyword or in title or abstract; none where they are too many."""
        if (term, as_of) not in self._holders:
            keyword = schema.paper_keyword
            with_keyword = sa.select(keyword.c.arxiv_id).distinct().where(keyword.c.keyword.in_({term, term.lower()}))
            found = self._some(with_keyword, as_of)
            likely = self._some(papers_with_phrase(self._connection.dialect.name, term), as_of)
            pattern = _term_pattern(term)
            held = found | {arxiv_id for arxiv_id, text in self._texts_of(likely - found) if pattern.search(text)}
            is_too_common = max(len(found), len(likely)) > _MOST_LIKELY or len(held) > _MOST_HOLDERS
            self._holders[term, as_of] = frozenset() if is_too_common else frozenset(held)
        return self._holders[term, as_of]

    def _some(self, query: sa.Select[Any] | sa.TextualSelect, as_of: datetime | None) -> set[str]:
        ids = query.subquery()
        some = sa.select(ids)
        if as_of is not None:
            # Else what came later would tell how rare a term was, and take the places of those that are compared.
            some = some.where(_listed_by(as_of, ids.c[0]))
        return set(self._connection.execute(some.limit(_MOST_LIKELY + 1)).scalars())

    def _texts_of(self, arxiv_ids: Collection[str]) -> Iterator[tuple[str, str]]:
        rows = sa.select(schema.paper.c.arxiv_id, _TITLE, _ABSTRACT).where(schema.paper.c.arxiv_id.in_(arxiv_ids))
        for arxiv_id, title, abstract in self._connection.execute(rows):
            yield arxiv_id, f"{title or ''}\n{abstract or ''}"

    # --- papers ----------------------------------------------------------------------------------

    def _read(
        self,
        chosen: sa.ColumnElement[bool],
        *,
        after: date = date.min,
        until: date = date.max,
        as_of: datetime | None,
        holding: str | None = None,
    ) -> list[_Held]:
        """Read the papers that are chosen and were first listed in the days after one and until another."""
        paper, listing = schema.paper, schema.listing
        title, abstract = _TITLE, _ABSTRACT
        day = sa.func.min(listing.c.day)
        statement = (
            sa.select(
                paper.c.arxiv_id, paper.c.upvotes, title.label("title"), abstract.label("abstract"), day.label("day")
            )
            .join(listing, listing.c.arxiv_id == paper.c.arxiv_id)
            .where(chosen, title.is_not(None))
            .group_by(paper.c.arxiv_id)
            .having(day > after, day <= until)
        )
        if as_of is not None:
            statement = statement.where(listing.c.first_seen_at <= as_of)
        if holding is not None:
            find = sa.func.instr if self._connection.dialect.name == "sqlite" else sa.func.strpos
            statement = statement.where(sa.or_(find(title, holding) > 0, find(abstract, holding) > 0))
        held = [
            _Held(
                paper=RelatedPaper(arxiv_id=row.arxiv_id, title=row.title, day=row.day, upvotes=row.upvotes),
                text=f"{row.title}\n{row.abstract or ''}",
            )
            for row in self._connection.execute(statement)
        ]
        return held if as_of is None else self._with_votes_then(held, as_of)

    def _with_votes_then(self, held: Sequence[_Held], as_of: datetime) -> list[_Held]:
        counts = AsOf(self._connection, as_of).load_counts([one.paper.arxiv_id for one in held])
        return [
            _Held(
                paper=RelatedPaper(
                    arxiv_id=one.paper.arxiv_id,
                    title=one.paper.title,
                    day=one.paper.day,
                    upvotes=counts[one.paper.arxiv_id].upvotes,
                ),
                text=one.text,
            )
            for one in held
        ]


def _listed_by(moment: datetime, arxiv_id: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    listing = schema.listing
    return sa.exists().where(listing.c.arxiv_id == arxiv_id, listing.c.first_seen_at <= moment)


def _votes(paper: RelatedPaper) -> int:
    return -1 if paper.upvotes is None else paper.upvotes


def _folded(term: str) -> str:
    """Fold case, and marks between words: terms that are the same then find the same papers."""
    return " ".join(_WORD.findall(term.casefold()))


def _term_pattern(term: str) -> re.Pattern[str]:
    """Match the words of a term, whole, in any case, with or without the s of a plural; no sentence ends within it."""
    words = (word[:-1] if len(word) > _SHORT and word.endswith("s") else word for word in _WORD.findall(term))
    spelled = _BETWEEN_WORDS.join(f"{re.escape(word)}s?" for word in words)
    return re.compile(rf"(?<![^\W_]){spelled}(?![^\W_])", re.IGNORECASE)
