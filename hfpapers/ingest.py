"""From a response to rows: parse, normalise, write. Shared by crawl and replay; the only way to listing and paper rows.

In: `Fetched`, or what happened instead of one. Out: rows in an `Archive`, one page a
transaction together with the state of its day. No Scrapy, no clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hfpapers import checks
from hfpapers.errors import BodyError, OtherDayError, ParseError
from hfpapers.model.changes import DailyChange, PaperState
from hfpapers.model.coverage import DayCoverage, has_ended
from hfpapers.model.fetched import Endpoint, Fetched, Intent
from hfpapers.model.issues import Code, Issue, error
from hfpapers.model.records import ArxivFeed, DailyPage, Parsed
from hfpapers.normalize.arxiv import normalize_arxiv
from hfpapers.normalize.huggingface import normalize_daily
from hfpapers.plan import is_last_page
from hfpapers.sources.arxiv.atom import parse_atom
from hfpapers.sources.huggingface.daily_json import parse_daily
from hfpapers.sources.huggingface.daily_page import parse_daily_page
from hfpapers.store.archive import Archive
from hfpapers.store.writer import LookTotals, Writer

_OK = 200
_BAD_REQUEST = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyAnswer:
    """A page of a day's list, read."""

    fetched: Fetched
    parsed: Parsed[DailyPage]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArxivAnswer:
    """An answer of arXiv, read."""

    fetched: Fetched
    parsed: Parsed[ArxivFeed]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSuchDay:
    """Upstream, or the calendar, says that there is no list for the day. `fetched` is None where nobody was asked."""

    intent: Intent
    at: datetime
    detail: str
    fetched: Fetched | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Nothing usable was had. `fetched` is what was served instead; None where nothing was.

    `is_forbidden`: the site's robots.txt forbids the path, which `detail` says by its rule.
    """

    intent: Intent
    at: datetime
    detail: str
    fetched: Fetched | None = None
    is_forbidden: bool = False


Answer = DailyAnswer | ArxivAnswer | NoSuchDay
Item = Answer | Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteReport:
    """What was written.

    Attributes:
        intent: What was asked for.
        coverage: The day's new state; None for arXiv.
        papers, issues: How many were written.
        detail: Why nothing was had; None where something was.
        is_forbidden: It was not, since the site's robots.txt forbids it.
    """

    intent: Intent
    coverage: DayCoverage | None
    papers: int
    issues: int
    detail: str | None = None
    is_forbidden: bool = False


def parse(fetched: Fetched) -> Answer:
    """Read a response by what it was asked for.

    Raises:
        TransientBodyError: The body says "later"; asking again may help.
        ParseError: It is not what was asked for.
    """
    intent = fetched.intent
    if fetched.truncated:
        raise ParseError(fetched.url, "the body was cut off on its way")
    if fetched.status == _BAD_REQUEST and intent.endpoint is Endpoint.DAILY_API:
        return NoSuchDay(
            intent=intent, at=fetched.requested_at, detail="Hugging Face answered 400 for the day", fetched=fetched
        )
    if fetched.status != _OK and not (fetched.status == _BAD_REQUEST and intent.endpoint is Endpoint.ARXIV_ATOM):
        raise ParseError(fetched.url, f"answered with status {fetched.status}")
    if intent.endpoint is Endpoint.ARXIV_ATOM:
        feed = parse_atom(fetched.body, url=fetched.url, asked=intent.arxiv_ids)
        return ArxivAnswer(fetched=fetched, parsed=feed)
    if intent.endpoint is Endpoint.DAILY_API:
        return DailyAnswer(fetched=fetched, parsed=parse_daily(fetched.body, url=fetched.url, day=_day(intent)))
    return _parse_page(fetched)


def store(archive: Archive, item: Item) -> WriteReport:
    """Write what a request came to.

    Raises:
        StoreError: The database refused; nothing of the item was written.
    """
    match item:
        case DailyAnswer():
            return _store_daily(archive, item)
        case ArxivAnswer():
            return _store_arxiv(archive, item)
        case NoSuchDay():
            return _store_no_such_day(archive, item)
        case Failure():
            return _store_failure(archive, item)


def failure_of(fetched: Fetched, problem: BodyError) -> Failure:
    """Make the failure of a body that was refused."""
    return Failure(intent=fetched.intent, at=fetched.requested_at, detail=problem.detail, fetched=fetched)


def _parse_page(fetched: Fetched) -> Answer:
    """Read the site's page; one that shows another day can tell that there is no list for the day asked for."""
    day = _day(fetched.intent)
    try:
        return DailyAnswer(fetched=fetched, parsed=parse_daily_page(fetched.body, url=fetched.url, day=day))
    except OtherDayError as problem:
        if problem.skips(day):
            return DailyAnswer(fetched=fetched, parsed=Parsed(record=DailyPage(entries=(), offered=0)))
        if not has_ended(day, fetched.requested_at):
            return NoSuchDay(intent=fetched.intent, at=fetched.requested_at, detail=problem.detail, fetched=fetched)
        raise


