"""What parsers noted, as findings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from hfpapers.drift import DRIFT_CODES, DriftCode, find_in_issues, find_rise
from hfpapers.model.health_views import IssueKindView, RunIssuesView
from hfpapers.model.issues import Code, Severity

AT = datetime(2026, 11, 20, 3, 10, tzinfo=UTC)
URL = "https://hub.example/api/daily_papers?date=2026-11-19&p=0&limit=100"
KIND = IssueKindView(
    code=Code.UNKNOWN_KEY,
    field="[].paper.mood",
    severity=Severity.WARNING,
    endpoint="daily-api",
    number=1,
    first_seen_at=AT,
    observed_at=AT,
    detail="no known key",
    raw="sunny",
    arxiv_id="2611.00001",
    day=date(2026, 11, 19),
    url=URL,
    nth=1,
)


def test_an_unknown_key_is_a_finding_that_names_it_and_shows_its_value() -> None:
    (finding,) = find_in_issues([KIND])
    assert (finding.code, finding.field) == (DriftCode.UNKNOWN_KEY, "[].paper.mood")
    assert finding.line == "[].paper.mood: no known key in 2611.00001: 'sunny'; first met 2026-11-20"
    assert finding.first_seen_at == AT
    assert not finding.loses_data


def test_the_words_that_name_the_body_are_ready_for_a_shell() -> None:
    (finding,) = find_in_issues([replace(KIND, nth=3)])
    assert finding.evidence == f"'{URL}' --nth 3"
    (newest,) = find_in_issues([KIND])
    assert newest.evidence == f"'{URL}'"


def test_an_error_loses_data() -> None:
    kind = replace(KIND, code=Code.WRONG_TYPE, severity=Severity.ERROR, number=12)
    (finding,) = find_in_issues([kind])
    assert finding.code is DriftCode.CHANGED_TYPE
    assert finding.loses_data
    assert ", 12 times; " in finding.line


def test_a_long_value_is_shortened_and_keeps_its_line() -> None:
    (finding,) = find_in_issues([replace(KIND, raw="a\n" * 200)])
    assert "\n" not in finding.line
    assert len(finding.line) < 200


def test_a_finding_without_a_field_names_the_endpoint() -> None:
    (finding,) = find_in_issues([replace(KIND, code=Code.FALLBACK_LAYOUT, field="", raw=None, arxiv_id=None)])
    assert finding.line == "daily-api: no known key; first met 2026-11-20"


@pytest.mark.parametrize("code", sorted(set(Code) - DRIFT_CODES))
def test_other_oddities_are_no_findings_of_their_own(code: Code) -> None:
    assert find_in_issues([replace(KIND, code=code)]) == ()


def runs(newest: tuple[int, int], *before: tuple[int, int]) -> list[RunIssuesView]:
    """The newest first, each with its issues and its pages."""
    return [
        RunIssuesView(run_id=number, started_at=AT, issues=issues, pages=pages, url=URL)
        for number, (issues, pages) in enumerate((newest, *before))
    ]


USUAL = ((0, 3), (1, 4), (2, 3), (0, 4), (0, 3), (1, 3))


def test_far_more_oddities_a_page_than_ever_are_a_rise() -> None:
    (finding,) = find_rise(runs((8, 4), *USUAL), "lists")
    assert finding.code is DriftCode.MORE_ISSUES
    assert finding.line == "8 oddities in 4 pages of lists: 2 a page, where the 6 runs before had 0.67 at most"
    assert finding.evidence == f"'{URL}'"


@pytest.mark.parametrize("newest", [(0, 4), (4, 1), (5, 4), (66, 100)])
def test_what_is_usual_a_page_is_no_rise_however_many_pages(newest: tuple[int, int]) -> None:
    assert find_rise(runs(newest, *USUAL), "lists") == ()


def test_oddities_after_none_at_all_are_a_rise() -> None:
    assert find_rise(runs((5, 40), *[(0, 3)] * 5), "lists") != ()


def test_a_young_archive_has_nothing_to_compare() -> None:
    assert find_rise(runs((50, 1), *USUAL[:4]), "lists") == ()
    assert find_rise([], "lists") == ()
