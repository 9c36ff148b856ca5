"""The sample upstream goes wrong on demand, in each way that crawl tests ask for."""

from __future__ import annotations

import gzip
import http.client
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from tests.upstream import Upstream, faults
from tests.upstream.client import atom, atom_ids, connect, daily, feed_number, get, page_props

DAY = date(2026, 11, 19)


@pytest.fixture
def up() -> Iterator[Upstream]:
    with Upstream() as upstream:
        yield upstream


@pytest.mark.parametrize("code", [403, 406, 429, 500, 502, 503, 504])
def test_status_faults_come_as_often_as_asked(up: Upstream, code: int) -> None:
    planned = up.fault("huggingface", faults.status(code), times=2)
    assert [daily(up, f"date={DAY}").status for _ in range(3)] == [code, code, 200]
    assert (planned.hits, planned.left) == (2, 0)
    assert [seen.fault for seen in up.requests] == [f"status {code}", f"status {code}", None]


def test_status_faults_carry_the_headers_asked_for(up: Upstream) -> None:
    up.fault("huggingface", faults.status(429), times=1)
    up.fault("huggingface", faults.status(429, retry_after=7), times=1)
    up.fault("huggingface", faults.status(429, rate_limit_reset=9), times=1)
    bare, retry, limit = (daily(up, "p=0").headers for _ in range(3))
    assert {"retry-after", "ratelimit"}.isdisjoint(bare)
    assert retry["retry-after"] == "7"
    assert limit["ratelimit"] == '"api";r=0;t=9'


def test_faults_spare_other_requests_and_robots(up: Upstream) -> None:
    up.fault("huggingface", faults.status(500), match="date=2026-11-18")
    up.fault("huggingface", faults.status(502), match=re.compile(r"p=[1-9]"))
    up.fault("huggingface", faults.status(503), match="/papers/")
    up.fault("arxiv", faults.status(504))
    assert daily(up, "date=2026-11-18").status == 500
    assert daily(up, "date=2026-11-17&p=1").status == 502
    assert daily(up, "date=2026-11-17&p=0").status == 200
    assert get(f"{up.hf_url}/papers/date/2026-11-18").status == 503
    assert atom(up, "id_list=2404.02258").status == 504
    assert get(f"{up.arxiv_url}/robots.txt").status == 200
    up.fault("huggingface", faults.status(500), match="/robots.txt")
    assert get(f"{up.hf_url}/robots.txt").status == 500
    up.clear_faults()
    assert daily(up, "date=2026-11-18").status == 200


def test_empty_and_html_come_with_status_200(up: Upstream) -> None:
    up.fault("huggingface", faults.empty(), times=1)
    up.fault("huggingface", faults.html(), times=1)
    empty, page = daily(up, f"date={DAY}"), daily(up, f"date={DAY}")
    assert (empty.status, empty.body, empty.headers["content-type"][:16]) == (200, b"", "application/json")
    assert (page.status, page.headers["content-type"][:9], page.body[:9]) == (200, "text/html", b"<!doctype")


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("fault", [faults.cut(), faults.cut_chunked()], ids=lambda fault: fault.kind)
def test_cut_bodies_end_early(up: Upstream, fault: faults.Fault, encoding: str) -> None:
    url = f"{up.hf_url}/api/daily_papers?date={DAY}"
    whole = get(url, Accept_Encoding=encoding).body
    up.fault("huggingface", fault, times=1)
    with pytest.raises(http.client.IncompleteRead) as caught:
        get(url, Accept_Encoding=encoding)
    assert whole.startswith(caught.value.partial)
    assert len(caught.value.partial) == len(whole) // 2
    assert get(url, Accept_Encoding=encoding).body == whole


def test_a_reset_connection_is_an_error_and_has_no_status(up: Upstream) -> None:
    up.fault("huggingface", faults.reset(), times=1)
    with pytest.raises(ConnectionResetError):
        daily(up, f"date={DAY}")
    assert [seen.status for seen in up.requests] == [None]
    assert daily(up, f"date={DAY}").status == 200


def test_a_stalled_answer_hangs_until_released(up: Upstream) -> None:
    up.fault("huggingface", faults.stall(), times=1)
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(daily, up, f"date={DAY}")
        time.sleep(0.3)
        assert not future.done()
        assert up.requests[0].finished_at_monotonic is None
        up.release()
        assert isinstance(future.exception(timeout=5), http.client.IncompleteRead)


