"""Every HTTP exchange as served, in WARC/1.1 files: the bytes from which all else can be rebuilt.

- `exchange`: the values. `writer`: exchanges into files. `reader`: exchanges out of files, one or all in order of time.
- `repair`: cuts what a killed process left half-written.
- `decode`: from bodies as served to what parsers read.

No database here, and no Scrapy. Below: `warc` (records, by warcio), `http_message`, `intent_field`; `warcfile`,
`sidecar`, `names` (files); `scan`, `timeline`, `payloads` (reading); `codings`.
"""

from __future__ import annotations

from hfpapers.store.raw.codings import CodingError
from hfpapers.store.raw.decode import decoded_body, to_fetched
from hfpapers.store.raw.exchange import Damage, Exchange, Headers, Original, StoredExchange, Written
from hfpapers.store.raw.http_message import SECRET_HEADERS
from hfpapers.store.raw.intent_field import intent_from_text, intent_to_text
from hfpapers.store.raw.reader import iter_exchanges, read_exchange
from hfpapers.store.raw.repair import Repaired, repair
from hfpapers.store.raw.writer import RawWriter

__all__ = [
    "SECRET_HEADERS",
    "CodingError",
    "Damage",
    "Exchange",
    "Headers",
    "Original",
    "RawWriter",
    "Repaired",
    "StoredExchange",
    "Written",
    "decoded_body",
    "intent_from_text",
    "intent_to_text",
    "iter_exchanges",
    "read_exchange",
    "repair",
    "to_fetched",
]
