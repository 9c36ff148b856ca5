"""Requests that are not made, and redirects that are not followed: what an errback meets besides network errors.

All are `IgnoreRequest`, which Scrapy hands to the errback without logging a traceback, and `HfpapersError`, whose
message is one line for a user. A body that is too large or does not decode is a `ParseError` (see `decompress`).
"""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest

from hfpapers.errors import HfpapersError


class RequestRefusedError(HfpapersError, IgnoreRequest):
    """Refused on our side: `url` was asked for, `problem` is why it was not had."""

    def __init__(self, url: str, problem: str) -> None:
        super().__init__(f"{url}: {problem}")
        self.url = url
        self.problem = problem


class RobotsForbiddenError(RequestRefusedError):
    """The host's robots.txt forbids the path; `rule` is the line that does."""

    def __init__(self, url: str, rule: str) -> None:
        super().__init__(url, f"forbidden by robots.txt ({rule})")
        self.rule = rule


class RobotsUnavailableError(RequestRefusedError):
    """Whether the path may be asked for is not known, so it is not (RFC 9309, 2.3.1.4)."""

    def __init__(self, url: str, cause: str) -> None:
        super().__init__(url, f"not asked for, as the host's robots.txt could not be had: {cause}")
        self.cause = cause


class RedirectRefusedError(RequestRefusedError):
    """The answer pointed to `target`, which is not followed."""

    def __init__(self, url: str, target: str, cause: str) -> None:
        super().__init__(url, f"redirect to {target} refused: {cause}")
        self.target = target
        self.cause = cause


class HostPausedError(RequestRefusedError):
    """The host asked not to be called for `seconds`, which is longer than a crawl waits."""

    def __init__(self, url: str, seconds: float) -> None:
        super().__init__(url, f"the host asks to wait for another {seconds:.0f} s; run again then")
        self.seconds = seconds


class CrawlStoppingError(RequestRefusedError):
    """The crawl was told to stop while the request waited for its turn."""

    def __init__(self, url: str) -> None:
        super().__init__(url, "not asked for, as the crawl is stopping")
