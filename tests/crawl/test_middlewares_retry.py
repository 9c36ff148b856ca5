"""Retries, pauses, rate limits and robots.txt, in real crawls."""

from __future__ import annotations

import socket
from itertools import pairwise
from typing import Any

import pytest

from tests.crawl.mw_client import Worker, only_outcome
from tests.crawl.mw_server import Reply, Server, Site, serving

ALLOW = "User-agent: *\nAllow: /\n"
ATOM = "arxiv-atom"


def _hf(server: Server, **config: Any) -> dict[str, Any]:
    return {"hf_url": server.url, **config}


def _arxiv(server: Server, **config: Any) -> dict[str, Any]:
    return {"arxiv_url": server.url, **config}


def _gaps(server: Server, path: str) -> list[float]:
    began = [asked.began for asked in server.of(path)]
    return [later - earlier for earlier, later in pairwise(began)]


def _after(faults: list[Reply]) -> Site:
    """Answer each path with the faults first, then well."""
    return lambda _path, times: faults[times - 1] if times <= len(faults) else Reply(body=b"fine")


# ---- retries ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 520, 524])
def test_a_status_that_may_pass_is_asked_again(worker: Worker, status: int) -> None:
    with serving(_after([Reply(status), Reply(status)]), robots=ALLOW) as server:
        result = worker.crawl([f"{server.url}/api/a"], config=_hf(server))
    outcome = only_outcome(result)
    assert (outcome["status"], outcome["body"], outcome["tries"]) == (200, "fine", 3)
    assert outcome["endpoint"] == "daily-api"
    assert [kept["status"] for kept in result["kept"]] == [200, status, status, 200]
    assert sum("failed (status" in line for line in result["log"]) == 2


@pytest.mark.parametrize("status", [200, 204, 400, 401, 403, 404, 406, 410, 501])
def test_a_status_that_is_an_answer_goes_to_the_spider_at_once(worker: Worker, status: int) -> None:
    with serving(lambda _path, _times: Reply(status), robots=ALLOW) as server:
        result = worker.crawl([f"{server.url}/api/a"], config=_hf(server))
        assert len(server.of("/api/a")) == 1
    assert only_outcome(result)["status"] == status


def test_tries_are_bounded_and_the_last_answer_reaches_the_spider(worker: Worker) -> None:
    with serving(lambda _path, _times: Reply(500, b"sorry"), robots=ALLOW) as server:
        result = worker.crawl([f"{server.url}/api/a"], config=_hf(server, max_tries=4, retry_seconds=0.1))
        gaps = _gaps(server, "/api/a")
    outcome = only_outcome(result)
    assert (outcome["status"], outcome["body"], outcome["tries"]) == (500, "sorry", 4)
    assert outcome["gave_up"] == "status 500; tried 4 times"
    assert len(gaps) == 3
    assert [gap >= least for gap, least in zip(gaps, (0.1, 0.2, 0.4), strict=True)] == [True] * 3
    assert any("try 2 of 4 failed (status 500), next in 0.2 s" in line for line in result["log"])


def test_one_try_is_one_request(worker: Worker) -> None:
    with serving(lambda _path, _times: Reply(503), robots=ALLOW) as server:
        result = worker.crawl([f"{server.url}/api/a"], config=_hf(server, max_tries=1))
        assert len(server.of("/api/a")) == 1
    assert only_outcome(result)["status"] == 503


def test_406_is_throttling_at_arxivonly_outcome(worker: Worker) -> None:
    with serving(_after([Reply(406)]), robots=ALLOW) as server:
        asked = [{"url": f"{server.url}/api/query", "endpoint": ATOM}]
        assert only_outcome(worker.crawl(asked, config=_arxiv(server)))["tries"] == 2
    with serving(_after([Reply(406)]), robots=ALLOW) as server:
        outcome = only_outcome(worker.crawl([f"{server.url}/api/a"], config=_hf(server)))
    assert (outcome["status"], outcome["tries"]) == (406, 1)


def test_a_refused_connection_is_tried_again_and_then_told(worker: Worker) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        # Without listening; the endpoint that robots.txt does not bind goes straight to the address.
        result = worker.crawl([{"url": f"{url}/x", "endpoint": ATOM}], config={"arxiv_url": url})
    outcome = only_outcome(result)
    assert (outcome["error"], outcome["tries"]) == ("DownloadConnectionRefusedError", 3)
    assert result["kept"] == []


