"""A plain client for tests of the sample upstream: it asks once, follows nothing and hides nothing."""

from __future__ import annotations

import html
import http.client
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.upstream.upstream import Upstream

ATOM = "{http://www.w3.org/2005/Atom}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
ARXIV = "{http://arxiv.org/schemas/atom}"


@dataclass(frozen=True)
class Got:
    """One answer; header names are in lower case, the body is as it came."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)


def connect(url: str) -> http.client.HTTPConnection:
    """Open a connection; the caller closes it."""
    parts = urlsplit(url)
    return http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)


def get(url: str, **headers: str) -> Got:
    """Ask once, as a client that follows nothing; `X_Y` in a keyword is `X-Y` in the header."""
    parts = urlsplit(url)
    connection = connect(url)
    try:
        connection.putrequest(
            "GET", f"{parts.path}?{parts.query}" if parts.query else parts.path, skip_accept_encoding=True
        )
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        response = connection.getresponse()
        return Got(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
    finally:
        connection.close()


def daily(up: Upstream, query: str) -> Got:
    """Ask the daily API."""
    return get(f"{up.hf_url}/api/daily_papers?{query}")


def page_props(body: bytes) -> dict[str, Any]:
    """Read the list out of a daily page."""
    match = re.search(r'data-target="DailyPapers" data-props="([^"]*)"', body.decode())
    if match is None:
        raise ValueError("the page has no data-props")
    props: dict[str, Any] = json.loads(html.unescape(match[1]))
    return props


def atom(up: Upstream, query: str, **headers: str) -> Got:
    """Ask arXiv's search API, with an `Accept` header."""
    return get(f"{up.arxiv_url}/api/query?{query}", **{"Accept": "*/*", **headers})


def atom_ids(body: bytes) -> list[str]:
    """List the ids of the entries of a feed, in order."""
    return [entry.findtext(f"{ATOM}id", "") for entry in ET.fromstring(body).iter(f"{ATOM}entry")]


def feed_number(body: bytes, name: str) -> int:
    """Read one of the numbers of a feed; -1 where it does not tell it."""
    return int(ET.fromstring(body).findtext(f"{OPENSEARCH}{name}", "-1"))
