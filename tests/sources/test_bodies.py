from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hfpapers.sources.bodies import MAX_NOTICE_CHARACTERS, says_later
from hfpapers.sources.moments import read_moment
from hfpapers.sources.samples import sample


@pytest.mark.parametrize(
    "notice",
    [
        "Rate exceeded.",
        "<h1>Too many requests</h1>",
        "<title>Just a moment...</title>",
        "Please complete the CAPTCHA",
        "<p>We noticed unusual <b>traffic</b></p>",
        "Prove that you are human",
        "<script>window._cf_chl_opt={}</script>",
        "503 Service Unavailable",
    ],
)
def test_a_notice_that_says_later_is_told(notice: str) -> None:
    assert says_later(notice)


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<p>Not found</p>",
        '<script src="/challenge.js">captcha</script><style>captcha</style><!-- captcha --><p>Hello</p>',
        f"<p>{'A long text with a challenge in it. ' * (MAX_NOTICE_CHARACTERS // 30)}</p>",
        "<p>prechallenged</p>",
    ],
)
def test_a_page_that_only_mentions_such_words_unseen_is_none(page: str) -> None:
    assert not says_later(page)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-04-15T17:59:46.000Z", datetime(2024, 4, 15, 17, 59, 46, tzinfo=UTC)),
        ("2020-09-04T00:00:00-04:00", datetime(2020, 9, 4, 4, tzinfo=UTC)),
        (" 2024-04-15T17:59:46Z\n", datetime(2024, 4, 15, 17, 59, 46, tzinfo=UTC)),
    ],
)
def test_a_time_becomes_utc(text: str, moment: datetime) -> None:
    assert read_moment(text) == moment
    assert read_moment(text).tzinfo is UTC


@pytest.mark.parametrize(
    "value", ["", "now", "2024-04-15", "2024-04-15T17:59:46", "0001-01-01T00:00:00+10:00", 5, None]
)
def test_what_is_no_time_with_a_zone_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="time"):
        read_moment(value)


def test_a_sample_is_short_and_can_be_stored() -> None:
    assert sample("a\0b\ud800c") == "a\\x00b\\ud800c"
    assert len(sample("x" * 10_000)) == 500
    assert len(sample({"x" * 1000: ["y" * 1000] * 1000})) <= 500
