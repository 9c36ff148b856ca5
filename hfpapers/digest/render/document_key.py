"""What names a digest wherever it is published: the document in; a key, an address and the time it tells of out.

None of it depends on votes, on titles or on the clock: the same digest made again has the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from hfpapers.digest.model import Digest
from hfpapers.digest.options import DigestOptions
from hfpapers.digest.text import web_address

_HOME_PAGE = "https://huggingface.co/papers"
_NAMESPACE = "https://huggingface.co/papers/digest/"
_SAFE = "-._~:+=@"


def document_key(digest: Digest, *, names_period: bool = True) -> str:
    """Return `speedread/zh/2026-11-19`, and with filters `list/en/2026-W47/top=10/category=cs.CL`."""
    period = [digest.period.label] if names_period else []
    parts = [digest.style, digest.reader_language, *period, *_filters(digest.options)]
    return "/".join(quote(part, safe=_SAFE) for part in parts)


def document_urn(digest: Digest, *, names_period: bool = True) -> str:
    """Return a URN that is the same for the same style, language, filters and period."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, _NAMESPACE + document_key(digest, names_period=names_period))}"


def home_page(digest: Digest) -> str:
    """Return the page of the day's list where there is one, else that of all lists."""
    return web_address(digest.url) or _HOME_PAGE


def told_until(digest: Digest) -> datetime:
    """Return the newest moment that the digest tells of: a listing, an observation of votes, an answer of a model."""
    days = [entry.listing.day for entry in digest.entries] or [digest.period.until]
    moments = [digest.as_of, None if digest.generated is None else digest.generated.written_until]
    newest = max([midnight(max(days)), *filter(None, moments)])
    return newest.astimezone(UTC).replace(microsecond=0)


def midnight(day: date) -> datetime:
    """Return the beginning of a day, in UTC."""
    return datetime.combine(day, time(), UTC)


def _filters(options: DigestOptions) -> Iterator[str]:
    if options.top is not None:
        yield f"top={options.top}"
    if options.min_upvotes is not None:
        yield f"min_upvotes={options.min_upvotes}"
    yield from (f"category={text}" for text in sorted(options.categories))
    yield from (f"keyword={text}" for text in sorted(options.keywords))
    if options.style in {"roundup", "review"}:
        yield f"topic_share={options.topic_share:g}"
    if options.as_of is not None:
        yield f"as_of={options.as_of.astimezone(UTC):%Y%m%dT%H%M%SZ}"
