"""The content codings of HTTP, each as encoded bytes in, chunks of decoded bytes out; no chunk is large.

gzip and deflate are always there. `br` needs the package brotli, 1.2 or later (earlier ones cannot bound what they put
out), `zstd` Python 3.14 or the package backports.zstd.
"""

from __future__ import annotations

import importlib
import zlib
from collections.abc import Callable, Generator, Iterator, Mapping
from types import ModuleType

_CHUNK_BYTES = 64 * 1024
_GZIP_BITS = zlib.MAX_WBITS + 16
_GZIP_MAGIC = b"\x1f\x8b"
_ZLIB_METHOD = 8
_ZLIB_CHECK = 31


class CodingError(Exception):
    """Bytes that the coding cannot decode; the cause of the `ParseError` that `decode` makes of it."""


class CodingUnavailableError(Exception):
    """A coding whose library is not installed; the cause of a `ParseError`, too."""


def _identity(body: bytes) -> Iterator[bytes]:
    yield body


def _gzip(body: bytes) -> Iterator[bytes]:
    position = 0
    # Members may follow each other, and zero bytes may fill the end.
    while position == 0 or body.startswith(_GZIP_MAGIC, position):
        position = yield from _inflate(body, position, _GZIP_BITS)
    if body[position:].strip(b"\0"):
        raise CodingError("followed by other bytes")


def _deflate(body: bytes) -> Iterator[bytes]:
    # The standard means zlib; some servers send the bare stream, which has no header.
    has_header = body[0] & 0x0F == _ZLIB_METHOD and int.from_bytes(body[:2], "big") % _ZLIB_CHECK == 0
    position = yield from _inflate(body, 0, zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)
    if position < len(body):
        raise CodingError("followed by other bytes")


def _inflate(body: bytes, start: int, window_bits: int) -> Generator[bytes, None, int]:
    """Give the chunks of the stream that begins at `start`, and return where it ends."""
    inflate = zlib.decompressobj(window_bits)
    position, tail = start, b""
    try:
        while not inflate.eof:
            fed = tail or body[position : position + _CHUNK_BYTES]
            position += 0 if tail else len(fed)
            chunk = inflate.decompress(fed, _CHUNK_BYTES)
            tail = inflate.unconsumed_tail
            if not (fed or chunk or inflate.eof):
                raise CodingError("cut off")
            yield chunk
    except zlib.error as error:
        raise CodingError(f"corrupt ({error})") from error
    return position - len(inflate.unused_data)


def _brotli(body: bytes) -> Iterator[bytes]:
    brotli = _library("brotli", needs="brotli>=1.2")
    inflate = brotli.Decompressor()
    if not hasattr(inflate, "can_accept_more_data"):
        raise CodingUnavailableError("needs the package brotli>=1.2")
    position = 0
    try:
        while not inflate.is_finished():
            fed = body[position : position + _CHUNK_BYTES] if inflate.can_accept_more_data() else b""
            position += len(fed)
            chunk: bytes = inflate.process(fed, output_buffer_limit=_CHUNK_BYTES)
            if not (fed or chunk or inflate.is_finished()):
                raise CodingError("cut off")
            yield chunk
    except brotli.error as error:
        raise CodingError(f"corrupt ({error})") from error
    if position < len(body):
        raise CodingError("followed by other bytes")


def _zstd(body: bytes) -> Iterator[bytes]:
    zstd = _library("compression.zstd", "backports.zstd", needs="backports.zstd")
    position = 0
    while position < len(body):
        inflate = zstd.ZstdDecompressor()
        try:
            while not inflate.eof:
                fed = body[position : position + _CHUNK_BYTES] if inflate.needs_input else b""
                position += len(fed)
                chunk: bytes = inflate.decompress(fed, max_length=_CHUNK_BYTES)
                if not (fed or chunk or inflate.eof):
                    raise CodingError("cut off")
                yield chunk
        except zstd.ZstdError as error:
            raise CodingError(f"corrupt ({error})") from error
        position -= len(inflate.unused_data)


def _library(*names: str, needs: str) -> ModuleType:
    for name in names:
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    raise CodingUnavailableError(f"needs the package {needs}")


#: By the lower-case name that stands in `Content-Encoding`. They are given at least one byte.
DECODERS: Mapping[str, Callable[[bytes], Iterator[bytes]]] = {
    "identity": _identity,
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
