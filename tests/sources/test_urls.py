from __future__ import annotations

from datetime import date

from hfpapers.sources.arxiv.urls import atom_url
from hfpapers.sources.huggingface.urls import daily_api_url, daily_page_url

BASE = "https://hub.example"


def test_the_api_is_asked_for_a_day_a_page_and_a_limit() -> None:
    url = daily_api_url(BASE, date(2026, 6, 3), page=1, limit=100)
    assert url == "https://hub.example/api/daily_papers?date=2026-06-03&p=1&limit=100"


def test_the_page_of_a_day_has_the_day_in_its_path() -> None:
    assert daily_page_url(BASE, date(2024, 8, 1)) == "https://hub.example/papers/date/2024-08-01"


def test_papers_are_asked_for_together_and_their_number_is_said() -> None:
    url = atom_url("https://arxiv.example", ["2606.90060", "math/0309136"], max_results=2)
    assert url == "https://arxiv.example/api/query?id_list=2606.90060,math/0309136&max_results=2"
