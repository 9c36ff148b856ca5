"""The sample upstream answers like the two sites and leaves nothing behind: tested over real HTTP."""

from __future__ import annotations

import gc
import gzip
import html
import re
import signal
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from tests.upstream import Settings, Upstream, faults, invented_day, sample_days
from tests.upstream import sample as archive
from tests.upstream.client import ARXIV, ATOM, atom, atom_ids, connect, daily, feed_number, get, page_props

DAY = date(2026, 11, 19)
ROOT = Path(__file__).parent.parent


@pytest.fixture
def up() -> Iterator[Upstream]:
    with Upstream() as upstream:
        yield upstream


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("date=2026-11-17", 50),
        ("date=2026-11-17&limit=100", 100),
        ("date=2026-11-17&limit=100&p=1", 20),
        ("date=2026-11-17&limit=100&p=2", 0),
        ("date=2026-11-17&limit=1000", 100),
        ("date=2026-11-18&limit=100", 90),
        ("date=2026-11-19&limit=100", 40),
        ("date=2026-11-14", 0),
        ("date=2026-11-20", 0),
        ("week=2026-W46&limit=100", 7),
        ("month=2024-08&limit=100", 15),
    ],
)
def test_daily_api_pages_by_default_of_50_and_at_most_100(up: Upstream, query: str, count: int) -> None:
    got = daily(up, query)
    assert (got.status, len(got.json)) == (200, count)


@pytest.mark.parametrize(
    "query",
    ["date=2026-11-21", "date=2025-13-40", "date=tomorrow", "date=20261119", "week=2027-W01", "month=2026-13", "p=-1"],
)
def test_impossible_and_future_days_answer_400_in_json(up: Upstream, query: str) -> None:
    got = daily(up, query)
    assert got.status == 400
    assert set(got.json) == {"error"}


def test_lists_come_by_votes_and_follow_changed_votes(up: Upstream) -> None:
    before = daily(up, f"date={DAY}").json
    votes = [item["paper"]["upvotes"] for item in before]
    assert votes == sorted(votes, reverse=True)
    assert votes[-1] == 0
    last = before[-1]["paper"]["id"]
    up.set_votes(last, 500, comments=9)
    first = daily(up, f"date={DAY}").json[0]
    assert (first["paper"]["id"], first["paper"]["upvotes"], first["numComments"]) == (last, 500, 9)
    with pytest.raises(KeyError):
        up.set_votes("0000.00000", 1)


def test_a_day_can_be_filled_and_emptied_and_the_limit_lowered(up: Upstream) -> None:
    up.set_day(date(2026, 11, 20), invented_day(date(2026, 11, 20), 70))
    up.settings.api_limit_max = 60
    assert len(daily(up, "date=2026-11-20&limit=100").json) == 60
    up.set_day(date(2026, 11, 20), [])
    assert daily(up, "date=2026-11-20").json == []


def test_unknown_paths_answer_404_in_json(up: Upstream) -> None:
    got = get(f"{up.hf_url}/api/nothing")
    assert (got.status, set(got.json)) == (404, {"error"})


def test_answers_are_compressed_only_for_those_who_accept_it(up: Upstream) -> None:
    url = f"{up.hf_url}/api/daily_papers?date={DAY}"
    plain, packed = get(url), get(url, Accept_Encoding="gzip, deflate")
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body


def test_every_answer_tells_its_bucket_and_the_one_after_the_last_is_429() -> None:
    with Upstream(settings=Settings(api_quota=2, page_quota=1, window_seconds=60)) as up:
        first, second, third = (daily(up, f"date={DAY}") for _ in range(3))
        assert first.headers["ratelimit-policy"] == '"fixed window";"api";q=2;w=60'
        assert first.headers["ratelimit"] == '"api";r=1;t=60'
        assert second.headers["ratelimit"].startswith('"api";r=0;t=')
        assert [got.status for got in (first, second, third)] == [200, 200, 429]
        assert third.headers["ratelimit"].startswith('"api";r=0;t=')
        pages = [get(f"{up.hf_url}/papers/date/{DAY}").status for _ in range(2)]
        assert pages == [200, 429]
        assert get(f"{up.hf_url}/robots.txt").status == 200
        assert get(f"{up.hf_url}/api/daily_papers?date={DAY}", Authorization="Bearer t").status == 200


