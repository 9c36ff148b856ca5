"""The daily list from the API: the bytes of `/api/daily_papers?date=` in, `Parsed[DailyPage]` out.

It reads every era (`docs/sources.md` lists them) and does not know which one it sees.
"""

from __future__ import annotations

from datetime import date

from hfpapers.model.issues import Code, warning
from hfpapers.model.records import DailyPage, Parsed
from hfpapers.sources.bodies import decode_utf8, load_json, refuse
from hfpapers.sources.huggingface.listing import read_listing
from hfpapers.sources.samples import sample

#: Since then `submittedOnDailyAt` names the day of every entry (measured); older lists never name it.
NAMES_DAY_SINCE = date(2025, 3, 17)


def parse_daily(body: bytes, *, url: str, day: date) -> Parsed[DailyPage]:
    """Read one page of a day's list as the API served it.

    Args:
        body: Response body after content decoding, before text decoding.
        url: Where the body came from; only names the page in errors.
        day: The UTC day that was asked for. Not inferred from the body.

    Returns:
        The page, entries in the order shown, and the issues met. No entries is a valid page;
        whether a day may be empty is for `checks` to judge.

    Raises:
        TransientBodyError: An empty body, a challenge or a throttling notice; asking again may help.
        ParseError: Not a list, or a list of another day.
    """
    text = decode_utf8(body, url)
    items = load_json(text, url, what="the body")
    if not isinstance(items, list):
        said = items.get("error") if isinstance(items, dict) else items
        refuse(said if isinstance(said, str) else "", url, f"the body is no list but {sample(items)[:120]}")
    listing = read_listing(items, root="[]", url=url, day=day)
    issues = listing.issues
    if listing.entries and not listing.names_day and day >= NAMES_DAY_SINCE:
        detail = f"no entry names its day, so that it is {day.isoformat()} could not be checked"
        issues += (warning(Code.NO_DAY_NAMED, "[].paper.submittedOnDailyAt", detail),)
    page = DailyPage(
        entries=listing.entries,
        offered=len(items),
        duplicates=listing.duplicates,
        unreadable=listing.unreadable,
        gaps=listing.gaps,
        named_day=day if listing.names_day else None,
    )
    return Parsed(record=page, issues=issues)
