"""What both spiders share: the archive, the span of days, and what a response or an error comes to."""

from __future__ import annotations

import logging
from abc import abstractmethod
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

import scrapy
from scrapy import signals

from hfpapers import ingest
from hfpapers.config import load_config
from hfpapers.errors import BodyError, HfpapersError, RawError, StoreError, TransientBodyError
from hfpapers.middlewares import meta
from hfpapers.middlewares.refusals import CrawlStoppingError, RobotsForbiddenError
from hfpapers.middlewares.retry import retry_request
from hfpapers.model.fetched import Fetched, Intent
from hfpapers.model.periods import Period, parse_day
from hfpapers.store.archive import Archive

logger = logging.getLogger(__name__)

#: Statuses of a site that is down, or does not want us now; they were tried again already.
_DOWN_STATUSES = frozenset({403, 406, 429, *range(500, 600)})

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from hfpapers.config import Config


class ArchiveSpider(scrapy.Spider):
    """A spider that works for an archive.

    Args (by `-a` on Scrapy's command line, or from `hfpapers.crawl`):
        since: First day, `2024-04-15`; required.
        until: Last day; `since` where it is not given.
    """

    archive: Archive
    config: Config

    #: Who is asked, for people.
    site = "Hugging Face"
    #: So many requests in a row that came to nothing, each after all its tries, mean that the site is down.
    most_failures: int

    def __init__(self, *, since: str, until: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.period = Period.of_range(parse_day(since), parse_day(until or since))
        self._failures = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make the spider; open an archive of its own where none was handed over, as under `scrapy crawl`."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.config = crawler.settings.get("HFPAPERS_CONFIG") or load_config()
        archive = crawler.settings.get("HFPAPERS_ARCHIVE")
        if archive is None:
            archive = Archive.open(spider.config, command=f"scrapy crawl {cls.name}", now=now())
            crawler.settings.set("HFPAPERS_ARCHIVE", archive, priority="spider")
            crawler.signals.connect(spider.close_own_archive, signal=signals.spider_closed)
        spider.archive = archive
        return spider

    def close_own_archive(self, reason: str) -> None:
        """Record how a run of Scrapy's own command ended."""
        state = "failed" if reason != "finished" else "incomplete" if self.lacks() else "ok"
        self.archive.finish(state, reason, now=now())
        self.archive.close()

    def request(self, url: str, intent: Intent, *, accept: str, context: object = None) -> scrapy.Request:
        """Make a request that says what it is for, to the server and to ourselves."""
        return scrapy.Request(
            url,
            headers={"Accept": accept},
            meta={meta.INTENT: intent},
            callback=self.read,
            errback=self.fail,
            dont_filter=True,  # the plan asks for nothing twice; a day is looked at again on purpose
            cb_kwargs={"context": context},
        )

    def read(self, response: Response, context: Any = None) -> Iterator[Any]:
        """Read an answer; ask again where it says "later"."""
        fetched = ingest.redacted(self.archive, fetched_of(response))
        try:
            answer = ingest.parse(fetched)
        except TransientBodyError as problem:
            asked_for = self.request_again(_request_of(response))
            again = retry_request(asked_for, problem.detail, self.config, response=response)
            if again is not None:
                yield again
                return
            self._count(is_down=True)
            yield from self.on_failure(ingest.failure_of(fetched, problem))
        except BodyError as problem:
            self._count(is_down=fetched.status in _DOWN_STATUSES)
            yield from self.on_failure(ingest.failure_of(fetched, problem))
        else:
            self._count(is_down=False)
            yield answer
            yield from self.on_answer(answer, context)

    def fail(self, failure: Failure) -> Iterator[Any]:
        """Turn an error into what it means for the archive.

        Raises:
            HfpapersError: The archive itself cannot be written to; the crawl must end.
        """
        problem = failure.value
        if isinstance(problem, RawError | StoreError):
            raise problem
        if isinstance(problem, CrawlStoppingError):
            return  # nobody was asked, so nothing failed
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it on every errback's failure
        if not isinstance(problem, RobotsForbiddenError):
            self._count(is_down=True)
        item = ingest.Failure(
            intent=request.meta[meta.INTENT],
            at=now(),
            detail=_explained(problem),
            is_forbidden=isinstance(problem, RobotsForbiddenError),
        )
        yield from self.on_failure(item)

    def request_again(self, request: scrapy.Request) -> scrapy.Request:
        """Say how to ask again for what was answered by "later"; the same request, where a spider knows no better."""
        return request

    async def until_room(self) -> None:
        """Wait until what was asked for is under way.

        So a look begins when it is asked for, not when the crawl began, and a long crawl holds few requests.
        """
        if self.crawler.engine.needs_backout():
            await self.crawler.signals.wait_for(signals.scheduler_empty)

    @property
    def is_down(self) -> bool:
        """Whether the source gave nothing for so long that asking on would only take hours."""
        return self._failures >= self.most_failures

    @abstractmethod
    def lacks(self) -> bool:
        """Tell whether something that upstream offers for the span of days is not stored."""

    def _count(self, *, is_down: bool) -> None:
        self._failures = self._failures + 1 if is_down else 0
        if is_down and self._failures == self.most_failures:
            logger.warning(
                "%s is taken to be down: %s requests in a row came to nothing; what was not asked for stays owed",
                self.site,
                self._failures,
            )

    @abstractmethod
    def on_answer(self, answer: ingest.Answer, context: Any) -> Iterator[Any]:
        """Go on from an answer that was read; `context` is what the request carried, None where it carried nothing."""

    @abstractmethod
    def on_failure(self, failure: ingest.Failure) -> Iterator[Any]:
        """Go on from a request that came to nothing."""


def now() -> datetime:
    """Return the moment; spiders are where the clock is read."""
    return datetime.now(tz=UTC)


def fetched_of(response: Response) -> Fetched:
    """Turn a live response into the value that everything after it works on."""
    about = response.meta
    kept = about[meta.KEPT]
    headers = {
        name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
    }
    return Fetched(
        url=response.url,
        status=response.status,
        headers=headers,
        body=response.body,
        requested_at=about[meta.REQUESTED_AT],
        intent=about[meta.INTENT],
        truncated="dataloss" in response.flags,
        raw=kept.ref,
        fetch_id=kept.fetch_id,
    )


def _request_of(response: Response) -> scrapy.Request:
    if response.request is None:
        message = f"{response.url}: a response without its request"
        raise RuntimeError(message)
    return response.request


def _explained(problem: BaseException | None) -> str:
    text = " ".join(str(problem).split()) or type(problem).__name__
    return text[:300] if isinstance(problem, HfpapersError) else f"{type(problem).__name__}: {text}"[:300]
