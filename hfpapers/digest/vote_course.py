"""How a paper's votes came in: what was seen of them in, what that allows to be said out. Pure; nothing is guessed.

Every number is one that somebody saw, and is said with the time at which it was. An archive that began to look at a
day long after it knows nothing of the course of its votes: then nothing is said of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

from hfpapers.digest.model import Fact
from hfpapers.digest.words.base import Words
from hfpapers.digest.words.course_words import course_words
from hfpapers.model.paper_history import VoteView

#: At which ages votes are told, in days from the beginning of the day that lists the paper, and how far from that
#: moment they may have been seen.
AGES: Mapping[int, timedelta] = MappingProxyType(
    {1: timedelta(hours=6), 3: timedelta(hours=12), 7: timedelta(days=1), 30: timedelta(days=2)}
)
_LONGEST_AGE = max(AGES)

#: The half of the votes is told only where looks stood so close together that it was not reached long before it was
#: seen, soon enough to be worth telling, and where the votes had time to come in since.
_CLOSE = timedelta(hours=30)
_SOON = timedelta(days=14)
_FEWEST_VOTES = 10
_FEWEST_DAYS = 3
_HOURS_ARE_TOLD_TO = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class VotesAtAge:
    """What was seen near an age; `observed_at` is when."""

    age_days: int
    upvotes: int
    observed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteCourse:
    """What may be said of a paper's votes.

    Attributes:
        latest: The newest that was seen; None where nothing ever was.
        at_ages: By age; an age near which nobody looked is not there.
        half_within_hours: Hours from the beginning of the day that lists the paper, after which at least half of the
            latest votes had been seen; None where the looks do not tell.
    """

    latest: VoteView | None = None
    at_ages: tuple[VotesAtAge, ...] = ()
    half_within_hours: int | None = None


def describe(votes: Sequence[VoteView], day: date) -> VoteCourse:
    """Tell what the observations allow.

    Args:
        votes: Of one paper, in any order.
        day: The first day that lists the paper.
    """
    seen = sorted(votes, key=lambda vote: vote.observed_at)
    if not seen:
        return VoteCourse()
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC)
    at_ages = (_at_age(seen, begin, age_days) for age_days in AGES)
    return VoteCourse(
        latest=seen[-1],
        at_ages=tuple(found for found in at_ages if found is not None),
        half_within_hours=_half_within_hours(seen, begin),
    )


def votes_fact(course: VoteCourse, upvotes: int | None, words: Words) -> Fact | None:
    """Write the votes with the best that is known of their course.

    `▲ 42, half of them within 20 hours`; `▲ 51 (47 after 30 days)`; `▲ 7`.

    Args:
        course: Of the same paper.
        upvotes: As its row has them; None where nobody knows, and then there is no fact.
        words: Of the digest's language.
    """
    if upvotes is None:
        return None
    phrases = course_words(words)
    text = f"▲ {upvotes:,}"
    is_same = course.latest is not None and course.latest.upvotes == upvotes
    later = _votes_to_compare(course)
    if is_same and later is not None:
        text = phrases.with_later.format(votes=text, later=f"{later.upvotes:,}", days=later.age_days)
    elif is_same and course.half_within_hours is not None:
        text = phrases.with_half.format(votes=text, time=_time(course.half_within_hours, words))
    return Fact(text=text, hint=words.votes(upvotes))


def course_sentence(course: VoteCourse, words: Words) -> str | None:
    """Say how the votes came in, in a sentence; None where nothing is known but the latest."""
    phrases, latest = course_words(words), course.latest
    if latest is None:
        return None
    earlier = [found for found in course.at_ages if found.observed_at < latest.observed_at]
    if not earlier and course.half_within_hours is None:
        return None
    parts = [phrases.at_age.format(number=f"{one.upvotes:,}", days=phrases.days(one.age_days)) for one in earlier]
    parts.append(phrases.latest.format(number=f"{latest.upvotes:,}", day=latest.observed_at.date()))
    said = phrases.sentence.format(parts=phrases.separator.join(parts))
    if course.half_within_hours is None:
        return said
    return said + phrases.half.format(time=_time(course.half_within_hours, words))


def _at_age(seen: Sequence[VoteView], begin: datetime, age_days: int) -> VotesAtAge | None:
    """Find what was seen nearest to an age; of two as near, the earlier."""
    moment = begin + timedelta(days=age_days)
    nearest = min(seen, key=lambda vote: (abs(vote.observed_at - moment), vote.observed_at))
    if abs(nearest.observed_at - moment) > AGES[age_days]:
        return None
    return VotesAtAge(age_days=age_days, upvotes=nearest.upvotes, observed_at=nearest.observed_at)


def _half_within_hours(seen: Sequence[VoteView], begin: datetime) -> int | None:
    latest = seen[-1]
    if latest.upvotes < _FEWEST_VOTES or latest.observed_at < begin + timedelta(days=_FEWEST_DAYS):
        return None
    place = next(place for place, vote in enumerate(seen) if 2 * vote.upvotes >= latest.upvotes)
    # Where the first look already had the half, it was reached at some time since the day began.
    before = max(seen[place - 1].observed_at, begin) if place else begin
    took = seen[place].observed_at - begin
    if seen[place] is latest or not timedelta(0) < took <= _SOON or seen[place].observed_at - before > _CLOSE:
        return None
    return -(-took // timedelta(hours=1))


def _votes_to_compare(course: VoteCourse) -> VotesAtAge | None:
    """Give the votes at the longest age, where what came later is told beside them."""
    last = course.at_ages[-1] if course.at_ages else None
    if last is None or last.age_days != _LONGEST_AGE or course.latest is None:
        return None
    return last if course.latest.observed_at - last.observed_at > AGES[_LONGEST_AGE] else None


def _time(hours: int, words: Words) -> str:
    phrases = course_words(words)
    return phrases.hours(hours) if hours <= _HOURS_ARE_TOLD_TO else phrases.days(-(-hours // 24))