def test_a_rate_limit_window_ends() -> None:
    with Upstream(settings=Settings(api_quota=1, window_seconds=0.6)) as up:
        assert [daily(up, "p=0").status for _ in range(2)] == [200, 429]
        time.sleep(0.65)
        assert daily(up, "p=0").status == 200


def test_robots_allow_all_but_login_at_hugging_face_and_nothing_at_arxiv(up: Upstream) -> None:
    assert get(f"{up.hf_url}/robots.txt").body == b"User-agent: *\nAllow: /\nDisallow: /login\n"
    assert get(f"{up.arxiv_url}/robots.txt").body == b"User-agent: *\nDisallow: /\n"
    up.settings.hf_robots = "User-agent: *\nDisallow: /api\n"
    assert b"/api" in get(f"{up.hf_url}/robots.txt").body


@pytest.mark.parametrize(
    ("day", "key", "value"),
    [
        (date(2024, 8, 6), "date", "2024-08-06T00:00:00.000Z"),
        (date(2026, 11, 16), "dateString", "2026-11-16"),
    ],
)
def test_page_holds_the_list_of_the_api_and_names_its_day(up: Upstream, day: date, key: str, value: str) -> None:
    got = get(f"{up.hf_url}/papers/date/{day}")
    props = page_props(got.body)
    items = [{k: v for k, v in item.items() if k != "upvoted"} for item in props["dailyPapers"]]
    assert got.headers["content-type"].startswith("text/html")
    assert items == daily(up, f"date={day}").json
    assert props[key] == value


def test_page_links_to_the_neighbouring_days_with_papers(up: Upstream) -> None:
    props = page_props(get(f"{up.hf_url}/papers/date/{archive.AFTER_WEEKEND}").body)
    assert (props["prevDate"], props["nextDate"]) == ("2026-11-13", "2026-11-17")
    assert "nextDate" not in page_props(get(f"{up.hf_url}/papers").body)


def test_page_shows_a_busy_day_whole(up: Upstream) -> None:
    body = get(f"{up.hf_url}/papers/date/{archive.DAY_OF_120}").body
    assert len(page_props(body)["dailyPapers"]) == body.count(b"<article ") == 120


def test_redesigned_page_has_only_its_cards(up: Upstream) -> None:
    up.settings.page_props = False
    text = get(f"{up.hf_url}/papers/date/{archive.HOSTILE_DAY}").body.decode()
    assert 'data-target="DailyPapers">' in text
    titles = re.findall(r'<h3[^>]*><a href="/papers/(\d{4}\.\d{5})"[^>]*>([^<]*)</a>', text)
    assert html.unescape(titles[0][1]) == archive.HOSTILE_TITLE
    assert "<script>alert" not in text
    assert re.findall(r'<div class="leading-none">(\d+)</div>', text) == ["30", "20", "10", "0"]


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/papers/date/2026-11-15", "/papers/date/2026-11-13"),
        ("/papers/date/2026-11-20", "/papers/date/2026-11-19"),
        ("/papers/date/2026-11-21", "/papers"),
        ("/papers?date=2026-11-19", "/papers/date/2026-11-19"),
    ],
)
def test_days_without_papers_redirect(up: Upstream, path: str, location: str) -> None:
    got = get(up.hf_url + path)
    assert (got.status, got.headers["location"]) == (302, location)


