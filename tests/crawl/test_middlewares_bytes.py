"""Keeping, decoding, redirects, the token, certificates and arXiv's pace, in real crawls."""

from __future__ import annotations

import base64
import gzip
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from tests.crawl.mw_certificates import make_certificates
from tests.crawl.mw_client import Worker, only_outcome, working
from tests.crawl.mw_server import Reply, Server, serving

ALLOW = "User-agent: *\nAllow: /\n"
GZIP = ("Content-Encoding", "gzip")
JSON = ("Content-Type", "application/json")
MIB = 1024 * 1024


# ---- keeping ----------------------------------------------------------------------------------------------------


def test_everything_served_is_kept_as_it_was_served(worker: Worker) -> None:
    packed = gzip.compress(b'{"fine": true}')

    def site(path: str, times: int) -> Reply:
        if path == "/api/old/list":
            return Reply(302, headers=(("Location", "/api/new/list"),))
        if times == 1:
            return Reply(429, b"later", headers=(("Set-Cookie", "a=b"),))
        return Reply(body=packed, headers=(GZIP, JSON, ("X-Twice", "1"), ("X-Twice", "2")))

    before = datetime.now(tz=UTC)
    with serving(site, robots=ALLOW) as server:
        result = worker.crawl([f"{server.url}/api/old/list"], config={"hf_url": server.url})
        url = server.url
    robots, moved, refused, answer = result["kept"]
    assert [kept["url"].removeprefix(url) for kept in result["kept"]] == [
        "/robots.txt",
        "/api/old/list",
        "/api/new/list",
        "/api/new/list",
    ]
    assert [kept["status"] for kept in result["kept"]] == [200, 302, 429, 200]
    assert [kept["endpoint"] for kept in result["kept"]] == [None, "daily-api", "daily-api", "daily-api"]
    assert base64.b64decode(robots["body"]).decode() == ALLOW
    assert base64.b64decode(answer["body"]) == packed
    assert ["Content-Encoding", "gzip"] in answer["response_headers"]
    assert [value for name, value in answer["response_headers"] if name == "X-Twice"] == ["1", "2"]
    assert "a=b" not in str(refused)
    assert (moved["reason"], moved["http_version"], moved["ip_address"]) == ("Found", "HTTP/1.1", "127.0.0.1")
    headers = dict(answer["request_headers"])
    assert headers["Host"] == url.removeprefix("http://")
    assert headers["Accept-Encoding"] == "gzip"
    assert headers["Accept"] == "*/*"
    moments = [datetime.fromisoformat(kept["requested_at"]) for kept in result["kept"]]
    assert moments == sorted(moments)
    assert before <= moments[0] <= moments[-1] <= datetime.now(tz=UTC)
    outcome = only_outcome(result)
    assert (outcome["body"], outcome["kept"]) == ('{"fine": true}', 4)
    assert "Content-Encoding" not in outcome["headers"]
    assert (outcome["redirect_urls"], outcome["tries"]) == ([f"{url}/api/old/list"], 2)


def test_the_moment_of_a_request_is_after_its_waits(worker: Worker) -> None:
    def site(_path: str, times: int) -> Reply:
        return Reply(503, headers=(("Retry-After", "1"),)) if times == 1 else Reply()

    with serving(site, robots=ALLOW) as server:
        result = worker.crawl([f"{server.url}/api/a"], config={"hf_url": server.url})
    first, second = (datetime.fromisoformat(kept["requested_at"]) for kept in result["kept"][1:])
    assert second - first >= timedelta(seconds=0.99)


def test_a_response_that_cannot_be_kept_fails_and_holds_nobody_up(worker: Worker) -> None:
    with serving(lambda _path, _times: Reply()) as server:
        asked = [{"url": f"{server.url}/{name}", "endpoint": "arxiv-atom"} for name in "abc"]
        result = worker.crawl(asked, config={"arxiv_url": server.url}, broken=[f"{server.url}/b"])
    said = {outcome["url"][-1]: outcome.get("error", outcome.get("status")) for outcome in result["outcomes"]}
    assert said == {"a": 200, "b": "RawError", "c": 200}


