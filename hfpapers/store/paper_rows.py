"""A paper's rows: what one source says of it, spread over the paper tables.

Called by the writer, inside its transaction. Lists of a paper (authors, keywords, links,
categories) are one statement of their source: the newest replaces the older whole, and
rows that only an older one named are removed, links excepted, which are kept with their age.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hfpapers.model.changes import (
    ArxivChange,
    ArxivPaperChange,
    AuthorChange,
    DailyChange,
    HuggingFacePaperChange,
    LinkChange,
)
from hfpapers.model.fetched import Source
from hfpapers.store import schema
from hfpapers.store.upsert import Row, keep_earliest, keep_latest, newest_by, replace_if_newer, upsert

_COUNTS = ("upvotes", "comments", "github_stars")


def write_huggingface(connection: sa.Connection, change: DailyChange) -> None:
    """Write what Hugging Face says of the papers of one page, and their counts."""
    seen_at = change.observed_at
    papers = change.papers
    upsert(
        connection,
        schema.paper,
        [_huggingface_row(paper, seen_at) for paper in papers],
        newer_by="hf_seen_at",
        merge=_SEEN,
    )
    _write_counts(connection, change)
    authors = [(paper.arxiv_id, paper.authors) for paper in papers if paper.authors is not None]
    _write_authors(connection, Source.HUGGINGFACE, authors, seen_at)
    _write_keywords(connection, papers, seen_at)
    _write_links(connection, Source.HUGGINGFACE, [(paper.arxiv_id, paper.links) for paper in papers], seen_at)
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


def _write_counts(connection: sa.Connection, change: DailyChange) -> None:
    """Append the observation, and bring the paper's latest counts up to date, each by its own age."""
    seen_at = change.observed_at
    observed, latest = [], []
    for item in change.observations:
        counts = {name: getattr(item, name) for name in _COUNTS}
        observed.append({"arxiv_id": item.arxiv_id, "observed_at": seen_at, **counts})
        ages = {f"{name}_observed_at": None if counts[name] is None else seen_at for name in _COUNTS}
        seen = {"first_seen_at": seen_at, "last_seen_at": seen_at}
        latest.append({"arxiv_id": item.arxiv_id, **seen, **counts, **ages})
    upsert(connection, schema.observation, observed)
    merge = {name: newest_by(f"{name}_observed_at", schema.paper) for name in _COUNTS}
    merge |= {f"{name}_observed_at": keep_latest for name in _COUNTS}
    upsert(connection, schema.paper, latest, merge={**_SEEN, **merge})


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
    keys = {column.name for column in table.primary_key} | {"seen_at"}
    merge = {name: replace_if_newer for name in (rows[0] if rows else ()) if name not in keys}
    upsert(connection, table, rows, newer_by="seen_at", merge=merge)
    arxiv_ids = sorted({row["arxiv_id"] for row in rows})
    if not arxiv_ids:
        return
    other = table.alias("other")
    same: list[sa.ColumnElement[bool]] = [other.c.arxiv_id == table.c.arxiv_id]
    mine: list[sa.ColumnElement[bool]] = [table.c.arxiv_id.in_(arxiv_ids)]
    if source is not None:
        same.append(other.c.source == table.c.source)
        mine.append(table.c.source == str(source))
    newest = sa.select(sa.func.max(other.c.seen_at)).where(*same).scalar_subquery()
    connection.execute(sa.delete(table).where(*mine, table.c.seen_at < newest))


def _write_links(
    connection: sa.Connection,
    source: Source,
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
    upsert(connection, schema.paper_version, list(rows.values()))


def _distinct(items: Iterable[LinkChange], key: Callable[[LinkChange], Any]) -> list[LinkChange]:
    return list({key(item): item for item in reversed(tuple(items))}.values())[::-1]
