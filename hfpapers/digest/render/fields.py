"""An entry's row as plain fields for machines: names and JSON values out. The names are stable."""

from __future__ import annotations

from datetime import UTC, datetime

from hfpapers.digest.model import Entry
from hfpapers.model.views import AuthorView

JsonValue = None | bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"]


def row_fields(entry: Entry) -> dict[str, JsonValue]:
    """Return every field of the entry's row, `also_listed_on` besides; ids are text, what is unknown is None.

    `authors` leaves out who asked to be hidden; the positions of the others are as in the paper.
    """
    row = entry.listing
    return {
        "day": row.day.isoformat(),
        "position": row.position,
        "arxiv_id": row.arxiv_id,
        "title": row.title,
        "abstract": row.abstract,
        "authors": [_author(one) for one in row.authors],
        "upvotes": row.upvotes,
        "upvotes_observed_at": moment_text(row.upvotes_observed_at),
        "comments": row.comments,
        "github_stars": row.github_stars,
        "submitter": row.submitter,
        "submitter_name": row.submitter_name,
        "submitted_at": moment_text(row.submitted_at),
        "organization": row.organization,
        "organization_slug": row.organization_slug,
        "ai_summary": row.ai_summary,
        "ai_summary_model": row.ai_summary_model,
        "keywords": [{"keyword": one.keyword, "source": one.source} for one in row.keywords],
        "published_at": moment_text(row.published_at),
        "updated_at": moment_text(row.updated_at),
        "version": row.version,
        "primary_category": row.primary_category,
        "categories": list(row.categories),
        "comment": row.comment,
        "journal_ref": row.journal_ref,
        "doi": row.doi,
        "licence": row.licence,
        "arxiv_url": row.arxiv_url,
        "hf_url": row.hf_url,
        "code_url": row.code_url,
        "project_url": row.project_url,
        "links": [{"kind": one.kind.value, "url": one.url} for one in row.links],
        "also_listed_on": [day.isoformat() for day in entry.also_listed_on],
    }


def moment_text(at: datetime | None) -> str | None:
    """Write a moment as ISO 8601 does, in UTC: `2026-11-20T02:10:00Z`."""
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _author(author: AuthorView) -> JsonValue:
    return {
        "position": author.position,
        "name": author.name,
        "hf_user": author.login,
        "affiliation": author.affiliation,
    }
