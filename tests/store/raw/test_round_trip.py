"""What is written is read back, and warcio finds no fault with it."""

from __future__ import annotations

import gzip
import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfpapers.errors import RawError
from hfpapers.model.fetched import Endpoint, Intent
from hfpapers.store.raw import Exchange, Headers, read_exchange
from tests.store.raw.samples import (
    INTENT,
    at,
    digests_pass,
    exchange,
    http_heads,
    open_writer,
    record_fields,
    warc_files,
    warcio_check,
    write_all,
)

_TOKENS = st.text("abcdefghijklmnopqrstuvwxyzABCDEFG-0123456789!#$%&'*+.^_`|~", min_size=1, max_size=20)
_OWN = {"content-length", "transfer-encoding", "set-cookie", "set-cookie2", "authorization", "cookie"}
_NAMES = _TOKENS.filter(lambda name: name.lower() not in {*_OWN, "proxy-authorization"})
_VALUES = st.text(st.characters(min_codepoint=1, max_codepoint=255, exclude_characters="\r\n"), max_size=60)
_HEADERS = st.lists(st.tuples(_NAMES, _VALUES.map(lambda text: text.strip(" \t"))), max_size=8).map(tuple)
_MOMENTS = st.datetimes(timezones=st.just(UTC)).filter(lambda moment: moment.year >= 1000)
_INTENTS = st.builds(
    Intent,
    endpoint=st.sampled_from(Endpoint),
    day=st.none() | st.dates(date(2023, 5, 4), date(2040, 1, 1)),
    look_at=st.none() | _MOMENTS,
    page=st.integers(0, 9),
    limit=st.none() | st.integers(1, 2000),
    arxiv_ids=st.lists(st.sampled_from(["2404.08197", "math/0309136", "2503.02130"])).map(tuple),
)


@given(
    body=st.binary(max_size=400),
    response_headers=_HEADERS,
    request_headers=_HEADERS,
    status=st.integers(100, 599),
    reason=_VALUES.map(lambda text: text.strip(" \t")),
    requested_at=_MOMENTS,
    truncated=st.booleans(),
    intent=st.none() | _INTENTS,
)
@settings(max_examples=120)
def test_any_exchange_is_read_back_as_it_was_written_and_passes_warcio_check(
    body: bytes,
    response_headers: Headers,
    request_headers: Headers,
    status: int,
    reason: str,
    requested_at: datetime,
    truncated: bool,
    intent: Intent | None,
) -> None:
    given_exchange = exchange(
        body=body,
        response_headers=response_headers,
        request_headers=request_headers,
        status=status,
        reason=reason,
        requested_at=requested_at,
        truncated=truncated,
        intent=intent,
        request_body=body[::-1],
        method="POST",
    )
    with tempfile.TemporaryDirectory() as folder:
        [written] = write_all(Path(folder), given_exchange)
        stored = read_exchange(Path(folder), written.ref)
        said = warcio_check(warc_files(Path(folder))[0])
    assert stored.exchange == given_exchange
    assert (stored.ref, stored.body_ref, stored.record_type) == (written.ref, written.ref, "response")
    assert stored.sha256 == written.sha256
    assert written.size_bytes == len(body)
    assert said.count("digest pass") == 3


def test_the_parts_of_an_exchange_survive_a_moment_in_another_time_zone(tmp_path: Path) -> None:
    moment = datetime(2026, 11, 19, 5, 0, 0, 123456, tzinfo=timezone(timedelta(hours=14)))
    [written] = write_all(tmp_path, exchange(requested_at=moment))
    assert read_exchange(tmp_path, written.ref).exchange.requested_at == moment
    assert record_fields(warc_files(tmp_path)[0])[1]["WARC-Date"] == "2026-11-18T15:00:00.123456Z"


def test_a_file_is_a_warcinfo_then_a_response_and_a_request_that_name_each_other(tmp_path: Path) -> None:
    write_all(tmp_path, at(0.25))
    info, response, request = record_fields(warc_files(tmp_path)[0])
    assert [fields["WARC-Type"] for fields in (info, response, request)] == ["warcinfo", "response", "request"]
    assert info["WARC-Filename"] == warc_files(tmp_path)[0].name
    assert request["WARC-Concurrent-To"] == response["WARC-Record-ID"]
    assert request["WARC-Date"] == response["WARC-Date"] == "2026-11-19T03:15:00.250000Z"
    assert response["WARC-Warcinfo-ID"] == info["WARC-Record-ID"]
    assert response["WARC-IP-Address"] == "127.0.0.1"
    assert response["Hfpapers-Intent"].isascii()
    assert "Hfpapers-Intent" not in request


def test_the_payload_digest_is_that_of_the_body_in_its_content_encoding(tmp_path: Path) -> None:
    body = gzip.compress(b"[]" * 500)
    [written] = write_all(tmp_path, exchange(body=body, response_headers=(("Content-Encoding", "gzip"),)))
    response = record_fields(warc_files(tmp_path)[0])[1]
    assert response["WARC-Payload-Digest"] == f"sha256:{written.sha256}"
    assert read_exchange(tmp_path, written.ref).exchange.body == body


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate", "chunked, gzip", "nonsense"])
@pytest.mark.parametrize(
    "body",
    [b"", gzip.compress(b"x" * 999, mtime=0)[:-9], gzip.compress(b"x", mtime=0) + b"more", b"5\r\nabc"],
    ids=range(4),
)
def test_warcio_check_passes_whatever_the_body_is_said_to_be(tmp_path: Path, coding: str, body: bytes) -> None:
    headers = (("Content-Encoding", coding), ("Transfer-Encoding", "chunked"))
    write_all(tmp_path, exchange(body=body, response_headers=headers))
    assert digests_pass(warc_files(tmp_path)[0]) == [True, True, True]


