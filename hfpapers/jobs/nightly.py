"""The nightly job: an archive's configuration in, what came of the night out. Says nothing to anybody by itself.

It brings the archive up to date: every unsettled day since its first, votes that are due, what arXiv owes, young
papers' metadata; then it looks for drift. A step of its own that comes later (enrichment, deliveries, the site) is a
function here, called by `run_nightly` after the crawl, with its outcome in `NightlyResult`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from hfpapers import drift
from hfpapers.config import Config
from hfpapers.crawl import CrawlEstimate, CrawlOrder, CrawlProgress, CrawlResult, run_crawl
from hfpapers.errors import StoreError
from hfpapers.ingest import WriteReport
from hfpapers.jobs.delivery import DeliveryResult, deliver_nightly
from hfpapers.jobs.drift_watch import look_for_drift
from hfpapers.jobs.enrichment import OnProgress
from hfpapers.jobs.enrichment_nightly import NightlyEnrichment, enrich_nightly
from hfpapers.model.fetched import Endpoint, Intent, Source
from hfpapers.model.health_views import RunView, RunYieldView
from hfpapers.model.periods import Period
from hfpapers.store.database import Database
from hfpapers.store.lock import ArchiveLock
from hfpapers.store.lost import refuse_lost_database


@dataclass(frozen=True, slots=True, kw_only=True)
class NightlyOrder:
    """What is wanted beside the lists and votes, which always are; the fields are those of `CrawlOrder`."""

    via: str = "auto"
    with_arxiv: bool = True
    deep: bool = False
    fulltext: bool = False
    licences: bool = False
    #: Whether digests are sent where channels are configured.
    delivers: bool = True
    #: Whether a language model is asked where languages are configured.
    enriches: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Watchers:
    """Who is told of the crawl and the enrichment while they go on; as `run_crawl` and `run_enrichment` have them."""

    on_plan: Callable[[CrawlEstimate], None] | None = None
    on_report: Callable[[WriteReport], None] | None = None
    on_progress: Callable[[CrawlProgress], None] | None = None
    on_enriched: OnProgress | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NightlyResult:
    """What came of a night.

    Attributes:
        crawl: What the crawl says of its days.
        run: The row of its run.
        came_in: What the archive has gained since the run began.
        requests: Responses that were had from each source, retries and robots.txt included.
        findings: Drift that stands, the gravest first.
        seconds: How long all of it took.
        delivered: What came of the deliveries; nothing without channels.
        enriched: What came of asking a language model; nothing without a language.
    """

    crawl: CrawlResult
    run: RunView
    came_in: RunYieldView
    requests: Mapping[Source, int]
    findings: tuple[drift.Finding, ...]
    seconds: float
    delivered: DeliveryResult = field(default_factory=DeliveryResult)
    enriched: NightlyEnrichment = field(default_factory=NightlyEnrichment)

    @property
    def new_findings(self) -> tuple[drift.Finding, ...]:
        """Those that were met for the first time this night, or of which that is not known."""
        began = self.run.started_at
        return tuple(f for f in self.findings if f.first_seen_at is None or f.first_seen_at >= began)


def run_nightly(
    config: Config, order: NightlyOrder, *, command: str, watchers: Watchers | None = None
) -> NightlyResult:
    """Bring the archive up to date, and say what came of it.

    Args:
        config: Where the archive and upstream are.
        order: What is wanted beside the lists.
        command: What the user ran, for the `run` table.
        watchers: Who is told meanwhile.

    Raises:
        ArchiveBusyError: Another program is writing to the archive; nothing was done.
        HfpapersError: The archive cannot be opened or written to. What was stored until then stays.
    """
    began, watchers, enriched = _now(), watchers or Watchers(), NightlyEnrichment()
    with ArchiveLock.acquire(config, holder=command) as lock:
        crawled = _crawl(config, order, command, watchers, today=began.date())
        run, came_in, findings = _look_back(config, command, began)
        if order.enriches and config.enrich_languages:
            lock.release()  # asking a model takes long, and others may want to write meanwhile
            enriched = enrich_nightly(config, today=began.date(), on_progress=watchers.on_enriched)
        # The last step: what the night brought in is what is sent.
        delivered = deliver_nightly(config, command=command) if order.delivers else DeliveryResult()
    seconds = (_now() - began).total_seconds()
    return NightlyResult(
        crawl=crawled,
        run=run,
        came_in=came_in,
        requests=_by_source(config, came_in.responses),
        findings=findings,
        seconds=seconds,
        delivered=delivered,
        enriched=enriched,
    )


def _crawl(config: Config, order: NightlyOrder, command: str, watchers: Watchers, *, today: date) -> CrawlResult:
    crawl_order = CrawlOrder(
        period=Period.of_range(_first_day(config, today=today), today),
        via=order.via,
        with_arxiv=order.with_arxiv,
        with_votes=True,
        with_refresh=order.with_arxiv,
        deep=order.deep,
        fulltext=order.fulltext,
        licences=order.licences,
        waits=False,
    )
    return run_crawl(
        config,
        crawl_order,
        command=command,
        on_plan=watchers.on_plan,
        on_report=watchers.on_report,
        on_progress=watchers.on_progress,
    )


def _first_day(config: Config, *, today: date) -> date:
    """Return the first day that the archive was ever asked for; of a new one yesterday: the history is `crawl`'s.

    The database is made or migrated here, as any command that writes does it.
    """
    refuse_lost_database(config)
    with closing(Database.open_for_writing(config.database_url)) as database, database.read() as queries:
        covered = queries.covered_range()
    return min(covered[0], today) if covered is not None else today - timedelta(days=1)


def _look_back(
    config: Config, command: str, began: datetime
) -> tuple[RunView, RunYieldView, tuple[drift.Finding, ...]]:
    with closing(Database.open_for_reading(config.database_url)) as database, database.read() as queries:
        run = queries.runs.newest(command=command)
        if run is None or run.started_at < began:
            raise StoreError(database.name, "has lost the night's run; was it replaced meanwhile?")
        return run, queries.runs.load_yield(run), look_for_drift(queries, today=began.date())


def _by_source(config: Config, responses: Mapping[str, int]) -> dict[Source, int]:
    counts = dict.fromkeys(Source, 0)
    sites_of_arxiv = tuple(_site(url) for url in (config.arxiv_url, config.oai_url))
    for name, number in responses.items():
        if name in set(Endpoint):
            source = Intent(endpoint=Endpoint(name)).source
        else:
            source = Source.ARXIV if name in sites_of_arxiv else Source.HUGGINGFACE
        counts[source] += number
    return counts


def _site(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _now() -> datetime:
    return datetime.now(tz=UTC)
