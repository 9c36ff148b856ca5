from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfpapers.config import Config
from hfpapers.middlewares.rate_limit_header import Limit, Policy, parse_limits, parse_policies
from hfpapers.middlewares.waits import JITTER, MAX_WAIT_SECONDS, dictated_wait_seconds, growing_wait_seconds

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
CONFIG = Config(home=Path("home"), database_url="sqlite://", retry_seconds=5.0)


def test_the_wait_between_tries_grows_twofold_and_never_falls_short() -> None:
    for tries, least in ((1, 5.0), (2, 10.0), (3, 20.0), (4, 40.0)):
        waits = [growing_wait_seconds(tries, CONFIG) for _ in range(50)]
        assert min(waits) >= least
        assert max(waits) <= least * (1 + JITTER)
        assert len(set(waits)) > 1


def test_the_wait_between_tries_has_a_bound() -> None:
    assert growing_wait_seconds(100, CONFIG) <= MAX_WAIT_SECONDS * (1 + JITTER)


def test_retry_after_is_read_as_seconds_and_as_a_date() -> None:
    assert dictated_wait_seconds("120", None, NOW) == 120
    later = format_datetime(NOW + timedelta(seconds=90), usegmt=True)
    assert dictated_wait_seconds(later, None, NOW) == 90


@pytest.mark.parametrize(
    "value",
    ["", "0", "-5", "soon", "1.5e9", "9" * 40, "Fri, 20 Nov 2026 11:00:00 GMT", "Fri, 20 Nov 2026 13:00:00 -0000"],
)
def test_a_retry_after_that_says_nothing_usable_dictates_nothing(value: str) -> None:
    assert dictated_wait_seconds(value, None, NOW) is None


def test_rate_limit_dictates_the_wait_where_retry_after_does_not() -> None:
    assert dictated_wait_seconds(None, '"api";r=0;t=212', NOW) == 212
    assert dictated_wait_seconds("7", '"api";r=0;t=212', NOW) == 7
    assert dictated_wait_seconds("soon", '"api";r=0;t=212', NOW) == 212
    assert dictated_wait_seconds(None, '"pages";r=9;t=250, "api";r=0;t=40', NOW) == 40
    assert dictated_wait_seconds(None, "garbage", NOW) is None


@given(st.text(), st.text())
def test_any_headers_dictate_nothing_or_a_wait_above_zero(retry_after: str, rate_limit: str) -> None:
    wait = dictated_wait_seconds(retry_after, rate_limit, NOW)
    assert wait is None or wait > 0


def test_rate_limit_headers_are_read_as_hugging_face_sends_them() -> None:
    assert parse_limits('"api";r=498;t=212') == [Limit("api", 498, 212.0)]
    assert parse_policies('"fixed window";"api";q=500;w=300') == [Policy("api", 500, 300.0)]


@pytest.mark.parametrize(
    ("value", "limits"),
    [
        ("api; r=1 ;t=2", [Limit("api", 1, 2.0)]),
        ('"API";R=1;T=2', [Limit("api", 1, 2.0)]),
        ("r=1", [Limit("", 1, None)]),
        ('"api";r=1;t=2,"pages";r=3;t=4', [Limit("api", 1, 2.0), Limit("pages", 3, 4.0)]),
        ('"api";r=-1;t=x', []),
        ('"api";r=' + "9" * 30, []),
        ('"api";r=٣', []),
        ("", []),
        (";;;,,,===", []),
    ],
)
def test_rate_limit_headers_are_read_leniently(value: str, limits: list[Limit]) -> None:
    assert parse_limits(value) == limits


@given(st.text(alphabet='"apir=;,tqw0123456789 -x'))
def test_any_rate_limit_header_is_read_without_an_error(value: str) -> None:
    assert all(limit.remaining is None or limit.remaining >= 0 for limit in parse_limits(value))
    assert all(policy.window_seconds is None or policy.window_seconds > 0 for policy in parse_policies(value))
