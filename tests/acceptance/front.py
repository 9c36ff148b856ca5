"""A door in front of a site of the sample upstream: shut at first, or behind a certificate that nobody vouches for.

In: the site's address. Out: another one, of `localhost`, through which the same bytes pass. What happens there
happens before HTTP: the site's log knows nothing of it.
"""

from __future__ import annotations

import select
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_HOST = "localhost"
_BYTES = 64 * 1024
_POLL_SECONDS = 0.05


@dataclass
class Front:
    """A running door.

    Attributes:
        knocks: Connections that were taken so far.
        rogue: Handshakes that are still to be made with the wrong certificate.
    """

    listener: socket.socket
    target: tuple[str, int]
    good: ssl.SSLContext | None = None
    bad: ssl.SSLContext | None = None
    rogue: float = 0
    knocks: int = 0
    _closing: threading.Event = field(default_factory=threading.Event)
    _workers: list[threading.Thread] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The address to be asked."""
        scheme = "http" if self.good is None else "https"
        return f"{scheme}://{_HOST}:{self.listener.getsockname()[1]}"

    def open(self) -> None:
        """Take connections; until then they are refused."""
        self.listener.listen(16)
        self._spawn(self._take)

    def close(self) -> None:
        """Stop, and wait for every thread."""
        self._closing.set()
        for worker in self._workers:
            worker.join()
        self.listener.close()

    def _spawn(self, work: object, *arguments: object) -> None:
        worker = threading.Thread(target=work, args=arguments, daemon=True)  # type: ignore[arg-type]  # our own methods
        self._workers.append(worker)
        worker.start()

    def _take(self) -> None:
        while not self._closing.is_set():
            readable, _, _ = select.select([self.listener], [], [], _POLL_SECONDS)
            if readable:
                connection, _ = self.listener.accept()
                self.knocks += 1
                self._spawn(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:  # The client left, or did not like the certificate.
            shaken = self._shake_hands(connection)
            with shaken, socket.create_connection(self.target, timeout=10) as site:
                self._pass_on(shaken, site)

    def _shake_hands(self, connection: socket.socket) -> socket.socket:
        if self.good is None or self.bad is None:
            return connection
        is_rogue, self.rogue = self.rogue > 0, self.rogue - 1
        connection.settimeout(10)
        return (self.bad if is_rogue else self.good).wrap_socket(connection, server_side=True)

    def _pass_on(self, client: socket.socket, site: socket.socket) -> None:
        while not self._closing.is_set():
            waiting = isinstance(client, ssl.SSLSocket) and client.pending() > 0
            readable = [client] if waiting else select.select([client, site], [], [], _POLL_SECONDS)[0]
            for one in readable:
                data = one.recv(_BYTES)
                if not data:
                    return
                (site if one is client else client).sendall(data)


@contextmanager
def shut_front(site_url: str) -> Iterator[Front]:
    """Give a door to which connections are refused until it is opened."""
    with _front(site_url) as front:
        yield front


@contextmanager
def tls_front(site_url: str, *, good: ssl.SSLContext, bad: ssl.SSLContext, rogue: float) -> Iterator[Front]:
    """Give an open door that speaks TLS, and shows the bad certificate that often."""
    with _front(site_url) as front:
        front.good, front.bad, front.rogue = good, bad, rogue
        front.open()
        yield front


@contextmanager
def _front(site_url: str) -> Iterator[Front]:
    parts = urlsplit(site_url)
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind(("127.0.0.1", 0))
    front = Front(listener, (parts.hostname or "", parts.port or 0))
    try:
        yield front
    finally:
        front.close()
