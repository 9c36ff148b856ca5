"""One kept answer into rows: what a crawl made of it when it came, or what a mended parser makes of it now."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hfpapers import ingest
from hfpapers.errors import BodyError
from hfpapers.model.fetched import Fetched
from hfpapers.store.archive import Archive
from hfpapers.store.archive_reader import ArchiveReader
from hfpapers.store.raw import StoredExchange, to_fetched

#: With a Location, these were followed, or refused as the journal tells; what came in the end has a record of its own.
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Refusals, whatever their body says.
_REFUSALS = frozenset({401, 403, 406, 408, 429})
_SERVER_ERRORS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """What a record came to.

    Attributes:
        report: What was written; None for what no parser reads (robots.txt, redirects), and what was pruned.
        is_refused: The body cannot be read, now as it was then, or by a stricter parser.
        is_pruned: The body that a parser would read is not kept any more: nothing is known from it, and nothing was
            written.
    """

    report: ingest.WriteReport | None = None
    is_refused: bool = False
    is_pruned: bool = False


def reread(archive: Archive, stored: StoredExchange) -> Reread:
    """Give a record its `fetch` row, read its body, and write what it says.

    Raises:
        StoreError: The database refused.
    """
    fetch_id = archive.register(stored)
    if not is_for_a_parser(stored):
        return Reread()
    if is_lacking(stored):
        return Reread(is_pruned=True)
    item = read_kept(archive, stored, fetch_id=fetch_id)
    return Reread(report=ingest.store(archive, item), is_refused=isinstance(item, ingest.Failure))


def read_kept(archive: Archive | ArchiveReader, stored: StoredExchange, *, fetch_id: int | None = None) -> ingest.Item:
    """Read a body that a parser is meant to read, without what was forgotten; a failure is an item, too."""
    try:
        fetched = replace(to_fetched(stored, max_bytes=archive.config.max_body_bytes), fetch_id=fetch_id)
    except BodyError as problem:
        return ingest.failure_of(_undecoded(stored, fetch_id), problem)
    try:
        fetched = ingest.redacted(archive, fetched)
        return ingest.parse(fetched)
    except BodyError as problem:
        return ingest.failure_of(fetched, problem)


def is_for_a_parser(stored: StoredExchange) -> bool:
    """Tell whether the answer is what was asked for on purpose: not robots.txt, and no redirect."""
    headers = {name.lower() for name, _ in stored.exchange.response_headers}
    was_redirected = stored.exchange.status in _REDIRECTS and "location" in headers
    return stored.exchange.intent is not None and not was_redirected


def is_lacking(stored: StoredExchange) -> bool:
    """Tell whether a body that is needed was dropped."""
    return stored.tombstone is not None and stored.tombstone.is_emptied and needs_body(stored)


def needs_body(stored: StoredExchange) -> bool:
    """Tell whether what becomes of an answer depends on its body; a refusal is one by its status alone."""
    exchange = stored.exchange
    is_refusal = exchange.status in _REFUSALS or exchange.status >= _SERVER_ERRORS
    return is_for_a_parser(stored) and not is_refusal and not exchange.truncated


def _undecoded(stored: StoredExchange, fetch_id: int | None) -> Fetched:
    exchange = stored.exchange
    if exchange.intent is None:
        message = f"{stored.ref}: only what was asked for on purpose is read"
        raise ValueError(message)
    return Fetched(
        url=exchange.url,
        status=exchange.status,
        body=exchange.body,
        requested_at=exchange.requested_at,
        intent=exchange.intent,
        truncated=exchange.truncated,
        raw=stored.ref,
        fetch_id=fetch_id,
    )
