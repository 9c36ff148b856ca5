"""From a response to rows: parse, normalise, write. Shared by crawl and replay; the only way to listing and paper rows.

In: `Fetched`, or what happened instead of one. Out: rows in an `Archive`, one page a
transaction together with the state of its day. No Scrapy, no clock.
"""

from __future__ import annotations

from hfpapers.ingest.items import (
    Answer,
    ArxivAnswer,
    DailyAnswer,
    DetailAnswer,
    Failure,
    Item,
    LicenceAnswer,
    NoSuchDay,
    PaperAbsent,
    TextAnswer,
    WriteReport,
)
from hfpapers.ingest.reading import failure_of, parse
from hfpapers.ingest.redaction import Forgetting, redacted
from hfpapers.ingest.storing import store

__all__ = [
    "Answer",
    "ArxivAnswer",
    "DailyAnswer",
    "DetailAnswer",
    "Failure",
    "Forgetting",
    "Item",
    "LicenceAnswer",
    "NoSuchDay",
    "PaperAbsent",
    "TextAnswer",
    "WriteReport",
    "failure_of",
    "parse",
    "redacted",
    "store",
]
