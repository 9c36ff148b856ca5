"""Crawls for the middlewares' tests: a process that runs one scenario after the other, since a reactor runs once.

In: a line of JSON for each scenario, on stdin. Out: a line of JSON for each, on stdout: what reached the spider, what
was kept, what was logged. The settings are the project's own; only what a scenario names differs.
"""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import resource
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.utils.reactor import install_reactor
from twisted.python.failure import Failure

from hfpapers.config import Config
from hfpapers.errors import RawError
from hfpapers.model.fetched import Endpoint, Intent, RawRef
from hfpapers.model.forgotten import Forgotten, Subject
from hfpapers.store.raw import Exchange


@dataclass(frozen=True)
class Kept:
    ref: RawRef
    fetch_id: int


@dataclass
class MemoryArchive:
    """Keeps in memory; `broken` urls cannot be kept."""

    broken: list[str] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    forgotten: Forgotten = field(default_factory=Forgotten)

    def learn(self, subjects: frozenset[Subject], *, now: datetime) -> None:
        raise AssertionError(f"nothing was forgotten, so there is nothing to learn: {subjects} at {now}")

    def keep(self, exchange: Exchange) -> Kept:
        if exchange.url in self.broken:
            raise RawError("here", "the disk is full")
        self.exchanges.append(exchange)
        return Kept(RawRef(file="memory", offset=len(self.exchanges)), len(self.exchanges))


class LogLines(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name} {self.format(record)}")


class ScenarioSpider(Spider):
    """Asks for what the scenario names, and notes what comes back."""

    name = "scenario"
    scenario: dict[str, Any]
    archive: MemoryArchive

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.settings.set("HFPAPERS_ARCHIVE", spider.archive, priority="spider")
        return spider

    async def start(self) -> AsyncIterator[Request]:
        self.outcomes: list[dict[str, Any]] = []
        if "stop_after_seconds" in self.scenario:
            asyncio.get_running_loop().call_later(self.scenario["stop_after_seconds"], self._stop)
        for asked in self.scenario["requests"]:
            endpoint = asked.get("endpoint", Endpoint.DAILY_API)
            meta = {"hfpapers_intent": Intent(endpoint=Endpoint(endpoint))}
            yield Request(asked["url"], callback=self.got, errback=self.failed, meta=meta)

    def got(self, response: Response) -> Iterator[Request]:
        if self.scenario.get("empty_is_transient") and not response.body:
            from hfpapers.middlewares.retry import retry_request  # noqa: PLC0415 - after the reactor is installed

            assert response.request is not None
            again = retry_request(response.request, "empty", self.settings["HFPAPERS_CONFIG"], response=response)
            if again is not None:
                yield again
                return
        body = response.body
        self._note(
            response.request,
            status=response.status,
            body=body.decode("latin-1") if len(body) < 2000 else None,
            size=len(body),
            flags=response.flags,
            headers=sorted(response.headers.to_unicode_dict()),
        )

    def failed(self, failure: Failure) -> None:
        error = failure.value
        self._note(failure.request, error=type(error).__name__, message=str(error))  # type: ignore[attr-defined]  # set by Scrapy

    def _note(self, request: Request | None, **outcome: Any) -> None:
        assert request is not None
        kept = request.meta.get("hfpapers_kept")
        self.outcomes.append(
            {
                "url": request.url,
                "tries": request.meta.get("hfpapers_try", 1),
                "gave_up": request.meta.get("hfpapers_gave_up"),
                "redirect_urls": request.meta.get("redirect_urls", []),
                "endpoint": request.meta["hfpapers_intent"].endpoint,
                "kept": kept.fetch_id if kept else None,
                "seconds": time.monotonic() - self.scenario["began"],
                **outcome,
            }
        )

    def _stop(self) -> None:
        self._stopping = asyncio.ensure_future(self.crawler.stop_async())


async def run(scenario: dict[str, Any]) -> dict[str, Any]:
    settings = Settings()
    settings.setmodule("hfpapers.settings", priority="project")
    settings.setdict({"SPIDER_MODULES": [], "ITEM_PIPELINES": {}}, priority="cmdline")
    home = Path(scenario["home"])
    config = Config(home=home, database_url="sqlite://", **scenario["config"])
    settings.set("HFPAPERS_CONFIG", config, priority="cmdline")
    settings.set("HFPAPERS_PACE_FOLDER", str(home / "pace"), priority="cmdline")
    for name, value in scenario.get("settings", {}).items():
        known = settings[name]
        settings.set(name, {**known, **value} if isinstance(value, dict) else value, priority="cmdline")
    archive = MemoryArchive(broken=scenario.get("broken", []))
    log = LogLines()
    logging.getLogger().addHandler(log)
    scenario["began"] = time.monotonic()
    runner = AsyncCrawlerRunner(settings)
    crawler = runner.create_crawler(ScenarioSpider)
    try:
        await runner.crawl(crawler, scenario=scenario, archive=archive)
    finally:
        logging.getLogger().removeHandler(log)
    return {
        "outcomes": crawler.spider.outcomes if isinstance(crawler.spider, ScenarioSpider) else [],
        "kept": [_summary(exchange) for exchange in archive.exchanges],
        "log": log.lines,
        "seconds": time.monotonic() - scenario["began"],
        "peak_kib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
    }


def _summary(exchange: Exchange) -> dict[str, Any]:
    return {
        "url": exchange.url,
        "status": exchange.status,
        "reason": exchange.reason,
        "http_version": exchange.http_version,
        "request_headers": exchange.request_headers,
        "response_headers": exchange.response_headers,
        "size": len(exchange.body),
        "body": base64.b64encode(exchange.body[:5000]).decode(),
        "truncated": exchange.truncated,
        "requested_at": exchange.requested_at.isoformat(),
        "ip_address": exchange.ip_address,
        "endpoint": exchange.intent.endpoint if exchange.intent else None,
    }


async def serve() -> None:
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        result = await run(json.loads(line))
        sys.stdout.write(json.dumps(result) + "\n")
        sys.stdout.flush()


def main() -> None:
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor  # noqa: PLC0415 - the one installed above

    logging.getLogger().setLevel(logging.DEBUG)
    task = asyncio.get_event_loop().create_task(serve())
    task.add_done_callback(lambda _: reactor.stop())  # type: ignore[misc]  # the module becomes the reactor, which zope.interface types as its class
    reactor.run()  # type: ignore[misc]  # the module becomes the reactor, which zope.interface types as its class
    task.result()


if __name__ == "__main__":
    main()
