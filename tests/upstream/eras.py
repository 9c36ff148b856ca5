"""An entry as one item of the daily JSON, with the field set of the era of its day.

In: facts and the day of the list. Out: the item as a dict in the wire's key order. The
days are those of the table "Eras of the daily JSON" that was measured on the real archive;
optional fields are absent, never null. Internal ids and clock times are derived from the
paper's id, so that the same entry always gives the same bytes.
"""

from __future__ import annotations

import hashlib
import textwrap
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from tests.upstream.entries import Author, Entry, Organization, Person

THUMBNAIL = date(2024, 6, 12)
SUBMITTED_BY = date(2024, 6, 13)
USER_ID = date(2024, 7, 23)
DISCUSSION = date(2024, 8, 2)
USER_UNDERSCORE_ID = date(2024, 8, 6)
FOLLOWERS = date(2024, 10, 24)
SUBMITTED_BY_ID = date(2024, 12, 3)
PARTICIPATING = date(2024, 12, 19)
LINKS = date(2025, 3, 4)
ITEM_SUMMARY = date(2025, 3, 11)
SUBMITTED_BY_IS_BACK = date(2025, 3, 15)
ON_DAILY = date(2025, 3, 17)
HF_ADMIN = date(2025, 3, 21)
AI_SUMMARY = date(2025, 5, 22)
STARS = date(2025, 6, 25)
SUBMITTER_ORGANIZATION = date(2025, 9, 29)
ORGANIZATION = date(2025, 10, 3)
UNWRAPPED = date(2025, 11, 1)
REPO_ADDED_BY = date(2025, 12, 11)
USER_FOLLOWING = date(2026, 1, 7)
NAME_IN_USER = date(2026, 3, 12)
MIDNIGHT = date(2026, 5, 14)
AI_SUMMARY_MODEL = date(2026, 6, 3)

_TITLE_WIDTH = 72
_ABSTRACT_WIDTH = 80


def render_item(entry: Entry, day: date, *, on_page: bool = False) -> dict[str, Any]:
    """Render one item of a day's list; `on_page` as the site's page holds it, with the reader's own vote."""
    since_summary = day >= ITEM_SUMMARY
    return _said(
        {
            "paper": _paper(entry, day),
            "publishedAt": _item_published(entry, day),
            "title": _title(entry, day) if since_summary else entry.title,
            "summary": _abstract(entry, day) if since_summary else None,
            "mediaUrl": _media_url(entry) if day < THUMBNAIL else None,
            "mediaUrls": list(entry.media_urls) or None if day >= THUMBNAIL else None,
            "thumbnail": _thumbnail(entry) if day >= THUMBNAIL else None,
            "numComments": entry.comments,
            "upvoted": False if on_page else None,
            "submittedBy": _submitted_by(entry.submitter, day),
            "submitterOrganization": _organization(entry.organization, day, SUBMITTER_ORGANIZATION, ORGANIZATION),
            "organization": _organization(entry.organization, day, ORGANIZATION, date.max),
            "isAuthorParticipating": entry.author_participating if day >= PARTICIPATING else None,
        }
    )


def listed_at(entry: Entry, day: date) -> datetime:
    """Tell when the sample says that the entry was put on the day's list: a clock time of that day, UTC."""
    seconds = int(_digest("listed", entry.arxiv_id)[:6], 16) % 36_000
    return datetime.combine(day, time(), UTC) + timedelta(seconds=seconds, milliseconds=seconds % 1000)


def render_publisher(person: Person) -> dict[str, Any]:
    """Render the account in whose name the site's page is published."""
    return {
        "_id": _object_id("user", person.login),
        "avatarUrl": _avatar(person),
        "isPro": person.is_pro,
        "fullname": person.full_name,
        "user": person.login,
        "type": "user",
    }


def _paper(entry: Entry, day: date) -> dict[str, Any]:
    links, daily, summaries = day >= LINKS, day >= ON_DAILY, day >= AI_SUMMARY
    with_model = day >= AI_SUMMARY_MODEL and entry.ai_summary is not None
    return _said(
        {
            "id": entry.arxiv_id,
            "authors": [_author(author, entry, place, day) for place, author in enumerate(entry.authors)],
            "mediaUrls": list(entry.media_urls) or None if daily else None,
            "publishedAt": _moment(entry.published_at),
            "submittedOnDailyAt": _submitted_on_daily(entry, day) if daily else None,
            "title": _title(entry, day),
            "submittedOnDailyBy": _user(entry.submitter, day) if daily and entry.submitter else None,
            "summary": _abstract(entry, day),
            "upvotes": entry.upvotes,
            "discussionId": _object_id("discussion", entry.arxiv_id) if day >= DISCUSSION else None,
            "projectPage": entry.project_page if links else None,
            "githubRepo": entry.github_repo if links else None,
            "githubRepoAddedBy": entry.github_added_by if day >= REPO_ADDED_BY else None,
            "ai_summary": entry.ai_summary if summaries else None,
            "ai_keywords": list(entry.ai_keywords) if entry.ai_keywords and day >= ITEM_SUMMARY else None,
            "ai_summary_model": entry.ai_summary_model if with_model else None,
            "githubStars": entry.github_stars if day >= STARS else None,
            "organization": _organization(entry.organization, day, ORGANIZATION, date.max),
        }
    )


