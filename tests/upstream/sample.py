"""The sample archive: real days by their bare facts, and invented ones for what real days do not show.

The papers of `data/*.json` are real: ids, titles, authors, dates, votes, links, keywords and
organisations are facts; the abstracts, the categories, the submitter, the numbers of comments
and the clock times are the sample's own. What is not known of them is not served. Everything else is invented.
"""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from tests.upstream import eras
from tests.upstream.entries import ArxivFacts, Author, Entry, Organization
from tests.upstream.invented import invented_day, invented_entry
from tests.upstream.page import PUBLISHER

#: The day that it is at the sample upstream, so that the same crawl gives the same archive for ever.
TODAY = date(2026, 11, 20)

DAY_OF_120 = date(2026, 11, 17)
DAY_OF_90 = date(2026, 11, 18)
DAY_OF_40 = date(2026, 11, 19)
HOSTILE_DAY = date(2026, 11, 12)
BEFORE_WEEKEND = date(2026, 11, 13)
EMPTY_WEEKEND = (date(2026, 11, 14), date(2026, 11, 15))
AFTER_WEEKEND = date(2026, 11, 16)

#: First day of each era of the daily JSON, and one day more of the four without a submitter.
ERA_DAYS = (
    date(2024, 3, 12),
    eras.THUMBNAIL,
    eras.SUBMITTED_BY,
    eras.USER_ID,
    eras.DISCUSSION,
    eras.USER_UNDERSCORE_ID,
    eras.FOLLOWERS,
    eras.SUBMITTED_BY_ID,
    eras.PARTICIPATING,
    eras.LINKS,
    eras.ITEM_SUMMARY,
    date(2025, 3, 14),
    eras.AI_SUMMARY,
    eras.STARS,
    eras.SUBMITTER_ORGANIZATION,
    eras.ORGANIZATION,
    date(2025, 11, 3),
    eras.REPO_ADDED_BY,
    eras.USER_FOLLOWING,
    eras.NAME_IN_USER,
    eras.MIDNIGHT,
    eras.AI_SUMMARY_MODEL,
)

HOSTILE_TITLE = "<script>alert(1)</script> | [x](javascript:y) =1+1"
LONG_TITLE_CHARACTERS = 5000

_DATA = Path(__file__).parent / "data"
_CONTROLS = "\x00\x01\x07\x08\x0b\x0c\x1b\x1f\x7f\x85"


@cache
def _sample() -> dict[date, tuple[Entry, ...]]:
    days = {day: _era_day(day) for day in ERA_DAYS}
    days |= {day: invented_day(day, count) for day, count in ((DAY_OF_120, 120), (DAY_OF_90, 90), (DAY_OF_40, 40))}
    before = invented_day(BEFORE_WEEKEND, 3)
    days[BEFORE_WEEKEND] = before
    days[AFTER_WEEKEND] = (*invented_day(AFTER_WEEKEND, 3, most_votes=9), before[0])
    days[HOSTILE_DAY] = _hostile_day()
    for path in sorted(_DATA.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        days[date.fromisoformat(content["day"])] = tuple(_real_entry(facts) for facts in content["papers"])
    return dict(sorted(days.items()))


def sample_days() -> dict[date, tuple[Entry, ...]]:
    """Return the sample archive by day, in order; the weekend without papers is simply not there."""
    return dict(_sample())


def _era_day(day: date) -> tuple[Entry, ...]:
    """Invent a small day: three or four papers, the last without votes."""
    return invented_day(day, 3 + day.day % 2, most_votes=17)


def _hostile_day() -> tuple[Entry, ...]:
    """Invent a day of titles that break renderers, one of them of a paper that arXiv does not know."""
    long = "Sample: a title that never ends"
    long += "".join(f" {control}word{place}" for place, control in enumerate(_CONTROLS * LONG_TITLE_CHARACTERS))
    return (
        invented_entry(HOSTILE_DAY, 0, title=HOSTILE_TITLE, upvotes=30),
        invented_entry(HOSTILE_DAY, 1, title=long[:LONG_TITLE_CHARACTERS], upvotes=20, abstract=HOSTILE_TITLE),
        invented_entry(HOSTILE_DAY, 2, title='=HYPERLINK("http://sample.invalid")', upvotes=10),
        invented_entry(HOSTILE_DAY, 3, title="Sample: A Paper that arXiv Does Not Know", upvotes=0, arxiv=None),
    )


def _real_entry(facts: dict[str, Any]) -> Entry:
    published = facts.get("published_at")
    organization = facts.get("organization")
    keywords = facts.get("ai_keywords")
    return Entry(
        arxiv_id=facts["id"],
        title=facts["title"],
        abstract=facts["abstract"],
        authors=tuple(Author(name=name) for name in facts.get("authors", ())),
        published_at=datetime.fromisoformat(published) if published else None,
        upvotes=facts.get("upvotes"),
        comments=0,
        submitter=PUBLISHER,
        organization=_organization(organization) if organization else None,
        github_repo=facts.get("githubRepo"),
        project_page=facts.get("projectPage"),
        ai_keywords=tuple(keywords) if keywords else None,
        arxiv=ArxivFacts(primary_category=facts["primary_category"]),
    )


def _organization(full_name: str) -> Organization:
    return Organization(slug=re.sub(r"\W+", "-", full_name), full_name=full_name)
