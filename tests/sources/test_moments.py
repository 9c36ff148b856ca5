"""Times and the days that they name."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from hfpapers.sources.moments import NamedMoment, read_named_moment


@pytest.mark.parametrize(
    ("text", "moment", "day"),
    [
        ("2026-11-10T03:00:00.000Z", datetime(2026, 11, 10, 3, tzinfo=UTC), date(2026, 11, 10)),
        ("2026-11-10T20:00:00-07:00", datetime(2026, 11, 11, 3, tzinfo=UTC), date(2026, 11, 10)),
        (" 2026-11-10 ", datetime(2026, 11, 10, tzinfo=UTC), date(2026, 11, 10)),
    ],
)
def test_the_day_is_the_one_that_the_text_names(text: str, moment: datetime, day: date) -> None:
    assert read_named_moment(text) == NamedMoment(moment, day)


@pytest.mark.parametrize("text", ["2026-02-30", "soon", "", 7, None, "2026-11-10T03:00:00"])
def test_what_is_no_time_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_named_moment(text)
