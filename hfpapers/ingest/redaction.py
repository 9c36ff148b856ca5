"""Leaves out of answers what was forgotten, before they are kept and before they are read.

In: what was served, or what was kept before. Out: the same, or a redacted one. Where nothing was forgotten, nothing is
looked at. Redacting twice changes nothing: what a crawl reads and what replay reads of the record are the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from hfpapers.errors import ParseError
from hfpapers.model.fetched import Fetched, Intent
from hfpapers.model.forgotten import Forgotten, Subject, Who
from hfpapers.normalize.text import clean_text
from hfpapers.sources.redacting import Redaction, mentions
from hfpapers.sources.redaction import redact_body, redact_cut_body
from hfpapers.store.raw import Deed, Exchange, Tombstone, decoded_as_far, decoded_body, true_headers

#: What records say of themselves; nothing that tells what was taken out.
DETAIL = "taken down on request"

# The same names come in every list.
_clean = lru_cache(maxsize=100_000)(clean_text)


class Forgetting(Protocol):
    """What is needed of an archive."""

    @property
    def forgotten(self) -> Forgotten:
        """What must not come back."""

    def learn(self, subjects: frozenset[Subject], *, now: datetime) -> None:
        """Note the names that a forgotten account turned out to have."""


def withhold(archive: Forgetting, exchange: Exchange, *, max_bytes: int) -> Exchange:
    """Redact what was served, to be kept; the same exchange where it names nothing that was forgotten."""
    redaction = redaction_of(exchange, archive.forgotten, max_bytes=max_bytes)
    if redaction is None:
        return exchange
    archive.learn(redaction.learned, now=exchange.requested_at)
    stone = Tombstone(
        deed=Deed.FORGOTTEN,
        at=exchange.requested_at,
        detail=DETAIL,
        served_bytes=len(exchange.body),
        sha256=None,
        is_emptied=False,
    )
    return replace(
        exchange,
        body=redaction.body,
        response_headers=true_headers(exchange.response_headers, len(redaction.body)),
        truncated=False,
        tombstone=stone,
    )


def redacted(archive: Forgetting, fetched: Fetched) -> Fetched:
    """Redact a response, to be read: one that was just served, or kept before something was forgotten."""
    if archive.forgotten.is_empty:
        return fetched
    redaction = _redaction(fetched.body, fetched.intent, archive.forgotten, is_cut=fetched.truncated)
    if redaction is None:
        return fetched
    archive.learn(redaction.learned, now=fetched.requested_at)
    return replace(fetched, body=redaction.body)


def redaction_of(exchange: Exchange, forgotten: Forgotten, *, max_bytes: int) -> Redaction | None:
    """Redact an exchange in its content encoding; None where it names nothing that was forgotten, or is read by nobody.

    Args:
        exchange: As served, or as kept.
        forgotten: What must not be in it.
        max_bytes: The largest body that is decoded; what is larger is looked at so far.
    """
    if exchange.intent is None or forgotten.is_empty or not exchange.body:
        return None
    headers, body = exchange.response_headers, exchange.body
    is_cut = exchange.truncated
    try:
        decoded = decoded_body(headers, body, max_bytes=max_bytes, url=exchange.url)
    except ParseError:
        decoded, is_cut = decoded_as_far(headers, body, max_bytes=max_bytes), True
    return _redaction(decoded, exchange.intent, forgotten, is_cut=is_cut)


def quotes(forgotten: Forgotten) -> Callable[[str], bool]:
    """Return what tells whether a quotation, as issues hold them, names what was forgotten."""
    who = Who(forgotten, _clean)
    return lambda text: mentions(text, who)


def _redaction(body: bytes, intent: Intent, forgotten: Forgotten, *, is_cut: bool) -> Redaction | None:
    who = Who(forgotten, _clean)
    return redact_cut_body(body, intent, who) if is_cut else redact_body(body, intent, who)
