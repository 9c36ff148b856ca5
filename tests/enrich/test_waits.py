"""Waits and limits: what headers say, what a run may spend."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest

from hfpapers.config import Config
from hfpapers.enrich.budget import Budget, Limits
from hfpapers.enrich.estimate import TokenEstimate
from hfpapers.enrich.failures import AskingStoppedError, LimitReachedError
from hfpapers.enrich.pace import Pace
from hfpapers.enrich.waits import dictated_wait_seconds, growing_wait_seconds, spent_wait_seconds

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(home=tmp_path, database_url="sqlite:///x", llm_input_price=0.5, llm_output_price=2.0)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "20"}, 20),
        ({"retry-after": format_datetime(datetime(2026, 11, 21, 12, 1, tzinfo=UTC), usegmt=True)}, 60),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, None),
        ({"retry-after": "0"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after-ms": "1500", "retry-after": "2"}, 1.5),
        ({"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "6m0s"}, 360),
        ({"x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "20ms"}, 0.02),
        ({"x-ratelimit-remaining-requests": "3", "x-ratelimit-reset-requests": "6m0s"}, None),
        ({"retry-after": "7", "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "1h"}, 7),
        ({}, None),
    ],
)
def test_the_wait_is_the_one_that_headers_name(headers: dict[str, str], seconds: float | None) -> None:
    assert dictated_wait_seconds(headers, NOW) == seconds


@pytest.mark.parametrize(("text", "seconds"), [("1h2m3.5s", 3723.5), ("12", 12), ("90s", 90), ("x", None), ("", None)])
def test_durations_are_read_in_all_their_forms(text: str, seconds: float | None) -> None:
    headers = {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": text}
    assert spent_wait_seconds(headers) == seconds


def test_the_wait_that_nobody_names_doubles() -> None:
    assert 5 <= growing_wait_seconds(1, 5.0) < 5 * 1.26
    assert 20 <= growing_wait_seconds(3, 5.0) < 20 * 1.26
    assert growing_wait_seconds(80, 5.0) <= 900 * 1.25


def test_a_stop_ends_all_waiting() -> None:
    async def run() -> None:
        pace = Pace(None)
        pace.pause(600)
        waiting = [asyncio.create_task(pace.turn()) for _ in range(3)]
        await asyncio.sleep(0)
        pace.stop()
        outcomes = await asyncio.gather(*waiting, pace.rest(600), return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [AskingStoppedError] * 4

    asyncio.run(run())


def _estimate(tokens: int) -> TokenEstimate:
    return TokenEstimate(input_tokens=tokens, output_tokens=tokens)


def test_a_request_waits_for_those_under_way_and_is_refused_once_there_are_none(config: Config) -> None:
    async def run() -> list[str]:
        budget, told = Budget(config, Limits(tokens=250)), list[str]()

        async def request(name: str, took: int) -> None:
            try:
                async with budget.reserved(_estimate(60)):
                    told.append(f"{name} asks")
                    await asyncio.sleep(0.01)
                    budget.spend(took, took)
            except LimitReachedError as limit:
                told.append(f"{name}: {limit}")

        await asyncio.gather(request("a", 20), request("b", 20), request("c", 60))
        await request("d", 20)
        return told

    limit = "--max-tokens 250: the next request could pass it"
    assert asyncio.run(run()) == ["a asks", "b asks", "c asks", f"d: {limit}"]


def test_cost_is_limited_by_prices_to_the_millionth(config: Config) -> None:
    async def run() -> Budget:
        budget = Budget(config, Limits(cost=0.0005))
        async with budget.reserved(_estimate(100)):
            assert budget.spend(100, 100) == 250
        async with budget.reserved(_estimate(100)):
            budget.spend(100, 101)
        with pytest.raises(LimitReachedError, match=r"--max-cost 0.0005 USD"):
            async with budget.reserved(_estimate(1)):
                pass
        return budget

    budget = asyncio.run(run())
    assert (budget.input_tokens, budget.output_tokens, budget.cost_micros) == (200, 201, 502)
