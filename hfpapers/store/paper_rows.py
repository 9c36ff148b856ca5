"""A paper's rows: what one source says of it, spread over the paper tables.

Called by the writer, inside its transaction. Lists of a paper (authors, keywords, links,
categories) are one statement of their source: the newest replaces the older whole, and
rows that only an older one named are removed, links excepted, which are kept with their age.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from hfpapers.model.changes import (
    ArxivChange,
    ArxivPaperChange,
    AuthorChange,
    HuggingFaceChange,
    HuggingFacePaperChange,
    LinkChange,
    ObservationChange,
)
from hfpapers.model.fetched import Source
from hfpapers.store import schema
from hfpapers.store.upsert import Row, keep_earliest, keep_latest, keep_said, newest_by, replace_if_newer, upsert

#: The source of links to repositories whose cards cite a paper: nobody entered them for the paper, and an answer that
#: does not name them, such as a list, says nothing of them.
LINKED = "huggingface-hub"

_COUNTS = ("upvotes", "comments", "github_stars")


def write_huggingface(connection: sa.Connection, change: HuggingFaceChange) -> None:
    """Write what Hugging Face says of the papers of one answer, and their counts."""
    seen_at = change.observed_at
    papers = change.papers
    counts = {item.arxiv_id: item for item in change.observations}
    rows = [{**_huggingface_row(paper, seen_at), **_counts(counts.get(paper.arxiv_id), seen_at)} for paper in papers]
    upsert(connection, schema.paper, rows, newer_by="hf_seen_at", merge={**_SEEN, **_COUNT_MERGES})
    _write_observations(connection, change)
    authors = [(paper.arxiv_id, paper.authors) for paper in papers if paper.authors is not None]
    _write_authors(connection, Source.HUGGINGFACE, authors, seen_at)
    _write_keywords(connection, papers, seen_at)
    _write_links(connection, Source.HUGGINGFACE, [(paper.arxiv_id, paper.links) for paper in papers], seen_at)
    _write_links(connection, LINKED, [(paper.arxiv_id, paper.linked) for paper in papers], seen_at)
    emptied = [
        {"arxiv_id": paper.arxiv_id, "field": field, "observed_at": seen_at}
        for paper in papers
        for field in sorted(paper.emptied)
    ]
    upsert(connection, schema.emptied_field, emptied)


def write_arxiv(connection: sa.Connection, change: ArxivChange) -> None:
    """Write what arXiv says of the papers of one answer."""
    seen_at = change.observed_at
    papers = change.papers
    rows = [_arxiv_row(paper, seen_at) for paper in papers]
    upsert(connection, schema.paper, rows, newer_by="arxiv_seen_at", merge=_SEEN)
    _write_versions(connection, papers)
    _write_authors(connection, Source.ARXIV, [(paper.arxiv_id, paper.authors) for paper in papers], seen_at)
    _write_categories(connection, papers, seen_at)
    _write_links(connection, Source.ARXIV, [(paper.arxiv_id, paper.links) for paper in papers], seen_at)


_SEEN = {"first_seen_at": keep_earliest, "last_seen_at": keep_latest}
_COUNT_MERGES = {name: newest_by(f"{name}_observed_at", schema.paper) for name in _COUNTS} | {
    f"{name}_observed_at": keep_latest for name in _COUNTS
}


def _huggingface_row(paper: HuggingFacePaperChange, seen_at: datetime) -> Row:
    return {
        "arxiv_id": paper.arxiv_id,
        "first_seen_at": seen_at,
        "last_seen_at": seen_at,
        "hf_seen_at": seen_at,
        "hf_title": paper.title,
        "hf_raw_title": paper.raw_title,
        "hf_abstract": paper.abstract,
        "hf_raw_abstract": paper.raw_abstract,
        "hf_published_at": paper.published_at,
        "hf_discussion_id": paper.discussion_id,
        "hf_thumbnail_url": paper.thumbnail_url,
        "hf_ai_summary": paper.ai_summary,
        "hf_ai_summary_model": paper.ai_summary_model,
        "hf_code_added_by": paper.code_added_by,
        "hf_organization": paper.organization,
    }


def _arxiv_row(paper: ArxivPaperChange, seen_at: datetime) -> Row:
    return {
        "arxiv_id": paper.arxiv_id,
        "first_seen_at": seen_at,
        "last_seen_at": seen_at,
        "arxiv_seen_at": seen_at,
        "arxiv_title": paper.title,
        "arxiv_raw_title": paper.raw_title,
        "arxiv_abstract": paper.abstract,
        "arxiv_raw_abstract": paper.raw_abstract,
        "arxiv_published_at": paper.published_at,
        "arxiv_updated_at": paper.updated_at,
        "arxiv_version": paper.version,
        "arxiv_primary_category": paper.primary_category,
        "arxiv_comment": paper.comment,
        "arxiv_journal_ref": paper.journal_ref,
        "arxiv_doi": paper.doi,
    }


def _counts(observation: ObservationChange | None, seen_at: datetime) -> Row:
    """Return the latest counts, each with its age; what was not said has neither, and changes nothing."""
    counts = {name: None if observation is None else getattr(observation, name) for name in _COUNTS}
    return counts | {f"{name}_observed_at": None if value is None else seen_at for name, value in counts.items()}


def _write_observations(connection: sa.Connection, change: HuggingFaceChange) -> None:
    rows = [
        {
            "arxiv_id": item.arxiv_id,
            "observed_at": change.observed_at,
            **{name: getattr(item, name) for name in _COUNTS},
        }
        for item in change.observations
    ]
    upsert(connection, schema.observation, rows)


def _write_authors(
    connection: sa.Connection,
    source: Source,
    papers: Sequence[tuple[str, tuple[AuthorChange, ...]]],
    seen_at: datetime,
) -> None:
    rows = [
        {
            "arxiv_id": arxiv_id,
            "source": str(source),
            "position": position,
            "name": author.name,
            "login": author.login,
            "hf_id": author.hf_id,
            "status": author.status,
            "status_changed_at": author.status_changed_at,
            "is_hidden": author.is_hidden,
            "affiliation": author.affiliation,
            "seen_at": seen_at,
        }
        for arxiv_id, authors in papers
        for position, author in enumerate(authors, start=1)
    ]
    _replace_list(connection, schema.paper_author, rows, source)


def _write_keywords(connection: sa.Connection, papers: Iterable[HuggingFacePaperChange], seen_at: datetime) -> None:
    source = Source.HUGGINGFACE
    rows = [
        {
            "arxiv_id": paper.arxiv_id,
            "source": str(source),
            "keyword": keyword,
            "position": position,
            "seen_at": seen_at,
        }
        for paper in papers
        for position, keyword in enumerate(paper.keywords or (), start=1)
    ]
    _replace_list(connection, schema.paper_keyword, rows, source)


def _write_categories(connection: sa.Connection, papers: Iterable[ArxivPaperChange], seen_at: datetime) -> None:
    rows = [
        {"arxiv_id": paper.arxiv_id, "category": category, "position": position, "seen_at": seen_at}
        for paper in papers
        for position, category in enumerate(dict.fromkeys(paper.categories), start=1)
    ]
    _replace_list(connection, schema.paper_category, rows, None)


def _replace_list(connection: sa.Connection, table: sa.Table, rows: Sequence[Row], source: Source | None) -> None:
    """Write lists of papers, then remove the rows that only an older statement of the same source named."""
    if not rows:
        return
    keys = {column.name for column in table.primary_key} | {"seen_at"}
    merge = {name: replace_if_newer for name in rows[0] if name not in keys}
    is_there, remove_older = _list_statements(table)
    whose = {"ids": sorted({row["arxiv_id"] for row in rows}), "said_by": source}
    # Asked before anything is written: of a new paper there is nothing to remove, and most papers are new.
    is_known = connection.execute(is_there, whose).scalar_one()
    upsert(connection, table, rows, newer_by="seen_at", merge=merge)
    if is_known:
        connection.execute(remove_older, whose)


@cache
def _list_statements(table: sa.Table) -> tuple[sa.Select[tuple[bool]], sa.Delete]:
    """Build, once for each table: whether a source has said any list of these papers; remove what it says no more."""
    other = table.alias("other")
    mine: list[sa.ColumnElement[bool]] = [table.c.arxiv_id.in_(sa.bindparam("ids", expanding=True))]
    if "source" in table.c:
        mine.append(table.c.source == sa.bindparam("said_by"))
    same = [other.c[name] == table.c[name] for name in ("arxiv_id", "source") if name in table.c]
    newest = sa.select(sa.func.max(other.c.seen_at)).where(*same).scalar_subquery()
    return sa.select(sa.exists().where(*mine)), sa.delete(table).where(*mine, table.c.seen_at < newest)


def _write_links(
    connection: sa.Connection,
    source: str,
    papers: Sequence[tuple[str, tuple[LinkChange, ...]]],
    seen_at: datetime,
) -> None:
    rows = [
        {
            "arxiv_id": arxiv_id,
            "source": str(source),
            "kind": str(link.kind),
            "url": link.url,
            "raw_url": link.raw_url,
            "position": position,
            "first_seen_at": seen_at,
            "seen_at": seen_at,
        }
        for arxiv_id, links in papers
        for position, link in enumerate(_distinct(links, lambda link: (link.kind, link.url)), start=1)
    ]
    merge = {"first_seen_at": keep_earliest, "position": replace_if_newer, "raw_url": replace_if_newer}
    upsert(connection, schema.paper_link, rows, newer_by="seen_at", merge=merge)


def _write_versions(connection: sa.Connection, papers: Iterable[ArxivPaperChange]) -> None:
    """The search API dates the first version and the latest one; those between are known by OAI-PMH only."""
    rows: dict[tuple[str, int], Row] = {}
    for paper in papers:
        for version, submitted_at in ((1, paper.published_at), (paper.version, paper.updated_at)):
            if version is not None:
                key = paper.arxiv_id, version
                rows.setdefault(key, {"arxiv_id": key[0], "version": version, "submitted_at": submitted_at})
    upsert(connection, schema.paper_version, list(rows.values()), merge={"submitted_at": keep_said})


def _distinct(items: Iterable[LinkChange], key: Callable[[LinkChange], Any]) -> list[LinkChange]:
    return list({key(item): item for item in reversed(tuple(items))}.values())[::-1]
