"""HTTP messages as WARC blocks: an exchange in, the octets of its heads out, and back.

What differs from the wire, on purpose:

- Headers that carry secrets are left out (`SECRET_HEADERS`), and so is a user and password in an address.
- The transfer encoding is already removed from the body, so the header would lie: it is kept under the name
  `X-Orig-Transfer-Encoding`, as browsertrix and its kin do.
- A `Content-Length` that is not the length of the body kept (the downloader decoded something) is corrected, and the
  served one kept as `X-Orig-Content-Length`. It stays as served where the body was cut on the wire, for it tells what
  was promised, and where a body is absent by rule (HEAD, 304).
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from hfpapers.store.raw.exchange import Exchange, Headers

SECRET_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization", "set-cookie", "set-cookie2"})

_NOT_TOKEN = re.compile(r"[^!#$%&'*+\-.^_`|~0-9A-Za-z]")
_LINE_BREAKING = re.compile(r"[\r\n\x00]")
_VERSION = re.compile(r"HTTP/[0-9](\.[0-9])?")
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
_NOT_MODIFIED = 304


def target_uri(url: str) -> str:
    """Return the address as a WARC record names it: ASCII, without a user and password.

    Raises:
        ValueError: It is no address.
    """
    uri = quote(url, safe=_PRINTABLE)
    netloc = urlsplit(uri).netloc
    return uri.replace(netloc, netloc.rpartition("@")[2], 1) if "@" in netloc else uri


def request_head(exchange: Exchange) -> bytes:
    """Return the request line and headers, with the blank line."""
    parts = urlsplit(target_uri(exchange.url))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    method = _NOT_TOKEN.sub("", exchange.method) or "GET"
    return _head(f"{method} {target} {_version(exchange)}", kept_headers(exchange.request_headers))


def response_head(exchange: Exchange) -> bytes:
    """Return the status line and headers, with the blank line."""
    return _head(f"{_version(exchange)} {exchange.status} {one_line(exchange.reason)}", _response_headers(exchange))


def kept_headers(headers: Headers) -> Headers:
    """Return the headers that may be written: no secrets, no line breaks, names that are HTTP tokens."""
    named = ((_NOT_TOKEN.sub("", name), one_line(value)) for name, value in headers)
    return tuple((name, value) for name, value in named if name and name.lower() not in SECRET_HEADERS)


def parse_head(head: bytes) -> tuple[str, Headers]:
    """Read a head, without its blank line: the first line, and the headers in order."""
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines if ":" in line)
    return first, tuple((name.strip(" \t"), value.strip(" \t")) for name, _, value in pairs)


def one_line(text: str) -> str:
    """Return the text with a blank for each octet that would end a line or a string."""
    return _LINE_BREAKING.sub(" ", text).strip(" \t")


def _response_headers(exchange: Exchange) -> Headers:
    length = str(len(exchange.body))
    as_served = exchange.truncated or exchange.method.upper() == "HEAD" or exchange.status == _NOT_MODIFIED
    headers: list[tuple[str, str]] = []
    for name, value in kept_headers(exchange.response_headers):
        if name.lower() == "transfer-encoding":
            headers.append((f"X-Orig-{name}", value))
        elif name.lower() == "content-length" and value != length and not as_served:
            headers += [(f"X-Orig-{name}", value), (name, length)]
        else:
            headers.append((name, value))
    return tuple(headers)


def _version(exchange: Exchange) -> str:
    if _VERSION.fullmatch(exchange.http_version):
        return exchange.http_version
    return "HTTP/2" if exchange.http_version == "h2" else "HTTP/1.1"


def _head(first: str, headers: Headers) -> bytes:
    lines = [_octets(first), *(_octets(name) + b": " + _octets(value) for name, value in headers)]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def _octets(text: str) -> bytes:
    # Beyond latin-1 there is no octet to give back: such text was not decoded as `exchange` asks.
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")
