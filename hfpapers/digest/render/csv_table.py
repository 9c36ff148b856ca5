"""`csv`: one entry a line after RFC 4180, for spreadsheets; what a spreadsheet would run as a formula is defused."""

from __future__ import annotations

import csv
import io

from hfpapers.digest.model import Digest
from hfpapers.digest.render.fields import JsonValue, entry_fields

COLUMNS = (
    "day",
    "position",
    "arxiv_id",
    "title",
    "authors",
    "upvotes",
    "upvotes_observed_at",
    "comments",
    "github_stars",
    "organization",
    "primary_category",
    "categories",
    "keywords",
    "abstract",
    "ai_summary",
    "ai_summary_model",
    "published_at",
    "updated_at",
    "version",
    "comment",
    "journal_ref",
    "doi",
    "licence",
    "submitter",
    "submitter_name",
    "submitted_at",
    "organization_slug",
    "arxiv_url",
    "hf_url",
    "code_url",
    "project_url",
    "links",
    "also_listed_on",
)

# The wide forms count, too: some spreadsheets read them as their narrow ones.
_FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")  # noqa: RUF001 - they are meant
#: Which part of a list's objects stands in the cell.
_LIST_KEYS = {"authors": "name", "keywords": "keyword", "links": "url"}


def render_csv(digest: Digest) -> str:
    r"""Return a line of column names and a line for each entry, each ended by `\r\n`; lists are joined by `; `."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for entry in digest.entries:
        fields = entry_fields(entry)
        writer.writerow([_cell(name, fields[name]) for name in COLUMNS])
    return buffer.getvalue()


def _cell(name: str, value: JsonValue) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, int | float):
        return value
    text = "; ".join(_part(name, part) for part in value) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _part(name: str, part: JsonValue) -> str:
    return str(part[_LIST_KEYS[name]]) if isinstance(part, dict) else str(part)