def _store_daily(archive: Archive, answer: DailyAnswer) -> WriteReport:
    fetched = answer.fetched
    change, odd = normalize_daily(answer.parsed, fetched)
    is_last = is_last_page(change.offered, limit=change.intent.limit)
    with archive.write() as writer:
        totals = writer.write_daily(change, is_last=is_last, fetch_id=fetched.fetch_id)
        coverage = _judge_look(writer, change, totals, run_id=archive.run_id)
        issues = [*answer.parsed.issues, *odd, *_issues_of_look(coverage, change, totals)]
        told = _tell(archive, writer, issues, fetched=fetched, day=change.day, at=change.observed_at)
    return WriteReport(intent=fetched.intent, coverage=coverage, papers=len(change.papers), issues=told)


def _judge_look(writer: Writer, change: DailyChange, totals: LookTotals, *, run_id: int) -> DayCoverage:
    look_at = change.intent.look_at
    if look_at is None:
        raise ParseError("intent", "a request for a day's list must say when its look began")
    before = writer.load_coverage(change.day)
    outcome = checks.Answered(
        look_at=look_at,
        observed_at=change.observed_at,
        entries=totals.entries,
        unreadable=totals.unreadable,
        pages=totals.pages,
        is_whole=totals.is_whole,
        has_moved=totals.has_moved,
    )
    coverage = checks.judge_day(before, outcome, known_listings=writer.count_listings(change.day))
    writer.write_coverage(coverage, run_id=run_id)
    newest_whole = coverage.whole_look_at
    if totals.is_whole and look_at == newest_whole:
        writer.place_listings(change.day, look_at, is_whole=True)
    elif newest_whole is None:
        writer.place_listings(change.day, look_at, is_whole=False)
    return coverage


def _issues_of_look(coverage: DayCoverage, change: DailyChange, totals: LookTotals) -> Sequence[Issue]:
    if totals.goes_on_after_end:
        detail = f"{change.day}: there was more after a page that should have been the last"
        return [error(Code.PAGE_LIMIT_CHANGED, "", detail)]
    if totals.has_moved:
        return [error(Code.LIST_MOVED, "", f"the list of {change.day} moved while it was read", raw=None)]
    if totals.is_whole and totals.entries == 0 and coverage.last_error is not None:
        return [error(Code.FEWER_THAN_KNOWN, "", f"{change.day}: {coverage.last_error}", raw=None)]
    return []


def _store_arxiv(archive: Archive, answer: ArxivAnswer) -> WriteReport:
    fetched = answer.fetched
    change = normalize_arxiv(answer.parsed, fetched)
    with archive.write() as writer:
        writer.write_arxiv(change, fetch_id=fetched.fetch_id)
        told = _tell(archive, writer, answer.parsed.issues, fetched=fetched, day=None, at=change.observed_at)
    return WriteReport(intent=fetched.intent, coverage=None, papers=len(change.papers), issues=told)


def _store_no_such_day(archive: Archive, item: NoSuchDay) -> WriteReport:
    look_at = item.intent.look_at or item.at
    day = _day(item.intent)
    with archive.write() as writer:
        outcome = checks.NotOpen(look_at=look_at, observed_at=item.at, detail=item.detail)
        coverage = _judge(writer, day, outcome, run_id=archive.run_id)
        odd = [] if coverage.last_error is None else [error(Code.REFUSED_BODY, "", f"{day}: {coverage.last_error}")]
        told = _tell(archive, writer, odd, fetched=item.fetched, day=day, at=item.at)
    return WriteReport(intent=item.intent, coverage=coverage, papers=0, issues=told, detail=item.detail)


def _store_failure(archive: Archive, item: Failure) -> WriteReport:
    code = Code.FETCH_FAILED if item.fetched is None else Code.REFUSED_BODY
    odd = [error(code, "", item.detail, raw=_beginning(item.fetched))]
    day = item.intent.day
    coverage = None
    with archive.write() as writer:
        if day is not None:
            outcome = checks.Failed(look_at=item.intent.look_at or item.at, detail=item.detail)
            coverage = _judge(writer, day, outcome, run_id=archive.run_id)
        else:
            states = [(arxiv_id, PaperState.FAILED) for arxiv_id in item.intent.arxiv_ids]
            fetch_id = None if item.fetched is None else item.fetched.fetch_id
            writer.write_paper_states(
                item.intent.endpoint, states, asked_at=item.at, detail=item.detail, fetch_id=fetch_id
            )
        told = _tell(archive, writer, odd, fetched=item.fetched, day=day, at=item.at)
    return WriteReport(
        intent=item.intent,
        coverage=coverage,
        papers=0,
        issues=told,
        detail=item.detail,
        is_forbidden=item.is_forbidden,
    )


def _judge(writer: Writer, day: date, outcome: checks.Outcome, *, run_id: int) -> DayCoverage:
    before = writer.load_coverage(day)
    coverage = checks.judge_day(before, outcome, known_listings=writer.count_listings(day))
    writer.write_coverage(coverage, run_id=run_id)
    return coverage


def _tell(
    archive: Archive,
    writer: Writer,
    issues: Sequence[Issue],
    *,
    fetched: Fetched | None,
    day: date | None,
    at: datetime,
) -> int:
    fresh = archive.untold(issues)
    fetch_id = None if fetched is None else fetched.fetch_id
    writer.add_issues(archive.run_id, fresh, fetch_id=fetch_id, day=day, observed_at=at)
    return len(fresh)


def _beginning(fetched: Fetched | None) -> str | None:
    return None if fetched is None else fetched.body[:500].decode("utf-8", errors="replace")


def _day(intent: Intent) -> date:
    if intent.day is None:
        raise ParseError("intent", f"a request for {intent.endpoint} must name its day")
    return intent.day