def test_atom_answers_ten_unless_asked_for_more_and_counts_them_all(up: Upstream) -> None:
    ids = ",".join(entry.arxiv_id for entry in sample_days()[DAY])
    default, all_of_them, rest = (
        atom(up, f"id_list={ids}{more}").body for more in ("", "&max_results=100", "&start=35")
    )
    assert [len(atom_ids(body)) for body in (default, all_of_them, rest)] == [10, 40, 5]
    assert [feed_number(body, "totalResults") for body in (default, all_of_them, rest)] == [40, 40, 40]
    assert [feed_number(body, "itemsPerPage") for body in (default, all_of_them, rest)] == [10, 100, 10]
    assert [feed_number(body, "startIndex") for body in (default, all_of_them, rest)] == [0, 0, 35]


def test_atom_leaves_out_unknown_ids_and_sorts_by_id(up: Upstream) -> None:
    hostile = [entry.arxiv_id for entry in sample_days()[archive.HOSTILE_DAY]]
    body = atom(up, f"id_list={','.join(reversed(hostile))},1501.00001").body
    assert atom_ids(body) == [f"http://arxiv.org/abs/{arxiv_id}v{n + 1}" for n, arxiv_id in enumerate(hostile[:3])]
    assert feed_number(atom(up, "id_list=1501.00001").body, "totalResults") == 0


def test_atom_tells_the_facts_of_a_paper(up: Upstream) -> None:
    entry = sample_days()[DAY][2]
    found = ET.fromstring(atom(up, f"id_list={entry.arxiv_id}v2").body).find(f"{ATOM}entry")
    assert found is not None
    assert entry.arxiv is not None
    assert found.findtext(f"{ATOM}id", "").endswith(f"{entry.arxiv_id}v2")
    assert found.findtext(f"{ATOM}title") == entry.title
    assert [name.text for name in found.iter(f"{ATOM}name")] == [author.name for author in entry.authors]
    assert found.findtext(f"{ARXIV}doi") == entry.arxiv.doi
    assert found.findtext(f"{ARXIV}journal_ref") == entry.arxiv.journal_ref
    primary = found.find(f"{ARXIV}primary_category")
    assert primary is not None
    assert primary.get("term") == entry.arxiv.primary_category


@pytest.mark.parametrize("ids", ["abc", "2404.02258,nonsense", "2404.022", "<x>"])
def test_malformed_ids_answer_400_with_an_error_entry(up: Upstream, ids: str) -> None:
    got = atom(up, f"id_list={quote(ids)}")
    assert got.status == 400
    assert atom_ids(got.body)[0].startswith("https://arxiv.org/api/errors#incorrect_id_format_for_")


def test_atom_without_an_accept_header_answers_406(up: Upstream) -> None:
    assert get(f"{up.arxiv_url}/api/query?id_list=2404.02258").status == 406


def test_atom_is_well_formed_for_every_paper_of_the_sample(up: Upstream) -> None:
    for day, entries in sample_days().items():
        ids = ",".join(entry.arxiv_id for entry in entries)
        body = atom(up, f"id_list={ids}&max_results=200").body
        assert len(atom_ids(body)) == sum(entry.arxiv is not None for entry in entries), day


def test_requests_that_come_too_close_are_throttled_without_retry_after() -> None:
    with Upstream(settings=Settings(arxiv_interval_seconds=0.6)) as up:
        first, second = (atom(up, "id_list=2404.02258") for _ in range(2))
        time.sleep(0.65)
        third = atom(up, "id_list=2404.02258")
        assert [first.status, second.status, third.status] == [200, 429, 200]
        assert second.body == b"Rate exceeded."
        assert "retry-after" not in second.headers
        gap = up.smallest_gap("arxiv")
        assert gap is not None
        assert gap < 0.6
        assert up.max_parallel("arxiv") == 1


def test_parallel_requests_are_seen(up: Upstream) -> None:
    up.fault("arxiv", faults.slow(0.5))
    with ThreadPoolExecutor(3) as pool:
        statuses = list(pool.map(lambda _: atom(up, "id_list=2404.02258").status, range(3)))
    assert statuses == [200, 200, 200]
    assert up.max_parallel("arxiv") == 3
    assert up.max_parallel("huggingface") == 0
    assert up.smallest_gap("huggingface") is None


