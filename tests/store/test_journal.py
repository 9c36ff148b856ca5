"""The journal of attempts that left no body."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hfpapers.errors import StoreError
from hfpapers.model.fetched import Endpoint, Intent
from hfpapers.store.journal import Attempt, Journal

AT = datetime(2026, 11, 18, 3, tzinfo=UTC)
OF_DAY = Attempt(
    at=AT,
    intent=Intent(endpoint=Endpoint.DAILY_API, day=date(2026, 11, 18), look_at=AT, page=1, limit=100),
    detail="connection refused",
)
OF_PAPERS = Attempt(at=AT, intent=Intent(endpoint=Endpoint.ARXIV_ATOM, arxiv_ids=("2611.00001",)), detail="é\nü")
NOT_OPEN = Attempt(at=AT, intent=OF_DAY.intent, detail="", is_not_open=True)


def test_attempts_are_read_back_in_order_and_none_makes_no_file(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    assert list(journal.read()) == []
    assert list(tmp_path.iterdir()) == []
    for attempt in (OF_DAY, OF_PAPERS, NOT_OPEN):
        journal.append(attempt)
    assert list(journal.read()) == [OF_DAY, OF_PAPERS, NOT_OPEN]


def test_a_line_that_a_kill_has_torn_is_passed_over_and_the_next_is_whole(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.append(OF_DAY)
    file = tmp_path / "journal" / "attempts.jsonl"
    whole = file.read_bytes()
    for cut in range(1, len(whole)):
        file.write_bytes(whole + whole[:cut])
        journal.append(OF_PAPERS)
        read = list(journal.read())
        assert read[0] == OF_DAY
        assert read[-1] == OF_PAPERS
        assert len(read) == 2 + (cut == len(whole) - 1)


def test_a_line_that_is_no_attempt_is_named(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.append(OF_DAY)
    with (tmp_path / "journal" / "attempts.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"at": 1}\n')
    with pytest.raises(StoreError, match=r"attempts\.jsonl:2"):
        list(journal.read())


def test_a_folder_in_the_way_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "journal").write_text("in the way", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be written"):
        Journal(tmp_path).append(OF_DAY)
