"""What the middlewares decide without a crawl: whose token, which redirect, which rule, whose turn."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.utils.misc import load_object

from hfpapers import PROJECT_URL, settings
from hfpapers.config import Config
from hfpapers.middlewares.hf_token import HfTokenMiddleware
from hfpapers.middlewares.origins import is_arxiv, origin_of, pace_name, pace_seconds
from hfpapers.middlewares.pace_file import PaceError, PaceFile
from hfpapers.middlewares.rate_limit import API, OTHER, PAGES, kind_of
from hfpapers.middlewares.redirect import RedirectMiddleware
from hfpapers.middlewares.refusals import RedirectRefusedError
from hfpapers.middlewares.robots import forbidding_line
from hfpapers.model.fetched import Endpoint, Intent


def _config(**values: str) -> Config:
    return Config(home=Path("home"), database_url="sqlite://", **values)  # type: ignore[arg-type]  # all are text


def _authorization(url: str, **values: str) -> bytes | None:
    request = Request(url, headers={"Authorization": "Bearer of something else"})
    HfTokenMiddleware(_config(hf_token="hf_secret", **values)).process_request(request)
    return request.headers.get("Authorization")


def test_the_token_goes_to_the_configured_server() -> None:
    assert _authorization("https://huggingface.co/api/daily_papers?p=0") == b"Bearer hf_secret"
    assert _authorization("https://huggingface.co:443/x") == b"Bearer hf_secret"
    assert _authorization("http://127.0.0.1:8000/x", hf_url="http://127.0.0.1:8000") == b"Bearer hf_secret"


@pytest.mark.parametrize(
    "url",
    [
        "http://huggingface.co/api/daily_papers",
        "https://huggingface.co:8443/api",
        "https://cdn.huggingface.co/api",
        "https://huggingface.co.evil.example/api",
        "https://huggingface.co@evil.example/api",
        "https://export.arxiv.org/api/query",
    ],
)
def test_the_token_goes_to_nobody_else(url: str) -> None:
    assert _authorization(url) is None


def test_the_token_is_never_sent_in_clear() -> None:
    assert _authorization("http://mirror.example/x", hf_url="http://mirror.example") is None


def _redirect(
    url: str, location: str, *, status: int = 302, passed: int = 0, method: str = "GET"
) -> Request | Response:
    request = Request(url, method=method, meta={"redirect_urls": ["x"] * passed, "hfpapers_kept": 1})
    response = Response(url, status=status, headers={"Location": location})
    return RedirectMiddleware().process_response(request, response)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "location", ["/papers", "papers", "https://example.org/papers", "//EXAMPLE.org:443/papers#top"]
)
def test_a_redirect_within_the_server_is_followed(status: int, location: str) -> None:
    followed = _redirect("https://example.org/old", location, status=status)
    assert isinstance(followed, Request)
    assert origin_of(followed.url) == ("https", "example.org", 443)
    assert followed.url.endswith("/papers")
    assert followed.dont_filter
    assert followed.meta == {"redirect_urls": ["https://example.org/old"]}


@pytest.mark.parametrize(
    ("location", "cause"),
    [
        ("https://evil.example/papers", "another host"),
        ("//evil.example/papers", "another host"),
        ("https://sub.example.org/", "another host"),
        ("https://example.org:8443/", "another host"),
        ("http://example.org/papers", "from https to http"),
        ("https://example.org:port/", "not a usable address"),
        ("ftp://example.org/papers", "from https to ftp"),
        ("javascript:alert(1)", "another host"),
        ("data:text/plain,x", "another host"),
    ],
)
def test_a_redirect_to_another_server_is_refused(location: str, cause: str) -> None:
    with pytest.raises(RedirectRefusedError, match=cause) as caught:
        _redirect("https://example.org/old", location)
    assert caught.value.url == "https://example.org/old"
    assert caught.value.cause == cause


def test_a_sixth_redirect_in_a_row_is_refused() -> None:
    assert isinstance(_redirect("https://example.org/4", "/5", passed=4), Request)
    with pytest.raises(RedirectRefusedError, match="more than 5 in a row"):
        _redirect("https://example.org/5", "/6", passed=5)


@pytest.mark.parametrize(("status", "method"), [(200, "GET"), (304, "GET"), (300, "GET"), (302, "POST")])
def test_what_is_no_redirect_goes_on_to_the_spider(status: int, method: str) -> None:
    assert isinstance(_redirect("https://example.org/old", "/new", status=status, method=method), Response)


ROBOTS = """# nothing to see
User-agent: other
Disallow: /
User-agent: hfpapers   # us
User-agent: friend
Disallow: /api      # too much
Disallow: /api/daily_papers
Allow: /api/daily_papers/open
Dissallow: /typo
Sitemap: https://example.org/sitemap.xml
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("/api", "Disallow: /api"),
        ("/api/daily_papers?p=0", "Disallow: /api/daily_papers"),
        ("/typo", "Dissallow: /typo"),
    ],
)
def test_the_line_that_forbids_is_named(path: str, line: str) -> None:
    assert forbidding_line(ROBOTS, f"https://example.org{path}", "hfpapers") == line


