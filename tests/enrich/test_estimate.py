"""Tokens and costs before a request is made."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hfpapers.config import Config
from hfpapers.enrich.estimate import OUTPUT_TOKENS, TokenEstimate, cost_micros, count_tokens, estimate_tokens
from hfpapers.model.enrichment import EnrichmentKind

CONFIG = Config(home=Path("home"), database_url="sqlite:///x.db", llm_input_price=0.1, llm_output_price=0.4)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        ("abc", 1),
        ("abcd", 2),
        ("43.4%", 5),
        ("强化学习", 4),
        ("λ", 1),
        ("∑", 2),
        ("\U0001f600", 2),
        ("we 强", 2),
    ],
)
def test_tokens_are_counted_by_script(text: str, tokens: int) -> None:
    assert count_tokens(text) == tokens


def test_a_request_counts_its_messages_and_what_a_template_adds() -> None:
    messages = [{"role": "system", "content": "abc"}, {"role": "user", "content": "强化"}]
    assert estimate_tokens(messages, EnrichmentKind.ROUNDUP) == TokenEstimate(
        input_tokens=1 + 8 + 2 + 8 + 8, output_tokens=OUTPUT_TOKENS[EnrichmentKind.ROUNDUP]
    )
    assert estimate_tokens(messages, None).output_tokens > 0


def test_every_kind_has_an_estimate_of_its_answer() -> None:
    assert set(OUTPUT_TOKENS) == set(EnrichmentKind)


@pytest.mark.parametrize(
    ("told", "answered", "cost"),
    [(0, 0, 0), (10, 0, 1), (11, 0, 2), (1_000_000, 1_000_000, 500_000), (3, 1, 1), (30, 10, 7)],
)
def test_costs_are_whole_millionths_rounded_up_from_exact_prices(told: int, answered: int, cost: int) -> None:
    assert cost_micros(told, answered, CONFIG) == cost


def test_a_price_below_what_floats_write_plainly_is_exact() -> None:
    assert cost_micros(1_000_000_000, 0, replace(CONFIG, llm_input_price=0.000001)) == 1000


@pytest.mark.parametrize("missing", ["llm_input_price", "llm_output_price"])
def test_without_both_prices_no_cost_is_told(missing: str) -> None:
    assert cost_micros(10, 10, replace(CONFIG, **{missing: None})) is None  # type: ignore[arg-type]  # a field by name
