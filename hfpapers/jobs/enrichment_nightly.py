"""The night's enrichment: a configuration in, what came of it out. Nothing that is wrong here ends the night.

For each configured language, the days of the last week that have a whole list, the newest first; what is there already
costs no request.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta

from hfpapers.config import Config
from hfpapers.enrich.budget import Limits
from hfpapers.errors import HfpapersError
from hfpapers.jobs.enrichment import OnProgress, run_enrichment
from hfpapers.jobs.enrichment_order import ALL_KINDS, EnrichmentOrder, EnrichmentResult
from hfpapers.model.coverage import DayState
from hfpapers.model.enrichment import EnrichmentKind, TextSource
from hfpapers.model.periods import Period
from hfpapers.store.database import Database

#: What the `run` table says: the night itself has a run of its own.
COMMAND = "hfpapers enrich (nightly)"
DAYS_BACK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class NightlyEnrichment:
    """What came of it; both None where no language is configured.

    Attributes:
        problem: Why nothing could be asked, in one line.
    """

    result: EnrichmentResult | None = None
    problem: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the endpoint answered all that it was asked; that an answer is refused is part of every night."""
        return self.problem is None if self.result is None else self.result.is_answered


def enrich_nightly(config: Config, *, today: date, on_progress: OnProgress | None = None) -> NightlyEnrichment:
    """Ask for what the last days lack.

    Args:
        config: Names languages and kinds; without a language, nothing is asked.
        today: The UTC day that it is.
        on_progress: Called after each entry.
    """
    if not config.enrich_languages:
        return NightlyEnrichment()
    try:
        orders = _orders(config, today)
        if not orders:
            return NightlyEnrichment()
        result = run_enrichment(config, orders, limits=Limits(), command=COMMAND, on_progress=on_progress)
        return NightlyEnrichment(result=result)
    except HfpapersError as error:
        return NightlyEnrichment(problem=str(error))


def _orders(config: Config, today: date) -> tuple[EnrichmentOrder, ...]:
    days = tuple(today - timedelta(days=back) for back in range(DAYS_BACK + 1))
    with closing(Database.open_for_reading(config.database_url)) as database, database.read() as queries:
        whole = {coverage.day for coverage in queries.list_days(days) if coverage.state is DayState.COMPLETE}
    kinds = tuple(map(EnrichmentKind, config.enrich_kinds)) or ALL_KINDS
    orders = (
        EnrichmentOrder(
            period=Period.of_day(day), language=language, kinds=kinds, source=TextSource(config.enrich_from)
        )
        for day in days
        if day in whole
        for language in config.enrich_languages
    )
    return tuple(order for order in orders if order.wanted_kinds)
