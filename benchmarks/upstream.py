"""Serves the workload on loopback as cheaply as can be, in a process of its own: every answer is rendered beforehand.

    python -m benchmarks.upstream 300

prints two addresses, Hugging Face's and arXiv's, once it is ready, and serves until its standard input ends. It allows
any number of requests: what is measured is the client, not its patience.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from benchmarks import workload

Answer = Callable[[str], bytes]

_TOP = Path(__file__).resolve().parent.parent
_LOOPBACK = "127.0.0.1"
_HEAD_END = b"\r\n\r\n"
_LIMITS = 'RateLimit: "api";r=999999;t=300\r\nRateLimit-Policy: "fixed window";"api";q=1000000;w=300\r\n'


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where both sites are, without a slash at the end."""

    hf_url: str
    arxiv_url: str


@contextmanager
def serving(day_count: int) -> Iterator[Addresses]:
    """Start the server, wait until it is ready, and stop it at the end."""
    command = [sys.executable, "-m", "benchmarks.upstream", str(day_count)]
    with subprocess.Popen(command, cwd=_TOP, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        words = process.stdout.readline().split()
        if len(words) != 2:
            raise RuntimeError("the benchmark's upstream did not start; its reason stands above")
        try:
            yield Addresses(*words)
        finally:
            process.stdin.close()
            process.wait(timeout=30)


def main() -> None:
    """Render, serve, and end with standard input."""
    sites = [huggingface(int(sys.argv[1])), arxiv(int(sys.argv[1]))]
    print(*(_listen(site) for site in sites), flush=True)
    sys.stdin.read()


def huggingface(day_count: int) -> Answer:
    """Render every list, and give what answers for it."""
    robots = _message(b"User-agent: *\nAllow: /\n", "text/plain")
    empty = _message(workload.empty_body(), "application/json; charset=utf-8", packed=True)
    days = workload.days(day_count)
    lists = dict(zip((day.isoformat() for day in days), _rendered(_daily, days), strict=True))

    def answer(target: str) -> bytes:
        parts = urlsplit(target)
        if parts.path == "/robots.txt":
            return robots
        query = parse_qs(parts.query)
        return lists[query["date"][0]] if query["p"] == ["0"] else empty

    return answer


def arxiv(day_count: int) -> Answer:
    """Render the feed of each day's papers; any others are rendered when they are first asked for."""
    days = workload.days(day_count)
    feeds = dict(zip((tuple(workload.arxiv_ids(day)) for day in days), _rendered(_feed, days), strict=True))

    def answer(target: str) -> bytes:
        wanted = tuple(parse_qs(urlsplit(target).query)["id_list"][0].split(","))
        if wanted not in feeds:
            feeds[wanted] = _feed_of(list(wanted))
        return feeds[wanted]

    return answer


def _rendered(render: Callable[[date], bytes], days: list[date]) -> list[bytes]:
    """Render in two threads: compressing, which is most of it, lets other threads run."""
    workload.templates()
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(render, days))


def _daily(day: date) -> bytes:
    return _message(workload.daily_body(day), "application/json; charset=utf-8", packed=True)


def _feed(day: date) -> bytes:
    return _feed_of(workload.arxiv_ids(day))


def _feed_of(wanted: list[str]) -> bytes:
    return _message(workload.feed_body(wanted), "application/atom+xml; charset=utf-8", packed=True)


def _message(body: bytes, content_type: str, *, packed: bool = False) -> bytes:
    coding = "Content-Encoding: gzip\r\nVary: Accept-Encoding\r\n" if packed else ""
    head = (
        f"HTTP/1.1 200 OK\r\nDate: Wed, 18 Nov 2026 12:00:00 GMT\r\nServer: sample\r\n{_LIMITS}"
        f"Content-Type: {content_type}\r\n{coding}Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _listen(answer: Answer) -> str:
    listener = socket.create_server((_LOOPBACK, 0))
    threading.Thread(target=_accept, args=(listener, answer), daemon=True).start()
    return f"http://{_LOOPBACK}:{listener.getsockname()[1]}"


def _accept(listener: socket.socket, answer: Answer) -> None:
    while True:
        connection, _ = listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=_serve, args=(connection, answer), daemon=True).start()


def _serve(connection: socket.socket, answer: Answer) -> None:
    """Answer the requests of one connection; they are GETs without a body."""
    waiting = b""
    with connection:
        while data := connection.recv(65536):
            waiting += data
            while _HEAD_END in waiting:
                head, _, waiting = waiting.partition(_HEAD_END)
                connection.sendall(answer(head.split(b" ", 2)[1].decode("ascii")))


if __name__ == "__main__":
    main()
