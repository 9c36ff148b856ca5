"""Content decoding: every coding, within a bound, and nothing that is cut passes for whole."""

from __future__ import annotations

import contextlib
import gzip
import importlib
import random
import subprocess
import sys
import textwrap
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfpapers.errors import ParseError, RawError
from hfpapers.store.raw import CodingError, Headers, decoded_body, read_exchange, to_fetched
from tests.store.raw.samples import INTENT, exchange, write_all

_URL = "https://papers.example/api"
_LIMIT = 1_000_000
#: Compressible, and with parts that are not.
_BODY = b"the list " * 20_000 + random.Random(1).randbytes(90_000) + b"the end " * 9_000


def _raw_deflate(body: bytes) -> bytes:
    compressor = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return compressor.compress(body) + compressor.flush()


def _brotli(body: bytes) -> bytes:
    encoded: bytes = pytest.importorskip("brotli").compress(body, quality=5)
    return encoded


def _zstd(body: bytes) -> bytes:
    name = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"
    encoded: bytes = pytest.importorskip(name).compress(body)
    return encoded


_ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "deflate (raw)": _raw_deflate,
    "br": _brotli,
    "zstd": _zstd,
}
_CODINGS = pytest.mark.parametrize("name", _ENCODERS)


def _decode(name: str, body: bytes, *, max_bytes: int = _LIMIT) -> bytes:
    return decoded_body([("Content-Encoding", name.partition(" ")[0])], body, max_bytes=max_bytes, url=_URL)


@_CODINGS
@pytest.mark.parametrize("body", [b"", b"x", _BODY], ids=["empty", "one byte", "large"])
def test_each_coding_gives_back_the_body(name: str, body: bytes) -> None:
    assert _decode(name, _ENCODERS[name](body)) == body


@_CODINGS
def test_a_body_that_is_cut_anywhere_is_refused(name: str) -> None:
    encoded = _ENCODERS[name](b"the list " * 30 + bytes(range(256)))
    for size in range(1, len(encoded)):
        with pytest.raises(ParseError, match=rf"{_URL}: content encoding .*: (cut off|corrupt)") as caught:
            _decode(name, encoded[:size])
        assert isinstance(caught.value.__cause__, CodingError)


@_CODINGS
def test_a_large_body_that_is_cut_is_refused(name: str) -> None:
    encoded = _ENCODERS[name](_BODY)
    for size in (len(encoded) // 3, len(encoded) // 2, len(encoded) - 1):
        with pytest.raises(ParseError, match="cut off"):
            _decode(name, encoded[:size])


@_CODINGS
def test_a_body_with_other_bytes_after_it_is_refused(name: str) -> None:
    with pytest.raises(ParseError, match=r"followed by other bytes|corrupt"):
        _decode(name, _ENCODERS[name](b"the list") + b"<html>")


@_CODINGS
def test_a_body_as_large_as_allowed_passes_and_one_byte_more_does_not(name: str) -> None:
    encoded = _ENCODERS[name](_BODY)
    assert _decode(name, encoded, max_bytes=len(_BODY)) == _BODY
    with pytest.raises(ParseError, match=f"larger than {len(_BODY) - 1} bytes after decompression"):
        _decode(name, encoded, max_bytes=len(_BODY) - 1)


@_CODINGS
def test_a_small_body_that_would_become_huge_is_refused_before_it_fills_memory(name: str) -> None:
    bomb = _ENCODERS[name](bytes(64_000_000))
    importlib.import_module("brotli")
    tracemalloc.start()
    try:
        with pytest.raises(ParseError, match="larger than 1000000 bytes after decompression"):
            _decode(name, bomb)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4 * _LIMIT


_BOMB = """
    import resource, sys
    from hfpapers.errors import ParseError
    from hfpapers.store.raw import decoded_body

    bomb = sys.stdin.buffer.read()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        decoded_body([("content-encoding", sys.argv[1])], bomb, max_bytes=1_000_000, url="u")
    except ParseError as error:
        print(error)
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024 < 48)
"""


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_the_process_itself_stays_small_under_a_bomb(name: str) -> None:
    # tracemalloc does not see what libraries take for themselves.
    bomb = _ENCODERS[name](bytes(400_000_000))
    command = [sys.executable, "-c", textwrap.dedent(_BOMB), name]
    done = subprocess.run(command, input=bomb, capture_output=True, check=True, cwd=Path(__file__).parents[3])
    assert done.stdout.decode().splitlines() == ["u: larger than 1000000 bytes after decompression", "True"]


def test_a_plain_body_is_bounded_too() -> None:
    assert decoded_body([], b"1234", max_bytes=4, url=_URL) == b"1234"
    with pytest.raises(ParseError, match="larger than 3 bytes"):
        decoded_body([], b"1234", max_bytes=3, url=_URL)


def test_codings_upon_each_other_are_undone_from_the_last() -> None:
    body = gzip.compress(zlib.compress(b"the list"))
    once: Headers = (("Content-Encoding", "deflate, IDENTITY ,, GZip"),)
    twice: Headers = (("content-encoding", "deflate"), ("Content-Encoding", "gzip"))
    assert decoded_body(once, body, max_bytes=99, url=_URL) == b"the list"
    assert decoded_body(twice, body, max_bytes=99, url=_URL) == b"the list"


def test_a_bomb_inside_a_harmless_coding_is_refused() -> None:
    body = zlib.compress(gzip.compress(bytes(50_000_000)))
    with pytest.raises(ParseError, match="larger than 100000 bytes"):
        decoded_body([("Content-Encoding", "gzip, deflate")], body, max_bytes=100_000, url=_URL)


def test_a_header_with_very_many_codings_is_refused() -> None:
    with pytest.raises(ParseError, match="6 content encodings"):
        decoded_body([("Content-Encoding", ", ".join(["gzip"] * 6))], b"x", max_bytes=99, url=_URL)


def test_gzip_members_one_after_another_are_one_body_and_zeros_fill_its_end() -> None:
    assert (
        _decode("gzip", gzip.compress(b"the ") + gzip.compress(b"") + gzip.compress(b"list") + bytes(9)) == b"the list"
    )


def test_very_many_empty_gzip_members_take_no_long_time() -> None:
    assert _decode("gzip", gzip.compress(b"") * 50_000 + gzip.compress(b"the list")) == b"the list"


def test_an_empty_body_is_empty_whatever_its_headers_say() -> None:
    assert _decode("gzip", b"") == b""
    assert _decode("nonsense", b"") == b""


def test_a_coding_that_is_not_known_is_refused_by_name() -> None:
    with pytest.raises(ParseError, match="content encoding 'compress' is not known"):
        _decode("compress", b"x")


@pytest.mark.parametrize(
    ("name", "missing", "needs"),
    [("br", ["brotli"], "brotli>=1.2"), ("zstd", ["compression.zstd", "backports.zstd"], "backports.zstd")],
)
def test_a_coding_without_its_library_is_refused_and_says_what_it_needs(
    monkeypatch: pytest.MonkeyPatch, name: str, missing: list[str], needs: str
) -> None:
    encoded = _ENCODERS[name](b"the list")
    for module in missing:
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ParseError, match=f"content encoding {name}: needs the package {needs}") as caught:
        _decode(name, encoded)
    assert not isinstance(caught.value.__cause__, CodingError)


