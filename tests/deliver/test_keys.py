"""What digests are called in the outbox."""

from __future__ import annotations

from datetime import date

import pytest

from hfpapers.config.channels import Wanted
from hfpapers.deliver.keys import digest_key, message_id, period_of
from hfpapers.model.periods import Period

DAY = Period.of_day(date(2026, 11, 19))


@pytest.mark.parametrize(
    ("wanted", "period", "key"),
    [
        (Wanted(style="speedread", lang="zh"), DAY, "speedread/zh/day/2026-11-19"),
        (Wanted(period="week"), Period.of_week("2026-W47"), "list/en/week/2026-W47"),
        (Wanted(period="month"), Period.of_month("2026-11"), "list/en/month/2026-11"),
        (
            Wanted(top=5, min_upvotes=0, categories=("cs.LG", "cs.CL"), keywords=("a+b c", "对齐")),
            DAY,
            "list/en/day/2026-11-19+top=5+min_upvotes=0+category=cs.CL+category=cs.LG+keyword=a%2Bb%20c+keyword=对齐",
        ),
    ],
)
def test_a_key_is_readable_and_leads_back_to_its_period(wanted: Wanted, period: Period, key: str) -> None:
    assert digest_key(wanted, period) == key
    assert period_of(wanted, key) == period


def test_the_order_of_filters_changes_nothing_and_another_filter_is_another_digest() -> None:
    one, two = Wanted(categories=("a", "b")), Wanted(categories=("b", "a"))
    assert digest_key(one, DAY) == digest_key(two, DAY)
    assert digest_key(Wanted(categories=("a",)), DAY) != digest_key(one, DAY)


@pytest.mark.parametrize(
    "key",
    [
        "speedread/en/day/2026-11-19",
        "list/zh/day/2026-11-19",
        "list/en/week/2026-W47",
        "list/en/day/2026-11-19+top=3",
        "list/en/day/2026-11-99",
        "list/en/day/",
        "",
    ],
)
def test_a_key_of_another_kind_names_no_period(key: str) -> None:
    assert period_of(Wanted(), key) is None


def test_a_message_id_is_that_of_channel_and_key() -> None:
    one = message_id("team", "list/en/day/2026-11-19", "example.org")
    assert one == message_id("team", "list/en/day/2026-11-19", "example.org")
    others = {
        message_id("other", "list/en/day/2026-11-19", "example.org"),
        message_id("team", "list/en/day/2026-11-18", "example.org"),
    }
    assert one not in others
    assert one.startswith("<")
    assert one.endswith("@hfpapers.example.org>")
