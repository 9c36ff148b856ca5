"""The article cards of the daily page: HTML in, what can be seen of the list out.

The second best, for a page whose `data-props` are gone. Nothing is told from CSS classes, which
change with every redesign: only from links, headings and the order of things. Cards show no
authors and no abstracts.
"""

from __future__ import annotations

import re
from datetime import date

from bs4 import BeautifulSoup, Tag
from bs4.filter import SoupStrainer

from hfpapers.errors import InvalidIdError, OtherDayError
from hfpapers.model.forgotten import PLACEHOLDER
from hfpapers.model.ids import ArxivId
from hfpapers.model.issues import Code, Issue, error, warning
from hfpapers.model.records import DailyEntry, DailyPage, Parsed
from hfpapers.sources.huggingface.listing import Listing
from hfpapers.sources.samples import sample

_SHOWN = SoupStrainer(["article", "time", "link", "meta"])
_PAPER_LINK = re.compile(r"^(?:https?://[^/]+)?/papers/([^#?]+)(#[\w-]*)?$")
_DAY_IN_ADDRESS = re.compile(r"/papers(?:/date/|\?date=)(\d{4}-\d{2}-\d{2})$")
_DAY = re.compile(r"^(\d{4}-\d{2}-\d{2})(?:T00:00:00(?:\.0+)?Z)?$")
_VOTE_LINK = re.compile(r"^(?:https?://[^/]+)?/login\?next=")
_COUNT = re.compile(r"^\d{1,9}$")
_TAKEN_DOWN = f"data-{PLACEHOLDER}"
_HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]


def read_cards(text: str, *, url: str, day: date) -> Parsed[DailyPage] | None:
    """Read the cards; None where the page has none.

    Raises:
        OtherDayError: The page names another day than the one asked for.
    """
    soup = BeautifulSoup(text, "lxml", parse_only=_SHOWN)
    cards = _cards(soup)
    if not cards:
        return None
    named = _named_day(soup)
    if named is not None and named != day:
        detail = f"the page names {named.isoformat()}, asked for {day.isoformat()}"
        raise OtherDayError(url, detail, named=named)
    listing = _read_all(cards)
    issues = [warning(Code.FALLBACK_LAYOUT, "article", "the list's data are gone from the page; read from its cards")]
    if named is None:
        issues.append(warning(Code.NO_DAY_NAMED, "time", "the page does not name its day"))
    page = DailyPage(
        entries=listing.entries,
        offered=len(cards),
        duplicates=listing.duplicates,
        # No card shows authors or abstracts: none was read whole.
        unreadable=len(cards) - listing.duplicates - len(listing.gaps),
        gaps=listing.gaps,
        named_day=named,
    )
    return Parsed(record=page, issues=(*issues, *listing.issues))


def read_card_entries(text: str) -> tuple[DailyEntry, ...]:
    """Read the cards alone, whatever day they are of; each paper once."""
    return _read_all(_cards(BeautifulSoup(text, "lxml", parse_only=_SHOWN))).entries


def _cards(soup: BeautifulSoup) -> list[Tag]:
    return [
        card for card in soup.find_all("article", recursive=False) if _paper_links(card) or card.has_attr(_TAKEN_DOWN)
    ]


def _read_all(cards: list[Tag]) -> Listing:
    entries: dict[str, DailyEntry] = {}
    issues: list[Issue] = []
    duplicates = unreadable = 0
    gaps: list[int] = []
    for card in cards:
        if card.has_attr(_TAKEN_DOWN):
            gaps.append(len(entries) + len(gaps) + 1)
            continue
        link = _PAPER_LINK.match(_href(_paper_links(card)[0]))
        try:
            arxiv_id = ArxivId.parse(link[1] if link else "").text
        except InvalidIdError as problem:
            issues.append(error(Code.UNUSABLE_ENTRY, "article", problem.problem, raw=sample(problem.text)))
            unreadable += 1
            continue
        if arxiv_id in entries:
            duplicates += 1
            detail = "the paper is in the list already"
            issues.append(warning(Code.DUPLICATE_ENTRY, "article", detail, arxiv_id=arxiv_id))
            continue
        entries[arxiv_id] = entry = _read_card(card, arxiv_id)
        if entry.title is None:
            issues.append(error(Code.MISSING_KEY, "article.h3", "the card has no title", arxiv_id=arxiv_id))
            unreadable += 1
    return Listing(
        entries=tuple(entries.values()),
        duplicates=duplicates,
        unreadable=unreadable,
        names_day=False,
        gaps=tuple(gaps),
        issues=tuple(issues),
    )


def _read_card(card: Tag, arxiv_id: str) -> DailyEntry:
    vote = card.find("a", href=_VOTE_LINK) or card.find("label")
    comments = [link for link in _paper_links(card) if _href(link).endswith("#community")]
    return DailyEntry(
        arxiv_id=arxiv_id,
        title=_title(card),
        upvotes=_count(vote),
        comments=_count(comments[0]) if comments else None,
    )


def _title(card: Tag) -> str | None:
    """Return the text of the heading, else the longest text that links to the paper."""
    heading = card.find(_HEADINGS)
    texts = [heading.get_text()] if heading else [link.get_text() for link in _paper_links(card)]
    return max((text.strip() for text in texts), key=len) or None


def _count(element: Tag | None) -> int | None:
    """Return the number that an element shows; None for anything else, such as `1.2k`, which is no exact count."""
    text = element.get_text(strip=True) if element else ""
    return int(text) if _COUNT.match(text) and text.isascii() else None


def _paper_links(card: Tag) -> list[Tag]:
    return card.find_all("a", href=_PAPER_LINK)


def _named_day(soup: BeautifulSoup) -> date | None:
    """Return the day of the page's own address, else of a time shown outside the cards."""
    own = soup.find("link", rel="canonical") or soup.find("meta", property="og:url")
    address = _DAY_IN_ADDRESS.search(_attribute(own, "href") or _attribute(own, "content"))
    if address:
        return _day(address[1])
    shown = (_DAY.match(_attribute(time, "datetime")) for time in soup.find_all("time", recursive=False))
    return next((_day(match[1]) for match in shown if match), None)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _href(link: Tag) -> str:
    return _attribute(link, "href")


def _attribute(element: Tag | None, name: str) -> str:
    value = element.get(name) if element else None
    return value if isinstance(value, str) else ""