def test_log_tells_what_came_and_what_became_of_it(up: Upstream) -> None:
    get(f"{up.hf_url}/robots.txt")
    get(f"{up.hf_url}/api/daily_papers?date={DAY}&p=0", User_Agent="tester")
    get(f"{up.hf_url}/papers/date/2026-11-15")
    api, page = up.requests_for("huggingface")
    assert (api.method, api.path, api.query, api.status) == (
        "GET",
        "/api/daily_papers",
        {"date": str(DAY), "p": "0"},
        200,
    )
    assert api.headers["user-agent"] == "tester"
    assert api.finished_at_monotonic is not None
    assert api.at_monotonic <= api.finished_at_monotonic <= page.at_monotonic
    assert page.status == 302
    assert len(up.requests_for("huggingface", robots=True)) == 3
    assert up.requests_for("huggingface", path_prefix="/papers") == [page]
    assert up.requests_for("arxiv") == []
    up.reset_log()
    assert up.requests == []


def open_files() -> int:
    return sum(1 for _ in Path("/dev/fd").iterdir())


def test_it_starts_and_closes_quickly_and_leaves_nothing_behind() -> None:
    gc.collect()
    threads, files = threading.active_count(), open_files()
    began = time.monotonic()
    for _ in range(5):
        with Upstream() as up:
            up.fault("huggingface", faults.stall(longest_seconds=60), match="p=7")
            idle = connect(up.hf_url)
            idle.request("GET", "/robots.txt")
            idle.getresponse().read()
            stalled = connect(up.hf_url)
            stalled.request("GET", f"/api/daily_papers?date={DAY}&p=7")
        idle.close()
        stalled.close()
    assert time.monotonic() - began < 5
    gc.collect()
    assert (threading.active_count(), open_files()) == (threads, files)


def test_a_taken_port_is_an_error_that_leaves_nothing_running(up: Upstream) -> None:
    threads = threading.active_count()
    with pytest.raises(OSError, match="in use"), Upstream(arxiv_port=urlsplit(up.arxiv_url).port or 0):
        pass
    assert threading.active_count() == threads


def test_one_connection_carries_many_requests_and_heads(up: Upstream) -> None:
    connection = connect(up.hf_url)
    try:
        lengths = []
        for method in ("GET", "HEAD", "GET"):
            connection.request(method, f"/api/daily_papers?date={DAY}")
            response = connection.getresponse()
            lengths.append((len(response.read()), response.getheader("Content-Length")))
    finally:
        connection.close()
    assert lengths[0] == lengths[2]
    assert lengths[1] == (0, lengths[0][1])


def test_other_days_and_another_today_can_be_served() -> None:
    day = date(2027, 1, 4)
    entries = [replace(entry, upvotes=1) for entry in invented_day(day, 2)]
    with Upstream({day: entries}, today=day) as up:
        assert [entry["paper"]["upvotes"] for entry in daily(up, f"date={day}").json] == [1, 1]
        assert daily(up, f"date={DAY}").json == []
        up.today = date(2027, 1, 3)
        assert daily(up, f"date={day}").status == 400


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command_prints_the_addresses_and_ends_on_a_signal(number: signal.Signals) -> None:
    command = [sys.executable, "-m", "tests.upstream", "--print-env", "--today", "2026-11-18"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        variables = dict(pair.split("=", 1) for pair in process.stdout.readline().split())
        status = get(f"{variables['HFPAPERS_HF_URL']}/api/daily_papers?date=2026-11-19").status
        process.send_signal(number)
        rest, errors = process.communicate(timeout=10)
    assert set(variables) == {"HFPAPERS_HF_URL", "HFPAPERS_ARXIV_URL", "HFPAPERS_OAI_URL"}
    assert variables["HFPAPERS_HF_URL"] != variables["HFPAPERS_ARXIV_URL"]
    assert variables["HFPAPERS_OAI_URL"] == f"{variables['HFPAPERS_ARXIV_URL']}/oai"
    assert (status, process.returncode, rest, errors) == (400, 0, "", "")
