"""What came of the requests that a chat plugin makes, and silence about them.

A plugin of apprise tells only whether all went well. Whether a message may be sent again depends on more: was it handed
over at all, and was it answered? So the requests are listened to on their way, in the library that the plugins use. And
since the log lines of these libraries quote addresses, which are secrets here, none of them gets further.
"""

from __future__ import annotations

import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

_TALKATIVE = ("apprise", "requests", "urllib3")
_NEVER_SENT = ("ConnectTimeout", "ProxyError", "InvalidURL", "InvalidSchema", "MissingSchema", "InvalidHeader")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What came of one request.

    Attributes:
        status: The answer's; None where there was none.
        was_sent: Whether it may have reached the service.
        body: Of the answer.
    """

    status: int | None
    was_sent: bool
    body: bytes = b""


@contextmanager
def listening(requests: Any) -> Iterator[list[Heard]]:
    """Give a list that fills up with what comes of each request made meanwhile, in any thread.

    Args:
        requests: The library of that name, as the plugin has it: it is no dependency of ours.
    """
    heard: list[Heard] = []
    send = requests.Session.send

    def listened(session: Any, request: Any, **options: Any) -> Any:
        try:
            response = send(session, request, **options)
        except Exception as error:
            heard.append(Heard(status=None, was_sent=not _never_sent(requests, error)))
            raise
        # A body that is streamed is the plugin's to read.
        body = b"" if options.get("stream") else response.content
        heard.append(Heard(status=response.status_code, was_sent=True, body=body))
        return response

    requests.Session.send = listened
    try:
        yield heard
    finally:
        requests.Session.send = send


@contextmanager
def hushed() -> Iterator[None]:
    """Keep what these libraries log to themselves; what apprise collects for its result, it still collects."""
    loggers = [logging.getLogger(name) for name in _TALKATIVE]
    before = [logger.propagate for logger in loggers]
    nowhere = logging.NullHandler()
    for logger in loggers:
        logger.addHandler(nowhere)
        logger.propagate = False
    try:
        yield
    finally:
        for logger, propagates in zip(loggers, before, strict=True):
            logger.propagate = propagates
            logger.removeHandler(nowhere)


def _never_sent(requests: Any, error: Exception) -> bool:
    """Tell whether no byte of a request reached the service; where it is not certain, it may have."""
    if isinstance(error, tuple(getattr(requests.exceptions, name) for name in _NEVER_SENT)):
        return True
    inner = error.args[0] if error.args else None
    reason = inner.reason if isinstance(inner, requests.adapters.MaxRetryError) else inner
    cause = reason.args[0] if isinstance(reason, Exception) and reason.args else None
    no_connection: type[Exception] = requests.adapters.NewConnectionError
    return isinstance(reason, no_connection) or isinstance(cause, ssl.SSLCertVerificationError)
