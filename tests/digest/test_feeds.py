"""RSS, Atom and JSON Feed: read by a public reader, and by the rules of each format."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser  # type: ignore[import-untyped]  # it ships no annotations
import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from lxml import etree

from hfpapers.digest.build import build_digest
from hfpapers.digest.model import Digest
from hfpapers.digest.options import STYLES, DigestOptions
from hfpapers.digest.render import render
from hfpapers.digest.text import clean_text
from hfpapers.model.coverage import DayState
from hfpapers.model.enrichment import EnrichmentKind
from hfpapers.model.periods import Period
from tests.digest.documents import chinese, english, hostile
from tests.digest.enriched_rows import ENRICHED, enriched_material
from tests.digest.rows import (
    DAY,
    HOSTILE,
    LONG,
    SAMPLE,
    SEEN,
    WEEK,
    WEEK_DAYS,
    WEEK_ROWS,
    authors,
    bare,
    day_row,
    fixed,
    keywords,
    listing,
    one_day,
)
from tests.goldens import GoldenCheck

GOLDEN = Path(__file__).parent / "golden"
FORMATS = ("rss", "atom", "jsonfeed")
_ATOM = "{http://www.w3.org/2005/Atom}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
_TEXT = {"type": "string", "minLength": 1}
_URL = {"type": "string", "pattern": "^https?://"}
_AUTHORS = {
    "type": "array",
    "minItems": 1,
    "items": {"type": "object", "required": ["name"], "properties": {"name": _TEXT}, "additionalProperties": False},
}
_LANGUAGE = {"type": "string", "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"}
_JSON_FEED: dict[str, Any] = {
    "type": "object",
    "required": ["version", "title", "items"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": _TEXT,
        "home_page_url": _URL,
        "description": _TEXT,
        "language": _LANGUAGE,
        "authors": _AUTHORS,
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "content_html"],
                "additionalProperties": False,
                "properties": {
                    "id": _TEXT,
                    "url": _URL,
                    "external_url": _URL,
                    "title": _TEXT,
                    "content_html": _TEXT,
                    "summary": _TEXT,
                    "date_published": {"type": "string", "format": "date-time"},
                    "authors": _AUTHORS,
                    "tags": {"type": "array", "items": _TEXT, "uniqueItems": True},
                },
            },
        },
    },
}
_ELEMENTS = {"DOCUMENT_FRAGMENT", "div", "p", "span", "a", "b", "em", "bdi"}
_KINDS = {
    "list": EnrichmentKind.ROUNDUP,
    "speedread": EnrichmentKind.SPEEDREAD,
    "roundup": EnrichmentKind.ROUNDUP,
    "review": EnrichmentKind.SPEEDREAD,
}
_TEXTS = st.one_of(
    st.text(),
    st.text(alphabet="<>/\"'&;=]-ab \x00\x0b\ufffe\n", max_size=40),
    st.sampled_from([HOSTILE, LONG, "]]>", "</content>", "<![CDATA[x]]>", "&lt;b&gt;", "<b>bold</b>"]),
)


def _week(**options: Any) -> Digest:
    return build_digest(WEEK_ROWS, WEEK_DAYS, WEEK, DigestOptions(**options))


def _range(first: int, last: int, **options: Any) -> Digest:
    period = Period.of_range(date(2024, 4, first), date(2024, 4, last))
    days = [day_row(day) for day in period.days()]
    return build_digest(
        [listing(f"2404.000{day.day:02d}", day) for day in period.days()], days, period, DigestOptions(**options)
    )


_MADE = {
    "english": english(),
    "chinese": chinese(),
    "hostile": hostile(HOSTILE),
    "sample": one_day(*SAMPLE),
    "week": _week(),
    "top": _week(top=2),
    "range": _range(1, 5),
    "portuguese": one_day(*SAMPLE, lang="pt-BR"),
    "empty": one_day(state=DayState.EMPTY),
    "partial": one_day(*SAMPLE, state=DayState.PARTIAL),
    "bare": one_day(bare(position=1)),
    "long": one_day(listing(title=LONG, abstract=LONG)),
    **{
        f"{style}-{lang}": build_digest(
            ENRICHED,
            [day_row()],
            Period.of_day(DAY),
            DigestOptions(style=style, lang=lang),
            material=enriched_material(_KINDS[style], lang),
        )
        for style in STYLES
        for lang in ("en", "zh")
    },
}


def _tree(digest: Digest, fmt: str) -> etree._Element:
    return etree.fromstring(render(digest, fmt).encode())


def _atom_faults(feed: etree._Element) -> list[str]:
    """What RFC 4287 requires of these elements, and is not so."""
    faults = [] if feed.tag == f"{_ATOM}feed" else ["no feed"]
    entries = feed.findall(f"{_ATOM}entry")
    for place, one in enumerate([feed, *entries]):
        faults += [f"{place}: {fault}" for fault in _faults_of(one)]
    if not feed.findall(f"{_ATOM}author"):
        faults.append("no author")
    ids = [entry.findtext(f"{_ATOM}id") for entry in entries]
    return faults + ([] if len(ids) == len(set(ids)) else ["ids come twice"])


def _faults_of(one: etree._Element) -> list[str]:
    """What is wrong with a feed or an entry."""
    texts = {name: [str(each.text or "").strip() for each in one.findall(_ATOM + name)] for name in ("id", "title")}
    moments = [*one.findall(f"{_ATOM}updated"), *one.findall(f"{_ATOM}published")]
    links = one.findall(f"{_ATOM}link")
    alternates = [link for link in links if link.get("rel", "alternate") == "alternate"]
    checks = {
        "id": len(texts["id"]) == 1 and bool(urlsplit(texts["id"][0]).scheme),
        "title": len(texts["title"]) == 1 and bool(texts["title"][0]),
        "updated": len(one.findall(f"{_ATOM}updated")) == 1,
        "moments": all(_MOMENT.fullmatch(str(moment.text)) for moment in moments),
        "alternate": len(alternates) == 1,
        "links": all(urlsplit(str(link.get("href"))).netloc for link in links),
        "authors": all(author.findtext(f"{_ATOM}name") for author in one.findall(f"{_ATOM}author")),
        "categories": all(category.get("term") for category in one.findall(f"{_ATOM}category")),
    }
    return [name for name, is_right in checks.items() if not is_right]


def _rss_faults(root: etree._Element) -> list[str]:
    channels = root.findall("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or len(channels) != 1:
        return ["no channel"]
    faults = [name for name in ("title", "link", "description") if not (channels[0].findtext(name) or "").strip()]
    items = channels[0].findall("item")
    for place, item in enumerate(items):
        once = {"title", "link", "description", "guid", "pubDate"}
        faults += [f"{place}: {name}" for name in once if len(item.findall(name)) > 1]
        faults += [f"{place}: no {name}" for name in ("title", "link", "guid", "pubDate") if not item.findtext(name)]
        faults += [f"{place}: an author without an address" for _ in item.findall("author")]
    ids = [item.findtext("guid") for item in items]
    return faults + ([] if len(ids) == len(set(ids)) else ["ids come twice"])


def _faults(digest: Digest, fmt: str) -> list[str]:
    if fmt == "jsonfeed":
        validator = Draft202012Validator(_JSON_FEED, format_checker=FormatChecker())
        return [f"{one.json_path}: {one.message}" for one in validator.iter_errors(json.loads(render(digest, fmt)))]
    read = feedparser.parse(render(digest, fmt).encode())
    faults = [str(read.bozo_exception)] if read.bozo else []
    return faults + (_atom_faults if fmt == "atom" else _rss_faults)(_tree(digest, fmt))


def _contents(digest: Digest, fmt: str) -> list[str]:
    if fmt == "jsonfeed":
        return [item["content_html"] for item in json.loads(render(digest, fmt))["items"]]
    tag = f"{_ATOM}content" if fmt == "atom" else "{http://purl.org/rss/1.0/modules/content/}encoded"
    if fmt == "rss":
        return [item.findtext(tag) or item.findtext("description") or "" for item in _tree(digest, fmt).iter("item")]
    return [one.text or "" for one in _tree(digest, fmt).iter(tag)]


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("case", _MADE)
def test_every_feed_is_valid(case: str, fmt: str) -> None:
    assert _faults(_MADE[case], fmt) == []


@pytest.mark.parametrize("fmt", FORMATS)
@given(_TEXTS, _TEXTS)
def test_no_text_makes_a_feed_that_is_none(fmt: str, one: str, two: str) -> None:
    row = listing(
        title=one, abstract=two, organization=one, ai_summary=two, authors=authors(one, two), keywords=keywords(one)
    )
    assert _faults(one_day(row, keywords=()), fmt) == []


def test_the_rules_refuse_what_is_wrong() -> None:
    feed = _tree(one_day(*SAMPLE), "atom")
    entry = feed.find(f"{_ATOM}entry")
    assert entry is not None
    entry.remove(entry.findall(f"{_ATOM}updated")[0])
    assert _atom_faults(feed) == ["1: updated"]
    rss = _tree(one_day(*SAMPLE), "rss")
    next(rss.iter("guid")).text = list(rss.iter("guid"))[1].text
    assert _rss_faults(rss) == ["ids come twice"]


@pytest.mark.parametrize("fmt", ["rss", "atom"])
def test_a_reader_finds_titles_dates_authors_and_tags(fmt: str) -> None:
    read = feedparser.parse(render(one_day(*SAMPLE), fmt).encode())
    first = read.entries[0]
    assert first.title == SAMPLE[0].title
    assert first.link == SAMPLE[0].hf_url
    assert tuple(first.published_parsed[:6]) == (2024, 4, 4, 0, 0, 0)
    assert [author.name for author in first.authors] == ["Ada Example", "Zoë O'Sample"]
    assert [tag.term for tag in first.tags] == ["cs.CL", "cs.LG", "pruning", "language models", "model inheritance"]
    assert first.summary == SAMPLE[0].abstract if fmt == "atom" else "Large models are costly" in first.summary
    assert "Bert Hidden" not in str(first)
    assert len(read.entries) == len(SAMPLE)


def test_atom_shows_a_title_as_it_is_and_says_its_language() -> None:
    entries = feedparser.parse(render(one_day(listing(title="a < b & <b>c</b>")), "atom").encode()).entries
    assert entries[0].title_detail.type == "text/plain"
    assert (
        next(_tree(one_day(listing(title=HOSTILE)), "atom").iter(f"{_ATOM}entry")).findtext(f"{_ATOM}title") == HOSTILE
    )
    feed = _tree(chinese(), "atom")
    assert feed.get(_LANG) == "zh"
    assert [title.get(_LANG) for title in feed.iter(f"{_ATOM}title")] == [None, "en", "en", "en"]


@pytest.mark.parametrize("fmt", FORMATS)
@given(_TEXTS)
def test_content_holds_our_elements_and_nothing_that_runs(fmt: str, text: str) -> None:
    digest = one_day(listing(title=text, abstract=text, ai_summary=text, organization=text, authors=authors(text)))
    for content in _contents(digest, fmt):
        fragment = html5lib.parseFragment(content, treebuilder="etree", namespaceHTMLElements=False)
        assert {str(one.tag) for one in fragment.iter()} <= _ELEMENTS
        assert all(not name.startswith("on") for one in fragment.iter() for name in one.attrib)


def test_content_is_that_of_the_entry_in_every_format() -> None:
    for digest in (english(), chinese(), one_day(*SAMPLE)):
        assert _contents(digest, "rss") == _contents(digest, "atom") == _contents(digest, "jsonfeed")
    content = _contents(chinese(), "atom")[0]
    assert content.startswith('<div lang="zh">')
    assert "<h3>亮点</h3>" in content
    assert "一块 A6000 即可运行。" in content


def _ids(digest: Digest, fmt: str) -> list[str]:
    if fmt == "jsonfeed":
        return [item["id"] for item in json.loads(render(digest, fmt))["items"]]
    return [entry.id for entry in feedparser.parse(render(digest, fmt).encode()).entries]


@pytest.mark.parametrize("fmt", FORMATS)
def test_neither_votes_nor_titles_nor_the_period_make_another_id(fmt: str) -> None:
    before = one_day(listing(upvotes=1))
    after = one_day(listing(upvotes=99, title="Another title", upvotes_observed_at=datetime(2026, 11, 21, tzinfo=UTC)))
    wanted = ["https://huggingface.co/papers/2404.00001#2024-04-04.list.en"]
    assert _ids(before, fmt) == _ids(after, fmt) == wanted
    assert _ids(_range(3, 3), fmt) == _ids(_range(1, 5), fmt)[2:3]
    assert _ids(one_day(listing(), lang="zh"), fmt) != wanted


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_feed_of_several_days_has_the_newest_first_and_a_day_in_its_order(fmt: str) -> None:
    assert [re.findall(r"#([0-9-]+)\.", one)[0] for one in _ids(_week(), fmt)] == [
        "2024-04-12",
        "2024-04-12",
        "2024-04-10",
        "2024-04-09",
        "2024-04-08",
        "2024-04-08",
    ]
    assert [one.split("/")[-1].split("#")[0] for one in _ids(_week(), fmt)[:2]] == ["2404.02002", "2404.02003"]


def test_a_feed_that_goes_on_keeps_its_id_and_its_title() -> None:
    one, two = (_tree(_range(first, first + 2), "atom") for first in (1, 2))
    other = _tree(_range(1, 3, lang="zh"), "atom")
    assert one.findtext(f"{_ATOM}id") == two.findtext(f"{_ATOM}id") != other.findtext(f"{_ATOM}id")
    assert one.findtext(f"{_ATOM}title") == two.findtext(f"{_ATOM}title") == "Daily papers"
    days = [_tree(one_day(day_one), "atom").findtext(f"{_ATOM}id") for day_one in (listing(), listing(upvotes=7))]
    assert days[0] == days[1] != one.findtext(f"{_ATOM}id")


def test_a_feed_is_updated_when_its_newest_news_was() -> None:
    assert _tree(one_day(*SAMPLE), "atom").findtext(f"{_ATOM}updated") == SEEN.isoformat()
    unseen = one_day(listing(upvotes=None))
    assert _tree(unseen, "atom").findtext(f"{_ATOM}updated") == "2024-04-04T00:00:00+00:00"
    assert _tree(one_day(state=DayState.EMPTY), "atom").findtext(f"{_ATOM}updated") == "2024-04-04T00:00:00+00:00"
    assert _tree(unseen, "rss").findtext("channel/lastBuildDate") == "Thu, 04 Apr 2024 00:00:00 +0000"


@pytest.mark.parametrize("fmt", FORMATS)
def test_the_same_digest_gives_the_same_bytes(fmt: str) -> None:
    assert render(one_day(*SAMPLE), fmt) == render(one_day(*reversed(SAMPLE)), fmt)


def test_titles_are_plain_in_every_format() -> None:
    digest = replace(one_day(listing(title=LONG)), title=f"{LONG}\x00\x0b")
    assert json.loads(render(digest, "jsonfeed"))["items"][0]["title"] == clean_text(LONG)
    assert _tree(digest, "atom").findtext(f"{_ATOM}title") == clean_text(LONG)


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("case", ["week", "blocks.zh"])
def test_a_feed_is_what_its_golden_says(case: str, fmt: str, check_golden: GoldenCheck) -> None:
    digest = fixed(_week()) if case == "week" else chinese()
    check_golden(GOLDEN / f"{case}.{fmt}", render(digest, fmt))
