"""What goes in and out of a site: a request as it was sent, a response before it is on the wire.

No sockets here: how a response breaks on its way is a value (`Wire`) that the server acts on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Literal, Self
from urllib.parse import parse_qs, unquote, urlsplit

Role = Literal["huggingface", "arxiv"]

ROBOTS_PATH = "/robots.txt"


class Wire(StrEnum):
    """How a response is sent."""

    WHOLE = "whole"
    CUT = "cut"
    CUT_CHUNKED = "cut_chunked"
    STALL = "stall"
    RESET = "reset"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request.

    Attributes:
        target: Path and query as sent.
        headers: Lower-case name to value.
        gap_seconds: Time since the role's last request came; None for its first. robots.txt does not count.
        parallel: Requests of the role being answered now, this one included. robots.txt does not count.
    """

    role: Role
    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    gap_seconds: float | None = None
    parallel: int = 1

    @property
    def path(self) -> str:
        """The path, as sent."""
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        """The query's parameters; of one that is given twice, the last."""
        parameters = parse_qs(urlsplit(self.target).query, keep_blank_values=True)
        return {name: values[-1] for name, values in parameters.items()}

    @property
    def readable_target(self) -> str:
        """Path and query with percent signs resolved, for matching."""
        return unquote(self.target.replace("+", " "))

    @property
    def is_robots(self) -> bool:
        """Whether it asks for robots.txt."""
        return self.path == ROBOTS_PATH


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One response.

    Attributes:
        headers: Without those of the framing (`Content-Length`, `Transfer-Encoding`).
        body: Before compression, unless `verbatim`.
        share: How much of the body is sent before `wire` breaks it, from 0 to 1.
        delay_seconds: Wait before the first byte; for `Wire.STALL` the longest hang.
        verbatim: The body is sent as it is, whatever the client accepts.
    """

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    wire: Wire = Wire.WHOLE
    share: float = 0.5
    delay_seconds: float = 0.0
    verbatim: bool = False

    def header(self, name: str) -> str | None:
        """Return a header's value; None where it is not there."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def with_headers(self, *more: tuple[str, str]) -> Self:
        """Return the response with these headers, each in place of one of the same name."""
        names = {name.lower() for name, _ in more}
        kept = tuple(pair for pair in self.headers if pair[0].lower() not in names)
        return replace(self, headers=kept + more)


def text_response(text: str, content_type: str, *, status: int = 200) -> Response:
    """Build a response of UTF-8 text."""
    return Response(status=status, headers=(("Content-Type", content_type),), body=text.encode("utf-8"))


def json_response(value: Any, *, status: int = 200) -> Response:
    """Build a response in the compact JSON of the wire."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text_response(text, "application/json; charset=utf-8", status=status)


def redirect(location: str) -> Response:
    """Build a 302."""
    return Response(
        status=302,
        headers=(("Location", location), ("Content-Type", "text/plain; charset=utf-8")),
        body=f"Found. Redirecting to {location}".encode(),
    )