@pytest.mark.parametrize(
    ("served", "kept", "changes"),
    [
        ((("Content-Length", "4"),), [("Content-Length", "4")], {}),
        ((("content-length", "9"),), [("X-Orig-content-length", "9"), ("content-length", "4")], {}),
        ((("Content-Length", "9"),), [("Content-Length", "9")], {"truncated": True}),
        ((("Content-Length", "9"),), [("Content-Length", "9")], {"method": "HEAD"}),
        ((("Content-Length", "9"),), [("Content-Length", "9")], {"status": 304}),
        ((("Transfer-Encoding", "chunked"), ("A", "b")), [("X-Orig-Transfer-Encoding", "chunked"), ("A", "b")], {}),
    ],
)
def test_headers_of_length_and_transfer_tell_the_truth_of_the_record(
    tmp_path: Path, served: Headers, kept: list[tuple[str, str]], changes: dict[str, object]
) -> None:
    write_all(tmp_path, exchange(body=b"four", response_headers=served, **changes))
    assert http_heads(warc_files(tmp_path)[0])[0] == kept


def test_a_body_cut_on_the_wire_is_marked_as_truncated(tmp_path: Path) -> None:
    [written] = write_all(tmp_path, exchange(truncated=True))
    assert record_fields(warc_files(tmp_path)[0])[1]["WARC-Truncated"] == "disconnect"
    assert read_exchange(tmp_path, written.ref).exchange.truncated


@pytest.mark.parametrize(
    ("given_version", "kept"), [("HTTP/1.0", "HTTP/1.0"), ("h2", "HTTP/2"), ("x\r\ny", "HTTP/1.1")]
)
def test_the_http_version_is_one_that_readers_know(tmp_path: Path, given_version: str, kept: str) -> None:
    [written] = write_all(tmp_path, exchange(http_version=given_version))
    assert read_exchange(tmp_path, written.ref).exchange.http_version == kept


def test_text_from_outside_adds_no_line_to_a_record(tmp_path: Path) -> None:
    hostile = exchange(
        url="https://papers.example/a\r\nWARC-Type: x?q=\N{EURO SIGN} b",
        reason="OK\r\nEvil: 1",
        response_headers=(("A\r\nEvil", "b\r\nEvil: 2\r\n\r\nbody"), ("", "nameless"), ("Wide", "\N{EURO SIGN}")),
        ip_address="127.0.0.1\r\nEvil: 3",
    )
    [written] = write_all(tmp_path, hostile)
    stored = read_exchange(tmp_path, written.ref).exchange
    assert stored.url == "https://papers.example/a%0D%0AWARC-Type:%20x?q=%E2%82%AC%20b"
    assert stored.reason == "OK  Evil: 1"
    assert stored.response_headers == (("AEvil", "b  Evil: 2    body"), ("Wide", "\xe2\x82\xac"))
    assert stored.body == hostile.body
    assert all("Evil" not in fields for fields in record_fields(warc_files(tmp_path)[0]))
    warcio_check(warc_files(tmp_path)[0])


def test_an_address_beyond_http_is_refused_and_leaves_no_file(tmp_path: Path) -> None:
    with open_writer(tmp_path) as writer:
        for url in ("data:text/plain,x", "ftp://papers.example/", "http://[::1"):
            with pytest.raises(RawError, match=r"http|address"):
                writer.write(exchange(url=url))
    assert list(tmp_path.iterdir()) == []


def test_a_moment_without_a_time_zone_is_refused_and_leaves_no_file(tmp_path: Path) -> None:
    with open_writer(tmp_path) as writer, pytest.raises(ValueError, match="no time zone"):
        writer.write(exchange(requested_at=datetime(2026, 11, 19)))  # noqa: DTZ001 - the point
    assert list(tmp_path.iterdir()) == []


def test_an_intent_of_a_later_version_is_an_error_that_names_the_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hfpapers.store.raw.warc.intent_to_text", lambda _: '{"endpoint":"arxiv-atom","mood":1}')
    [written] = write_all(tmp_path, exchange())
    with pytest.raises(RawError, match=rf"offset {written.ref.offset}.*unknown field 'mood'"):
        read_exchange(tmp_path, written.ref)


def test_an_exchange_without_intent_is_kept(tmp_path: Path) -> None:
    robots: Exchange = replace(exchange(), url="https://papers.example/robots.txt", intent=None)
    first, second = write_all(tmp_path, robots, exchange(intent=INTENT))
    assert read_exchange(tmp_path, first.ref).exchange.intent is None
    assert read_exchange(tmp_path, second.ref).exchange.intent == INTENT


_SECRET = "s3cr3t-value"
_SECRET_NAMES = ["Set-Cookie", "set-cookie2", "AUTHORIZATION", "Proxy-Authorization", "cookie", " Cookie", "Cook\x00ie"]


@pytest.mark.parametrize("name", _SECRET_NAMES)
def test_no_secret_is_in_the_bytes(tmp_path: Path, name: str) -> None:
    headers = ((name, _SECRET), ("Accept", "*/*"))
    url = f"https://user:{_SECRET}@papers.example:8443/api?a=b@c"
    with open_writer(tmp_path) as writer:
        seen = exchange(request_headers=headers, response_headers=headers, url=url)
        written = writer.write(seen)
    plain = gzip.decompress(warc_files(tmp_path)[0].read_bytes())
    assert _SECRET.encode() not in plain
    assert plain.count(b"Accept: */*") == 2
    assert read_exchange(tmp_path, written.ref).exchange.url == "https://papers.example:8443/api?a=b@c"