@pytest.mark.parametrize(
    ("path", "bucket"),
    [
        ("/api/daily_papers?date=2026-11-17", API),
        ("/api/papers/2611.00001", API),
        ("/papers/date/2026-11-17", PAGES),
        ("/papers/2611.00001.md", PAGES),
        ("/robots.txt", OTHER),
    ],
)
def test_each_address_is_counted_in_its_bucket(path: str, bucket: str) -> None:
    assert kind_of(f"https://huggingface.co{path}") == bucket


def test_all_of_arxiv_is_one_place() -> None:
    config = _config()
    assert is_arxiv("https://export.arxiv.org/api/query", config)
    assert is_arxiv("https://oaipmh.arxiv.org/oai", config)
    assert not is_arxiv("https://notarxiv.org/", config)
    assert pace_name("https://export.arxiv.org/api/query", config) == "arxiv.org"
    assert pace_name("https://oaipmh.arxiv.org/oai", config) == "arxiv.org"


def test_mirrors_of_arxiv_are_one_place_of_their_own_and_arxiv_keeps_its_pace_beside_them() -> None:
    mirror = replace(_config(arxiv_url="http://127.0.0.1:8000"), arxiv_interval_seconds=0.5)
    assert is_arxiv("http://127.0.0.1:8000/api/query", mirror)
    assert not is_arxiv("http://127.0.0.1:8001/api/query", mirror)
    assert pace_name("http://127.0.0.1:8000/api/query", mirror) == "127.0.0.1_8000"
    assert pace_seconds("http://127.0.0.1:8000/api/query", mirror) == 0.5
    assert is_arxiv("https://oaipmh.arxiv.org/oai", mirror)
    assert pace_name("https://oaipmh.arxiv.org/oai", mirror) == "arxiv.org"
    assert pace_seconds("https://oaipmh.arxiv.org/oai", mirror) == 3.0
    both = _config(arxiv_url="http://127.0.0.1:8000", oai_url="http://127.0.0.1:8001/oai")
    assert is_arxiv("http://127.0.0.1:8001/oai?verb=GetRecord", both)
    assert pace_name("http://127.0.0.1:8001/oai", both) == pace_name("http://127.0.0.1:8000/api/query", both)


@pytest.fixture
def _narrow_umask() -> Iterator[None]:
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.mark.usefixtures("_narrow_umask")
def test_the_turn_is_had_by_one_at_a_time_and_open_to_every_user(tmp_path: Path) -> None:
    folder = tmp_path / "pace"
    first, second = PaceFile(folder, "arxiv.org"), PaceFile(folder, "arxiv.org")
    assert first.try_acquire()
    assert not second.try_acquire()
    assert not first.try_acquire()
    first.stamp(wall=1000.0, monotonic=50.0)
    first.release()
    assert second.try_acquire()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o1777
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {
        "arxiv.org.lock": 0o666,
        "arxiv.org.stamp": 0o666,
    }
    second.release()
    second.release()
    assert first.try_acquire()


@pytest.mark.parametrize(
    ("stamp", "wait"),
    [
        ("1000.000 50.000", 2.0),  # a second ago by both clocks
        ("1000.000 49.000", 2.0),  # the wall clock was set back
        ("500.000 50.000", 2.0),  # the wall clock jumped ahead
        ("1000.000 9999.000", 2.0),  # the machine was started anew
        ("9000.000 9999.000", 3.0),  # neither can be
        ("990.000 40.000", 0.0),
        ("1000.000", 2.0),
        ("", 3.0),
        ("garbage", 3.0),
        ("nan nan", 3.0),
        ("inf -inf", 0.0),
        ("\x00\xff" * 100, 3.0),
    ],
)
def test_the_pause_is_told_from_a_stamp_that_may_be_anything(tmp_path: Path, stamp: str, wait: float) -> None:
    turn = PaceFile(tmp_path, "arxiv.org")
    (tmp_path / "arxiv.org.stamp").write_text(stamp, encoding="latin-1")
    assert turn.seconds_to_wait(3.0, wall=1001.0, monotonic=51.0) == wait


def test_the_first_request_of_all_waits_for_nothing(tmp_path: Path) -> None:
    assert PaceFile(tmp_path, "arxiv.org").seconds_to_wait(3.0, wall=1001.0, monotonic=51.0) == 0


