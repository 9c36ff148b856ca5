"""Redirects: followed on the same server, refused to any other.

In: responses as served. Out: the request for the target, with the same intent and `redirect_urls`; or
`RedirectRefusedError`. The archive is of what two servers said: a third one's answer is not theirs, and a
redirect to plain http would show everyone on the way what was asked, token included.
"""

from __future__ import annotations

import logging
from typing import Final
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from scrapy import Request
from scrapy.http import Response
from w3lib.url import safe_url_string

from hfpapers.middlewares import meta
from hfpapers.middlewares.origins import origin_of
from hfpapers.middlewares.refusals import RedirectRefusedError
from hfpapers.model.fetched import Endpoint

logger = logging.getLogger(__name__)

MAX_REDIRECTS: Final = 5

_STATUSES = frozenset({301, 302, 303, 307, 308})


class RedirectMiddleware:
    """Follows redirects within a server."""

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Return the request for the target; responses that are no redirect, or name no target, go on to the spider.

        Raises:
            RedirectRefusedError: The target is on another server, or it is one redirect too many.
        """
        location = response.headers.get("Location")
        if response.status not in _STATUSES or location is None or request.method not in {"GET", "HEAD"}:
            return response
        target = _target(request.url, location.decode("utf-8", "replace"))
        passed = [*request.meta.get(meta.REDIRECT_URLS, []), request.url]
        cause = _objection(request.url, target) or _other_question(request, target)
        if cause is None and len(passed) > MAX_REDIRECTS:
            cause = f"more than {MAX_REDIRECTS} in a row"
        if cause is not None:
            raise RedirectRefusedError(request.url, target, cause)
        logger.info("%s: redirected (%d) to %s", request.url, response.status, target)
        # dont_filter: the target may have been asked for in its own right, and a filtered request has no errback.
        followed = request.replace(url=target, dont_filter=True)
        for key in meta.OF_ONE_EXCHANGE:
            followed.meta.pop(key, None)
        followed.meta[meta.REDIRECT_URLS] = passed
        return followed


def _target(url: str, location: str) -> str:
    """Return the address that a Location names.

    Raises:
        RedirectRefusedError: It names none.
    """
    try:
        target = urldefrag(urljoin(url, safe_url_string(location))).url
        origin_of(target)
    except ValueError as error:
        raise RedirectRefusedError(url, location, "not a usable address") from error
    return target


def _other_question(request: Request, target: str) -> str | None:
    """Refuse a target that asks for something else, such as another day: its answer need not say what it is of.

    The site's page of a day says so itself, and may stand under another address.
    """
    intent = request.meta.get(meta.INTENT)
    if intent is None or intent.endpoint is Endpoint.DAILY_PAGE or _question(request.url) == _question(target):
        return None
    return "it asks for something else"


def _question(url: str) -> tuple[str, dict[str, str]]:
    parts = urlsplit(url)
    return parts.path.rstrip("/").rpartition("/")[2], dict(parse_qsl(parts.query, keep_blank_values=True))


def _objection(url: str, target: str) -> str | None:
    here, there = origin_of(url), origin_of(target)
    if here == there:
        return None
    if here.host == there.host and there.scheme != here.scheme:
        return f"from {here.scheme} to {there.scheme}"
    return "another host"
