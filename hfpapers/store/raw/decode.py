"""Bodies as served into bodies as parsers read them: content decoding, within a bound. No text decoding.

A body that is cut, that is something else than its header says, or that is larger than allowed is a `ParseError`.
Memory stays near the bound, however much a small body would become.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hfpapers.errors import ParseError, RawError
from hfpapers.model.fetched import Fetched
from hfpapers.store.raw.codings import DECODERS, CodingError, CodingUnavailableError
from hfpapers.store.raw.exchange import StoredExchange

# No server stacks codings; a header with hundreds of them is an attack on the reader's time.
_MAX_CODINGS = 5


def decoded_body(headers: Iterable[tuple[str, str]], body: bytes, *, max_bytes: int, url: str) -> bytes:
    """Undo the content codings that the headers name, the last one first.

    An empty body is empty, whatever its headers say: answers without content carry them, too.

    Args:
        headers: Names in any case.
        body: As served, without its transfer encoding.
        max_bytes: Largest result allowed, at each step.
        url: Where the body came from; only names it in errors.

    Raises:
        ParseError: The body is cut or corrupt (its cause is then a `CodingError`), it is too large, or a coding is
            not known here.
    """
    named = (value for name, value in headers if name.lower() == "content-encoding")
    codings = [coding.strip().lower() for value in named for coding in value.split(",") if coding.strip()]
    if len(codings) > _MAX_CODINGS:
        raise ParseError(url, f"{len(codings)} content encodings, one upon another")
    if not body:
        return body
    for coding in reversed(codings):
        body = _undo(coding, body, max_bytes, url)
    return _bounded([body], max_bytes, url)


def decoded_as_far(headers: Iterable[tuple[str, str]], body: bytes, *, max_bytes: int) -> bytes:
    """Undo the content codings as far as that goes: for a search in what `decoded_body` refuses, not for a parser."""
    named = (value for name, value in headers if name.lower() == "content-encoding")
    codings = [coding.strip().lower() for value in named for coding in value.split(",") if coding.strip()]
    for coding in reversed(codings[:_MAX_CODINGS]):
        decoder = DECODERS.get(coding)
        if decoder is None or not body:
            break
        body = b"".join(_until_broken(decoder(body), max_bytes))
    return body[:max_bytes]


def to_fetched(stored: StoredExchange, *, max_bytes: int) -> Fetched:
    """Turn an exchange that was read back into what parsers are given.

    Raises:
        ParseError: From `decoded_body`; a body that was cut on the wire within its content encoding, too.
        RawError: It was kept without an intent, so no parser is meant to read it.
    """
    exchange = stored.exchange
    if exchange.intent is None:
        raise RawError(f"{stored.ref.file}, offset {stored.ref.offset}", f"{exchange.url} was kept without an intent")
    headers: dict[str, str] = {}
    for name, value in exchange.response_headers:
        key = name.lower()
        headers[key] = f"{headers[key]}, {value}" if key in headers else value
    return Fetched(
        url=exchange.url,
        status=exchange.status,
        body=decoded_body(exchange.response_headers, exchange.body, max_bytes=max_bytes, url=exchange.url),
        requested_at=exchange.requested_at,
        intent=exchange.intent,
        headers=headers,
        truncated=exchange.truncated,
        raw=stored.ref,
    )


def _undo(coding: str, body: bytes, max_bytes: int, url: str) -> bytes:
    decoder = DECODERS.get(coding)
    if decoder is None:
        raise ParseError(url, f"content encoding {coding[:40]!r} is not known")
    try:
        return _bounded(decoder(body), max_bytes, url)
    except (CodingError, CodingUnavailableError) as error:
        raise ParseError(url, f"content encoding {coding}: {error}") from error


def _until_broken(chunks: Iterable[bytes], max_bytes: int) -> Iterator[bytes]:
    size = 0
    try:
        for chunk in chunks:
            yield chunk
            size += len(chunk)
            if size > max_bytes:
                return
    except (CodingError, CodingUnavailableError):
        return  # what came before is what there is


def _bounded(chunks: Iterable[bytes], max_bytes: int, url: str) -> bytes:
    parts: list[bytes] = []
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > max_bytes:
            raise ParseError(url, f"larger than {max_bytes} bytes after decompression")
        parts.append(chunk)
    return b"".join(parts)
