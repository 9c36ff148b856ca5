"""The words for a night."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import click
import pytest

from hfpapers.commands import cli
from hfpapers.commands.failures import command_line
from hfpapers.commands.nightly_outcome import summary_line, summary_values, tell_findings
from hfpapers.crawl import CrawlResult
from hfpapers.drift import DriftCode, Finding
from hfpapers.jobs.nightly import NightlyResult
from hfpapers.model.coverage import DayCoverage, DayState
from hfpapers.model.fetched import Source
from hfpapers.model.health_views import RunView, RunYieldView
from hfpapers.plan import DayPlan

AT = datetime(2026, 11, 20, 3, tzinfo=UTC)
DAYS = (
    DayCoverage(day=date(2026, 11, 14), state=DayState.EMPTY, stored=0),
    DayCoverage(day=date(2026, 11, 18), state=DayState.COMPLETE, stored=34),
    DayCoverage(day=date(2026, 11, 19), state=DayState.FAILED, last_error="no answer"),
    DayCoverage(day=date(2026, 11, 20), state=DayState.NOT_OPEN),
)
CRAWL = CrawlResult(
    days=DAYS,
    plan=DayPlan(ask=tuple(day.day for day in DAYS[1:]), settled=(DAYS[0].day,)),
    requests=9,
    issues=0,
    arxiv_failed=0,
    arxiv_absent=0,
    forbidden=(),
    interrupted=False,
)
RESULT = NightlyResult(
    crawl=CRAWL,
    run=RunView(
        run_id=7, command="hfpapers nightly", version="0", started_at=AT, finished_at=AT, state="ok", detail=None
    ),
    came_in=RunYieldView(
        new_papers=1234, votes_seen=1, arxiv_found=1200, arxiv_absent=4, arxiv_failed=30, responses={}
    ),
    requests={Source.HUGGINGFACE: 1, Source.ARXIV: 13},
    findings=(),
    seconds=41.4,
)
NEW = Finding(code=DriftCode.UNKNOWN_KEY, field="mood", line="mood: no known key", url="https://h/x", first_seen_at=AT)
OLD = replace(NEW, first_seen_at=AT - timedelta(days=1))
UNDATED = Finding(code=DriftCode.VANISHED_KEY, field="a", line="a is on none", day=date(2026, 11, 18))


def test_the_summary_is_one_line_with_what_people_ask_for_first() -> None:
    assert summary_line(RESULT) == (
        "nightly: 3 days asked (1 complete, 1 failed, 1 not open), 1,234 new papers, votes of 1 paper seen; "
        "arXiv 1,200 found, 4 absent, 30 failed; 1 response of Hugging Face and 13 of arXiv; "
        "0 findings of drift; 41 s"
    )


def test_a_night_that_asked_for_no_day_says_so() -> None:
    idle = replace(RESULT, crawl=replace(CRAWL, plan=DayPlan()))
    assert summary_line(idle).startswith("nightly: 0 days asked, 1,234 new papers")


@pytest.mark.parametrize(("seconds", "words"), [(0.2, "0 s"), (59, "59 s"), (150, "2 min"), (9000, "2.5 h")])
def test_how_long_it_took_is_said_as_people_say_it(seconds: float, words: str) -> None:
    assert summary_line(replace(RESULT, seconds=seconds)).endswith(f"; {words}")


def test_machines_get_every_finding_with_whether_it_is_new() -> None:
    values = summary_values(replace(RESULT, findings=(NEW, OLD, UNDATED)), 3)
    assert values["exit_code"] == 3
    assert values["started_at"] == "2026-11-20T03:00:00Z"
    assert [finding["is_new"] for finding in values["findings"]] == [True, False, True]
    assert [finding["nth"] for finding in values["findings"]] == [1, 1, None]


def told(caplog: pytest.LogCaptureFixture, findings: Sequence[Finding]) -> list[str]:
    with caplog.at_level(logging.INFO, logger="hfpapers.commands"):
        tell_findings(replace(RESULT, findings=tuple(findings)))
    assert {record.levelno for record in caplog.records} <= {logging.WARNING}
    return [record.getMessage() for record in caplog.records]


def test_new_findings_have_a_line_each_and_older_ones_their_number(caplog: pytest.LogCaptureFixture) -> None:
    assert told(caplog, [NEW, OLD, UNDATED, OLD]) == [
        "drift (unknown_key): mood: no known key; look: hfpapers raw show https://h/x",
        "drift (vanished_key): a is on none; look: hfpapers raw show 2026-11-18",
        "drift: 2 more findings; run: hfpapers doctor",
    ]


def test_many_new_findings_are_cut_short(caplog: pytest.LogCaptureFixture) -> None:
    lines = told(caplog, [NEW] * 25)
    assert len(lines) == 11
    assert lines[-1] == "drift: 15 more findings; run: hfpapers doctor"


def test_no_finding_is_not_told(caplog: pytest.LogCaptureFixture) -> None:
    assert told(caplog, []) == []


@pytest.mark.parametrize(
    ("words", "stored"),
    [
        (["nightly", "--no-arxiv"], "hfpapers nightly --no-arxiv"),
        (["nightly", "--healthcheck-url", "https://h/secret", "--via", "api"], "hfpapers nightly --via api"),
        (["nightly", "--via=api", "--healthcheck-url=https://h/secret"], "hfpapers nightly --via=api"),
    ],
)
def test_what_is_stored_of_a_command_has_no_secret(words: list[str], stored: str) -> None:
    context = click.Context(cli)
    cli.resolve_command(context, words)
    assert command_line(context) == stored