def test_a_stamp_is_written_over_a_longer_one(tmp_path: Path) -> None:
    turn = PaceFile(tmp_path, "arxiv.org")
    (tmp_path / "arxiv.org.stamp").write_text("1" * 100)
    turn.stamp(wall=1000.0, monotonic=50.0)
    assert turn.seconds_to_wait(3.0, wall=1001.0, monotonic=51.0) == 2


def test_names_that_were_not_used_for_a_day_are_forgotten(tmp_path: Path) -> None:
    for name in ("old", "held", "fresh"):
        used = PaceFile(tmp_path, name)
        assert used.try_acquire()
        used.stamp(wall=1000.0, monotonic=50.0)
        used.release()
    for name in ("old", "held"):
        os.utime(tmp_path / f"{name}.stamp", (0, 0))
    held = PaceFile(tmp_path, "held")
    assert held.try_acquire()
    PaceFile(tmp_path, "arxiv.org").forget_others(wall=24 * 3600 + 1)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"held.lock", "held.stamp", "fresh.lock", "fresh.stamp"}


@pytest.mark.parametrize("name", ["arxiv.org.lock", "arxiv.org.stamp"])
def test_a_symbolic_link_is_not_followed(tmp_path: Path, name: str) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    folder = tmp_path / "pace"
    turn = PaceFile(folder, "arxiv.org")
    (folder / name).symlink_to(victim)
    with pytest.raises(PaceError, match="remove it"):
        _use(turn)
    assert victim.read_text() == "precious"


def _use(turn: PaceFile) -> None:
    turn.try_acquire()
    turn.stamp(wall=1000.0, monotonic=50.0)


def test_a_folder_that_is_a_link_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "pace").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PaceError, match="is no folder"):
        PaceFile(tmp_path / "pace", "arxiv.org")


def test_every_component_named_in_the_settings_exists() -> None:
    # ITEM_PIPELINES is the pipelines' own.
    named = [*settings.DOWNLOADER_MIDDLEWARES, *settings.SPIDER_MIDDLEWARES, *settings.EXTENSIONS, *settings.ADDONS]
    assert [path for path in named if load_object(path) is None] == []


def test_the_user_agent_says_who_and_where() -> None:
    assert settings.USER_AGENT.startswith("hfpapers/")
    assert PROJECT_URL in settings.USER_AGENT


def test_the_configuration_is_loaded_where_nobody_set_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HFPAPERS_HOME", str(tmp_path))
    monkeypatch.setenv("HFPAPERS_MAX_BODY_BYTES", "5000")
    scrapy_settings = Settings()
    settings.ConfigAddon.update_pre_crawler_settings(scrapy_settings)
    settings.ConfigAddon().update_settings(scrapy_settings)
    assert scrapy_settings["HFPAPERS_CONFIG"].home == tmp_path
    assert scrapy_settings.getint("DOWNLOAD_MAXSIZE") == 5000


def test_the_configuration_of_whoever_started_the_crawl_stands(tmp_path: Path) -> None:
    given = Config(home=tmp_path, database_url="sqlite://", timeout_seconds=7.0)
    scrapy_settings = Settings({"HFPAPERS_CONFIG": given})
    settings.ConfigAddon.update_pre_crawler_settings(scrapy_settings)
    settings.ConfigAddon().update_settings(scrapy_settings)
    assert scrapy_settings["HFPAPERS_CONFIG"] is given
    assert scrapy_settings.getfloat("DOWNLOAD_TIMEOUT") == 7.0


@pytest.mark.parametrize(
    ("endpoint", "location", "is_followed"),
    [
        (Endpoint.DAILY_API, "/api/daily_papers?limit=100&date=2024-04-03", True),
        (Endpoint.DAILY_API, "/api/v2/daily_papers/?date=2024-04-03&limit=100", True),
        (Endpoint.DAILY_API, "/api/daily_papers?date=2024-04-04&limit=100", False),
        (Endpoint.DAILY_API, "/api/daily_papers", False),
        (Endpoint.DAILY_PAGE, "/papers/date/2024-04-04", True),  # it says itself which day it shows
    ],
)
def test_a_redirect_to_another_question_is_refused(endpoint: Endpoint, location: str, is_followed: bool) -> None:
    intent = Intent(endpoint=endpoint, day=date(2024, 4, 3))
    url = "https://example.org/api/daily_papers?date=2024-04-03&limit=100"
    request = Request(url, meta={"hfpapers_intent": intent})
    response = Response(url, status=302, headers={"Location": location})
    if is_followed:
        followed = RedirectMiddleware().process_response(request, response)
        assert isinstance(followed, Request)
        assert followed.url.endswith(location)
    else:
        with pytest.raises(RedirectRefusedError, match="something else"):
            RedirectMiddleware().process_response(request, response)
