"""An archive filled with every day of the sample upstream, by the product's own ingest, without a network.

In: a configuration. Out: rows, as a crawl of each day three days later would write them, and a second look at a few
days after votes went up. No bodies are kept; `tests/crawl` is where crawls are real.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hfpapers import ingest, plan
from hfpapers.config import Config
from hfpapers.model.fetched import Endpoint, Fetched, Intent
from hfpapers.sources.arxiv.urls import atom_url
from hfpapers.sources.huggingface.urls import daily_api_url
from hfpapers.store.archive import Archive
from tests.upstream import Settings, sample_days
from tests.upstream.archive import Archive as UpstreamArchive
from tests.upstream.arxiv import ArxivSite
from tests.upstream.huggingface import HuggingFaceSite
from tests.upstream.messages import Request, Role
from tests.upstream.sample import EMPTY_WEEKEND, TODAY

HF, ARXIV = "https://huggingface.co", "https://export.arxiv.org"
LOOKED_AT_TWICE = (date(2024, 4, 4), date(2026, 11, 17))
ASKED_TOO_EARLY = TODAY + timedelta(days=1)


def fill(config: Config, *, looks_again: bool = True) -> None:
    """Write the whole sample archive."""
    days = sample_days()
    sample = _Sample()
    with Archive.open(config, command="fill", now=_at(TODAY)) as archive:
        for day in sorted({*days, *EMPTY_WEEKEND}):
            sample.read_day(archive, day, look_at=_at(day + timedelta(days=3)))
        sample.read_arxiv(archive, [entry.arxiv_id for day in days for entry in days[day]])
        for day in LOOKED_AT_TWICE if looks_again else ():
            for entry in days[day][:3]:
                sample.upstream.set_votes(entry.arxiv_id, (entry.upvotes or 0) + 10, None)
            sample.read_day(archive, day, look_at=_at(day + timedelta(days=30)))
        _not_open(archive, ASKED_TOO_EARLY)
        archive.finish("ok", None, now=_at(TODAY))


class _Sample:
    def __init__(self) -> None:
        self.upstream = UpstreamArchive(sample_days(), TODAY)
        settings = Settings(api_quota=100_000)
        self._sites: dict[Role, HuggingFaceSite | ArxivSite] = {
            "huggingface": HuggingFaceSite(self.upstream, settings),
            "arxiv": ArxivSite(self.upstream, settings),
        }

    def read_day(self, archive: Archive, day: date, *, look_at: datetime) -> None:
        page, is_last = 0, False
        while not is_last:
            intent = Intent(endpoint=Endpoint.DAILY_API, day=day, look_at=look_at, page=page, limit=plan.PAGE_LIMIT)
            url = daily_api_url(HF, day, page=page, limit=plan.PAGE_LIMIT)
            answer = self._ask("huggingface", url, intent, at=look_at + timedelta(seconds=page))
            assert isinstance(answer, ingest.DailyAnswer)
            ingest.store(archive, answer)
            is_last = plan.is_last_page(answer.parsed.record.offered, limit=plan.PAGE_LIMIT)
            page += 1

    def read_arxiv(self, archive: Archive, arxiv_ids: list[str]) -> None:
        ids = tuple(dict.fromkeys(arxiv_ids))
        for start in range(0, len(ids), plan.ARXIV_BATCH):
            batch = ids[start : start + plan.ARXIV_BATCH]
            url = atom_url(ARXIV, batch, max_results=len(batch))
            intent = Intent(endpoint=Endpoint.ARXIV_ATOM, arxiv_ids=batch)
            ingest.store(archive, self._ask("arxiv", url, intent, at=_at(TODAY)))

    def _ask(self, role: Role, url: str, intent: Intent, *, at: datetime) -> ingest.Answer:
        base = HF if role == "huggingface" else ARXIV
        request = Request(role=role, method="GET", target=url.removeprefix(base), headers={"accept": "*/*"})
        response = self._sites[role].answer(request)
        return ingest.parse(
            Fetched(url=url, status=response.status, body=response.body, requested_at=at, intent=intent)
        )


def _not_open(archive: Archive, day: date) -> None:
    intent = Intent(endpoint=Endpoint.DAILY_API, day=day, look_at=_at(TODAY))
    ingest.store(archive, ingest.NoSuchDay(intent=intent, at=_at(TODAY), detail="the day has not begun in UTC"))


def _at(day: date) -> datetime:
    return datetime.combine(day, time(2, 10), UTC)
