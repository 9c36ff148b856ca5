"""What is said of the course of votes, in English and in Chinese."""

# ruff: noqa: RUF001 - Chinese text has Chinese punctuation
from __future__ import annotations

from dataclasses import dataclass

from hfpapers.digest.words.base import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseWords:
    """Phrases with gaps; numbers come written.

    Attributes:
        with_later: A mark: the votes, and how many of them there were at an age.
        with_half: A mark: the votes, and when there was half of them.
        sentence: All that was seen, joined by `separator`; `half` is a sentence after it.
        one_hour, many_hours, one_day, many_days: Spans of time.
    """

    with_later: str
    with_half: str
    sentence: str
    separator: str
    at_age: str
    latest: str
    half: str
    one_hour: str
    many_hours: str
    one_day: str
    many_days: str

    def hours(self, number: int) -> str:
        """Write a number of hours."""
        return self.one_hour if number == 1 else self.many_hours.format(number=f"{number:,}")

    def days(self, number: int) -> str:
        """Write a number of days."""
        return self.one_day if number == 1 else self.many_days.format(number=f"{number:,}")


_ENGLISH = CourseWords(
    with_later="{votes} ({later} after {days} days)",
    with_half="{votes}, half of them within {time}",
    sentence="Votes as they were seen: {parts}.",
    separator=", ",
    at_age="{number} after {days}",
    latest="{number} by {day}",
    half=" Half of these were there within {time} of the beginning of the day that lists it.",
    one_hour="an hour",
    many_hours="{number} hours",
    one_day="a day",
    many_days="{number} days",
)
_CHINESE = CourseWords(
    with_later="{votes}（{days} 天内 {later}）",
    with_half="{votes}（半数在 {time}内）",
    sentence="票数观测：{parts}。",
    separator="，",
    at_age="{days}后 {number} 票",
    latest="截至 {day} 共 {number} 票",
    half="从列出当日零时（UTC）起，{time}内已有其中半数。",
    one_hour="1 小时",
    many_hours="{number} 小时",
    one_day="1 天",
    many_days="{number} 天",
)
_CATALOGUE = {"en": _ENGLISH, "zh": _CHINESE}


def course_words(words: Words) -> CourseWords:
    """Return the phrases in the language of our words."""
    return _CATALOGUE[words.language]
