"""Invented papers: any number for any day, the same every time, plainly marked as samples.

Every name, title and number is made up. The ids are valid and lie far above the numbers
that arXiv reaches in a month, so they never meet a real paper's.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal, get_args

from tests.upstream.entries import ArxivFacts, Author, AuthorStatus, Entry, Organization, Person

_TOPICS = (
    ("Sparse Attention for Small Robots that Sort Buttons", "cs.RO"),
    ("Counting Teapots with $k$-Nearest Saucers", "cs.CV"),
    ("A Benchmark of Polite Refusals in Seven Imaginary Languages and Two Dialects", "cs.CL"),
    (r"\$OneMillion-Bench: What Does a Toy Economy Cost", "cs.AI"),
    (r"Learning in $\mathcal{O}(n \log n)$ Steps on Knitted Graphs", "cs.LG"),
    ("Cheaper Lullabies: Audio Tokens that Cost $5 and up to $10", "cs.SD"),
    (r"Prefill \& Decode for Very Slow Typewriters", "cs.DC"),
    ("Café Dialogues: Gespräche über Käsekuchen as a Test of Translation", "cs.CL"),
    ("Diffusion Models for Pictures of Fog, and How to Tell that They Are Finished", "cs.CV"),
    ("Does a Model Know where It Left Its Keys?", "cs.AI"),
    (r"Schr\"odinger's Sandbox: Testing Agents that Are and Are Not Running", "cs.SE"),
)
_FIRST_NAMES = ("Ines", "Tomas", "Zoë", "Bertil", "Amara", "Xiao", "Lotte", "Ravi", "Nadia", "Oskar", "Mei", "Paulo")
_LAST_NAMES = (
    "Samplewright",
    "Exemplár",
    "Mockford",
    "Testerly",
    "Fictor",
    "Loremson",
    "Dummond",
    "Specimén",
    "Li-Test",
)
_REPOSITORIES = (
    "https://github.com/sample-lab/paper-{n}",
    "https://github.com/sample-lab/paper-{n}/",
    "https://github.com/sample-lab/paper-{n}.git",
    "https://github.com/sample-lab/paper-{n}/tree/main",
    None,
    "https://github.com/sample-lab/\npaper-{n}",
)
_ORGANIZATIONS = (
    Organization(slug="sample-lab", full_name="Sample Laboratory", avatar_url="https://cdn.sample.invalid/lab.png"),
    Organization(slug="no-avatar-institute", full_name="Institute without a Picture"),
    None,
)
_SUBMITTERS = (
    Person(login="sample-curator", full_name="Sample Curator", followers=12),
    Person(
        login="first-reader",
        full_name="First Reader",
        avatar_url="https://cdn.sample.invalid/avatars/first-reader.png",
        is_pro=True,
    ),
)
_MODEL = "sample/summariser-1"
_LICENCES = (
    "http://creativecommons.org/licenses/by/4.0/",
    "http://arxiv.org/licenses/nonexclusive-distrib/1.0/",
    None,
)
_STATUSES: tuple[AuthorStatus, ...] = get_args(AuthorStatus)
_ADDED_BY: tuple[Literal["user", "auto"], ...] = ("user", "auto")
_FIRST_NUMBER = 90_000
_NUMBERS_A_DAY = 300


def invented_day(day: date, count: int, *, most_votes: int | None = None) -> tuple[Entry, ...]:
    """Invent a day's list: votes fall along it, with ties, to 0 for the last.

    Args:
        day: The day it is for; the ids are of its month.
        count: Number of entries, at most 300.
        most_votes: Votes of the first; None takes as many as there are entries.
    """
    most = count if most_votes is None else most_votes
    return tuple(
        replace(invented_entry(day, place), upvotes=(most * (count - 1 - place)) // max(1, count - 1))
        for place in range(count)
    )


def invented_entry(day: date, place: int, **changes: Any) -> Entry:
    """Invent the paper at a place of a day, from 0; `changes` are fields of `Entry` to set otherwise."""
    number = _FIRST_NUMBER + (day.day - 1) * _NUMBERS_A_DAY + place
    topic, category = _TOPICS[(place + day.toordinal()) % len(_TOPICS)]
    repository = _REPOSITORIES[place % len(_REPOSITORIES)]
    published = datetime.combine(day, time(17, 59), UTC) - timedelta(days=1 + place % 3, seconds=place)
    entry = Entry(
        arxiv_id=f"{day:%y%m}.{number:05d}",
        title=f"Sample: {topic} ({day:%d %b}, No. {place + 1})",
        abstract=(
            f"An invented paper that serves as number {place + 1} of its day. It reports on {2 * place + 3} made-up "
            "experiments and finds that the sample upstream serves them all. (Sample text, not a paper's abstract.)"
        ),
        authors=_authors(number),
        published_at=published,
        upvotes=place,
        comments=place % 4,
        submitter=_SUBMITTERS[place % 2],
        author_participating=place % 5 == 1,
        organization=_ORGANIZATIONS[place % 3],
        github_repo=repository.format(n=number) if repository else None,
        github_stars=place * 7 if place % 4 != 3 else None,
        github_added_by=_ADDED_BY[place % 2] if repository else None,
        project_page=_project_page(place, number),
        media_urls=(f"https://cdn.sample.invalid/uploads/{number}.mp4",) if place % 4 == 0 else (),
        ai_summary=None if place % 3 == 2 else f"An invented study, number {place + 1} of its day.",
        ai_summary_model=_MODEL,
        ai_keywords=("sample data", "invented experiments", f"button sorting {place % 5}") if place % 5 != 4 else None,
        arxiv=_arxiv_facts(published, place, number, category),
        models=tuple(f"sample-lab/model-{number}-{n}" for n in range(place % 4)),
        datasets=(f"sample-lab/data-{number}",) if place % 3 == 1 else (),
        spaces=(f"sample-curator/demo-{number}",) if place % 5 == 2 else (),
        text=None if place % 4 == 3 else _text(place, number),
    )
    return replace(entry, **changes)


def _text(place: int, number: int) -> str:
    """Invent a text; its one word that no other text has is `quixoticNNNNN`."""
    return (
        f"# Sample paper No. {place + 1}\n\n## Abstract\n\nAn invented abstract of an invented text.\n\n"
        f"## 1 Introduction\n\nThe buttons of set quixotic{number} were sorted by hand, which took an afternoon "
        "($n=12$). (Sample text, not a paper's.)\n\n## References\n\n- Samplewright, I. Counting buttons.\n"
    )


def _project_page(place: int, number: int) -> str | None:
    """Invent an address for one in three; every second of them begins with a blank, as some do upstream."""
    blank = " " if place % 6 == 0 else ""
    return f"{blank}https://sample-lab.github.io/paper-{number}" if place % 3 == 0 else None


def _authors(number: int) -> tuple[Author, ...]:
    """Invent from one to five; some have accounts, and of some papers the second asked to be hidden."""
    return tuple(_author(number, place) for place in range(1 + number % 5))


def _author(number: int, place: int) -> Author:
    first, last = (number + place) % len(_FIRST_NAMES), (number + 2 * place) % len(_LAST_NAMES)
    name = f"{_FIRST_NAMES[first]} {_LAST_NAMES[last]}"
    has_account = (number + place) % 2 == 0
    return Author(
        name=name,
        hidden=place == 1 and number % 3 == 1,
        person=Person(login=f"sample-author-{first}-{last}", full_name=name) if has_account else None,
        status=_STATUSES[(number + place) % len(_STATUSES)],
    )


def _arxiv_facts(published: datetime, place: int, number: int, category: str) -> ArxivFacts:
    version = 1 + place % 3
    is_published = place % 7 == 2
    return ArxivFacts(
        primary_category=category,
        categories=(category, "stat.ML") if place % 2 else (category,),
        version=version,
        updated_at=published + timedelta(hours=5 * version) if version > 1 else None,
        comment=f"{8 + place % 5} invented pages, no figures" if place % 4 == 1 else None,
        journal_ref=f"Journal of Samples {place + 1}, {published.year}" if is_published else None,
        doi=f"10.5555/sample.{number}" if is_published else None,
        licence=_LICENCES[place % len(_LICENCES)],
    )
