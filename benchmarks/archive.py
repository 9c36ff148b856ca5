"""An archive of many papers, made quickly: a small one that the program crawled in, the rows of 100,000 papers out.

    python -m benchmarks.archive HOME 100000

It is a process of its own: the largest memory of a process counts as that of those that it starts, too.

Each paper of the small archive is copied under many ids and days, by one statement a table; the database follows its
search index up itself. Forty papers stand on each day from Monday to Friday and none at the end of a week, as upstream
lists them: 10,000 a year. What was seen in each look at a day is not copied, since no digest of now reads it.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from benchmarks.workload import LAST_DAY

PAPERS_A_DAY = 40

#: Rows of these are copied for each paper, under its new id.
_OF_PAPERS = (
    "paper",
    "paper_author",
    "paper_keyword",
    "paper_link",
    "paper_category",
    "paper_version",
    "observation",
    "paper_coverage",
)
#: Those of a day's list, under its new day.
_OF_LISTS = ("listing",)
#: Rows of these are left out.
_OF_LOOKS = ("look_position", "look_page")
_SATURDAY = 5


def year_of_days() -> tuple[date, date]:
    """Return the first and the last day of the newest year."""
    return LAST_DAY - timedelta(days=364), LAST_DAY


def papers_of_year(home: Path) -> int:
    """Count the papers on the lists of the newest year."""
    with closing(sqlite3.connect(home / "hfpapers.db")) as connection:
        within = "SELECT count(*) FROM listing WHERE day BETWEEN ? AND ?"
        return int(connection.execute(within, [day.isoformat() for day in year_of_days()]).fetchone()[0])


def multiply(home: Path, papers: int) -> None:
    """Copy papers and lists until there are so many papers, the newest on the last day of the workload.

    Args:
        home: Of an archive with at least `PAPERS_A_DAY` papers, all of which are replaced.
        papers: How many there shall be.
    """
    with closing(sqlite3.connect(home / "hfpapers.db")) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -200000")
        with connection:
            _copy(connection, papers)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _copy(connection: sqlite3.Connection, papers: int) -> None:
    days = list(_days(papers))
    old = connection.execute("SELECT day, arxiv_id FROM listing ORDER BY day, position").fetchall()
    connection.execute("CREATE TEMP TABLE replaced AS SELECT arxiv_id FROM paper")
    columns = "old_day, old_id, new_day, new_id, position, PRIMARY KEY (old_id, new_id)"
    connection.execute(f"CREATE TEMP TABLE copied ({columns})")
    connection.executemany("INSERT INTO copied VALUES (?, ?, ?, ?, ?)", _copies(old, days))
    for table in _OF_PAPERS:
        _copy_table(connection, table, {"arxiv_id": "new_id"}, "old.arxiv_id = old_id")
    for table in _OF_LISTS:
        renamed = {"arxiv_id": "new_id", "day": "new_day", "position": "copied.position"}
        _copy_table(connection, table, renamed, "old.arxiv_id = old_id AND old.day = old_day")
    _cover(connection, days)
    for table in _OF_LOOKS:
        connection.execute(f"DELETE FROM {table}")
    for table in (*_OF_LISTS, *reversed(_OF_PAPERS)):
        connection.execute(f"DELETE FROM {table} WHERE arxiv_id IN (SELECT arxiv_id FROM replaced)")


def _copy_table(connection: sqlite3.Connection, table: str, renamed: dict[str, str], condition: str) -> None:
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    values = ", ".join(renamed.get(name, f"old.{name}") for name in names)
    connection.execute(
        f"INSERT INTO {table} ({', '.join(names)}) "
        f"SELECT {values} FROM copied CROSS JOIN {table} AS old WHERE {condition}"
    )


def _days(papers: int) -> Iterator[date]:
    """Give the days that have lists, the newest first, until all papers have a place."""
    day = LAST_DAY
    for _ in range(-(-papers // PAPERS_A_DAY)):
        while day.weekday() >= _SATURDAY:
            day -= timedelta(days=1)
        yield day
        day -= timedelta(days=1)


def _copies(old: list[tuple[str, str]], days: list[date]) -> Iterator[tuple[str, str, str, str, int]]:
    """Take the old papers in turn; an id has the month of its day, and a number that no crawled one has."""
    for number, day in enumerate(days):
        for place in range(PAPERS_A_DAY):
            old_day, old_id = old[(number * PAPERS_A_DAY + place) % len(old)]
            yield old_day, old_id, day.isoformat(), f"{day:%y%m}.{50000 + day.day * 100 + place}", place + 1


def _cover(connection: sqlite3.Connection, days: list[date]) -> None:
    """Say of each day, those without a list included, that it was had whole and long ago."""
    listed = set(days)
    first = min(days[-1], year_of_days()[0])
    spans = (first + timedelta(days=number) for number in range((days[0] - first).days + 1))
    row = connection.execute("SELECT run_id FROM run LIMIT 1").fetchone()
    connection.execute("DELETE FROM coverage")
    connection.executemany(
        "INSERT INTO coverage (source, day, state, settled_at, expected, stored, pages, attempts, look_at, "
        "whole_look_at, answered_at, run_id) VALUES ('huggingface', ?, ?, ?, ?, ?, 1, 1, ?, ?, ?, ?)",
        (
            (day.isoformat(), "complete" if day in listed else "empty", at, count, count, at, at, at, row[0])
            for day in spans
            for count in [PAPERS_A_DAY if day in listed else 0]
            for at in [f"{day + timedelta(days=3)} 02:00:00.000000"]
        ),
    )


if __name__ == "__main__":
    multiply(Path(sys.argv[1]), int(sys.argv[2]))
