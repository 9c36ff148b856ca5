"""Which days a command is about."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from hfpapers.commands.periods import NamedPeriod, resolve_day, since_first_day
from hfpapers.commands.session import Session, today
from hfpapers.errors import DayUnavailableError, InvalidPeriodError, StoreError
from hfpapers.model.coverage import FIRST_DAY
from hfpapers.model.periods import Period, PeriodKind
from hfpapers.store.database import Database


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session(home=tmp_path)


def test_today_and_yesterday_are_days_in_utc(session: Session) -> None:
    before = today()
    days = (resolve_day("today", session), resolve_day("yesterday", session))
    assert days in {(day, day - timedelta(days=1)) for day in (before, today())}


def test_latest_is_the_newest_day_with_papers(crawled_home: Path) -> None:
    assert resolve_day("latest", Session(home=crawled_home)) == date(2026, 11, 17)


def test_latest_of_an_archive_without_papers_names_the_command_that_helps(session: Session) -> None:
    Database.open_for_writing(session.config().database_url).close()
    with pytest.raises(DayUnavailableError, match="hfpapers crawl --date yesterday"):
        resolve_day("latest", session)


def test_latest_without_an_archive_makes_none(session: Session, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no archive here"):
        resolve_day("latest", session)
    assert list(tmp_path.iterdir()) == []


def test_a_span_without_an_end_goes_to_today(session: Session) -> None:
    period = NamedPeriod(since="2026-11-01").resolve(session)
    assert (period.kind, period.since) == (PeriodKind.RANGE, date(2026, 11, 1))
    assert period.until in {today(), today() - timedelta(days=1)}


def test_a_span_that_begins_too_early_begins_with_the_first_list(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", logger="hfpapers.commands")
    period = since_first_day(Period.of_month("2023-05"))
    assert (period.since, period.until, period.label) == (FIRST_DAY, date(2023, 5, 31), "2023-05")
    assert "began on 2023-05-04" in caplog.text


def test_a_span_that_ends_too_early_is_refused() -> None:
    with pytest.raises(InvalidPeriodError, match="there is nothing before"):
        since_first_day(Period.of_year("2022"))


@pytest.mark.parametrize("word", ["today", "yesterday", "latest"])
def test_every_end_of_a_span_may_be_a_word(word: str, crawled_home: Path) -> None:
    period = NamedPeriod(since="2026-11-12", until=word).resolve(Session(home=crawled_home))
    assert period.until >= date(2026, 11, 17)


def test_a_span_to_today_that_begins_later_has_not_begun(session: Session) -> None:
    with pytest.raises(InvalidPeriodError, match="this day has not come yet; today is"):
        NamedPeriod(since=(today() + timedelta(days=3)).isoformat()).resolve(session)
