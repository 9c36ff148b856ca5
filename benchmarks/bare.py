"""The least that does the work of a crawl and of a replay, as a process of its own.

    python -m benchmarks.bare crawl HOME HF_URL ARXIV_URL FIRST_DAY LAST_DAY
    python -m benchmarks.bare replay HOME WARC_FOLDER RECORDS_A_COMMIT

`http.client`, `json`, warcio and `sqlite3` in a loop, one request after the other: the same requests, the same WARC
records with digests, each synced, the same rows in the same tables; a crawl commits every page. It trusts what it is
given, and stops at the first thing that is not as it expects. HOME holds a database that the program made, without
rows. Nothing of the program is imported.
"""

from __future__ import annotations

import http.client
import json
import sqlite3
import sys
import zlib
from datetime import UTC, date, datetime, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET

from benchmarks.bare_rows import BareRows
from benchmarks.bare_warc import Keeper, Kept, iter_kept

_BATCH = 100
_GZIP = zlib.MAX_WBITS + 16


class _Site:
    """One kept-alive connection."""

    def __init__(self, url: str, accept: str) -> None:
        host = urlsplit(url).netloc
        self._url = url
        self._connection = http.client.HTTPConnection(host)
        self._headers = {"Host": host, "Accept": accept, "Accept-Encoding": "gzip", "User-Agent": "bare"}

    def get(self, target: str, keeper: Keeper, intent: dict[str, Any] | None) -> Kept:
        at = _now()
        self._connection.request("GET", target, headers=self._headers)
        answer = self._connection.getresponse()
        body, served, asked = answer.read(), answer.getheaders(), list(self._headers.items())
        return keeper.keep(self._url + target, asked, answer.status, served, body, at=at, intent=intent)


def crawl(home: Path, hf_url: str, arxiv_url: str, days: list[date]) -> None:
    """Ask for the lists, then for the papers; keep and write what comes."""
    (home / "warc").mkdir()
    keeper = Keeper(home / "warc" / "bare-00001.warc.gz")
    connection = _connect(home)
    rows = BareRows(connection)
    huggingface = _Site(hf_url, "application/json")
    with connection:
        rows.fetch(huggingface.get("/robots.txt", keeper, None))
    for day in days:
        look_at, page, is_last = _now(), 0, False
        while not is_last:
            intent = {"endpoint": "daily-api", "day": day.isoformat(), "look_at": look_at, "page": page, "limit": 100}
            target = f"/api/daily_papers?date={day.isoformat()}&p={page}&limit=100"
            is_last = _write(connection, rows, huggingface.get(target, keeper, intent))
            page += 1
    arxiv = _Site(arxiv_url, "application/atom+xml")
    listed = [row[0] for row in connection.execute("SELECT arxiv_id FROM listing ORDER BY day, position")]
    for start in range(0, len(listed), _BATCH):
        batch = listed[start : start + _BATCH]
        target = f"/api/query?id_list={quote(','.join(batch))}&max_results={len(batch)}"
        _write(connection, rows, arxiv.get(target, keeper, {"endpoint": "arxiv-atom", "arxiv_ids": batch}))
    connection.close()


def replay(home: Path, folder: Path, records_a_commit: int) -> None:
    """Read every record back, and write its rows."""
    connection = _connect(home)
    rows = BareRows(connection)
    kept = iter_kept(folder)
    for first in kept:
        with connection:
            for each in chain([first], islice(kept, records_a_commit - 1)):
                _take(rows, each)
    connection.close()


def _write(connection: sqlite3.Connection, rows: BareRows, kept: Kept) -> bool:
    """Write an answer in one transaction; tell whether it ended a list."""
    with connection:
        return _take(rows, kept)


def _take(rows: BareRows, kept: Kept) -> bool:
    fetch_id = rows.fetch(kept)
    if kept.intent is None:
        return True
    body = zlib.decompress(kept.body, _GZIP)
    if kept.intent["endpoint"] == "daily-api":
        return rows.daily(json.loads(body), kept, fetch_id)
    rows.feed(ET.fromstring(body), kept, fetch_id)
    return True


def _connect(home: Path) -> sqlite3.Connection:
    """Open as the program does."""
    connection = sqlite3.connect(home / "hfpapers.db")
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _now() -> str:
    return datetime.now(tz=UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _days(first: str, last: str) -> list[date]:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return [begin + timedelta(days=ahead) for ahead in range((end - begin).days + 1)]


if __name__ == "__main__":
    if sys.argv[1] == "crawl":
        crawl(Path(sys.argv[2]), sys.argv[3], sys.argv[4], _days(*sys.argv[5:7]))
    else:
        replay(Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