def test_robots_txt_that_cannot_be_kept_is_our_fault_and_is_said(worker: Worker) -> None:
    with serving(lambda _path, _times: Reply(), robots=ALLOW) as server:
        result = worker.crawl([f"{server.url}/a"], broken=[f"{server.url}/robots.txt"])
    assert only_outcome(result)["error"] == "RawError"


# ---- decoding ---------------------------------------------------------------------------------------------------


def _bomb(mebibytes: int) -> bytes:
    """Make a gzip file that grows a thousandfold."""
    return gzip.compress(bytes(4 * MIB)) * (mebibytes // 4)


def test_a_bomb_is_kept_and_refused_within_little_memory(tmp_path: Path) -> None:
    bomb = _bomb(400)
    with working(tmp_path) as fresh, serving(lambda path, _times: _grows(path, bomb), robots=ALLOW) as server:
        calm = fresh.crawl([f"{server.url}/calm"])["peak_kib"]
        result = fresh.crawl([f"{server.url}/bomb"])
        assert len(server.of("/bomb")) == 1
    outcome = only_outcome(result)
    assert outcome["error"] == "ParseError"
    assert "larger than 33554432 bytes after decompression" in outcome["message"]
    assert outcome["kept"] == 2
    assert result["kept"][1]["size"] == len(bomb) < MIB
    assert result["peak_kib"] - calm < 100 * 1024


def _grows(path: str, bomb: bytes) -> Reply:
    return Reply(body=bomb, headers=(GZIP, JSON)) if path == "/bomb" else Reply()


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_over_the_bound_is_broken_off(worker: Worker, chunked: bool) -> None:
    reply = Reply(body=bytes(2 * MIB), chunked=chunked)
    with serving(lambda _path, _times: reply, robots=ALLOW) as server:
        result = worker.crawl([f"{server.url}/a"], config={"max_body_bytes": MIB})
        assert len(server.of("/a")) == 1
    outcome = only_outcome(result)
    assert outcome["error"] == "ParseError"
    assert "larger than 1048576 bytes" in outcome["message"]
    assert outcome["kept"] is None


def test_a_body_just_within_the_bound_is_taken(worker: Worker) -> None:
    packed = Reply(body=gzip.compress(bytes(MIB)), headers=(GZIP,))
    with serving(lambda path, _times: packed if path == "/a" else Reply(body=bytes(MIB)), robots=ALLOW) as server:
        result = worker.crawl([f"{server.url}/a", f"{server.url}/b"], config={"max_body_bytes": MIB})
    assert [outcome["size"] for outcome in result["outcomes"]] == [MIB, MIB]


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(b"x" * 100_000, mtime=0)[:-20],
        gzip.compress(b"x" * 1000, mtime=0)[:-8] + bytes(8),
        b"not gzip at all",
    ],
)
def test_a_damaged_body_is_asked_again_and_never_taken_for_whole(worker: Worker, body: bytes) -> None:
    with serving(lambda _path, _times: Reply(body=body, headers=(GZIP, JSON)), robots=ALLOW) as server:
        result = worker.crawl([f"{server.url}/a"])
        assert len(server.of("/a")) == 3
    assert only_outcome(result)["error"] == "ParseError"
    assert [kept["size"] for kept in result["kept"][1:]] == [len(body)] * 3


def test_a_damaged_body_that_comes_well_at_the_second_try_is_taken(worker: Worker) -> None:
    def site(_path: str, times: int) -> Reply:
        return Reply(body=gzip.compress(b"fine")[: None if times > 1 else -9], headers=(GZIP, JSON))

    with serving(site, robots=ALLOW) as server:
        outcome = only_outcome(worker.crawl([f"{server.url}/a"]))
    assert (outcome["body"], outcome["tries"]) == ("fine", 2)


def test_an_encoding_that_nobody_knows_is_refused_at_once(worker: Worker) -> None:
    reply = Reply(body=b"???", headers=(("Content-Encoding", "x-unheard-of"),))
    with serving(lambda _path, _times: reply, robots=ALLOW) as server:
        result = worker.crawl([f"{server.url}/a"])
        assert len(server.of("/a")) == 1
    assert only_outcome(result)["error"] == "ParseError"
    assert "x-unheard-of" in only_outcome(result)["message"]


