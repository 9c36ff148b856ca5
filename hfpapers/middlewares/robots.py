"""robots.txt, obeyed everywhere but at arXiv's APIs.

In: requests. Out: the same requests once the host's rules are known and allow them; `RobotsForbiddenError` with
the line that forbids, or `RobotsUnavailableError`.

Scrapy's own middleware (2.14 to 2.19) lets requests through unchecked: all that wait while robots.txt is on its
way await one Deferred, and turning a Deferred into a Future (`Deferred.asFuture`) consumes its result, so that
the first of them gets the rules and every other gets None, which means "no rules". Here a lock per server takes
the place of the Deferred.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser, RobotParser

from hfpapers.errors import ParseError
from hfpapers.middlewares import meta
from hfpapers.middlewares.refusals import RobotsForbiddenError, RobotsUnavailableError
from hfpapers.middlewares.retry import NETWORK_ERRORS
from hfpapers.model.fetched import Endpoint, Intent

logger = logging.getLogger(__name__)

# What may become of a download. Anything else, such as a full disk, is ours and goes on as it is.
_NOT_HAD = (IgnoreRequest, ParseError, *NETWORK_ERRORS)

# These 4xx mean "later", not "there are no rules".
_LATER_STATUSES = frozenset({408, 425, 429})

_ARXIV_APIS = frozenset({Endpoint.ARXIV_ATOM, Endpoint.ARXIV_OAI})

# Protego reads these misspellings, too.
_DISALLOW_LINE = re.compile(r"\s*di[a-z]*l[a-z]*w\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Rules:
    """What a server's robots.txt said: `text` is empty where there is none, `missing` why it could not be had."""

    text: str
    parser: RobotParser
    missing: str | None = None


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's middleware with its race mended, RFC 9309's reading of failures, and errors that name the rule."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        # The crawlers of one crawl share them.
        shared: dict[str, _Rules] | None = crawler.settings.get("HFPAPERS_ROBOTS_RULES")
        self._rules = {} if shared is None else shared

    async def process_request(self, request: Request, spider: Spider | None = None) -> None:  # noqa: ARG002 - Scrapy's
        """Let the request pass, or raise."""
        if not is_exempt(request):
            await super().process_request(request)

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """Return the rules of the request's server, asking for them once a crawl.

        Raises:
            RobotsUnavailableError: They could not be had, and so nothing may be asked for.
        """
        site = _site(request)
        async with self._locks[site]:
            if site not in self._rules:
                self._rules[site] = await self._ask(site)
        rules = self._rules[site]
        if rules.missing is not None:
            raise RobotsUnavailableError(request.url, rules.missing)
        return rules.parser

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Raise `RobotsForbiddenError` if the rules forbid the address."""
        settings = self.crawler.settings
        agent = str(settings["ROBOTSTXT_USER_AGENT"] or settings["USER_AGENT"])
        if rp is None or rp.allowed(request.url, agent):
            return
        self.crawler.stats.inc_value("robotstxt/forbidden")
        rules = self._rules[_site(request)]
        raise RobotsForbiddenError(request.url, forbidding_line(rules.text, request.url, agent))

    async def _ask(self, site: str) -> _Rules:
        request = Request(
            f"{site}/robots.txt",
            priority=self.DOWNLOAD_PRIORITY,
            meta={meta.DONT_OBEY_ROBOTSTXT: True},
            callback=NO_CALLBACK,
        )
        body = b""
        try:
            response = await self.crawler.engine.download_async(request)
        except _NOT_HAD as error:
            missing: str | None = f"{type(error).__name__}: {error}"
        else:
            missing = _why_missing(response)
            if response.status // 100 == 2:  # noqa: PLR2004 - the class of the status
                body = response.body
        if missing is not None:
            logger.warning("%s: could not be had (%s); nothing there is asked for", request.url, missing)
        text = body.decode("utf-8-sig", "ignore")
        return _Rules(text, ProtegoRobotParser.from_crawler(self.crawler, body), missing)


def is_exempt(request: Request) -> bool:
    """Tell whether robots.txt does not bind the request.

    The one exemption is arXiv's APIs, search and OAI-PMH: robots.txt there disallows everything, while the terms of
    use sanction just this use and bind it otherwise (`pace`). See docs/decisions.
    """
    intent = request.meta.get(meta.INTENT)
    return isinstance(intent, Intent) and intent.endpoint in _ARXIV_APIS


def forbidding_line(text: str, url: str, agent: str) -> str:
    """Return the line of a robots.txt that forbids an address, the most specific one if several do.

    A line is tested by emptying every other Disallow line. They are emptied and not left out, since a group of
    user agents ends with the first rule after it.
    """
    lines = text.splitlines()
    rules = [index for index, line in enumerate(lines) if _DISALLOW_LINE.match(line)]
    guilty = []
    for index in rules:
        others = set(rules) - {index}
        alone = "\n".join("Disallow:" if other in others else line for other, line in enumerate(lines))
        if not Protego.parse(alone).can_fetch(url, agent):
            guilty.append(lines[index].partition("#")[0].strip())
    return max(guilty, key=len, default="no single line")


def _why_missing(response: Response) -> str | None:
    """Return why an answer tells no rules; RFC 9309: 4xx means that there are none, 5xx that nothing is allowed."""
    if "dataloss" in response.flags:
        return "its body was cut on the wire"
    # The class of the status: 2 is an answer, 4 that there is none.
    kind = response.status // 100
    if kind == 2 or (kind == 4 and response.status not in _LATER_STATUSES):  # noqa: PLR2004 - told above
        return None
    return f"it answered {response.status}"


def _site(request: Request) -> str:
    parts = urlsplit(request.url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"
