"""Days' lists into rows: one page, or what happened instead of one, and the state of its day, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hfpapers import checks
from hfpapers.errors import ParseError
from hfpapers.ingest.items import DailyAnswer, Failure, NoSuchDay, WriteReport
from hfpapers.ingest.reading import day_of
from hfpapers.ingest.telling import tell
from hfpapers.model.changes import DailyChange
from hfpapers.model.coverage import DayCoverage
from hfpapers.model.issues import Code, Issue, error
from hfpapers.normalize.huggingface import normalize_daily
from hfpapers.plan import is_last_page
from hfpapers.store.archive import Archive
from hfpapers.store.look_rows import LookTotals
from hfpapers.store.writer import Writer


def store_daily(archive: Archive, answer: DailyAnswer) -> WriteReport:
    """Write one page of a day's list, and judge the day by the look so far."""
    fetched = answer.fetched
    change, odd = normalize_daily(answer.parsed, fetched)
    is_last = is_last_page(change.offered, limit=change.intent.limit)
    with archive.write() as writer:
        totals = writer.write_daily(change, is_last=is_last, fetch_id=fetched.fetch_id)
        coverage = _judge_look(writer, change, totals, run_id=archive.run_id)
        issues = [*answer.parsed.issues, *odd, *_issues_of_look(coverage, change, totals)]
        told = tell(archive, writer, issues, fetched=fetched, day=change.day, at=change.observed_at)
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
    if totals.is_whole and totals.unreadable == 0 and coverage.last_error is not None:
        return [error(Code.FEWER_THAN_KNOWN, "", f"{change.day}: {coverage.last_error}", raw=None)]
    return []


def store_no_such_day(archive: Archive, item: NoSuchDay) -> WriteReport:
    """Write that there is no list for the day."""
    look_at = item.intent.look_at or item.at
    day = day_of(item.intent)
    with archive.write() as writer:
        outcome = checks.NotOpen(look_at=look_at, observed_at=item.at, detail=item.detail)
        coverage = _judge(writer, day, outcome, run_id=archive.run_id)
        odd = [] if coverage.last_error is None else [error(Code.REFUSED_BODY, "", f"{day}: {coverage.last_error}")]
        told = tell(archive, writer, odd, fetched=item.fetched, day=day, at=item.at)
    return WriteReport(intent=item.intent, coverage=coverage, papers=0, issues=told, detail=item.detail)


def store_failed_day(archive: Archive, item: Failure, odd: Sequence[Issue]) -> WriteReport:
    """Write that a day's list could not be had."""
    day = day_of(item.intent)
    with archive.write() as writer:
        outcome = checks.Failed(look_at=item.intent.look_at or item.at, detail=item.detail)
        coverage = _judge(writer, day, outcome, run_id=archive.run_id)
        told = tell(archive, writer, odd, fetched=item.fetched, day=day, at=item.at)
    return WriteReport(
        intent=item.intent, coverage=coverage, papers=0, issues=told, detail=item.detail, is_forbidden=item.is_forbidden
    )


def _judge(writer: Writer, day: date, outcome: checks.Outcome, *, run_id: int) -> DayCoverage:
    before = writer.load_coverage(day)
    coverage = checks.judge_day(before, outcome, known_listings=writer.count_listings(day))
    writer.write_coverage(coverage, run_id=run_id)
    return coverage
