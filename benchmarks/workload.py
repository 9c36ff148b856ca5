"""Invented days of a shape like the real ones: day and place in, the bytes that upstream would serve out.

Means of 3,000 real papers, which the inventions follow: 10 authors, 1,400 characters of abstract (LaTeX in one of
14), 9 keywords, a repository for half of them. A few thousand papers are rendered once, by the sample upstream of the
tests; each day then takes a hundred of them under ids of its own.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache

from tests.upstream import ArxivFacts, Author, Entry, Organization, Person, Settings, render_item
from tests.upstream.archive import Archive
from tests.upstream.arxiv import ArxivSite
from tests.upstream.messages import Request

#: The last day of every workload: settled, whenever the benchmark runs.
LAST_DAY = date(2026, 11, 18)
PAPERS_A_DAY = 100

_TEMPLATES = 2000
_SEED = 20230504
#: As servers compress that have other things to do; it makes the rendering of 1,500 days short, too.
_GZIP_LEVEL = 4
#: Stand in the rendered papers for the id and the day of a list; nothing else in them looks like either.
_ANY_ID = "1111.11111"
_ANY_DAY = date(2026, 11, 18)
_ENTRY_BEGINS = b"  <entry>"
_FEED_ENDS = b"</feed>"
_COUNTS = re.compile(rb"(<opensearch:(?:itemsPerPage|totalResults)>)\d+")

_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "wo", "xu", "ze")
_CATEGORIES = ("cs.AI", "cs.CL", "cs.CV", "cs.LG", "cs.RO", "cs.SD", "stat.ML")


@dataclass(frozen=True, slots=True)
class Template:
    """One paper as both sites serve it, under an id that stands for any."""

    upvotes: int
    item: bytes
    feed_entry: bytes


def days(count: int) -> list[date]:
    """List the last `count` days of the workload, in order."""
    return [LAST_DAY - timedelta(days=back) for back in range(count - 1, -1, -1)]


def arxiv_ids(day: date) -> list[str]:
    """List the ids of a day in the order of its list."""
    return [f"{day:%y%m}.{day.day * 300 + place:05d}" for place in range(PAPERS_A_DAY)]


def daily_body(day: date) -> bytes:
    """Render a day's list as the API serves it, compressed."""
    named = f"{day:%Y-%m-%d}".encode()
    items = (
        template.item.replace(_ANY_ID.encode(), arxiv_id.encode()).replace(_ANY_DAY.isoformat().encode(), named)
        for template, arxiv_id in zip(_templates_of(day), arxiv_ids(day), strict=True)
    )
    return _packed(b"[" + b",".join(items) + b"]")


def empty_body() -> bytes:
    """Render the page after the last one."""
    return _packed(b"[]")


def feed_body(wanted: list[str]) -> bytes:
    """Render arXiv's answer for papers of the workload, compressed, sorted by id as the sample upstream does."""
    found = [
        _template_of(arxiv_id).feed_entry.replace(_ANY_ID.encode(), arxiv_id.encode()) for arxiv_id in sorted(wanted)
    ]
    head = _COUNTS.sub(rb"\g<1>%d" % len(found), _feed_head())
    return _packed(head + b"".join(found) + _FEED_ENDS + b"\n")


@lru_cache(maxsize=100)
def _templates_of(day: date) -> list[Template]:
    """Take a day's papers in turn, in the order of their votes, as lists are served."""
    begin = (day.toordinal() * PAPERS_A_DAY) % _TEMPLATES
    every = templates()
    taken = [every[(begin + place) % _TEMPLATES] for place in range(PAPERS_A_DAY)]
    return sorted(taken, key=lambda template: -template.upvotes)