def _author(author: Author, entry: Entry, place: int, day: date) -> dict[str, Any]:
    person = author.person
    return _said(
        {
            "_id": _object_id("author", entry.arxiv_id, str(place)),
            "user": _user(person, day) if person else None,
            "name": author.name,
            "status": author.status if person else None,
            "statusLastChangedAt": _moment(listed_at(entry, day) + timedelta(hours=8)) if person else None,
            "hidden": author.hidden,
        }
    )


def _user(person: Person, day: date) -> dict[str, Any]:
    identity = _object_id("user", person.login)
    return _said(
        {
            "id": identity if USER_ID <= day < USER_UNDERSCORE_ID else None,
            "_id": identity if day >= USER_UNDERSCORE_ID else None,
            "avatarUrl": _avatar(person),
            "isPro": person.is_pro,
            "fullname": person.full_name,
            "user": person.login,
            "type": "user",
            "name": person.login if day >= NAME_IN_USER else None,
        }
    )


def _submitted_by(person: Person | None, day: date) -> dict[str, Any] | None:
    if person is None or day < SUBMITTED_BY or ITEM_SUMMARY <= day < SUBMITTED_BY_IS_BACK:
        return None
    return _said(
        {
            "_id": _object_id("user", person.login) if day >= SUBMITTED_BY_ID else None,
            "avatarUrl": _avatar(person),
            "fullname": person.full_name,
            "name": person.login,
            "type": "user",
            "isPro": person.is_pro,
            "isHf": False,
            "isHfAdmin": False if day >= HF_ADMIN else None,
            "isMod": False,
            "followerCount": person.followers if day >= FOLLOWERS else None,
            "isUserFollowing": False if day >= USER_FOLLOWING else None,
        }
    )


def _organization(organization: Organization | None, day: date, since: date, until: date) -> dict[str, Any] | None:
    """Render the organisation from `since` to the day before `until`."""
    if organization is None or not since <= day < until:
        return None
    return _said(
        {
            "_id": _object_id("organization", organization.slug),
            "name": organization.slug,
            "fullname": organization.full_name,
            "avatar": organization.avatar_url,
        }
    )


def _item_published(entry: Entry, day: date) -> str | None:
    """Until 2025-03-10 when it was listed; from then on arXiv's time, less the 4 or 5 hours to New York."""
    if day < ITEM_SUMMARY:
        return _moment(listed_at(entry, day))
    if entry.published_at is None:
        return None
    hours = 4 if _is_summer(entry.published_at.date()) else 5
    return _moment(entry.published_at - timedelta(hours=hours))


def _is_summer(day: date) -> bool:
    """Tell whether New York has daylight saving time: second Sunday of March to first Sunday of November."""
    march = date(day.year, 3, 14) - timedelta(days=date(day.year, 3, 7).isoweekday() % 7)
    november = date(day.year, 11, 7) - timedelta(days=date(day.year, 11, 7).isoweekday() % 7)
    return march <= day < november


def _submitted_on_daily(entry: Entry, day: date) -> str | None:
    return _moment(datetime.combine(day, time(), UTC) if day >= MIDNIGHT else listed_at(entry, day))


def _title(entry: Entry, day: date) -> str:
    return entry.title if day >= UNWRAPPED else _wrapped(entry.title, _TITLE_WIDTH, "\n  ")


def _abstract(entry: Entry, day: date) -> str:
    """Until 2025-10 wrapped, its last sentence as a paragraph of its own, indented by two blanks."""
    if day >= UNWRAPPED:
        return entry.abstract
    body, mark, marker = entry.abstract.partition(" (Sample text")
    return _wrapped(body, _ABSTRACT_WIDTH, "\n") + (f"\n  {mark.strip()}{marker}" if mark else "")


def _wrapped(text: str, width: int, line_break: str) -> str:
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    return line_break.join(lines) if lines else text


def _moment(moment: datetime | None) -> str | None:
    """Write a time in the wire's form: milliseconds and `Z`."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _avatar(person: Person) -> str:
    return person.avatar_url or f"/avatars/{_digest('avatar', person.login)[:32]}.svg"


def _media_url(entry: Entry) -> str:
    return entry.media_urls[0] if entry.media_urls else f"https://cdn.sample.invalid/uploads/{entry.arxiv_id}.png"


def _thumbnail(entry: Entry) -> str:
    return f"https://cdn.sample.invalid/social-thumbnails/papers/{entry.arxiv_id}.png"


def _object_id(*parts: str) -> str:
    """Derive an internal id: 24 hexadecimal digits."""
    return _digest(*parts)[:24]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is not said."""
    return {key: value for key, value in values.items() if value is not None}