# ---- redirects and the token ------------------------------------------------------------------------------------


def test_a_redirect_to_another_server_is_not_followed(worker: Worker) -> None:
    with serving(lambda _path, _times: Reply(), robots=ALLOW) as other:
        moved = Reply(307, headers=(("Location", f"{other.url}/stolen"),))
        with serving(lambda _path, _times: moved, robots=ALLOW) as server:
            config = {"hf_url": server.url, "hf_token": "hf_secret"}
            result = worker.crawl([f"{server.url}/api/a"], config=config)
        assert other.asked == []
    outcome = only_outcome(result)
    assert outcome["error"] == "RedirectRefusedError"
    assert outcome["message"].endswith(f"redirect to {other.url}/stolen refused: another host")
    assert result["kept"][-1]["status"] == 307


def test_redirects_in_a_circle_end(worker: Worker) -> None:
    moved = Reply(302, headers=(("Location", "/api/a"),))
    with serving(lambda _path, _times: moved, robots=ALLOW) as server:
        result = worker.crawl([f"{server.url}/api/a"], config={"hf_url": server.url})
        assert len(server.of("/api/a")) == 6
    assert "more than 5 in a row" in only_outcome(result)["message"]


def test_the_token_is_sent_to_hugging_face_and_shown_to_nobody(worker: Worker) -> None:
    def site(_path: str, times: int) -> Reply:
        return Reply(503 if times == 1 else 200)

    with serving(site, robots=ALLOW) as server, serving(site, robots=ALLOW) as other:
        config = {"hf_url": server.url, "hf_token": "hf_secret"}
        result = worker.crawl([f"{server.url}/api/a", f"{other.url}/api/a"], config=config)
        sent = [asked.headers.get("Authorization") for asked in server.asked]
        elsewhere = [asked.headers.get("Authorization") for asked in other.asked]
    assert sent == ["Bearer hf_secret"] * 3
    assert elsewhere == [None] * 3
    assert len(result["outcomes"]) == 2
    assert "hf_secret" not in str(result)


# ---- certificates -----------------------------------------------------------------------------------------------


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path, worker: Worker) -> None:
    context, _ = make_certificates(tmp_path)
    with serving(lambda _path, _times: Reply(), tls=context, host="localhost") as server:
        asked = [{"url": f"{server.url}/x", "endpoint": "arxiv-atom"}]
        result = worker.crawl(asked, config={"arxiv_url": server.url})
        assert server.asked == []
    outcome = only_outcome(result)
    assert (outcome["error"], outcome["tries"]) == ("DownloadFailedError", 3)
    assert "certificate verify failed" in outcome["message"]


def test_a_certificate_that_a_trusted_authority_vouches_for_is_taken(tmp_path: Path) -> None:
    context, authority = make_certificates(tmp_path)
    with (
        serving(lambda _path, _times: Reply(), robots=ALLOW, tls=context, host="localhost") as server,
        working(tmp_path, SSL_CERT_FILE=str(authority)) as trusting,
    ):
        outcome = only_outcome(trusting.crawl([f"{server.url}/x"], config={"hf_url": server.url}))
    assert outcome["status"] == 200


# ---- arXiv's pace -----------------------------------------------------------------------------------------------

INTERVAL = 0.4


def _atom(server: Server, names: str) -> list[dict[str, str]]:
    return [{"url": f"{server.url}/api/query?{name}", "endpoint": "arxiv-atom"} for name in names]


def _assert_paced(server: Server, *, count: int) -> None:
    assert len(server.asked) == count
    spans = sorted((asked.began, asked.ended[0]) for asked in server.asked)
    gaps = [later[0] - earlier[1] for earlier, later in pairwise(spans)]
    # The server's end of a request is a little later than the client's, hence the tolerance.
    assert min(gaps) >= INTERVAL - 0.05, gaps


