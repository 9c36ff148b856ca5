"""Whether two archives hold the same: two home folders in, or nothing, or an error that says what differs.

A loop that is quicker because it does less would prove nothing, so every comparison ends here.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

#: Of these one row or none, whatever was done; what is searched is made by triggers from the other tables.
_NOT_COMPARED = ("alembic_version", "bookmark", "sqlite_", "paper_search")

#: What came over the wire, as far as no cleaning touches it: the loop does not clean.
_PAPERS = (
    "SELECT arxiv_id, hf_raw_title, hf_raw_abstract, hf_published_at, hf_discussion_id, hf_thumbnail_url, "
    "hf_ai_summary_model, hf_organization, arxiv_raw_title, arxiv_raw_abstract, arxiv_published_at, "
    "arxiv_updated_at, arxiv_version, arxiv_primary_category, arxiv_doi, upvotes, comments, github_stars "
    "FROM paper ORDER BY arxiv_id"
)
_CONTENTS = (
    _PAPERS,
    "SELECT day, arxiv_id, position, submitter, submitted_at, author_participating FROM listing ORDER BY 1, 2",
    "SELECT arxiv_id, source, position, name, login, hf_id, is_hidden FROM paper_author ORDER BY 1, 2, 3",
    "SELECT arxiv_id, source, keyword, position FROM paper_keyword ORDER BY 1, 2, 3",
    "SELECT arxiv_id, category, position FROM paper_category ORDER BY 1, 2",
    "SELECT arxiv_id, source, kind, url FROM paper_link ORDER BY 1, 2, 3, 4",
    "SELECT arxiv_id, version, submitted_at FROM paper_version ORDER BY 1, 2",
    "SELECT arxiv_id, upvotes, comments, github_stars FROM observation ORDER BY 1",
    "SELECT day, page, rank, position, arxiv_id FROM look_position ORDER BY 1, 2, 3",
    "SELECT source, day, state, expected, stored, pages, attempts FROM coverage ORDER BY 1, 2",
    "SELECT status, sha256, size_bytes, endpoint, day FROM fetch ORDER BY sha256, day",
    "SELECT endpoint, arxiv_id, state FROM paper_coverage ORDER BY 1, 2",
)


class OtherWorkError(Exception):
    """The two did not do the same."""


def check_rows(program: Path, bare: Path) -> dict[str, int]:
    """Compare two databases: the rows of every table by number, and what was served by content.

    Returns:
        How many rows each table has.

    Raises:
        OtherWorkError: They differ.
    """
    with closing(_connect(program)) as first, closing(_connect(bare)) as second:
        counts, others = _counts(first), _counts(second)
        if counts != others:
            raise OtherWorkError(f"rows by table differ: {counts} and {others}")
        for query in _CONTENTS:
            for row, other in zip(first.execute(query), second.execute(query), strict=True):
                if row != other:
                    raise OtherWorkError(f"{query}: {row} is not {other}")
    return counts


def check_records(program: Path, bare: Path) -> dict[str, int]:
    """Compare two folders of WARC files: records by type, and the digests of the bodies.

    Returns:
        How many records of each type there are.

    Raises:
        OtherWorkError: They differ.
    """
    first, second = Counter(_records(program)), Counter(_records(bare))
    if first != second:
        raise OtherWorkError(f"records differ: {first - second} in one, {second - first} in the other")
    kinds: Counter[str] = Counter()
    for (kind, _), number in first.items():
        kinds[kind] += number
    return dict(kinds)


def _connect(home: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{home / 'hfpapers.db'}?mode=ro", uri=True)


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    compared = [name for name in names if not name.startswith(_NOT_COMPARED)]
    return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in compared}


def _records(home: Path) -> Iterator[tuple[str, str | None]]:
    for path in sorted((home / "warc").glob("*.warc.gz")):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, check_digests="raise"):
                if record.rec_type == "warcinfo":
                    continue
                digest = record.rec_headers.get_header("WARC-Payload-Digest")
                yield record.rec_type, digest if record.rec_type != "request" else None