def test_a_stalled_answer_ends_with_its_time_or_with_the_client(up: Upstream) -> None:
    up.fault("huggingface", faults.stall(longest_seconds=0.1), times=1)
    with pytest.raises(http.client.IncompleteRead):
        daily(up, f"date={DAY}")
    up.fault("huggingface", faults.stall(longest_seconds=60), times=1)
    connection = connect(up.hf_url)
    connection.request("GET", f"/api/daily_papers?date={DAY}")
    response = connection.getresponse()
    connection.close()
    response.close()
    until = time.monotonic() + 5
    while up.requests[-1].finished_at_monotonic is None and time.monotonic() < until:
        time.sleep(0.02)
    assert up.requests[-1].finished_at_monotonic is not None


def test_redirects_to_another_host_and_another_day(up: Upstream) -> None:
    up.fault("huggingface", faults.redirect_host("http://127.0.0.2:9"), times=1)
    up.fault("huggingface", faults.redirect_day(date(2026, 11, 18)), times=2)
    host = daily(up, "date=2026-11-19&p=0")
    api = daily(up, "date=2026-11-19&p=0")
    page = get(f"{up.hf_url}/papers/date/2026-11-19")
    assert [got.status for got in (host, api, page)] == [302, 302, 302]
    assert host.headers["location"] == "http://127.0.0.2:9/api/daily_papers?date=2026-11-19&p=0"
    assert api.headers["location"] == "/api/daily_papers?date=2026-11-18&p=0"
    assert page.headers["location"] == "/papers/date/2026-11-18"


def test_another_days_list_can_be_passed_off_as_the_one_asked_for(up: Upstream) -> None:
    up.fault("huggingface", faults.answer_day(date(2026, 11, 18)), times=2)
    got = daily(up, "date=2026-11-19&limit=5")
    assert got.status == 200
    assert {entry["paper"]["submittedOnDailyAt"][:10] for entry in got.json} == {"2026-11-18"}
    assert page_props(get(f"{up.hf_url}/papers/date/2026-11-19").body)["dateString"] == "2026-11-18"


def test_a_bomb_is_small_on_the_wire_and_large_after(up: Upstream) -> None:
    up.fault("huggingface", faults.bomb(8))
    got = daily(up, f"date={DAY}")
    assert (got.status, got.headers["content-encoding"]) == (200, "gzip")
    assert len(got.body) < 16 * 1024
    assert len(gzip.decompress(got.body)) > 8 * 1024 * 1024


def test_any_bytes_come_verbatim(up: Upstream) -> None:
    content = b'[{"paper": {"id": "\xff'
    up.fault("huggingface", faults.body(content, code=203, content_type="text/x-odd"), times=1)
    got = get(f"{up.hf_url}/api/daily_papers?date={DAY}", Accept_Encoding="gzip")
    assert (got.status, got.headers["content-type"], got.body) == (203, "text/x-odd", content)


def test_a_right_body_can_be_edited(up: Upstream) -> None:
    up.fault("huggingface", faults.edit(lambda content: content.replace(b'"upvotes"', b'"votes"')), times=1)
    assert "votes" in daily(up, f"date={DAY}").json[0]["paper"]


def test_an_empty_feed_is_valid_and_says_that_nothing_matches(up: Upstream) -> None:
    up.fault("arxiv", faults.empty_feed(), times=1)
    body = atom(up, "id_list=2404.02258,2404.02905").body
    assert (atom_ids(body), feed_number(body, "totalResults")) == ([], 0)


def test_a_feed_can_lose_its_total_or_its_last_entries(up: Upstream) -> None:
    up.fault("arxiv", faults.missing_total(), times=1)
    up.fault("arxiv", faults.drop_last_entries(2), times=1)
    query = "id_list=2404.02258,2404.02905,2404.02575"
    without_total, shortened = atom(up, query).body, atom(up, query).body
    assert (feed_number(without_total, "totalResults"), len(atom_ids(without_total))) == (-1, 3)
    assert (feed_number(shortened, "totalResults"), len(atom_ids(shortened))) == (3, 1)


def test_a_list_can_lose_its_last_entries(up: Upstream) -> None:
    up.fault("huggingface", faults.drop_last_entries(3), times=1)
    assert len(daily(up, f"date={DAY}").json) == 37
