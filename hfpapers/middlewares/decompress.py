"""Content decoding, by the very code that replay uses: live and replayed bodies cannot differ.

In: responses as served. Out: responses with decoded bodies and no `Content-Encoding`; or a `ParseError` where a body
is damaged, is larger than `max_body_bytes`, or comes in an encoding that is not known. The bytes as served are kept
by then. Memory stays near the bound: decoding stops there.
"""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError
from scrapy.http import Response, TextResponse

from hfpapers.config import Config
from hfpapers.errors import ParseError
from hfpapers.middlewares.retry import retry_request
from hfpapers.middlewares.wiring import config_of
from hfpapers.store.raw import decoded_body
from hfpapers.store.raw.codings import CodingError


class DecompressMiddleware:
    """Takes the place of Scrapy's own, which takes a damaged gzip stream for the end of the body."""

    def __init__(self, config: Config) -> None:
        self._config = config

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware from the crawl's configuration."""
        return cls(config_of(crawler))

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Decode the body; a damaged one is asked for again first.

        Raises:
            ParseError: It cannot be decoded, or not within the bound.
        """
        values = response.headers.getlist("Content-Encoding")
        if not values:
            return response
        named = [("content-encoding", value.decode("latin-1")) for value in values]
        try:
            body = decoded_body(named, response.body, max_bytes=self._config.max_body_bytes, url=request.url)
        except ParseError as error:
            # Damage may be the wire's. Too large, or an encoding that we do not know, is the server's answer.
            is_damage = isinstance(error.__cause__, CodingError)
            again = retry_request(request, error.detail, self._config, response=response) if is_damage else None
            if again is None:
                raise
            return again
        # Text was guessed from the encoded bytes: the guess is dropped.
        decoded = response.replace(body=body, **({"encoding": None} if isinstance(response, TextResponse) else {}))
        del decoded.headers["Content-Encoding"]
        return decoded

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Say what the downloader's refusal means: it cancels a download for its size alone, nothing of it is kept.

        Raises:
            ParseError: The body is larger than the bound before decompression.
        """
        if isinstance(exception, DownloadCancelledError):
            limit = self._config.max_body_bytes
            raise ParseError(request.url, f"larger than {limit} bytes; broken off, and not kept") from exception