def test_requests_to_arxiv_keep_their_pace_retries_included(worker: Worker) -> None:
    def site(path: str, times: int) -> Reply:
        return Reply(503 if path.endswith("b") and times == 1 else 200, delay_seconds=0.1)

    with serving(site) as server:
        config = {"arxiv_url": server.url, "arxiv_interval_seconds": INTERVAL}
        result = worker.crawl(_atom(server, "abc"), config=config)
        _assert_paced(server, count=4)
        # Each on a connection of its own: one that is kept open would be a second one beside another process's.
        assert len({asked.port for asked in server.asked}) == 4
        assert {asked.headers["Connection"] for asked in server.asked} == {"close"}
    assert {outcome["status"] for outcome in result["outcomes"]} == {200}


def test_two_processes_share_one_pace(tmp_path: Path) -> None:
    with (
        serving(lambda _path, _times: Reply(delay_seconds=0.1)) as server,
        working(tmp_path) as first,
        working(tmp_path) as second,
    ):
        config = {"arxiv_url": server.url, "arxiv_interval_seconds": INTERVAL}
        first.begin(_atom(server, "abcd"), config=config)
        second.begin(_atom(server, "efgh"), config=config)
        results = [first.end(), second.end()]
        _assert_paced(server, count=8)
    assert [outcome["status"] for result in results for outcome in result["outcomes"]] == [200] * 8


def test_a_crawl_begins_no_sooner_than_the_last_one_allows(worker: Worker) -> None:
    with serving(lambda _path, _times: Reply()) as server:
        config = {"arxiv_url": server.url, "arxiv_interval_seconds": 1.0}
        worker.crawl(_atom(server, "a"), config=config)
        worker.crawl(_atom(server, "b"), config=config)
        first, second = server.asked
        assert second.began - first.ended[0] >= 0.95


def test_a_killed_process_keeps_nobody_from_its_turn(tmp_path: Path, worker: Worker) -> None:
    with serving(lambda path, _times: Reply(delay_seconds=30 if path.endswith("x") else 0)) as server:
        config = {"arxiv_url": server.url}
        with working(worker.home) as doomed:
            doomed.begin(_atom(server, "x"), config=config)
            _wait_for(server, 1)
            doomed.kill()
        result = worker.crawl(_atom(server, "a"), config=config)
    assert only_outcome(result)["status"] == 200
    assert result["seconds"] < 5


def test_a_pace_that_cannot_be_kept_stops_the_requests(tmp_path: Path, worker: Worker) -> None:
    (tmp_path / "pace").write_text("no folder")
    with serving(lambda _path, _times: Reply()) as server:
        settings = {"HFPAPERS_PACE_FOLDER": str(tmp_path / "pace")}
        result = worker.crawl(_atom(server, "ab"), config={"arxiv_url": server.url}, settings=settings)
        assert server.asked == []
    assert [outcome["error"] for outcome in result["outcomes"]] == ["PaceError"] * 2


def _wait_for(server: Server, count: int) -> None:
    deadline = time.monotonic() + 20
    while len(server.asked) < count:
        assert time.monotonic() < deadline, "the request never came"
        time.sleep(0.02)


def test_a_pause_at_arxiv_leaves_its_turn_to_others(tmp_path: Path) -> None:
    def site(path: str, times: int) -> Reply:
        # Slow enough that the second request of the crawl already waits for the turn.
        return Reply(429, delay_seconds=0.3) if path.endswith("a") and times == 1 else Reply()

    with serving(site) as server, working(tmp_path) as paused, working(tmp_path) as other:
        config = {"arxiv_url": server.url, "retry_seconds": 3.0}
        paused.begin(_atom(server, "ab"), config=config, settings={"CONCURRENT_REQUESTS": 4})
        _wait_for(server, 1)
        assert other.crawl(_atom(server, "c"), config=config)["seconds"] < 2
        slow = paused.end()
        told = server.of("/api/query?a")[0].ended[0]
        assert server.of("/api/query?b")[0].began - told >= 2.9
        assert server.of("/api/query?a")[1].began - told >= 2.9
    assert {outcome["status"] for outcome in slow["outcomes"]} == {200}