def test_a_silent_server_is_tried_again_and_then_told(worker: Worker) -> None:
    with serving(lambda _path, _times: Reply(delay_seconds=0.8), robots=ALLOW) as server:
        result = worker.crawl([f"{server.url}/api/a"], config=_hf(server, timeout_seconds=0.3, max_tries=2))
    assert (only_outcome(result)["error"], only_outcome(result)["tries"]) == ("DownloadTimeoutError", 2)


def test_a_body_cut_on_the_wire_is_kept_as_cut_and_asked_again(worker: Worker) -> None:
    with serving(_after([Reply(body=b"only the begi", promised=1000)]), robots=ALLOW) as server:
        result = worker.crawl([f"{server.url}/api/a"], config=_hf(server))
    outcome = only_outcome(result)
    assert (outcome["body"], outcome["flags"], outcome["tries"]) == ("fine", [], 2)
    assert [(kept["size"], kept["truncated"]) for kept in result["kept"][1:]] == [(13, True), (4, False)]


def test_a_body_that_is_cut_each_time_reaches_the_spider_as_cut(worker: Worker) -> None:
    with serving(lambda _path, _times: Reply(body=b"begi", promised=1000), robots=ALLOW) as server:
        outcome = only_outcome(worker.crawl([f"{server.url}/api/a"], config=_hf(server)))
    assert (outcome["body"], outcome["flags"], outcome["tries"]) == ("begi", ["dataloss"], 3)
    assert "cut on the wire" in outcome["gave_up"]


def test_a_spider_can_ask_again_for_a_body_that_says_later(worker: Worker) -> None:
    with serving(_after([Reply(body=b""), Reply(503)]), robots=ALLOW) as server:
        result = worker.crawl([f"{server.url}/api/a"], config=_hf(server), empty_is_transient=True)
    assert (only_outcome(result)["body"], only_outcome(result)["tries"]) == ("fine", 3)
    with serving(lambda _path, _times: Reply(body=b""), robots=ALLOW) as server:
        result = worker.crawl([f"{server.url}/api/a"], config=_hf(server), empty_is_transient=True)
        assert len(server.of("/api/a")) == 3
    assert (only_outcome(result)["body"], only_outcome(result)["gave_up"]) == ("", "empty; tried 3 times")


# ---- waits that the server names --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reply",
    [
        Reply(503, headers=(("Retry-After", "1"),)),
        Reply(429, headers=(("Retry-After", "1"), ("RateLimit", '"api";r=9000;t=60'))),
        Reply(429, headers=(("RateLimit", '"api";r=0;t=1'),)),
    ],
)
def test_the_wait_that_the_server_names_is_waited_by_every_request(worker: Worker, reply: Reply) -> None:
    first: list[str] = []

    def site(path: str, times: int) -> Reply:
        first.append(path)
        return reply if len(first) == 1 else Reply(body=b"fine")

    with serving(site, robots=ALLOW) as server:
        urls = [f"{server.url}/api/{name}" for name in "abcdefgh"]
        result = worker.crawl(urls, config=_hf(server), settings={"CONCURRENT_REQUESTS": 1})
        began = sorted(asked.began for asked in server.asked if asked.path != "/robots.txt")
    assert {outcome["status"] for outcome in result["outcomes"]} == {200}
    assert len(began) == 9
    assert began[1] - began[0] >= 0.99
    assert began[-1] - began[0] < 3


def test_a_429_that_names_no_wait_holds_back_the_others_too(worker: Worker) -> None:
    def site(path: str, times: int) -> Reply:
        return Reply(429) if path == "/api/a" and times == 1 else Reply(body=b"fine", delay_seconds=0.05)

    with serving(site, robots=ALLOW) as server:
        urls = [f"{server.url}/api/{name}" for name in "abcdefgh"]
        result = worker.crawl(urls, config=_hf(server, retry_seconds=1.0))
        refused = server.of("/api/a")[0].ended[0]
        later = [asked.began - refused for asked in server.asked if asked.began > refused + 0.1]
    assert {outcome["status"] for outcome in result["outcomes"]} == {200}
    assert len(later) >= 4
    assert min(later) >= 0.9


