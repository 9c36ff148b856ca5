"""Tells a monitor how a job ended: its address is called on success, and with `/fail` after it on failure.

The form is that of https://healthchecks.io/docs/signaling_failures/, which others follow.

In: the address, how it went, a line. Out: what went wrong with the telling, or None. It never raises for what
the network does, ends within a bounded time, follows no redirect to another host, and never names the
address: whoever knows it can speak for the job.
"""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from email.message import Message
from typing import IO
from urllib.parse import urlsplit, urlunsplit

from typing_extensions import override

from hfpapers import __version__

TRIES = 2
TIMEOUT_SECONDS = 10.0
_PAUSE_SECONDS = 1.0
#: healthchecks.io keeps 100 kB of a ping; a line is far below.
_BODY_CHARACTERS = 10_000


def ping(url: str, *, is_success: bool, body: str) -> str | None:
    """Tell the monitor; return the problem in a few words, or None where it has heard.

    Args:
        url: An http or https address (`config` has checked it).
        is_success: Whether the job did all that it was to do.
        body: What the monitor is to keep: the job's summary.
    """
    target = url if is_success else failure_url(url)
    data = body[:_BODY_CHARACTERS].encode("utf-8", "replace")
    problem = None
    for attempt in range(TRIES):
        if attempt:
            time.sleep(_PAUSE_SECONDS)
        problem = _post(target, data)
        if problem is None:
            return None
    return problem


def failure_url(url: str) -> str:
    """Return the address that tells of a failure; a query stays at its end."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/fail"))


def _post(url: str, data: bytes) -> str | None:
    headers = {"Content-Type": "text/plain; charset=utf-8", "User-Agent": f"hfpapers/{__version__}"}
    request = urllib.request.Request(url, data=data, headers=headers, method="POST")  # noqa: S310 - config admits http and https only
    opener = urllib.request.build_opener(_SameHost)
    try:
        with opener.open(request, timeout=TIMEOUT_SECONDS):
            return None
    except urllib.error.HTTPError as error:
        error.close()
        return f"it answered {error.code}"
    except _OtherHostError:
        return "it redirects to another host"
    except urllib.error.URLError as error:
        return f"it cannot be reached ({error.reason})"
    except (OSError, http.client.HTTPException, ValueError) as error:
        # Not the words of the error: some of them quote the address.
        return f"it cannot be reached ({type(error).__name__})"


class _OtherHostError(Exception):
    """A redirect that would hand the line, and the address, to somebody else."""


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows redirects within the host only, and never from https to http."""

    @override
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> urllib.request.Request | None:
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        if new.hostname != old.hostname or new.scheme not in {old.scheme, "https"}:
            raise _OtherHostError
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]  # the stub wants HTTPMessage, which every caller hands over
