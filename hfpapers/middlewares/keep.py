"""Keeping: every response goes to the archive as it was served, before anything else sees it.

In: responses straight from the downloader, in their content encoding: 429, 5xx, redirects, robots.txt and bodies
cut on the wire included. Out: the same responses; where they are kept stands in `request.meta`. A response that
cannot be kept fails: nothing is parsed that replay could not parse again.

What was forgotten on request is left out before (`ingest/redaction.py`). Not kept: what has no response, and a body
that the downloader broke off for its size. `Set-Cookie` and whatever carries a secret are left out.
"""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Protocol, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response

from hfpapers.errors import ConfigError
from hfpapers.ingest.redaction import withhold
from hfpapers.middlewares import meta
from hfpapers.model.forgotten import Forgotten, Subject
from hfpapers.store.raw import Exchange
from hfpapers.store.raw.http_message import SECRET_HEADERS


class Archive(Protocol):
    """Where responses are kept; what it gives back is put into `request.meta["hfpapers_kept"]`."""

    @property
    def forgotten(self) -> Forgotten:
        """What must not come back."""

    def learn(self, subjects: frozenset[Subject], *, now: datetime) -> None:
        """Note the names that a forgotten account turned out to have."""

    def keep(self, exchange: Exchange) -> object:
        """Keep one exchange."""


class KeepMiddleware:
    """The nearest to the downloader."""

    def __init__(self, archive: Archive, *, max_bytes: int) -> None:
        self._archive = archive
        self._max_bytes = max_bytes

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware with the archive that the spider opened.

        Raises:
            ConfigError: There is none. Scrapy's NotConfigured would only switch the keeping off, and crawl on.
        """
        archive = crawler.settings.get("HFPAPERS_ARCHIVE")
        if archive is None:
            raise ConfigError("HFPAPERS_ARCHIVE", "is not set; a spider sets it in from_crawler, or nothing is kept")
        return cls(archive, max_bytes=crawler.settings["HFPAPERS_CONFIG"].max_body_bytes)

    def process_request(self, request: Request) -> None:
        """Stamp the moment: every wait is over, the downloader is next."""
        request.meta[meta.REQUESTED_AT] = datetime.now(tz=UTC)

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep the response."""
        exchange = withhold(self._archive, exchange_of(request, response), max_bytes=self._max_bytes)
        request.meta[meta.KEPT] = self._archive.keep(exchange)
        return response


def exchange_of(request: Request, response: Response) -> Exchange:
    """Return what went over the wire, as far as Scrapy tells: header order and case are its own."""
    # Through a proxy the address is the proxy's.
    ip_address = None if request.meta.get("proxy") else response.ip_address
    return Exchange(
        method=request.method,
        url=request.url,
        request_headers=(("Host", urlsplit(request.url).netloc.rpartition("@")[2]), *_pairs(request.headers)),
        request_body=request.body,
        status=response.status,
        reason=_reason(response.status),
        http_version=response.protocol or "HTTP/1.1",
        response_headers=_pairs(response.headers),
        body=response.body,
        truncated="dataloss" in response.flags,
        requested_at=request.meta[meta.REQUESTED_AT],
        ip_address=None if ip_address is None else str(ip_address),
        intent=request.meta.get(meta.INTENT),
    )


def _pairs(headers: Headers) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        if name.decode("latin-1").lower() not in SECRET_HEADERS
        for value in values
    )


def _reason(status: int) -> str:
    """Return the usual phrase: Scrapy does not hand on the one that was served."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