def test_a_wait_that_is_too_long_is_not_waited(worker: Worker) -> None:
    with serving(lambda _path, _times: Reply(429, headers=(("Retry-After", "3600"),)), robots=ALLOW) as server:
        urls = [f"{server.url}/api/a", f"{server.url}/api/b"]
        result = worker.crawl(urls, config=_hf(server), settings={"CONCURRENT_REQUESTS": 1})
        assert len(server.paths("/api")) == 1
    refused = next(outcome for outcome in result["outcomes"] if "status" in outcome)
    held = next(outcome for outcome in result["outcomes"] if "error" in outcome)
    assert refused["status"] == 429
    assert refused["gave_up"] == "status 429; the server asks to wait 3600 s, which is too long"
    assert held["error"] == "HostPausedError"
    assert "run again then" in held["message"]
    assert result["seconds"] < 3


def test_a_stop_ends_every_wait(worker: Worker) -> None:
    with serving(lambda _path, _times: Reply(503, headers=(("Retry-After", "600"),)), robots=ALLOW) as server:
        urls = [f"{server.url}/api/a"]
        result = worker.crawl(urls, config=_hf(server), stop_after_seconds=0.5)
    assert result["seconds"] < 4
    assert only_outcome(result)["error"] == "CrawlStoppingError"


# ---- rate limits ------------------------------------------------------------------------------------------------


def test_a_used_up_bucket_is_not_asked_before_its_reset(worker: Worker) -> None:
    def site(path: str, times: int) -> Reply:
        spent = path == "/api/a"
        return Reply(body=b"fine", headers=(("RateLimit", f'"api";r={0 if spent else 9};t=1'),))

    with serving(site, robots=ALLOW) as server:
        urls = [f"{server.url}/api/a", f"{server.url}/api/b", f"{server.url}/papers/c"]
        result = worker.crawl(urls, config=_hf(server), settings={"CONCURRENT_REQUESTS": 1})
        began = {asked.path: asked.began for asked in server.asked}
    assert {outcome["status"] for outcome in result["outcomes"]} == {200}
    assert [outcome["tries"] for outcome in result["outcomes"]] == [1, 1, 1]
    assert abs(began["/api/b"] - began["/api/a"]) >= 0.9


def test_no_more_is_sent_in_a_window_than_was_allowed(worker: Worker) -> None:
    policy = ("RateLimit-Policy", '"fixed window";"api";q=500;w=1')

    def site(_path: str, _times: int) -> Reply:
        return Reply(body=b"fine", headers=(("RateLimit", '"api";r=400;t=1'), policy))

    with serving(site, robots=ALLOW) as server:
        urls = [f"{server.url}/api/{number}" for number in range(6)]
        result = worker.crawl(urls, config=_hf(server, hf_requests_per_window=2))
        began = sorted(asked.began for asked in server.asked if asked.path != "/robots.txt")
    assert len(result["outcomes"]) == 6
    assert [began[index + 2] - began[index] >= 0.8 for index in range(4)] == [True] * 4


# ---- robots.txt -------------------------------------------------------------------------------------------------

RACE = "User-agent: *\nDisallow: /private\n"


def _race(worker: Worker, **settings: Any) -> tuple[list[str], dict[str, Any]]:
    def site(path: str, times: int) -> Reply:
        return Reply(body=RACE.encode(), delay_seconds=0.3) if path == "/robots.txt" else Reply()

    with serving(site) as server:
        urls = [f"{server.url}/private/{number}" for number in range(4)]
        result = worker.crawl(urls, settings={"CONCURRENT_REQUESTS": 16, **settings})
        return server.paths(), result


def test_scrapys_own_robots_middleware_lets_waiting_requests_through(worker: Worker) -> None:
    # The bug that ours mends. Once this fails, Scrapy has mended it, and ours may go.
    own = {
        "hfpapers.middlewares.robots.RobotsMiddleware": None,
        "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": 100,
    }
    paths, _ = _race(worker, DOWNLOADER_MIDDLEWARES=own)
    # One of the four asks for robots.txt, of the three that wait for it one gets the rules.
    assert len([path for path in paths if path.startswith("/private")]) == 2


