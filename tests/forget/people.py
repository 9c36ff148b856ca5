"""Days with people who want to be forgotten, and others who are called nearly the same."""

from __future__ import annotations

import gzip
import html
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from hfpapers.config import load_config
from hfpapers.errors import BodyError
from hfpapers.store.database import Database
from hfpapers.store.raw import decoded_body, iter_exchanges
from hfpapers.store.schema import metadata
from tests.upstream.entries import Author, Entry, Person
from tests.upstream.invented import invented_day

DAY = date(2026, 11, 18)
NEXT_DAY = date(2026, 11, 19)

JANE = Person(login="JDoe", full_name="Jane Doe", avatar_url="https://cdn.sample.invalid/avatars/jane.png")
NAMESAKE = Person(login="jane-the-other", full_name="Jane Doe")
LATEX_NAME = 'J\\"urgen M\\"uller'
CLEAN_NAME = "J\u00fcrgen M\u00fcller"


def days() -> dict[date, tuple[Entry, ...]]:
    """Return two days: Jane Doe is author of the second paper by her account, and submitter of the third."""
    first = list(invented_day(DAY, 8))
    first[1] = replace(first[1], authors=(Author(name="Jane Doe", person=JANE), *first[1].authors))
    first[2] = replace(first[2], submitter=JANE)
    first[3] = replace(first[3], authors=(*first[3].authors, Author(name="Jane Doe")))
    first[4] = replace(
        first[4],
        authors=(Author(name="Mary Jane Doe"), Author(name="Jane Doerr"), Author(name="Jane Doe", person=NAMESAKE)),
    )
    first[5] = replace(first[5], authors=(Author(name=LATEX_NAME), *first[5].authors))
    second = invented_day(NEXT_DAY, 5)
    return {DAY: tuple(first), NEXT_DAY: (*second, first[1])}


def traces(home: Path, database_url: str | None, *words: str) -> list[str]:
    """Name every place under a home folder, and in its database, where one of the words stands in any spelling."""
    spellings = {spelling.encode() for word in words for spelling in _spellings(word)}
    found = []
    for where, data in (*_files(home), *_bodies(home), *_rows(database_url)):
        found += [f"{where}: {spelling!r}" for spelling in spellings if spelling.lower() in data.lower()]
    return sorted(found)


def _spellings(word: str) -> set[str]:
    return {word, json.dumps(word)[1:-1], html.escape(word), json.dumps(word, ensure_ascii=False)[1:-1]}


def _files(home: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(home.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            yield path.name, gzip.decompress(data) if path.name.endswith(".warc.gz") else data


def _bodies(home: Path) -> Iterator[tuple[str, bytes]]:
    config = load_config(home=home, environ={})
    for stored in iter_exchanges(config.warc_dir):
        exchange = stored.exchange
        try:
            body = decoded_body(exchange.response_headers, exchange.body, max_bytes=10**8, url=exchange.url)
        except BodyError:
            body = exchange.body
        yield f"{stored.ref.file}, {stored.ref.offset}", body


def _rows(database_url: str | None) -> Iterator[tuple[str, bytes]]:
    if database_url is None:
        return
    database = Database.open_for_reading(database_url)
    with database.engine.connect() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(sa.select(table)):
                yield table.name, repr(tuple(row)).encode()
    database.close()
