"""The HTTP plumbing: one role served on one loopback port, each request logged, each response sent as it asks.

In: a function from request to response. It closes without leaving a thread or a socket behind.
"""

from __future__ import annotations

import gzip
import select
import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any

from tests.upstream.log import RequestLog, Seen
from tests.upstream.messages import Request, Response, Role, Wire

Answer = Callable[[Request], tuple[Response, str | None]]

_CHUNK = 16 * 1024
_LOOPBACK = "127.0.0.1"


class SiteServer(ThreadingHTTPServer):
    """A running server of one role."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, role: Role, answer: Answer, log: RequestLog, port: int) -> None:
        self.role = role
        self.answer = answer
        self.log = log
        self.released = threading.Event()
        self.closing = threading.Event()
        self._guard = threading.Lock()
        self._connections: set[socket.socket] = set()
        self._workers: set[threading.Thread] = set()
        super().__init__((_LOOPBACK, port), _Handler)
        self._loop = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._loop.start()

    @property
    def url(self) -> str:
        """The base address, without a slash at the end."""
        return f"http://{_LOOPBACK}:{self.server_address[1]}"

    def release(self) -> None:
        """Let go what stalls now; what stalls later hangs again."""
        self.released.set()
        self.released = threading.Event()

    def close(self) -> None:
        """Stop, break what is open, and wait for every thread."""
        self.shutdown()
        self._loop.join()
        self.closing.set()
        self.released.set()
        with self._guard:
            open_now, workers = list(self._connections), list(self._workers)
        for connection in open_now:
            _shut(connection)
        for worker in workers:
            worker.join()
        self.server_close()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve a connection in a thread that `close` knows of."""
        worker = threading.Thread(target=self._serve_connection, args=(request, client_address), daemon=True)
        with self._guard:
            self._connections.add(request)
            self._workers.add(worker)
        worker.start()

    def server_bind(self) -> None:
        """Bind without the base class's look-up of the host's name, which may take seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = _LOOPBACK, self.server_address[1]

    def _serve_connection(self, request: socket.socket, client_address: Any) -> None:
        try:
            with suppress(ConnectionError):  # The client left, or `close` shut the connection.
                self.finish_request(request, client_address)
        finally:
            with self._guard:
                self._connections.discard(request)
            self.shutdown_request(request)
            with self._guard:
                self._workers.discard(threading.current_thread())


class _Handler(BaseHTTPRequestHandler):
    """One connection; it may carry many requests."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: SiteServer

    def do_GET(self) -> None:
        """Answer one request."""
        headers = {name.lower(): ", ".join(self.headers.get_all(name, [])) for name in self.headers}
        request = Request(role=self.server.role, method=self.command, target=self.path, headers=headers)
        request, seen = self.server.log.begin(request)
        try:
            response, fault = self.server.answer(request)
            self.server.log.decide(seen, None if response.wire is Wire.RESET else response.status, fault)
            if response.wire is not Wire.STALL and response.delay_seconds:
                self.server.closing.wait(response.delay_seconds)
            self._send(_encoded(request, response), seen)
        finally:
            self.server.log.finish(seen)

    def do_HEAD(self) -> None:
        """Answer one request without its body."""
        self.do_GET()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Write nothing: the log is `RequestLog`."""

    def version_string(self) -> str:
        """Name the server."""
        return "sample-upstream"

    def _send(self, response: Response, seen: Seen) -> None:
        if response.wire is Wire.RESET:
            self._reset()
            return
        chunked = response.wire is Wire.CUT_CHUNKED
        self.send_response(response.status)
        for name, value in response.headers:
            self.send_header(name, value)
        if chunked:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", str(len(response.body)))
        body = b"" if self.command == "HEAD" else response.body
        if response.wire is not Wire.WHOLE:
            body = body[: int(len(body) * response.share)]
            self.close_connection = True
        if response.wire is not Wire.STALL:
            self.server.log.finish(seen)
        self.end_headers()
        self._write(body, chunked=chunked)
        if response.wire is Wire.STALL:
            self._hang(response.delay_seconds)

    def _write(self, body: bytes, *, chunked: bool) -> None:
        for start in range(0, len(body), _CHUNK):
            piece = body[start : start + _CHUNK]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece)

    def _hang(self, longest_seconds: float) -> None:
        """Say nothing more until released, the client leaves, the server closes, or the time is over."""
        released = self.server.released
        until = time.monotonic() + longest_seconds
        while not released.wait(0.02) and time.monotonic() < until:
            readable, _, _ = select.select([self.connection], [], [], 0)
            if readable and not self.connection.recv(1, socket.MSG_PEEK):
                return

    def _reset(self) -> None:
        """Close so that the client gets a RST: with no time to linger, and the socket really closed."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.rfile.close()
        self.connection.close()


def _encoded(request: Request, response: Response) -> Response:
    """Compress where the client accepts it, as both sites do."""
    accepts = "gzip" in request.headers.get("accept-encoding", "").lower()
    if response.verbatim or not response.body or not accepts:
        return response
    packed = Response(
        status=response.status,
        headers=response.headers,
        body=gzip.compress(response.body, 6, mtime=0),
        wire=response.wire,
        share=response.share,
        delay_seconds=response.delay_seconds,
    )
    return packed.with_headers(("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding"))


def _shut(connection: socket.socket) -> None:
    with suppress(OSError):  # It was closed between the look and the call, which is what is wanted.
        connection.shutdown(socket.SHUT_RDWR)
