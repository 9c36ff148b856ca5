"""What `status`, `gaps` and the end of a crawl say, from values alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hfpapers.commands.crawl_outcome import MOST_LINES, tell_outcome
from hfpapers.commands.status_report import GapsReport, StatusReport, render_gaps, render_status
from hfpapers.crawl import CrawlResult
from hfpapers.model.archive_views import ArchiveStatus
from hfpapers.model.coverage import DayCoverage, DayState
from hfpapers.plan import DayPlan

TODAY = date(2026, 11, 20)
MOMENT = datetime(2026, 11, 20, 2, 10, tzinfo=UTC)
SETTLED = {"stored": 30, "expected": 30, "settled_at": MOMENT}


def days_since(first: date, *states: DayState | None, **values: Any) -> tuple[DayCoverage, ...]:
    return tuple(
        DayCoverage(day=first + timedelta(days=number), state=state, **values) for number, state in enumerate(states)
    )


def status_report(days: Sequence[DayCoverage], **values: Any) -> StatusReport:
    status = {
        "first_day": days[0].day if days else None,
        "last_day": days[-1].day if days else None,
        "papers": 1234,
        "listings": 1250,
        "observations": 9000,
        "papers_owed": 0,
        "issues": 2,
        "fetches": 77,
        "last_run_at": MOMENT,
        "last_run_state": "ok",
        **values,
    }
    return StatusReport(
        home=Path("/srv/archive"),
        database="/srv/archive/hfpapers.db",
        today=TODAY,
        status=ArchiveStatus(**status),
        days=days,
        latest_day=date(2026, 11, 19),
    )


def result(days: tuple[DayCoverage, ...], **values: Any) -> CrawlResult:
    told = {
        "days": days,
        "plan": DayPlan(ask=tuple(coverage.day for coverage in days)),
        "requests": len(days),
        "issues": 0,
        "arxiv_failed": 0,
        "arxiv_absent": 0,
        "forbidden": (),
        "interrupted": False,
        **values,
    }
    return CrawlResult(**told)


def test_status_is_one_screen_of_text() -> None:
    days = days_since(date(2026, 11, 14), DayState.EMPTY, DayState.EMPTY, DayState.COMPLETE, **SETTLED)
    text = render_status(status_report(days, papers_owed=3), "text")
    assert text.splitlines() == [
        "Database      /srv/archive/hfpapers.db",
        "Home          /srv/archive",
        "Days          2026-11-14 to 2026-11-16: 1 complete, 2 empty (2 on weekends)",
        "Gaps          none",
        "Papers        1,234, in 1,250 listings; the newest day with papers is 2026-11-19",
        "Votes         9,000 observations",
        "arXiv         3 papers still to be asked for",
        "Kept          77 responses as served",
        "Oddities      2",
        "Last run      2026-11-20 02:10 UTC, ok",
    ]


def test_status_names_gaps_and_days_that_can_change() -> None:
    days = days_since(date(2026, 11, 13), *[DayState.COMPLETE] * 6, None, stored=3)
    text = render_status(status_report(days), "text")
    assert "Gaps          1 day; run: hfpapers gaps\n" in text
    assert "Not settled   6 days (2026-11-13, 2026-11-14, 2026-11-15, 2026-11-16, ...)" in text


def test_keys_of_the_status_are_a_promise() -> None:
    days = days_since(date(2026, 11, 13), DayState.COMPLETE, DayState.EMPTY, DayState.FAILED, None)
    told = json.loads(render_status(status_report(days, last_run_state=None), "json"))
    assert list(told) == [
        "version",
        "home",
        "database",
        "since",
        "until",
        "days",
        "empty_on_weekends",
        "unsettled",
        "latest_day_with_papers",
        "papers",
        "listings",
        "observations",
        "papers_owed",
        "issues",
        "fetches",
        "last_run",
        "gaps",
    ]
    assert told["days"] == {"complete": 1, "partial": 0, "empty": 1, "not_open": 0, "failed": 1, "never_asked": 1}
    assert told["unsettled"] == ["2026-11-13", "2026-11-14"]
    assert told["last_run"] == {"at": "2026-11-20T02:10:00Z", "state": "running"}
    assert [gap["day"] for gap in told["gaps"]] == ["2026-11-15", "2026-11-16"]


def test_gaps_come_as_runs_with_one_command_each() -> None:
    days = (
        *days_since(date(2026, 11, 9), None, None),
        *days_since(date(2026, 11, 11), DayState.FAILED, last_error="answered with status 503"),
        *days_since(date(2026, 11, 12), DayState.PARTIAL, stored=9, expected=10, last_error="1 of 10 entries"),
        *days_since(date(2026, 11, 13), DayState.COMPLETE, **SETTLED),
    )
    assert render_gaps(GapsReport(days=days, today=TODAY), "text").splitlines() == [
        "2026-11-09 to 2026-11-10, 2 days: never asked for; run: hfpapers crawl --since 2026-11-09 --until 2026-11-10",
        "2026-11-11: failed: answered with status 503; run: hfpapers crawl --date 2026-11-11",
        "2026-11-12: partial, 9 of 10 papers: 1 of 10 entries; run: hfpapers crawl --date 2026-11-12",
        "4 gaps in 5 days from 2026-11-09 to 2026-11-13: 1 complete, 1 partial, 1 failed, 2 never asked for.",
    ]


def test_a_day_that_was_not_open_and_has_ended_is_a_gap() -> None:
    days = days_since(date(2026, 11, 19), DayState.NOT_OPEN, DayState.NOT_OPEN)
    told = json.loads(render_gaps(GapsReport(days=days, today=TODAY), "json"))
    assert [(gap["day"], gap["state"]) for gap in told["gaps"]] == [("2026-11-19", "not_open")]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, 0),
        ({"arxiv_absent": 2}, 0),
        ({"arxiv_failed": 2}, 3),
        ({"interrupted": True}, 130),
        ({"forbidden": ("forbidden by robots.txt (Disallow: /api/)",)}, 1),
    ],
)
def test_the_exit_code_tells_what_came_of_a_crawl(values: dict[str, Any], code: int) -> None:
    assert tell_outcome(result(days_since(date(2026, 11, 10), DayState.COMPLETE, **SETTLED), **values)) == code


@pytest.mark.parametrize("state", [DayState.FAILED, DayState.PARTIAL])
def test_a_day_that_lacks_something_ends_with_3(state: DayState) -> None:
    assert tell_outcome(result(days_since(date(2026, 11, 10), state, last_error="why"))) == 3


def test_many_faults_are_told_by_one_command_for_the_rest(caplog: pytest.LogCaptureFixture) -> None:
    faulty = days_since(date(2026, 10, 1), *[DayState.FAILED] * (MOST_LINES + 2), last_error="status 503")
    with caplog.at_level("INFO", logger="hfpapers.commands"):
        assert tell_outcome(result(faulty)) == 3
    lines = [record.getMessage() for record in caplog.records]
    assert sum("run: hfpapers crawl --date" in line for line in lines) == MOST_LINES
    assert lines[-1] == "and 2 days more; run: hfpapers crawl --since 2026-10-15 --until 2026-10-16"
    assert lines[0] == "16 days: 16 failed; 0 papers"


def test_a_settled_day_is_mended_by_asking_again(caplog: pytest.LogCaptureFixture) -> None:
    faulty = days_since(date(2026, 10, 1), *[DayState.COMPLETE] * (MOST_LINES + 2), **SETTLED, last_error="status 503")
    tell_outcome(result(faulty))
    lines = [record.getMessage() for record in caplog.records]
    assert "2026-10-01: complete, 30 papers: status 503; run: hfpapers crawl --date 2026-10-01 --again" in lines
    assert lines[-1] == "and 2 days more; run: hfpapers crawl --since 2026-10-15 --until 2026-10-16 --again"


def test_a_rule_that_forbids_many_addresses_is_named_once(caplog: pytest.LogCaptureFixture) -> None:
    address = "https://huggingface.co/api/daily_papers?date=2024-04-"
    forbidden = tuple(f"{address}{day:02d}: forbidden by robots.txt (Disallow: /api/)" for day in range(1, 31))
    other = "https://huggingface.co/papers: forbidden by robots.txt (Disallow: /papers)"
    tell_outcome(result((), forbidden=(*forbidden, other)))
    assert caplog.records[-1].getMessage() == (
        f"the site's rules keep us from it: {forbidden[0]} and 29 more addresses; {other}"
    )