def _template_of(arxiv_id: str) -> Template:
    year, month, number = 2000 + int(arxiv_id[:2]), int(arxiv_id[2:4]), int(arxiv_id[5:])
    return _templates_of(date(year, month, number // 300))[number % 300]


@cache
def templates() -> tuple[Template, ...]:
    """Invent and render the papers; the same ones every time."""
    chance = random.Random(_SEED)
    words = _words(chance)
    return tuple(_template(_entry(chance, words, number)) for number in range(_TEMPLATES))


def _template(entry: Entry) -> Template:
    item = json.dumps(render_item(entry, _ANY_DAY), ensure_ascii=False, separators=(",", ":"))
    feed = _feed(entry)
    feed_entry = feed[feed.index(_ENTRY_BEGINS) : feed.rindex(_FEED_ENDS)]
    return Template(upvotes=entry.upvotes or 0, item=item.encode(), feed_entry=feed_entry)


@cache
def _feed_head() -> bytes:
    feed = _feed(Entry(arxiv_id=_ANY_ID, title="", abstract="", arxiv=ArxivFacts(primary_category="cs.AI")))
    return feed[: feed.index(_ENTRY_BEGINS)]


def _feed(entry: Entry) -> bytes:
    site = ArxivSite(Archive({_ANY_DAY: [entry]}, LAST_DAY), Settings())
    target = f"/api/query?id_list={_ANY_ID}&max_results=1"
    return site.answer(Request(role="arxiv", method="GET", target=target, headers={"accept": "*/*"})).body


def _entry(chance: random.Random, words: list[str], number: int) -> Entry:
    published = datetime(2026, 11, 16, 17, 59, tzinfo=UTC) - timedelta(seconds=number)
    has_code = chance.random() < 0.5
    return Entry(
        arxiv_id=_ANY_ID,
        title=_title(chance, words),
        abstract=_abstract(chance, words),
        authors=tuple(_author(chance, words) for _ in range(min(60, 1 + int(chance.expovariate(1 / 9))))),
        published_at=published,
        upvotes=int(chance.expovariate(1 / 25)),
        comments=chance.randrange(1, 6),
        submitter=_person(words, chance.randrange(300)),
        author_participating=chance.random() < 0.3,
        organization=_organization(words, chance.randrange(400)) if chance.random() < 0.4 else None,
        github_repo=f"https://github.com/{chance.choice(words)}/{chance.choice(words)}" if has_code else None,
        github_stars=chance.randrange(2000) if has_code else None,
        github_added_by="user" if has_code else None,
        project_page=f"https://{chance.choice(words)}.github.io/{number}" if chance.random() < 0.4 else None,
        media_urls=(f"https://cdn.sample.invalid/uploads/{number}.mp4",) if chance.random() < 0.25 else (),
        ai_summary=_prose(chance, words, 170),
        ai_summary_model="sample/summariser-1",
        ai_keywords=tuple(dict.fromkeys(f"{chance.choice(words)} {chance.choice(words)}" for _ in range(9))),
        arxiv=_arxiv_facts(chance, published, number),
    )


def _arxiv_facts(chance: random.Random, published: datetime, number: int) -> ArxivFacts:
    version = chance.choice((1, 1, 2, 3))
    return ArxivFacts(
        primary_category=chance.choice(_CATEGORIES),
        categories=tuple(chance.sample(_CATEGORIES, 2)),
        version=version,
        updated_at=published + timedelta(hours=version) if version > 1 else None,
        comment=f"{number % 20 + 8} invented pages" if number % 2 else None,
        doi=f"10.5555/sample.{number}" if number % 14 == 0 else None,
    )


def _title(chance: random.Random, words: list[str]) -> str:
    return "Sample: " + _prose(chance, words, 65).title().replace(".", "")


def _abstract(chance: random.Random, words: list[str]) -> str:
    text = _prose(chance, words, 1400)
    if chance.random() < 0.07:
        text = text.replace(". ", r". With $\alpha_{1} \le 0.5$ and \emph{samples}, ", 3)
    return text.replace(" ", " caf\N{LATIN SMALL LETTER E WITH ACUTE} ", 1) if chance.random() < 0.01 else text


def _prose(chance: random.Random, words: list[str], characters: int) -> str:
    sentences: list[str] = []
    while sum(map(len, sentences)) < characters:
        sentences.append(" ".join(chance.choices(words, k=chance.randrange(9, 22))).capitalize() + ".")
    return " ".join(sentences)[:characters].rstrip()


def _author(chance: random.Random, words: list[str]) -> Author:
    person = _person(words, 300 + chance.randrange(1500)) if chance.random() < 0.035 else None
    name = f"{chance.choice(words)} {chance.choice(words)}".title()
    return Author(name=name, person=person)


def _person(words: list[str], number: int) -> Person:
    name = f"{words[number % len(words)]} {words[number * 7 % len(words)]}".title()
    return Person(login=f"sample-{number}", full_name=name, followers=number)


def _organization(words: list[str], number: int) -> Organization:
    slug = f"sample-lab-{number}"
    return Organization(
        slug=slug,
        full_name=f"{words[number].title()} Laboratory",
        avatar_url=f"https://cdn.sample.invalid/{slug}.png",
    )


def _words(chance: random.Random) -> list[str]:
    """Invent a vocabulary; common words are short, and stand in it more often."""
    rare = ["".join(chance.choices(_SYLLABLES, k=chance.randrange(2, 6))) for _ in range(1800)]
    common = ["".join(chance.choices(_SYLLABLES, k=chance.randrange(1, 3))) for _ in range(60)]
    return rare + common * 30


def _packed(body: bytes) -> bytes:
    return gzip.compress(body, _GZIP_LEVEL, mtime=0)
