"""Rebuilds rows from what was kept: WARC records and the journal in, rows out, without a single request.

It begins at `Fetched` and runs what a crawl runs, in the order in which things happened. A mended
parser repairs the past with it, and a lost database comes back: the public views are the same, since
`observed_at` is the record's WARC-Date. On a database that is not empty it upserts, as a crawl would.
"""

from __future__ import annotations

import heapq
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from hfpapers import ingest
from hfpapers.errors import BodyError
from hfpapers.model.fetched import Fetched
from hfpapers.store.archive import Archive
from hfpapers.store.journal import Attempt
from hfpapers.store.raw import Damage, StoredExchange, iter_exchanges, to_fetched

logger = logging.getLogger(__name__)

#: With a Location, these were followed, or refused as the journal tells; what came in the end has a record of its own.
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayResult:
    """What was gone through.

    Attributes:
        records: Responses read; `pages` of them were asked for by a spider, the others being robots.txt and redirects.
        attempts: Entries of the journal.
        refused: Pages that could not be read, as when they were fetched or by a stricter parser.
        papers: Papers written, each as often as it was seen.
        damaged: Places in WARC files that could not be read.
    """

    records: int = 0
    pages: int = 0
    attempts: int = 0
    refused: int = 0
    papers: int = 0
    issues: int = 0
    damaged: int = 0


def replay(
    archive: Archive,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    on_progress: Callable[[ReplayResult], None] | None = None,
) -> ReplayResult:
    """Go through everything that was kept.

    Args:
        archive: Open for writing.
        since: Passes over what was fetched before.
        until: Passes over what was fetched at this moment or later.
        on_progress: Called after each record, with the sums so far.

    Raises:
        RawError: A WARC file cannot be opened.
        StoreError: The database refused.
    """
    damages: list[Damage] = []
    result = ReplayResult()
    for happened in _happened(archive, since, until, damages):
        if isinstance(happened, Attempt):
            result = _replay_attempt(archive, happened, result)
        else:
            result = _replay_exchange(archive, happened, result)
        result = replace(result, damaged=len(damages))
        if on_progress is not None:
            on_progress(result)
    for damage in damages:
        logger.warning("%s, offset %d: %s", damage.file, damage.offset, damage.problem)
    return replace(result, damaged=len(damages))


def _happened(
    archive: Archive, since: datetime | None, until: datetime | None, damages: list[Damage]
) -> Iterator[StoredExchange | Attempt]:
    """Merge records and journal by time; at the same moment the record comes first."""
    exchanges = iter_exchanges(
        archive.config.warc_dir, since=since, until=until, on_damage=damages.append, skip_damaged=True
    )
    attempts = sorted(archive.journal.read(), key=lambda attempt: attempt.at)
    wanted = (a for a in attempts if (since is None or a.at >= since) and (until is None or a.at < until))
    return heapq.merge(exchanges, wanted, key=_moment)


def _moment(happened: StoredExchange | Attempt) -> datetime:
    return happened.at if isinstance(happened, Attempt) else happened.exchange.requested_at


def _replay_attempt(archive: Archive, attempt: Attempt, result: ReplayResult) -> ReplayResult:
    kind = ingest.NoSuchDay if attempt.is_not_open else ingest.Failure
    report = ingest.store(archive, kind(intent=attempt.intent, at=attempt.at, detail=attempt.detail))
    return replace(result, attempts=result.attempts + 1, issues=result.issues + report.issues)


def _replay_exchange(archive: Archive, stored: StoredExchange, result: ReplayResult) -> ReplayResult:
    fetch_id = archive.register(stored)
    result = replace(result, records=result.records + 1)
    if stored.exchange.intent is None or _was_redirected(stored):
        return result
    item = _read(archive, stored, fetch_id)
    report = ingest.store(archive, item)
    return replace(
        result,
        pages=result.pages + 1,
        refused=result.refused + isinstance(item, ingest.Failure),
        papers=result.papers + report.papers,
        issues=result.issues + report.issues,
    )


def _was_redirected(stored: StoredExchange) -> bool:
    headers = {name.lower() for name, _ in stored.exchange.response_headers}
    return stored.exchange.status in _REDIRECTS and "location" in headers


def _read(archive: Archive, stored: StoredExchange, fetch_id: int) -> ingest.Item:
    try:
        fetched = replace(to_fetched(stored, max_bytes=archive.config.max_body_bytes), fetch_id=fetch_id)
    except BodyError as problem:
        return ingest.failure_of(_undecoded(stored, fetch_id), problem)
    try:
        return ingest.parse(fetched)
    except BodyError as problem:
        return ingest.failure_of(fetched, problem)


def _undecoded(stored: StoredExchange, fetch_id: int) -> Fetched:
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
