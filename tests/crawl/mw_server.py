"""A small server on loopback whose answers a test scripts, and which remembers what it was asked.

One function from the request to a `Reply` is the whole site; it runs in the server's threads.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Asked:
    """One request as it came in. `began` and `ended` are monotonic; `port` tells connections apart."""

    path: str
    headers: dict[str, str]
    port: int
    began: float
    ended: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Reply:
    """What to answer. `promised` is the Content-Length where it is not the body's; `chunked` sends none."""

    status: int = 200
    body: bytes = b"ok"
    headers: tuple[tuple[str, str], ...] = ()
    promised: int | None = None
    chunked: bool = False
    delay_seconds: float = 0.0


Site = Callable[[str, int], Reply]


class Server:
    """A running server: `url` has no slash at the end; `asked` grows with each request."""

    def __init__(self, site: Site, scheme: str, host: str) -> None:
        self.asked: list[Asked] = []
        self._site = site
        self._lock = threading.Lock()
        self._http = ThreadingHTTPServer((host, 0), self._handler())
        self.url = f"{scheme}://{host}:{self._http.server_port}"

    def paths(self, prefix: str = "/") -> list[str]:
        """Return the paths asked for, in order."""
        return [asked.path for asked in self.asked if asked.path.startswith(prefix)]

    def of(self, path: str) -> list[Asked]:
        """Return the requests for one path."""
        return [asked for asked in self.asked if asked.path == path]

    def encrypt(self, context: ssl.SSLContext) -> None:
        """Speak TLS."""
        self._http.socket = context.wrap_socket(self._http.socket, server_side=True)

    def serve(self) -> None:
        """Answer until `stop`."""
        self._http.serve_forever(poll_interval=0.02)

    def stop(self) -> None:
        """Stop answering."""
        self._http.shutdown()
        self._http.server_close()

    def _note(self, asked: Asked) -> int:
        with self._lock:
            self.asked.append(asked)
            return len(self.of(asked.path))

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 10

            def do_GET(self) -> None:
                asked = Asked(self.path, dict(self.headers.items()), self.client_address[1], time.monotonic())
                reply = server._site(self.path, server._note(asked))
                time.sleep(reply.delay_seconds)
                try:
                    self._answer(reply)
                except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
                    self.close_connection = True  # the client broke off, as it should on too large a body
                asked.ended.append(time.monotonic())

            def _answer(self, reply: Reply) -> None:
                self.send_response(reply.status)
                for name, value in reply.headers:
                    self.send_header(name, value)
                if reply.chunked:
                    self.send_header("Transfer-Encoding", "chunked")
                else:
                    length = len(reply.body) if reply.promised is None else reply.promised
                    self.send_header("Content-Length", str(length))
                    self.close_connection = self.close_connection or length != len(reply.body)
                self.end_headers()
                if not reply.chunked:
                    self.wfile.write(reply.body)
                    return
                for start in range(0, len(reply.body), 65536):
                    piece = reply.body[start : start + 65536]
                    self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
                self.wfile.write(b"0\r\n\r\n")

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
                """Say nothing."""

        return Handler


@contextmanager
def serving(
    site: Site, *, robots: str | None = None, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1"
) -> Iterator[Server]:
    """Run a server; `robots` answers /robots.txt, None leaves that to the site."""

    def answer(path: str, times: int) -> Reply:
        if path == "/robots.txt" and robots is not None:
            return Reply(body=robots.encode())
        return site(path, times)

    server = Server(answer, "http" if tls is None else "https", host)
    if tls is not None:
        server.encrypt(tls)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join(timeout=5)
