"""What a crawl says of itself before and while it goes on, from values alone."""

from __future__ import annotations

import json
import logging
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hfpapers.commands import logs
from hfpapers.commands.crawl_estimate import render_estimate
from hfpapers.commands.crawl_progress import CrawlTelling
from hfpapers.commands.durations import about
from hfpapers.commands.progress import Progress
from hfpapers.config import Config
from hfpapers.crawl import CrawlEstimate, CrawlOrder, CrawlProgress, estimate_crawl
from hfpapers.ingest import WriteReport
from hfpapers.model.fetched import Endpoint, Intent
from hfpapers.model.periods import Period, parse_day
from hfpapers.plan import DayPlan

DAYS = tuple(date(2026, 9, 1) + timedelta(days=place) for place in range(80))
NOW = datetime(2026, 11, 21, 2, 10, tzinfo=UTC)


def estimate(**values: Any) -> CrawlEstimate:
    told = {
        "plan": DayPlan(ask=DAYS),
        "list_requests": 80,
        "is_least": True,
        "papers_owed": 12,
        "papers_expected": 2000,
        "arxiv_requests": 21,
        "paper_requests": 0,
        "licence_requests": 0,
        "huggingface_seconds": 20.0,
        "arxiv_seconds": 200.0,
        **values,
    }
    return CrawlEstimate(**told)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "less than a minute"),
        (59, "less than a minute"),
        (60, "about 1 min"),
        (800, "about 13 min"),
        (7199, "about 120 min"),
        (7200, "about 2 h"),
        (100_000, "about 28 h"),
        (300_000, "about 3 days"),
    ],
)
def test_an_estimate_is_said_no_more_exactly_than_it_is_known(seconds: float, words: str) -> None:
    assert about(seconds) == words


def test_what_is_certain_and_what_is_an_estimate_are_told_apart() -> None:
    text = render_estimate(estimate(), "text")
    assert text.splitlines() == [
        "Days          80 to ask for, 2026-09-01 to 2026-11-19",
        "Hugging Face  at least 80 requests for lists; one more for each day that turns out to have 50 papers or more",
        (
            "arXiv         about 21 requests, for 12 papers known to be owed and some 2,000 that the lists may bring"
            " (an estimate)"
        ),
        (
            "Time          about 3 min by what the sites allow"
            " (Hugging Face less than a minute, arXiv about 3 min, side by side)"
        ),
        "              nothing was asked, nothing was written",
    ]
    exact = render_estimate(estimate(is_least=False, papers_expected=0, arxiv_requests=1), "text")
    assert "Hugging Face  80 requests for lists\n" in exact
    assert "arXiv         1 request, for 12 papers known to be owed\n" in exact


def test_days_that_cost_nothing_are_named_too() -> None:
    settled = DayPlan(settled=DAYS, future=(date(2026, 11, 22),))
    text = render_estimate(estimate(plan=settled, list_requests=0, arxiv_requests=0, is_least=False), "text")
    assert text.splitlines()[:4] == [
        "Days          none to ask for; 80 days are settled",
        "              1 day to come, not asked for",
        "Hugging Face  0 requests for lists",
        "arXiv         no request",
    ]
    votes = render_estimate(estimate(plan=DayPlan(ask=DAYS, votes=DAYS[:7], settled=DAYS[:3])), "text")
    assert "80 to ask for, 2026-09-01 to 2026-11-19; 7 of them for their votes only; 3 settled already" in votes


def test_the_whole_history_is_reckoned_by_the_sites_limits_where_there_is_no_archive(tmp_path: Path) -> None:
    order = CrawlOrder(period=Period.of_range(parse_day("2023-05-04"), parse_day("2026-11-21")))

    def reckoned(**values: Any) -> CrawlEstimate:
        config = Config(home=tmp_path, database_url=f"sqlite:///{tmp_path / 'none.db'}", **values)
        return estimate_crawl(config, order, now=NOW)

    plain = reckoned()
    assert (plain.list_requests, plain.is_least) == (1298, True)
    assert plain.huggingface_seconds == pytest.approx(300 * 1248 / 492)
    assert plain.arxiv_seconds == pytest.approx(3 * (plain.arxiv_requests - 1))
    assert plain.seconds == max(plain.huggingface_seconds, plain.arxiv_seconds)
    assert reckoned(hf_token="hf_x").huggingface_seconds < plain.huggingface_seconds / 2
    assert reckoned(hf_requests_per_window=100).huggingface_seconds == pytest.approx(300 * (1298 - 20) / 100)
    assert json.loads(render_estimate(plain, "json"))["huggingface"]["list_requests"] == 1298
    assert list(tmp_path.iterdir()) == []


def report(**values: Any) -> WriteReport:
    intent = Intent(endpoint=Endpoint.DAILY_API, day=DAYS[0], look_at=NOW)
    return WriteReport(**{"intent": intent, "coverage": None, "papers": 34, "issues": 0, **values})


def progress(**values: Any) -> CrawlProgress:
    told = {"days_done": 41, "days": 80, "papers_done": 300, "papers_owed": 700, "seconds_left": 170.0, **values}
    return CrawlProgress(**told)


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == logs.COMMANDS]


def test_a_short_crawl_has_a_line_for_each_page(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logs.COMMANDS)
    with Progress("crawl", log_format="text") as shown:
        telling = CrawlTelling(shown)
        telling.plan(estimate(plan=DayPlan(ask=DAYS[:2]), list_requests=2, arxiv_requests=1))
        telling.report(report())
        telling.progress(progress())
        batch = Intent(endpoint=Endpoint.ARXIV_ATOM, arxiv_ids=("2609.00001", "2609.00002"))
        telling.report(report(intent=batch, papers=0, detail="answered with status 503"))
        telling.progress(progress())
        one = Intent(endpoint=Endpoint.PAPER_API, arxiv_ids=("2609.00001",))
        telling.report(report(intent=one, papers=1))
        telling.progress(progress())
    assert lines(caplog) == [
        "2026-09-01, page 1: 34 papers read",
        "arXiv, 2 papers: answered with status 503",
        "2609.00001, linked repositories: read",
    ]


def test_a_long_crawl_is_told_by_how_far_it_has_got_and_its_json_lines_by_page(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.INFO, logs.COMMANDS)
    moment = 1000.0
    monkeypatch.setattr("time.monotonic", lambda: moment)
    for log_format in ("text", "json"):
        with Progress("crawl", log_format=log_format) as shown:
            telling = CrawlTelling(shown)
            telling.plan(estimate())
            for _ in range(60):
                moment += 0.25
                telling.report(report())
                telling.progress(progress())
    told = lines(caplog)
    assert told[:3] == ["41 of 80 days, 300 of 1,000 papers from arXiv, about 3 min left"] * 3
    assert told[3:] == ["2026-09-01, page 1: 34 papers read"] * 60
    fields = caplog.records[-1].__dict__["fields"]
    assert (fields["days_done"], fields["days"], fields["seconds_left"]) == (41, 80, 170)


def test_nothing_is_said_of_the_time_that_is_left_while_it_is_not_known(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logs.COMMANDS)
    with Progress("crawl", log_format="text") as shown:
        shown.sum_up(0.0)
        telling = CrawlTelling(shown)
        telling.report(report())
        telling.progress(progress(seconds_left=None, papers_done=0, papers_owed=0))
    assert lines(caplog) == ["41 of 80 days"]
