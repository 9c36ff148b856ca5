"""The endpoint: `POST /v1/chat/completions` on a loopback port, each request in a thread of its own, all recorded.

In: requests. Out: completions, good ones (`answers`) unless a fault was asked for (`faults`). It counts what it was
asked, how many at once, and keeps what it was sent, headers included.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from tests.llm.answers import good_answer
from tests.llm.faults import Fault, Planned, Served, play
from tests.llm.reading import Prompt, read_prompt

_LOOPBACK = "127.0.0.1"
KEY = "sk-secret-of-the-tests-0123456789"
MODEL = "stand-in-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request: when it came (`time.monotonic`), what it held, and what was done to it."""

    number: int
    at: float
    headers: Mapping[str, str]
    body: Mapping[str, Any]
    prompt: Prompt | None
    fault: Fault | None


@dataclass
class _Counts:
    under_way: int = 0
    most_at_once: int = 0
    asked: list[Asked] = field(default_factory=list)
    planned: list[Planned] = field(default_factory=list)


class LlmServer:
    """The running endpoint, as a context manager.

    Args:
        model: The one that it has; any other is not found.
        key: The one that it takes; None takes any, and none.
        seconds: How long each answer takes.

    Attributes:
        lacks: What it refuses with 400: `json_schema`, `json_object`, `temperature`, or a name of the limit.
        names_what_it_lacks: Whether it says which one.
        counts_tokens: Whether it says how many tokens an answer took.
        errors: Of the server itself; the first is raised at its end.
    """

    def __init__(self, *, model: str = MODEL, key: str | None = KEY, seconds: float = 0.0) -> None:
        self.model = model
        self.key = key
        self.seconds = seconds
        self.closing = threading.Event()
        self.errors: list[BaseException] = []
        self.lacks: set[str] = set()
        self.names_what_it_lacks = True
        self.counts_tokens = True
        self._guard = threading.Lock()
        self._counts = _Counts()

    @property
    def base_url(self) -> str:
        """The address to configure."""
        return f"http://{_LOOPBACK}:{self._http.server_address[1]}/v1"

    @property
    def asked(self) -> tuple[Asked, ...]:
        """All requests so far, in the order in which they came."""
        with self._guard:
            return tuple(self._counts.asked)

    @property
    def most_at_once(self) -> int:
        """How many requests were under way at one time, at most."""
        return self._counts.most_at_once

    def forget(self) -> None:
        """Forget requests and faults."""
        with self._guard:
            self._counts = _Counts()

    def fault(
        self,
        fault: Fault,
        *,
        title: str | None = None,
        titles: Iterable[str] | None = None,
        kind: str | None = None,
        nth: int | None = None,
        times: int | None = 1,
    ) -> None:
        """Play a fault: for papers with these words in their title, at the n-th request from now, or for any.

        Args:
            fault: Which.
            title: Part of a title; `titles` any of several.
            titles: Parts of titles.
            kind: Only for this kind of answer.
            nth: At this request only, counted over all from 1.
            times: How often, for each title; None for ever.
        """
        parts = tuple(titles) if titles is not None else (title,)
        with self._guard:
            for part in parts:
                self._counts.planned.append(Planned(fault=fault, title=part, kind=kind, nth=nth, left=times))

    def __enter__(self) -> Self:
        self._http = _Http((_LOOPBACK, 0), _Handler)
        self._http.owner = self
        self._loop = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._loop.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._http.shutdown()
        self._loop.join()
        self._http.server_close()
        if self.errors:
            raise self.errors[0]

    # --- called by the handler -----------------------------------------------------------------

    def answer(self, headers: Mapping[str, str], body: Mapping[str, Any]) -> Served:
        """Answer one request."""
        with self._guard:
            counts = self._counts
            counts.under_way += 1
            counts.most_at_once = max(counts.most_at_once, counts.under_way)
        try:
            return self._answer(headers, body)
        finally:
            with self._guard:
                counts.under_way -= 1

    def _answer(self, headers: Mapping[str, str], body: Mapping[str, Any]) -> Served:
        refused = self._refusal(headers, body)
        prompt = None if refused is not None else read_prompt(body["messages"])
        with self._guard:
            asked = self._counts.asked
            fault = self._due(prompt, len(asked) + 1)
            asked.append(
                Asked(
                    number=len(asked) + 1,
                    at=time.monotonic(),
                    headers=headers,
                    body=body,
                    prompt=prompt,
                    fault=fault,
                )
            )
        self.closing.wait(self.seconds)
        if prompt is None or refused is not None:
            assert refused is not None
            return refused
        return play(fault, prompt, good_answer(prompt), body, counts_tokens=self.counts_tokens)

    def _due(self, prompt: Prompt | None, number: int) -> Fault | None:
        for planned in self._counts.planned:
            if prompt is not None and planned.concerns(prompt, number):
                planned.left = None if planned.left is None else planned.left - 1
                return planned.fault
        return None

    def _refusal(self, headers: Mapping[str, str], body: Mapping[str, Any]) -> Served | None:
        sent = headers.get("authorization")
        if self.key is not None and sent != f"Bearer {self.key}":
            words = f"Incorrect API key provided: {sent}."  # as real ones do
            return Served.error(401, words, code="invalid_api_key")
        if body.get("model") != self.model:
            return Served.error(404, f"The model `{body.get('model')}` does not exist.", code="model_not_found")
        wanted = {body.get("response_format", {}).get("type"), *body}
        lacking = sorted(self.lacks & wanted)
        if lacking:
            words = f"'{lacking[0]}' is not supported." if self.names_what_it_lacks else "Bad request."
            return Served.error(400, words, code="invalid_request_error")
        return None


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    owner: LlmServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over clients that have left; all else is told when the server ends."""
        error = sys.exc_info()[1]
        if error is not None and not isinstance(error, ConnectionError):
            self.owner.errors.append(error)


class _Handler(BaseHTTPRequestHandler):
    """One connection; it may carry many requests."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 30
    server: _Http

    def do_POST(self) -> None:
        """Answer one request."""
        length = int(self.headers.get("Content-Length", "0"))
        raw = self.rfile.read(length)
        if len(raw) < length:  # the client was killed in mid-request
            self.close_connection = True
            return
        if self.path != "/v1/chat/completions":
            self._send(Served.error(404, "not found"))
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        self._send(self.server.owner.answer(headers, json.loads(raw)))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Write nothing: what was asked is in `asked`."""

    def _send(self, served: Served) -> None:
        if served.stalls_seconds:
            self.server.owner.closing.wait(served.stalls_seconds)
            self.close_connection = True
            return
        self.send_response(served.status)
        for name, value in served.headers:
            self.send_header(name, value)
        self.send_header("Content-Type", served.content_type)
        self.send_header("Content-Length", str(len(served.body)))
        self.end_headers()
        self.wfile.write(served.body)
