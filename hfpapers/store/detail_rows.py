"""What is asked for one paper at a time, as rows: totals of linked repositories, texts, licences and versions.

Called by the writer, inside its transaction.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from hfpapers.model.changes import DetailChange, LicenceChange, TextChange
from hfpapers.store import schema
from hfpapers.store.upsert import keep_earliest, keep_latest, keep_said, newest_by, replace_if_newer, upsert


def write_totals(connection: sa.Connection, change: DetailChange) -> None:
    """Write how many repositories cite a paper; its row is there already."""
    totals = {"hf_models": change.models, "hf_datasets": change.datasets, "hf_spaces": change.spaces}
    if any(total is not None for total in totals.values()):
        row = {**_paper_key(change), **totals, "hf_linked_seen_at": change.observed_at}
        upsert(connection, schema.paper, [row], merge=_TOTALS)


def write_text(connection: sa.Connection, change: TextChange, *, fetch_id: int | None) -> None:
    """Write a paper's text."""
    upsert(connection, schema.paper, [_paper_key(change)], merge=_SEEN)
    row = {"arxiv_id": change.arxiv_id, "text": change.text, "observed_at": change.observed_at, "fetch_id": fetch_id}
    upsert(connection, schema.paper_text, [row], newer_by="observed_at", merge=_TEXT)


def write_licence(connection: sa.Connection, change: LicenceChange) -> None:
    """Write a paper's licence and versions."""
    row = {
        **_paper_key(change),
        "arxiv_licence": change.licence,
        "arxiv_licence_seen_at": change.observed_at,
    }
    upsert(connection, schema.paper, [row], merge=_LICENCE)
    versions = [
        {
            "arxiv_id": change.arxiv_id,
            "version": version.version,
            "submitted_at": version.submitted_at,
            "size_bytes": version.size_bytes,
        }
        for version in change.versions
    ]
    upsert(connection, schema.paper_version, versions, merge=dict.fromkeys(("submitted_at", "size_bytes"), keep_said))


def latest_version(connection: sa.Connection, arxiv_id: str) -> int | None:
    """Return the number of arXiv's latest version, as far as it is known."""
    versions = schema.paper_version
    newest = sa.select(sa.func.max(versions.c.version)).where(versions.c.arxiv_id == arxiv_id)
    latest: int | None = connection.execute(newest).scalar()
    return latest


def _paper_key(change: DetailChange | TextChange | LicenceChange) -> dict[str, Any]:
    return {"arxiv_id": change.arxiv_id, "first_seen_at": change.observed_at, "last_seen_at": change.observed_at}


_SEEN = {"first_seen_at": keep_earliest, "last_seen_at": keep_latest}
_TOTALS = {
    **_SEEN,
    **dict.fromkeys(("hf_models", "hf_datasets", "hf_spaces"), newest_by("hf_linked_seen_at", schema.paper)),
    "hf_linked_seen_at": keep_latest,
}
_LICENCE = {
    **_SEEN,
    "arxiv_licence": newest_by("arxiv_licence_seen_at", schema.paper),
    "arxiv_licence_seen_at": keep_latest,
}
_TEXT = dict.fromkeys(("text", "fetch_id"), replace_if_newer)
