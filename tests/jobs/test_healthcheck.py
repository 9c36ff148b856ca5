"""Telling a monitor how a job ended."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from hfpapers.jobs import healthcheck
from hfpapers.jobs.healthcheck import failure_url, ping
from tests.jobs.monitor import Monitor, monitor

LINE = "nightly: 3 days asked, 34 new papers"


@pytest.fixture
def monitored() -> Iterator[Monitor]:
    with monitor() as running:
        yield running


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(healthcheck, "_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(healthcheck, "TIMEOUT_SECONDS", 0.5)


def test_success_posts_the_line_to_the_address(monitored: Monitor) -> None:
    assert ping(monitored.url, is_success=True, body=LINE) is None
    assert monitored.calls == [("POST", "/ping/secret-key", LINE)]


def test_failure_posts_it_to_the_address_of_failures(monitored: Monitor) -> None:
    assert ping(monitored.url, is_success=False, body="nightly failed: the disk is full") is None
    assert monitored.calls == [("POST", "/ping/secret-key/fail", "nightly failed: the disk is full")]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://hc.example/abc", "https://hc.example/abc/fail"),
        ("https://hc.example/abc/", "https://hc.example/abc/fail"),
        ("https://hc.example/push/abc?msg=a&ping=", "https://hc.example/push/abc/fail?msg=a&ping="),
        ("https://hc.example", "https://hc.example/fail"),
    ],
)
def test_the_address_of_failures_is_the_address_and_fail(url: str, expected: str) -> None:
    assert failure_url(url) == expected


def test_a_monitor_that_stumbles_is_told_once_more(monitored: Monitor) -> None:
    monitored.answers = [(502, {}), (200, {})]
    assert ping(monitored.url, is_success=True, body=LINE) is None
    assert len(monitored.calls) == 2


def test_a_monitor_that_refuses_is_a_problem_in_words_without_the_address(monitored: Monitor) -> None:
    monitored.answers = [(404, {})]
    assert ping(monitored.url, is_success=True, body=LINE) == "it answered 404"
    assert len(monitored.calls) == 2


def test_a_redirect_within_the_host_is_followed(monitored: Monitor) -> None:
    monitored.answers = [(302, {"Location": "/elsewhere"}), (200, {})]
    assert ping(monitored.url, is_success=True, body=LINE) is None
    assert monitored.paths == ["/ping/secret-key", "/elsewhere"]


@pytest.mark.parametrize("target", ["http://localhost:9/stolen", "ftp://127.0.0.1/stolen", "file:///etc/passwd"])
def test_a_redirect_to_somebody_else_is_not_followed(monitored: Monitor, target: str) -> None:
    monitored.answers = [(302, {"Location": target})]
    refused = "it answered 302" if target.startswith("file") else "it redirects to another host"
    assert ping(monitored.url, is_success=True, body=LINE) == refused
    assert set(monitored.paths) == {"/ping/secret-key"}


def test_a_redirect_in_a_circle_ends(monitored: Monitor) -> None:
    monitored.answers = [(302, {"Location": "/ping/secret-key"})]
    assert ping(monitored.url, is_success=True, body=LINE) == "it answered 302"


def test_nobody_there_is_a_problem_in_words() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    problem = ping(f"http://127.0.0.1:{port}/secret-key", is_success=True, body=LINE)
    assert problem is not None
    assert "refused" in problem
    assert "secret" not in problem


def test_a_monitor_that_never_answers_is_given_up_in_time() -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        began = time.monotonic()
        problem = ping(f"http://127.0.0.1:{deaf.getsockname()[1]}/secret-key", is_success=True, body=LINE)
    assert problem is not None
    assert "secret" not in problem
    assert time.monotonic() - began < 5


def test_an_answer_that_is_no_http_is_a_problem_in_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            for _ in range(healthcheck.TRIES):
                connection, _ = server.accept()
                with connection:
                    connection.recv(65536)
                    connection.sendall(b"SSH-2.0 secret-key\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        problem = ping(f"http://127.0.0.1:{server.getsockname()[1]}/secret-key", is_success=True, body=LINE)
        thread.join()
    assert problem == "it cannot be reached (BadStatusLine)"


def test_a_long_line_is_cut_to_what_monitors_keep(monitored: Monitor) -> None:
    assert ping(monitored.url, is_success=True, body="x" * 1_000_000) is None
    assert len(monitored.calls[0][2]) == 10_000
