"""What is kept of an address, a paper or a day: words in, `fetch` rows and the exchanges behind them out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hfpapers.commands.periods import WORDS, resolve_day
from hfpapers.digest.mending import crawl_command
from hfpapers.digest.text import clean_text
from hfpapers.errors import InvalidIdError, InvalidPeriodError, RawError
from hfpapers.model.archive_views import FetchView
from hfpapers.model.ids import ArxivId
from hfpapers.model.periods import parse_day
from hfpapers.store.raw import Deed, StoredExchange, decoded_body, read_exchange
from hfpapers.store.raw.http_message import response_head

if TYPE_CHECKING:
    from hfpapers.commands.session import Session
    from hfpapers.config import Config
    from hfpapers.store.queries import Queries


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptResponses:
    """What was found; never empty. `day` is None where no day was asked for.

    Attributes:
        fetches: The newest first.
    """

    fetches: tuple[FetchView, ...]
    day: date | None = None


def find_kept(session: Session, what: str) -> KeptResponses:
    """Find all responses that are kept of an address, a paper or a day.

    Raises:
        UsageError: The text is none of them.
        RawError: Nothing is kept.
        HfpapersError: The archive cannot be read.
    """
    day = _day(what, session)
    with session.reading() as queries:
        fetches, mend = _of_address_or_paper(queries, what) if day is None else _of_day(queries, day)
    if not fetches:
        raise RawError(what, f"nothing is kept; {mend}")
    newest_first = sorted(fetches, key=attrgetter("requested_at", "fetch_id"), reverse=True)
    return KeptResponses(fetches=tuple(newest_first), day=day)


def read_kept(directory: Path, found: KeptResponses, *, nth: int | None = None) -> list[StoredExchange]:
    """Read the newest response, or the `nth` newest; of a day, the pages of the newest look at its list, in order.

    Raises:
        RawError: There are not so many, or the WARC file cannot be read.
    """
    if nth is not None:
        if nth > len(found.fetches):
            raise RawError(f"--nth {nth}", f"only {len(found.fetches)} are kept")
        return [read_exchange(directory, found.fetches[nth - 1].ref)]
    if found.day is None:
        return [read_exchange(directory, found.fetches[0].ref)]
    return _newest_look(directory, found.fetches)


def served_bytes(stored: StoredExchange, config: Config, *, with_head: bool, decoded: bool) -> bytes:
    """Return the body, and the head of the answer before it where that is wanted.

    Raises:
        ParseError: The body cannot be decoded.
        RawError: Nothing is left of it, and the head is not wanted.
    """
    if not with_head:
        require_body(stored)
    exchange = stored.exchange
    body = exchange.body
    if decoded:
        body = decoded_body(exchange.response_headers, body, max_bytes=config.max_body_bytes, url=exchange.url)
    return (response_head(exchange) if with_head else b"") + body


def require_body(stored: StoredExchange) -> None:
    """Refuse a record whose body was dropped.

    Raises:
        RawError: Nothing is left of it.
    """
    stone = stored.tombstone
    if stone is not None and stone.is_emptied:
        deed = "pruned" if stone.deed is Deed.PRUNED else "taken down"
        size = f"{stone.served_bytes:,} bytes as served"
        raise RawError(
            stored.exchange.url,
            f"its body ({size}) was {deed} on {stone.at:%Y-%m-%d}, {stone.detail}; --headers shows what is left",
        )


def render_kept(found: KeptResponses, fmt: str) -> str:
    """Return the list as `text`, a table, or as `json`."""
    if fmt == "json":
        return json.dumps([_values(fetch) for fetch in found.fetches], indent=2, ensure_ascii=False) + "\n"
    rows: list[tuple[str, ...]] = [("N", "When (UTC)", "Status", "Bytes", "Endpoint", "WARC file and offset", "URL")]
    rows += [_row(number, fetch) for number, fetch in enumerate(found.fetches, start=1)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in rows)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _day(what: str, session: Session) -> date | None:
    text = what.strip().lower()
    if text in WORDS:
        return resolve_day(text, session)
    try:
        return parse_day(text)
    except InvalidPeriodError:
        return None


def _of_day(queries: Queries, day: date) -> tuple[Sequence[FetchView], str]:
    return queries.list_fetches_of_day(day), f"run: {crawl_command(day, day)}"


def _of_address_or_paper(queries: Queries, what: str) -> tuple[Sequence[FetchView], str]:
    fetches = queries.list_fetches_of_url(what.strip())
    mend = "`hfpapers raw show DAY --list` names the addresses that were asked for"
    if fetches:
        return fetches, mend
    try:
        arxiv_id = ArxivId.parse(what).text
    except InvalidIdError as error:
        if "://" in what:
            return (), mend
        raise click.UsageError(
            f"{what!r} is no address, no day (2024-04-04) and no arXiv id: {error.problem}."
        ) from error
    return queries.list_fetches_of_paper(arxiv_id), "run: hfpapers crawl --date DAY, for a day that lists the paper"


def _newest_look(directory: Path, fetches: Sequence[FetchView]) -> list[StoredExchange]:
    """Read the pages of the newest look; of a page that was asked for several times, the newest answer."""
    pages: dict[int, StoredExchange] = {}
    look: object = None
    for fetch in fetches:
        try:
            stored = read_exchange(directory, fetch.ref)
        except RawError:
            # An older look, most likely, which nobody asked for: no fault unless this one lacks a page.
            if not pages or len(pages) <= max(pages):
                raise
            break
        intent = stored.exchange.intent
        if intent is None:
            continue
        look = look or (intent.endpoint, intent.look_at)
        if (intent.endpoint, intent.look_at) != look:
            break
        pages.setdefault(intent.page, stored)
    return [pages[page] for page in sorted(pages)]


def _row(number: int, fetch: FetchView) -> tuple[str, ...]:
    return (
        str(number),
        f"{fetch.requested_at.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
        f"{fetch.status}{' cut off' if fetch.truncated else ''}",
        f"{fetch.size_bytes:,}",
        fetch.endpoint or "",
        f"{fetch.ref.file} {fetch.ref.offset}",
        clean_text(fetch.url),
    )


def _values(fetch: FetchView) -> dict[str, object]:
    return {
        "requested_at": fetch.requested_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "url": fetch.url,
        "status": fetch.status,
        "size_bytes": fetch.size_bytes,
        "sha256": fetch.sha256,
        "endpoint": fetch.endpoint,
        "day": None if fetch.day is None else fetch.day.isoformat(),
        "truncated": fetch.truncated,
        "warc_file": fetch.ref.file,
        "warc_offset": fetch.ref.offset,
    }
