"""Keys that are gone from the entries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from hfpapers.drift import DriftCode, find_vanished
from hfpapers.model.health_views import FieldShareView
from hfpapers.sources.huggingface.daily_json import parse_daily

FIRST = date(2026, 3, 2)


def shares(had: Sequence[int], *, of: int = 30, field: str = "paper.ai_summary") -> list[FieldShareView]:
    days = [FIRST + timedelta(days=number) for number in range(len(had))]
    return [FieldShareView(day=day, field=field, had=number, of=of) for day, number in zip(days, had, strict=True)]


def days_of(given: Sequence[FieldShareView]) -> set[date]:
    return {share.day for share in given}


def test_a_key_that_nearly_every_entry_had_and_none_has_is_gone() -> None:
    given = shares([30, 28, 30, 29, 30, 0])
    (finding,) = find_vanished(given, days_of(given))
    assert finding.code is DriftCode.VANISHED_KEY
    assert finding.field == "paper.ai_summary"
    assert finding.day == FIRST + timedelta(days=5)
    assert finding.line == (
        "paper.ai_summary is on none of the 30 papers since 2026-03-07; on 5 days before it was on 98% of them"
    )


def test_one_entry_that_has_it_is_enough() -> None:
    given = shares([30, 28, 30, 29, 30, 1])
    assert find_vanished(given, days_of(given)) == ()


@pytest.mark.parametrize(("had", "of", "is_gone"), [(10, 40, False), (16, 40, True), (1, 40, False), (0, 40, False)])
def test_an_optional_key_is_gone_where_chance_cannot_explain_it(had: int, of: int, is_gone: bool) -> None:
    given = shares([had] * 10 + [0], of=of)
    assert bool(find_vanished(given, days_of(given))) is is_gone


def test_several_days_without_it_add_up() -> None:
    given = shares([10] * 10 + [0, 0], of=40)
    (finding,) = find_vanished(given, days_of(given))
    assert "none of the 80 papers since 2026-03-12" in finding.line
    assert finding.day == FIRST + timedelta(days=11)


def test_it_is_told_for_as_long_as_it_lasts_with_the_day_on_which_it_began() -> None:
    given = shares([30] * 10 + [0] * 15)
    (finding,) = find_vanished(given, days_of(given))
    assert "since 2026-03-12" in finding.line


def test_days_that_may_fill_up_say_nothing() -> None:
    given = shares([30, 28, 30, 29, 30, 0])
    assert find_vanished(given, days_of(given[:-1])) == ()


def test_few_papers_prove_nothing() -> None:
    assert find_vanished(shares([9] * 10 + [0], of=9), days_of(shares([9] * 11))) == ()
    young = shares([30, 0])
    assert find_vanished(young, days_of(young)) == ()


def test_each_field_is_judged_by_itself() -> None:
    given = [*shares([30] * 6 + [0], field="b"), *shares([30] * 7, field="a"), *shares([30] * 6 + [0], field="c")]
    assert [finding.field for finding in find_vanished(given, days_of(given))] == ["b", "c"]


def test_the_days_on_which_upstream_left_the_submitter_out_are_found(recorded: Path) -> None:
    """From 2025-03-11 to 03-14 no entry had `submittedBy`; until then every key that came had stayed."""
    given, days, found = [], [], {}
    for path in sorted((recorded / "huggingface" / "daily_papers").glob("202[45]-*.json")):
        day = date.fromisoformat(path.stem)
        if day > date(2025, 3, 18):
            break
        entries = parse_daily(path.read_bytes(), url=path.name, day=day).record.entries
        for field in ("submitter", "upvotes", "comments", "thumbnail_url", "discussion_id", "published_at"):
            had = sum(getattr(entry, field) is not None for entry in entries)
            given.append(FieldShareView(day=day, field=field, had=had, of=len(entries)))
        days.append(day)
        found[day] = [finding.field for finding in find_vanished(given, days)]
    missing = {date(2025, 3, 11), date(2025, 3, 14)}
    assert {day for day, fields in found.items() if fields} == missing
    assert all(found[day] == ["submitter"] for day in missing)
