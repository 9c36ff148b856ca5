"""Invented papers with names, numbers and terms in them, so that it can be told what an answer is about.

Any number of them, the same every time. No such paper, model or benchmark exists.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from hfpapers.model.changes import HuggingFacePaperChange
from hfpapers.model.coverage import DayCoverage, DayState
from hfpapers.store.database import Database
from tests.store.changes import daily, hf_paper, paper_id

DAY = date(2026, 11, 18)
SEEN_AT = datetime(2026, 11, 19, 6, tzinfo=UTC)
SETTLED_AT = datetime(2026, 11, 21, 1, tzinfo=UTC)

_STEMS = ("Fern", "Moss", "Reed", "Birch", "Clover", "Thistle", "Heather", "Sorrel", "Yarrow", "Tansy")
_ENDS = ("Former", "Net", "Bench", "Tuner", "Agent")
_SUBJECTS = ("robots that sort buttons", "maps of imaginary towns", "letters to nobody", "recipes for fog")


def name_of(number: int) -> str:
    """Name what a paper proposes: another name for each of the first thousands."""
    stem, end = _STEMS[number % len(_STEMS)], _ENDS[number // len(_STEMS) % len(_ENDS)]
    return f"{stem}{end}{number // (len(_STEMS) * len(_ENDS)) + 1}"


def title_of(number: int) -> str:
    """Return the title of a paper."""
    return f"{name_of(number)}: Reinforcement Learning for {_SUBJECTS[number % len(_SUBJECTS)].title()}"


def abstract_of(number: int) -> str:
    """Return its abstract: names, numbers, terms of the glossary."""
    name, score, subject = name_of(number), 40 + number % 50, _SUBJECTS[number % len(_SUBJECTS)]
    return (
        f"Large language models that are trained with PPO forget what they have learned about {subject}. We present "
        f"{name}, a recipe for reinforcement learning in which a small critic is trained first and the policy follows. "
        f"On the invented benchmark ButtonBench, {name} reaches {score}.{number % 10}% accuracy with {number + 3}B "
        f"parameters, where the strongest baseline stays at {score - 7}%. Training takes {number % 6 + 2} hours on a "
        f"single machine. An ablation shows that the critic matters most, and that fine-tuning the policy alone brings "
        f"little. We release code, weights and the data."
    )


def paper(number: int) -> HuggingFacePaperChange:
    """Make the change of a paper as a list has it."""
    title, abstract = title_of(number), abstract_of(number)
    return hf_paper(number, title=title, raw_title=title, abstract=abstract, raw_abstract=abstract)


def fill(database: Database, numbers: Sequence[int], *, day: date = DAY) -> tuple[str, ...]:
    """Store papers as a day's whole and settled list; return their ids."""
    at = datetime(day.year, day.month, day.day, 6, tzinfo=UTC) + timedelta(days=1)
    with database.write() as writer:
        run_id = writer.begin_run("hfpapers crawl (a test)", version="0", now=at)
        change = daily([paper(number) for number in numbers], at, day=day)
        writer.write_daily(change, is_last=True, fetch_id=None)
        writer.place_listings(day, at, is_whole=True)
        coverage = DayCoverage(
            day=day,
            state=DayState.COMPLETE,
            settled_at=at + timedelta(days=2),
            expected=len(numbers),
            stored=len(numbers),
            pages=1,
            attempts=1,
            look_at=at,
            whole_look_at=at,
            answered_at=at,
        )
        writer.write_coverage(coverage, run_id=run_id)
        writer.end_run(run_id, state="ok", detail=None, now=at)
    return tuple(paper_id(number) for number in numbers)
