"""A web server on loopback that takes chat messages as webhooks do, and misbehaves when it is told to."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from xml.etree import ElementTree as ET

_STALL_SECONDS = 3.0


@dataclass
class Chathost:
    """What the server took, and how it behaves.

    Attributes:
        paths: Where each request went to.
        bodies: What was taken, in order.
        answers: By the number of a request from 1, what is done in place of 200: a status, or `hang up`, `stall` or
            `kill`, which ends the process `victim`; these three come after the message was taken.
        reply: What stands in the body of an answer.
    """

    port: int = 0
    paths: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    answers: dict[int, int | str] = field(default_factory=dict)
    victim: int | None = None
    reply: bytes = b""

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body in self.bodies]

    @property
    def xml_messages(self) -> list[str]:
        """The `Message` of each body of SOAP."""
        roots = [ET.fromstring(body) for body in self.bodies]
        return ["".join(node.text or "" for node in root.iter() if node.tag.endswith("Message")) for root in roots]

    def clear(self) -> None:
        self.paths.clear()
        self.bodies.clear()
        self.answers.clear()


@contextmanager
def chathost() -> Iterator[Chathost]:
    """Serve one on a free port."""
    host = Chathost()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            if len(body) < length:  # whoever sent it was killed
                self.close_connection = True
                return
            host.paths.append(self.path)
            answer = host.answers.get(len(host.paths), 200)
            if isinstance(answer, str) or answer < 300:
                host.bodies.append(body)
            self._do(answer)

        def _do(self, answer: int | str) -> None:
            if answer == "kill":
                while host.victim is None:  # it runs already; its number is about to be told
                    time.sleep(0.001)
                os.kill(host.victim, signal.SIGKILL)
            if answer == "stall":
                time.sleep(_STALL_SECONDS)
            if isinstance(answer, str):
                self.close_connection = True
                return
            with suppress(ConnectionError):
                self.send_response(answer)
                self.send_header("Content-Length", str(len(host.reply)))
                self.end_headers()
                self.wfile.write(host.reply)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the standard library
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    host.port = server.server_port
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
