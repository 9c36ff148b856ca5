"""How long the rest of a crawl takes: said only once it is known, and never by the first burst."""

from __future__ import annotations

import pytest

from hfpapers.crawl.forecast import Forecast
from hfpapers.middlewares.rate_bucket import BURST_REQUESTS
from hfpapers.middlewares.rate_limit_header import parse_limits, parse_policies
from hfpapers.middlewares.request_windows import RequestWindows


def forecast_of(windows: RequestWindows | None = None, *, interval_seconds: float = 3.0) -> Forecast:
    return Forecast(windows or RequestWindows(), kind="api", interval_seconds=interval_seconds, began=0.0)


def test_nothing_is_said_until_it_can_be_known() -> None:
    forecast = forecast_of()
    assert forecast.seconds_left(pages=100, batches=0, now=1.0) is None
    for second in range(4):
        forecast.note_page(float(second))
    assert forecast.seconds_left(pages=100, batches=0, now=20.0) is None
    forecast.note_page(4.0)
    assert forecast.seconds_left(pages=100, batches=0, now=20.0) is not None
    assert forecast.seconds_left(pages=0, batches=0, now=0.0) == 0


def test_the_rate_is_that_of_late() -> None:
    forecast = forecast_of()
    for second in range(100):
        forecast.note_page(second / 10)  # ten a second, and then one
    for second in range(11, 120):
        forecast.note_page(float(second))
    assert forecast.seconds_left(pages=300, batches=0, now=120.0) == pytest.approx(300, rel=0.05)


def test_a_source_that_falls_silent_lengthens_what_is_left() -> None:
    forecast = forecast_of()
    for second in range(10):
        forecast.note_page(float(second))
    short = forecast.seconds_left(pages=100, batches=0, now=10.0)
    long = forecast.seconds_left(pages=100, batches=0, now=300.0)
    assert short is not None
    assert long is not None
    assert long > 10 * short


def test_the_first_burst_deceives_nobody_where_the_quota_is_known() -> None:
    windows = RequestWindows()
    forecast = forecast_of(windows)
    for number in range(BURST_REQUESTS):
        ticket = windows.begin("api", number / 10)
        limit = parse_limits(f'"api";r={499 - number};t=300')
        windows.finish(ticket, limit, parse_policies('"fixed window";"api";q=500;w=300'), number / 10)
        forecast.note_page(number / 10)
    left = forecast.seconds_left(pages=1250, batches=0, now=5.0)
    assert left == pytest.approx(300 * 1250 / 492, rel=0.1)


def test_the_slower_site_tells_how_long_it_takes() -> None:
    forecast = forecast_of(interval_seconds=3.0)
    for second in range(10):
        forecast.note_page(float(second))
    assert forecast.seconds_left(pages=10, batches=100, now=10.0) == pytest.approx(300)
    assert forecast.seconds_left(pages=600, batches=2, now=10.0) == pytest.approx(600, rel=0.1)
    assert forecast.seconds_left(pages=0, batches=5, now=10.0) == pytest.approx(15)


def test_answers_of_arxiv_that_waited_for_papers_are_no_measure_of_it() -> None:
    forecast = forecast_of(interval_seconds=0.0)
    forecast.note_batch(10.0, is_busy=True)
    forecast.note_batch(14.0, is_busy=False)  # 4 s, and then there was nothing to ask for
    forecast.note_batch(100.0, is_busy=True)
    assert forecast.seconds_left(pages=0, batches=10, now=101.0) == pytest.approx(40)
