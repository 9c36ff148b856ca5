"""What contradicts itself in a database: a connection in, faults out, each with its mend. Nothing is changed.

The rules hold after every crawl, replay, taking down and pruning, in whatever order; what they find was done by
something else, or is a fault of the program. Days are judged in `soundness_days`, WARC files in `soundness_bodies`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from hfpapers.model.fetched import Endpoint, Source
from hfpapers.model.kinds import PaperState
from hfpapers.store import schema

REBUILD = "rebuild it: hfpapers replay, into an empty database"
_REPLAY = "run: hfpapers replay"
_COUNTS = ("upvotes", "comments", "github_stars")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that is wrong.

    Attributes:
        check: Which rule found it: a word for machines.
        what: In one line; names the thing.
        mend: What to do about it.
    """

    check: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.what}; {self.mend}"


def find_contradictions(connection: sa.Connection) -> Iterator[Fault]:
    """Look for rows that lack what they refer to, and for rows that contradict others."""
    yield from _orphans(connection)
    yield from _unchecked_constraints(connection)
    yield from _lonely(connection)
    yield from _wrong_counts(connection)


def _orphans(connection: sa.Connection) -> Iterator[Fault]:
    """Rows whose parent is missing: SQLite checks only who asks, PostgreSQL not what it was told to take as it is."""
    for table in schema.metadata.sorted_tables:
        for key in sorted(table.foreign_key_constraints, key=lambda key: str(key.name)):
            child = key.elements[0].parent
            parent = key.referred_table.alias("parent")
            is_there = sa.exists().where(parent.c[key.elements[0].column.name] == child)
            lacking = sa.and_(child.is_not(None), ~is_there)
            count, example = _count(connection, table, lacking, child)
            if count:
                what = f"{table.name}: {_rows(count)} without their {key.referred_table.name} ({child.name} {example})"
                yield Fault(check="orphans", what=what, mend=REBUILD)


def _unchecked_constraints(connection: sa.Connection) -> Iterator[Fault]:
    if connection.dialect.name != "postgresql":
        return
    found = connection.execute(
        sa.text(
            "SELECT conrelid::regclass::text AS name, conname FROM pg_constraint "
            "WHERE NOT convalidated AND connamespace = current_schema()::regnamespace ORDER BY 1, 2"
        )
    )
    for row in found:
        yield Fault(
            check="constraints",
            what=f"{row.name}: constraint {row.conname} was never checked",
            mend=f"run in psql: ALTER TABLE {row.name} VALIDATE CONSTRAINT {row.conname}",
        )


def _lonely(connection: sa.Connection) -> Iterator[Fault]:
    """Rows that belong to others that are not there, where no constraint says so."""
    paper, listing, states = schema.paper, schema.listing, schema.paper_coverage
    position, page = schema.look_position, schema.look_page
    is_listed, is_asked = (_is_there(table, {"arxiv_id": paper.c.arxiv_id}) for table in (listing, states))
    rules: tuple[tuple[sa.Table, sa.Column[Any], sa.ColumnElement[bool], str, str], ...] = (
        (listing, listing.c.day, ~_has_coverage(listing.c.day), "of days without coverage", _REPLAY),
        (
            position,
            position.c.day,
            ~_is_there(page, {name: position.c[name] for name in ("day", "look_at", "page")}),
            "of looks that are not there",
            _REPLAY,
        ),
        (
            position,
            position.c.day,
            ~_is_there(listing, {name: position.c[name] for name in ("day", "arxiv_id")}),
            "of papers that the day does not list",
            _REPLAY,
        ),
        (
            paper,
            paper.c.arxiv_id,
            sa.and_(~is_listed, ~is_asked),
            "that no list holds and nobody was asked about",
            "they do no harm; to be rid of them, " + REBUILD,
        ),
        (
            states,
            states.c.arxiv_id,
            sa.and_(
                states.c.endpoint == str(Endpoint.ARXIV_ATOM),
                states.c.state == str(PaperState.FOUND),
                ~_is_there(paper, {"arxiv_id": states.c.arxiv_id}, paper.c.arxiv_seen_at.is_not(None)),
            ),
            "say found at arXiv, but nothing of arXiv's is stored",
            _REPLAY,
        ),
    )
    for table, label, condition, words, mend in rules:
        count, example = _count(connection, table, condition, label)
        if count:
            what = f"{table.name}: {_rows(count)} {words} ({label.name} {example})"
            yield Fault(check="lonely", what=what, mend=mend)


def _wrong_counts(connection: sa.Connection) -> Iterator[Fault]:
    """Papers whose latest votes are not those of the newest observation that has any."""
    paper, observation = schema.paper, schema.observation
    for name in _COUNTS:
        newest = (
            sa.select(observation.c.arxiv_id, sa.func.max(observation.c.observed_at).label("at"))
            .where(observation.c[name].is_not(None))
            .group_by(observation.c.arxiv_id)
            .subquery("newest")
        )
        seen = observation.alias("seen")
        joined = paper.outerjoin(newest, newest.c.arxiv_id == paper.c.arxiv_id).outerjoin(
            seen, sa.and_(seen.c.arxiv_id == newest.c.arxiv_id, seen.c.observed_at == newest.c.at)
        )
        differs = sa.or_(
            paper.c[name].is_distinct_from(seen.c[name]),
            paper.c[f"{name}_observed_at"].is_distinct_from(newest.c.at),
        )
        count, example = _count(connection, joined, differs, paper.c.arxiv_id)
        if count:
            what = f"paper: {_rows(count)} with {name} other than last observed (arxiv_id {example})"
            yield Fault(check="votes", what=what, mend=_REPLAY)


def _has_coverage(day: sa.ColumnElement[Any]) -> sa.Exists:
    source = schema.coverage.c.source == str(Source.HUGGINGFACE)
    return _is_there(schema.coverage, {"day": day}, source)


def _is_there(table: sa.Table, key: dict[str, sa.ColumnElement[Any]], *conditions: sa.ColumnElement[bool]) -> sa.Exists:
    return sa.exists().where(*(table.c[name] == value for name, value in key.items()), *conditions)


def _count(
    connection: sa.Connection, rows: sa.FromClause, condition: sa.ColumnElement[bool], label: sa.ColumnElement[Any]
) -> tuple[int, Any]:
    """Count the rows that meet a condition, and name the first one."""
    found = sa.select(sa.func.count(), sa.func.min(label)).select_from(rows).where(condition)
    count, example = connection.execute(found).one()
    return count, example


def _rows(count: int) -> str:
    return f"{count:,} row{'' if count == 1 else 's'}"
