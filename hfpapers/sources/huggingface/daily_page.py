"""The daily list from the site: the bytes of `/papers/date/DAY` in, `Parsed[DailyPage]` out.

The list is JSON in the attribute `data-props` of the element `data-target="DailyPapers"`, the
same entries as the API's. Where a redesign took the attribute away, `cards` reads what is shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from bs4 import BeautifulSoup
from bs4.filter import SoupStrainer

from hfpapers.errors import OtherDayError, ParseError
from hfpapers.model.issues import Code, Issue, error, warning
from hfpapers.model.records import DailyPage, Parsed
from hfpapers.sources.bodies import decode_utf8, load_json, refuse
from hfpapers.sources.huggingface.cards import read_cards
from hfpapers.sources.huggingface.listing import read_listing, unknown_key_issues
from hfpapers.sources.moments import read_moment
from hfpapers.sources.samples import sample

_LIST_ELEMENT = SoupStrainer("div", attrs={"data-target": "DailyPapers"})
_BEGINNING = re.compile(r"<html[\s>]", re.IGNORECASE)
_END = re.compile(r"</html\s*>", re.IGNORECASE)
_TAIL_CHARACTERS = 4000
_DAY_KEYS = ("date", "dateString")
_OTHER_PERIODS = frozenset({"week", "month"})
_KNOWN_KEYS = frozenset({*_DAY_KEYS, "dailyPapers", "periodType", "prevDate", "nextDate"})

#: Keys of `data-props` that are known and not kept, and why.
IGNORED_KEYS: Mapping[str, str] = {
    "publisher": "the curator of 2024, one account, the same on every page",
    "canSubmit": "about whoever asks; nobody is logged in",
}


def parse_daily_page(body: bytes, *, url: str, day: date) -> Parsed[DailyPage]:
    """Read a day's list from the site's page.

    Args:
        body: Response body after content decoding, before text decoding.
        url: Where the body came from; only names the page in errors.
        day: The UTC day that was asked for. The page of a day that is not ready can show another one.

    Returns:
        The page, entries in the order shown, and the issues met. What only the cards showed comes
        with a warning and has no authors or abstracts.

    Raises:
        TransientBodyError: An empty body, a challenge or a throttling notice; asking again may help.
        OtherDayError: The list of another day; it tells that day's neighbours, too.
        ParseError: Not a list of papers, cut off, or of a week or a month.
    """
    text = decode_utf8(body, url)
    if not text.lstrip().startswith("<") or (text.lstrip().startswith("<?xml") and "<html" not in text[:500].lower()):
        refuse(text, url, "the body is no HTML page")
    if _is_cut(text):
        notice = "" if "DailyPapers" in text else text
        refuse(notice, url, "the page is cut off: it has no </html> at its end")
    props = read_props(text, url)
    if props is None or not isinstance(props.get("dailyPapers"), list):
        parsed = read_cards(text, url=url, day=day)
        if parsed is None:
            refuse(text, url, "the page holds neither the list of papers nor their cards")
        return parsed
    return _read_page(props, url, day)


def _is_cut(text: str) -> bool:
    """Tell whether a page was begun and not ended. What comes after its end, and a fragment without one, are no cut."""
    return _BEGINNING.search(text) is not None and _END.search(text, max(0, len(text) - _TAIL_CHARACTERS)) is None


def read_props(text: str, url: str) -> dict[str, Any] | None:
    """Return what `data-props` holds; None where no element of the page has it.

    Raises:
        ParseError: It is broken.
    """
    soup = BeautifulSoup(text, "lxml", parse_only=_LIST_ELEMENT)
    for element in soup.find_all("div"):
        raw = element.get("data-props")
        if isinstance(raw, str):
            props = load_json(raw, url, what="data-props")
            return props if isinstance(props, dict) else None
    return None


def _read_page(props: dict[str, Any], url: str, day: date) -> Parsed[DailyPage]:
    notes: list[Issue] = []
    period = props.get("periodType")
    if period in _OTHER_PERIODS:
        raise ParseError(url, f"the page lists a {period}, asked for the day {day.isoformat()}")
    if period not in {"day", None}:
        notes.append(warning(Code.ODD_VALUE, "periodType", "neither day, week nor month", raw=sample(period)))
    named = [read for key in _DAY_KEYS if (read := _read_day(props, key, notes)) is not None]
    prev_day, next_day = _read_day(props, "prevDate", notes), _read_day(props, "nextDate", notes)
    for other in named:
        if other != day:
            detail = f"the page names {other.isoformat()}, asked for {day.isoformat()}"
            raise OtherDayError(url, detail, named=other, prev_day=prev_day, next_day=next_day)
    listing = read_listing(props["dailyPapers"], root="dailyPapers[]", url=url, day=day)
    if not named:
        notes.append(warning(Code.NO_DAY_NAMED, "dateString", "the page does not name its day"))
    known = _KNOWN_KEYS | IGNORED_KEYS.keys()
    notes += unknown_key_issues([(key, value, None) for key, value in props.items() if key not in known])
    page = DailyPage(
        entries=listing.entries,
        offered=len(props["dailyPapers"]),
        duplicates=listing.duplicates,
        unreadable=listing.unreadable,
        gaps=listing.gaps,
        named_day=day if named or listing.names_day else None,
        prev_day=prev_day,
        next_day=next_day,
    )
    return Parsed(record=page, issues=(*listing.issues, *notes))


def _read_day(props: dict[str, Any], key: str, notes: list[Issue]) -> date | None:
    """Read a day, `2024-08-01`, or its midnight, `2024-08-01T00:00:00.000Z`."""
    value = props.get(key)
    if value is None or value == "":
        return None
    try:
        if isinstance(value, str) and len(value) == len("2024-08-01"):
            return date.fromisoformat(value)
        return read_moment(value).date()
    except ValueError:
        notes.append(error(Code.WRONG_TYPE, key, "not a day such as 2024-08-01", raw=sample(value)))
        return None