def test_no_request_gets_through_while_robots_txt_is_on_its_way(worker: Worker) -> None:
    paths, result = _race(worker)
    assert paths == ["/robots.txt"]
    assert [outcome["error"] for outcome in result["outcomes"]] == ["RobotsForbiddenError"] * 4


def test_a_forbidden_path_names_the_rule(worker: Worker) -> None:
    robots = "User-agent: *\nDisallow: /other\nDisallow: /api/  # no robots\n"
    with serving(lambda _path, _times: Reply(), robots=robots) as server:
        result = worker.crawl([f"{server.url}/api/daily_papers", f"{server.url}/papers"], config=_hf(server))
        assert server.paths("/api") == []
        assert server.paths("/papers") == ["/papers"]
    refused = next(outcome for outcome in result["outcomes"] if "error" in outcome)
    assert refused["message"] == f"{server.url}/api/daily_papers: forbidden by robots.txt (Disallow: /api/)"


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_server_without_robots_txt_forbids_nothing(worker: Worker, status: int) -> None:
    # RFC 9309, 2.3.1.3. The body of an error is no robots.txt, whatever it looks like.
    def site(path: str, times: int) -> Reply:
        return Reply(status, RACE.encode()) if path == "/robots.txt" else Reply()

    with serving(site) as server:
        result = worker.crawl([f"{server.url}/private"], config=_hf(server))
    assert only_outcome(result)["status"] == 200


@pytest.mark.parametrize(
    ("reply", "cause"),
    [
        (Reply(503), "it answered 503"),
        (Reply(429), "it answered 429"),
        (Reply(body=RACE.encode(), promised=1000), "its body was cut on the wire"),
        (Reply(302, headers=(("Location", "http://elsewhere.invalid/robots.txt"),)), "another host"),
    ],
)
def test_nothing_is_asked_where_robots_txt_cannot_be_had(worker: Worker, reply: Reply, cause: str) -> None:
    def site(path: str, times: int) -> Reply:
        return reply if path == "/robots.txt" else Reply()

    with serving(site) as server:
        result = worker.crawl([f"{server.url}/api/a", f"{server.url}/api/b"], config=_hf(server))
        tries = len(server.of("/robots.txt"))
        assert server.paths("/api") == []
    assert tries == (1 if reply.status == 302 else 3)
    for outcome in result["outcomes"]:
        assert outcome["error"] == "RobotsUnavailableError"
        assert "robots.txt could not be had" in outcome["message"]
        assert cause in outcome["message"]


def test_an_unreachable_robots_txt_forbids_everything(worker: Worker) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        outcome = only_outcome(worker.crawl([f"{url}/x"], config={"hf_url": url}))
    assert outcome["error"] == "RobotsUnavailableError"
    assert "DownloadConnectionRefusedError" in outcome["message"]


def test_robots_txt_that_comes_at_the_second_try_is_obeyed(worker: Worker) -> None:
    def site(path: str, times: int) -> Reply:
        return (Reply(500) if times == 1 else Reply(body=RACE.encode())) if path == "/robots.txt" else Reply()

    with serving(site) as server:
        result = worker.crawl([f"{server.url}/private", f"{server.url}/open"], config=_hf(server))
        assert server.paths("/private") == []
    assert sorted(outcome.get("error", "") for outcome in result["outcomes"]) == ["", "RobotsForbiddenError"]


def test_only_arxivs_apis_are_exempt_from_robots_txt(worker: Worker) -> None:
    with serving(lambda _path, _times: Reply(), robots="User-agent: *\nDisallow: /\n") as server:
        asked = [
            {"url": f"{server.url}/api/query", "endpoint": ATOM},
            {"url": f"{server.url}/oai", "endpoint": "arxiv-oai"},
            {"url": f"{server.url}/api/daily", "endpoint": "daily-api"},
            {"url": f"{server.url}/papers", "endpoint": "daily-page"},
            {"url": f"{server.url}/api/papers/2404.02258", "endpoint": "paper-api"},
            {"url": f"{server.url}/papers/2404.02258.md", "endpoint": "paper-text"},
        ]
        result = worker.crawl(asked, config=_arxiv(server))
        assert sorted(server.paths()) == ["/api/query", "/oai", "/robots.txt"]
    assert sorted(outcome.get("error", "") for outcome in result["outcomes"]) == ["", "", *["RobotsForbiddenError"] * 4]