def test_a_brotli_that_cannot_bound_its_output_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    encoded = _brotli(b"the list")
    monkeypatch.setattr(importlib.import_module("brotli"), "Decompressor", object)
    with pytest.raises(ParseError, match=r"needs the package brotli>=1\.2"):
        _decode("br", encoded)


@given(coding=st.sampled_from(["gzip", "deflate", "br", "zstd", "gzip, br", "zstd, deflate"]), body=st.binary())
@settings(max_examples=300)
def test_any_bytes_give_a_body_or_a_declared_error(coding: str, body: bytes) -> None:
    with contextlib.suppress(ParseError):
        assert len(_decode(coding, body)) <= _LIMIT


@given(body=st.binary(max_size=2000), name=st.sampled_from(["gzip", "deflate", "deflate (raw)", "br", "zstd"]))
@settings(max_examples=150)
def test_any_body_survives_its_coding(body: bytes, name: str) -> None:
    assert _decode(name, _ENCODERS[name](body)) == body


def test_what_was_kept_becomes_what_parsers_read(tmp_path: Path) -> None:
    headers = (("Content-Encoding", "gzip"), ("Link", "<a>"), ("LINK", "<b>"), ("RateLimit", '"api";r=499;t=300'))
    [written] = write_all(tmp_path, exchange(body=gzip.compress(b"[]"), response_headers=headers, status=203))
    fetched = to_fetched(read_exchange(tmp_path, written.ref), max_bytes=99)
    assert fetched.url == exchange().url
    assert fetched.status == 203
    assert fetched.body == b"[]"
    assert fetched.requested_at == exchange().requested_at
    assert fetched.intent == INTENT
    assert fetched.headers == {"content-encoding": "gzip", "link": "<a>, <b>", "ratelimit": '"api";r=499;t=300'}
    assert fetched.raw == written.ref
    assert not fetched.truncated
    assert fetched.fetch_id is None


def test_a_body_cut_on_the_wire_is_truncated_when_plain_and_refused_when_encoded(tmp_path: Path) -> None:
    encoded = exchange(body=gzip.compress(b"[]")[:-3], truncated=True, response_headers=(("Content-Encoding", "gzip"),))
    plain, cut = write_all(tmp_path, exchange(body=b"[{", truncated=True), encoded)
    assert to_fetched(read_exchange(tmp_path, plain.ref), max_bytes=99).truncated
    with pytest.raises(ParseError, match="cut off"):
        to_fetched(read_exchange(tmp_path, cut.ref), max_bytes=99)


def test_what_was_kept_without_an_intent_is_for_no_parser(tmp_path: Path) -> None:
    [written] = write_all(tmp_path, exchange(intent=None, url="https://papers.example/robots.txt"))
    with pytest.raises(RawError, match=r"robots\.txt was kept without an intent"):
        to_fetched(read_exchange(tmp_path, written.ref), max_bytes=99)
