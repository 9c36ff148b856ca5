"""The sample archive honours every era of the daily JSON and holds the days that tests count on."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hfpapers.model.ids import ArxivId
from tests.upstream import Upstream, invented_day, invented_entry, render_item, sample_days
from tests.upstream import sample as archive
from tests.upstream.client import daily


@pytest.fixture
def up() -> Iterator[Upstream]:
    with Upstream() as upstream:
        yield upstream


def keys(value: Any, path: str = "") -> set[str]:
    """List every key of a JSON value by its path."""
    if isinstance(value, dict):
        return {f"{path}.{key}" for key in value}.union(*(keys(v, f"{path}.{k}") for k, v in value.items()))
    if isinstance(value, list):
        return set().union(*(keys(v, f"{path}[]") for v in value))
    return set()


def day_keys(text: str, count: int = 12) -> set[str]:
    day = date.fromisoformat(text)
    return set().union(*(keys(render_item(entry, day)) for entry in invented_day(day, count)))


@pytest.mark.parametrize(
    ("before", "since", "key"),
    [
        ("2024-06-11", "2024-06-12", ".thumbnail"),
        ("2024-06-11", "2024-06-12", ".mediaUrls"),
        ("2024-06-12", "2024-06-13", ".submittedBy"),
        ("2024-07-22", "2024-07-23", ".paper.authors[].user.id"),
        ("2024-08-01", "2024-08-02", ".paper.discussionId"),
        ("2024-08-05", "2024-08-06", ".paper.authors[].user._id"),
        ("2024-10-23", "2024-10-24", ".submittedBy.followerCount"),
        ("2024-12-02", "2024-12-03", ".submittedBy._id"),
        ("2024-12-18", "2024-12-19", ".isAuthorParticipating"),
        ("2025-03-03", "2025-03-04", ".paper.githubRepo"),
        ("2025-03-03", "2025-03-04", ".paper.projectPage"),
        ("2025-03-10", "2025-03-11", ".summary"),
        ("2025-03-10", "2025-03-11", ".paper.ai_keywords"),
        ("2025-03-14", "2025-03-17", ".submittedBy"),
        ("2025-03-14", "2025-03-17", ".paper.submittedOnDailyAt"),
        ("2025-03-14", "2025-03-17", ".paper.submittedOnDailyBy"),
        ("2025-03-14", "2025-03-17", ".paper.mediaUrls"),
        ("2025-05-21", "2025-05-22", ".paper.ai_summary"),
        ("2025-06-24", "2025-06-25", ".paper.githubStars"),
        ("2025-09-28", "2025-09-29", ".submitterOrganization"),
        ("2025-10-02", "2025-10-03", ".organization"),
        ("2025-10-02", "2025-10-03", ".paper.organization"),
        ("2025-12-10", "2025-12-11", ".paper.githubRepoAddedBy"),
        ("2026-01-06", "2026-01-07", ".submittedBy.isUserFollowing"),
        ("2026-03-11", "2026-03-12", ".paper.authors[].user.name"),
        ("2026-03-11", "2026-03-12", ".paper.submittedOnDailyBy.name"),
        ("2026-06-02", "2026-06-03", ".paper.ai_summary_model"),
    ],
)
def test_fields_appear_with_their_era(before: str, since: str, key: str) -> None:
    assert key not in day_keys(before)
    assert key in day_keys(since)


@pytest.mark.parametrize(
    ("last", "gone", "key"),
    [
        ("2024-06-11", "2024-06-12", ".mediaUrl"),
        ("2024-08-05", "2024-08-06", ".paper.authors[].user.id"),
        ("2025-03-10", "2025-03-11", ".submittedBy"),
        ("2025-10-02", "2025-10-03", ".submitterOrganization"),
    ],
)
def test_fields_go_with_their_era(last: str, gone: str, key: str) -> None:
    assert key in day_keys(last)
    assert key not in day_keys(gone)


def item(text: str, **changes: Any) -> dict[str, Any]:
    day = date.fromisoformat(text)
    return render_item(invented_entry(day, 2, **changes), day)


def test_outer_published_at_changes_its_meaning_on_2025_03_11() -> None:
    assert item("2025-03-10")["publishedAt"].startswith("2025-03-10T")
    assert item("2025-03-11")["paper"]["publishedAt"] == "2025-03-08T17:58:58.000Z"
    assert item("2025-03-11")["publishedAt"] == "2025-03-08T12:58:58.000Z"
    assert item("2025-06-25")["publishedAt"][11:13] == "13"


def test_submission_times_are_clock_times_until_2026_05_13_and_midnight_after() -> None:
    assert re.fullmatch(r"2026-05-13T0\d:\d\d:\d\d\.\d{3}Z", item("2026-05-13")["paper"]["submittedOnDailyAt"])
    assert not item("2026-05-13")["paper"]["submittedOnDailyAt"].endswith("T00:00:00.000Z")
    assert item("2026-05-14")["paper"]["submittedOnDailyAt"] == "2026-05-14T00:00:00.000Z"


def test_titles_are_wrapped_until_2025_10_and_the_outer_one_is_clean_until_2025_03_10() -> None:
    long = " ".join(["word"] * 40)
    early, middle, late = (item(day, title=long) for day in ("2025-03-10", "2025-03-11", "2025-11-01"))
    assert "\n  " in early["paper"]["title"]
    assert "\n" in early["paper"]["summary"]
    assert early["title"] == long
    assert middle["title"] == middle["paper"]["title"] != long
    assert late["title"] == late["paper"]["title"] == long


def test_optional_fields_are_absent_and_never_null(up: Upstream) -> None:
    for day in up.archive.days_with_papers():
        assert b":null" not in daily(up, f"date={day}&limit=100").body


@pytest.fixture(scope="module")
def recorded() -> Path:
    folder = os.environ.get("HFPAPERS_RECORDED")
    if not folder:
        pytest.skip("HFPAPERS_RECORDED does not name the folder of recorded answers")
    return Path(folder) / "huggingface" / "daily_papers"


def test_the_sample_has_the_fields_of_every_recorded_day(recorded: Path) -> None:
    days = {path.stem: json.loads(path.read_text()) for path in sorted(recorded.glob("*.json"))}
    assert days
    met: dict[str, list[str]] = {}
    for day, items in days.items():
        for key in set().union(*(keys(entry) for entry in items)):
            met.setdefault(key, []).append(day)
    for day, items in days.items():
        ours = day_keys(day)
        assert set.intersection(*(keys(entry) for entry in items)) <= ours, day
        assert all(met[key][0] <= day <= met[key][-1] for key in ours if key in met), day
        assert ours <= set(met), day


def test_the_sample_holds_the_days_that_tests_count_on() -> None:
    counts = {str(day): len(entries) for day, entries in sample_days().items()}
    real = {"2023-09-20": 9, "2024-04-04": 8, "2024-08-30": 9, "2025-03-17": 12, "2025-12-10": 10, "2026-01-28": 9}
    assert real.items() <= counts.items()
    assert {"2026-11-17": 120, "2026-11-18": 90, "2026-11-19": 40}.items() <= counts.items()
    assert {"2026-11-14", "2026-11-15"}.isdisjoint(counts)
    assert {"2026-11-13", "2026-11-16"} <= set(counts)
    assert [day.weekday() for day in archive.EMPTY_WEEKEND] == [5, 6]
    assert all(3 <= counts[str(day)] <= 4 for day in archive.ERA_DAYS)


def test_every_sample_id_is_a_valid_arxiv_id_and_abstracts_say_what_they_are() -> None:
    entries = [entry for entries in sample_days().values() for entry in entries]
    assert all(ArxivId.parse(entry.arxiv_id).text == entry.arxiv_id for entry in entries)
    hostile = {archive.HOSTILE_TITLE}
    assert all("(Sample text, not " in entry.abstract for entry in entries if entry.abstract not in hostile)


def test_the_sample_has_what_parsers_stumble_over() -> None:
    entries = [entry for entries in sample_days().values() for entry in entries]
    repositories = {entry.github_repo for entry in entries if entry.github_repo}
    assert any(author.hidden for entry in entries for author in entry.authors)
    assert any("\n" in url for url in repositories)
    assert all(any(url.endswith(end) for url in repositories) for end in (".git", "/", "/tree/main"))
    assert any(entry.organization and entry.organization.avatar_url is None for entry in entries)
    assert any(entry.upvotes == 0 for entry in entries)
    assert any(entry.github_stars is not None and entry.github_repo is None for entry in entries)
    assert any(entry.project_page and entry.project_page.startswith(" ") for entry in entries)
    assert sum(entry.arxiv is None for entry in entries) in {1, 2}
    assert len({entry.arxiv_id for entry in entries}) == len(entries) - 1


def test_nothing_unknown_is_served_of_the_day_known_by_titles_only(up: Upstream) -> None:
    papers = [entry["paper"] for entry in daily(up, "date=2023-09-20").json]
    assert [paper["authors"] for paper in papers] == [[]] * 9
    assert not any({"upvotes", "publishedAt"} & set(paper) for paper in papers)


def test_the_hostile_day_has_a_title_of_5000_characters_with_control_characters(up: Upstream) -> None:
    titles = [entry["title"] for entry in daily(up, f"date={archive.HOSTILE_DAY}").json]
    assert titles[0] == "<script>alert(1)</script> | [x](javascript:y) =1+1"
    assert len(titles[1]) == 5000
    assert {"\x00", "\x1b", "\x0b"} <= set(titles[1])
