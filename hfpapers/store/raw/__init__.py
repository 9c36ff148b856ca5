"""Every HTTP exchange as served, in WARC/1.1 files: the bytes from which all else can be rebuilt.

- `exchange`: the values. `writer`: exchanges into files. `reader`: exchanges out of files, one or all in order of time.
- `repair`: cuts what a killed process left half-written.
- `rewrite`: takes bodies out of a file; `tombstone`: what is said in their place.
- `decode`: from bodies as served to what parsers read.

No database here, and no Scrapy. Below: `warc` (records, by warcio), `http_message`, `intent_field`; `warcfile`,
`sidecar`, `names`, `moves`, `places` (files); `scan`, `timeline`, `payloads` (reading); `codings`.
"""

from __future__ import annotations

from hfpapers.store.raw.codings import CodingError
from hfpapers.store.raw.decode import decoded_as_far, decoded_body, to_fetched
from hfpapers.store.raw.exchange import Damage, Exchange, Headers, Original, StoredExchange, Written
from hfpapers.store.raw.http_message import SECRET_HEADERS
from hfpapers.store.raw.intent_field import intent_from_text, intent_to_text
from hfpapers.store.raw.reader import iter_exchanges, read_exchange
from hfpapers.store.raw.repair import Repaired, repair
from hfpapers.store.raw.rewrite import Change, Replacement, Rewritten, rewrite_file, true_headers
from hfpapers.store.raw.tombstone import Deed, Tombstone
from hfpapers.store.raw.writer import RawWriter

__all__ = [
    "SECRET_HEADERS",
    "Change",
    "CodingError",
    "Damage",
    "Deed",
    "Exchange",
    "Headers",
    "Original",
    "RawWriter",
    "Repaired",
    "Replacement",
    "Rewritten",
    "StoredExchange",
    "Tombstone",
    "Written",
    "decoded_as_far",
    "decoded_body",
    "intent_from_text",
    "intent_to_text",
    "iter_exchanges",
    "read_exchange",
    "repair",
    "rewrite_file",
    "to_fetched",
    "true_headers",
]
