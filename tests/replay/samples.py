"""Archives with invented days and papers, kept and read as a crawl does it, without a network."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hfpapers import ingest
from hfpapers.config import Config, load_config
from hfpapers.model.fetched import Endpoint, Intent
from hfpapers.reread import read_kept
from hfpapers.store.archive import Archive, Kept
from hfpapers.store.raw import Exchange, read_exchange
from tests.upstream import ArxivFacts, Entry, Settings, invented_day, render_item
from tests.upstream.archive import Archive as Sample
from tests.upstream.arxiv import ArxivSite
from tests.upstream.messages import Request

BEGIN = datetime(2026, 6, 10, 3, tzinfo=UTC)
DAYS = (date(2026, 6, 1), date(2026, 6, 2), date(2026, 6, 3))


def config_of(home: Path, database_url: str | None = None) -> Config:
    return load_config(home=home, database_url=database_url, environ={})


def open_archive(config: Config, *, at: datetime = BEGIN, rebuilds: bool = False) -> Archive:
    return Archive.open(config, command="test", now=at, rebuilds=rebuilds)


def entries_of(day: date, count: int = 8) -> list[Entry]:
    return list(invented_day(day, count))


def list_answer(
    day: date,
    at: datetime,
    *,
    votes: int = 0,
    entries: Sequence[Entry] | None = None,
    look_at: datetime | None = None,
) -> Exchange:
    """A day's whole list, on one page; `votes` more for each than invented."""
    shown = [replace(entry, upvotes=(entry.upvotes or 0) + votes) for entry in entries or entries_of(day)]
    body = json.dumps([render_item(entry, day) for entry in shown], separators=(",", ":")).encode()
    intent = Intent(endpoint=Endpoint.DAILY_API, day=day, look_at=look_at or at, limit=100)
    return _exchange(f"https://huggingface.co/api/daily_papers?date={day}&limit=100", body, at, intent)


def arxiv_answer(day: date, at: datetime, *, version: int = 1, comment: str | None = "8 pages") -> Exchange:
    """arXiv's answer for the papers of a day."""
    facts = ArxivFacts(primary_category="cs.CL", version=version, comment=comment)
    entries = [replace(entry, arxiv=facts) for entry in entries_of(day)]
    ids = tuple(entry.arxiv_id for entry in entries)
    target = f"/api/query?id_list={','.join(ids)}&max_results={len(ids)}"
    site = ArxivSite(Sample({day: entries}, day), Settings())
    body = site.answer(Request(role="arxiv", method="GET", target=target, headers={"accept": "*/*"})).body
    intent = Intent(endpoint=Endpoint.ARXIV_ATOM, arxiv_ids=ids)
    return _exchange(f"https://export.arxiv.org{target}", body, at, intent)


def robots(at: datetime) -> Exchange:
    """robots.txt, long enough to be worth dropping."""
    exchange = _exchange("https://huggingface.co/robots.txt", b"User-agent: *\nAllow: /\n" * 50, at, None)
    return replace(exchange, response_headers=(("Content-Type", "text/plain"),))


def refusal(day: date, at: datetime, *, status: int = 503, look_at: datetime | None = None) -> Exchange:
    """A page that says no instead of a day's list, at length."""
    return replace(list_answer(day, at, look_at=look_at), status=status, reason="No", body=b"<html>" + b"busy " * 300)


def crawl(archive: Archive, *exchanges: Exchange) -> list[Kept]:
    """Keep answers, and read each as soon as it is kept."""
    kept = []
    for exchange in exchanges:
        place = archive.keep(exchange)
        stored = read_exchange(archive.config.warc_dir, place.ref)
        if exchange.intent is not None:
            ingest.store(archive, read_kept(archive, stored, fetch_id=place.fetch_id))
        kept.append(place)
    return kept


def at(minutes: float) -> datetime:
    return BEGIN + timedelta(minutes=minutes)


def _exchange(url: str, body: bytes, moment: datetime, intent: Intent | None) -> Exchange:
    return Exchange(
        url=url,
        status=200,
        reason="OK",
        response_headers=(("Content-Type", "application/json"),),
        body=body,
        requested_at=moment,
        intent=intent,
    )
