"""The least that writes the same rows: parsed JSON and XML in, `executemany` on a `sqlite3` connection out.

No models, no checks, no cleaning but of white space, no merging of what was known with what is said.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from benchmarks.bare_warc import Kept

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_RUN = 1

Item = dict[str, Any]
Rows = Iterable[tuple[Any, ...]]


def insert(table: str, keys: str, columns: str, *, once: str = "") -> str:
    """Write a statement that inserts a row or brings it up to date, all but the columns in `once`."""
    every = [*keys.split(), *once.split(), *columns.split()]
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns.split())
    into = f"INSERT INTO {table} ({', '.join(every)}) VALUES ({', '.join('?' * len(every))})"
    return f"{into} ON CONFLICT ({', '.join(keys.split())}) DO UPDATE SET {changes}"


_FETCH = (
    "INSERT INTO fetch (run_id, url, requested_at, status, sha256, size_bytes, is_truncated, is_revisit, "
    "warc_file, warc_offset, endpoint, day) VALUES (1, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?)"
)
_ACCOUNT = insert("account", "login", "full_name hf_id kind avatar_url seen_at")
_ORGANIZATION = insert("organization", "slug", "full_name hf_id avatar_url seen_at")
_PAPER = insert(
    "paper",
    "arxiv_id",
    "last_seen_at hf_seen_at hf_title hf_raw_title hf_abstract hf_raw_abstract hf_published_at hf_discussion_id "
    "hf_thumbnail_url hf_ai_summary hf_ai_summary_model hf_code_added_by hf_organization upvotes upvotes_observed_at "
    "comments comments_observed_at github_stars github_stars_observed_at",
    once="first_seen_at",
)
_ARXIV_PAPER = insert(
    "paper",
    "arxiv_id",
    "last_seen_at arxiv_seen_at arxiv_title arxiv_raw_title arxiv_abstract arxiv_raw_abstract arxiv_published_at "
    "arxiv_updated_at arxiv_version arxiv_primary_category arxiv_comment arxiv_journal_ref arxiv_doi",
    once="first_seen_at",
)
_AUTHOR = insert(
    "paper_author",
    "arxiv_id source position",
    "name login hf_id status status_changed_at is_hidden affiliation seen_at",
)
_KEYWORD = insert("paper_keyword", "arxiv_id source keyword", "position seen_at")
_CATEGORY = insert("paper_category", "arxiv_id category", "position seen_at")
_LINK = insert("paper_link", "arxiv_id source kind url", "raw_url position seen_at", once="first_seen_at")
_VERSION = insert("paper_version", "arxiv_id version", "submitted_at")
_OBSERVATION = insert("observation", "arxiv_id observed_at", "upvotes comments github_stars")
_LISTING = insert(
    "listing",
    "day arxiv_id",
    "position last_seen_at title submitter submitted_at submitter_organization author_participating",
    once="first_seen_at",
)
_LOOK_PAGE = insert(
    "look_page",
    "day look_at page",
    "endpoint observed_at offered distinct_entries unreadable is_last fetch_id",
)
_LOOK_POSITION = insert("look_position", "day look_at page rank", "position arxiv_id")
_COVERAGE = insert(
    "coverage",
    "source day",
    "state settled_at expected stored pages attempts look_at whole_look_at answered_at run_id",
)
_PAPER_COVERAGE = insert("paper_coverage", "endpoint arxiv_id", "state asked_at fetch_id")


def moment(text: str | None) -> str | None:
    """Write a time of the wire as the tables have it."""
    return None if text is None else f"{text[:10]} {text[11:19]}.{text[20:23] if text[19:20] == '.' else '000'}000"


class BareRows:
    """Writes on one connection; its caller begins and commits."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._cursor = connection.cursor()
        self._cursor.execute("INSERT INTO run (run_id, command, version, started_at) VALUES (1, 'bare', '0', '')")

    def fetch(self, kept: Kept) -> int:
        """Register an exchange; return its id."""
        intent = kept.intent or {}
        row = (kept.url, _stamp(kept.requested_at), kept.status, kept.sha256, len(kept.body), kept.is_revisit)
        place = (kept.file, kept.offset, intent.get("endpoint"), intent.get("day"))
        self._cursor.execute(_FETCH, row + place)
        return int(self._cursor.lastrowid or 0)

    def daily(self, items: Sequence[Item], kept: Kept, fetch_id: int) -> bool:
        """Write one page of a day's list; tell whether it was the last."""
        intent = kept.intent or {}
        at, day, look_at, page = (
            _stamp(kept.requested_at),
            intent["day"],
            _stamp(intent["look_at"]),
            intent.get("page", 0),
        )
        papers = [(item["paper"]["id"], item, item["paper"]) for item in items]
        many = self._cursor.executemany
        many(_ACCOUNT, _accounts(items, at))
        many(_ORGANIZATION, _organizations(items, at))
        many(_PAPER, (_paper(item, at) for item in items))
        many(_OBSERVATION, ((i, at, *_counts(item)) for i, item, _ in papers))
        many(_AUTHOR, _authors(items, at))
        many(_KEYWORD, _keywords(items, at))
        many(_LINK, _links(items, at))
        before = page * 100
        many(_LISTING, (_listing(item, day, before + rank, at) for rank, item in enumerate(items, start=1)))
        is_last = 2 * len(items) < 100
        look = (day, look_at, page, "daily-api", at, len(items), len(items), 0, is_last, fetch_id)
        self._cursor.execute(_LOOK_PAGE, look)
        ranks = enumerate(papers, start=1)
        many(_LOOK_POSITION, ((day, look_at, page, rank, before + rank, paper[0]) for rank, paper in ranks))
        self._coverage(day, look_at, at, before + len(items), page + 1, is_last=is_last)
        return is_last

    def _coverage(self, day: str, look_at: str, at: str, entries: int, pages: int, *, is_last: bool) -> None:
        state, whole = ("complete", (at, look_at)) if is_last else ("partial", (None, None))
        row = (state, whole[0], entries, entries, pages, 1, look_at, whole[1], at, _RUN)
        self._cursor.execute(_COVERAGE, ("huggingface", day, *row))

    def feed(self, root: Element, kept: Kept, fetch_id: int) -> None:
        """Write one answer of arXiv."""
        at = _stamp(kept.requested_at)
        entries = [(_arxiv_id(entry), entry) for entry in root.findall(f"{_ATOM}entry")]
        many = self._cursor.executemany
        many(_ARXIV_PAPER, (_arxiv_paper(*found, entry, at) for found, entry in entries))
        many(_VERSION, _versions(entries))
        many(_AUTHOR, _arxiv_authors(entries, at))
        many(_CATEGORY, _categories(entries, at))
        asked = (kept.intent or {})["arxiv_ids"]
        many(_PAPER_COVERAGE, (("arxiv-atom", arxiv_id, "found", at, fetch_id) for arxiv_id in asked))


def _stamp(at: str) -> str:
    return f"{at[:10]} {at[11:26]}"


def _line(text: str | None) -> str | None:
    return None if text is None else " ".join(text.split())


def _counts(item: Item) -> tuple[int | None, int | None, int | None]:
    return item["paper"].get("upvotes"), item.get("numComments"), item["paper"].get("githubStars")


def _people(items: Iterable[Item]) -> Iterable[Item]:
    for item in items:
        paper = item["paper"]
        yield paper["submittedOnDailyBy"]
        yield from (author["user"] for author in paper["authors"] if "user" in author)


def _accounts(items: Iterable[Item], at: str) -> Rows:
    rows = {user["user"]: user for user in _people(items)}
    for login, user in rows.items():
        yield login, user.get("fullname"), user.get("_id"), user.get("type"), user.get("avatarUrl"), at


def _organizations(items: Iterable[Item], at: str) -> Rows:
    said = (item["paper"]["organization"] for item in items if "organization" in item["paper"])
    for slug, organization in {each["name"]: each for each in said}.items():
        yield slug, organization.get("fullname"), organization.get("_id"), organization.get("avatar"), at


def _paper(item: Item, at: str) -> tuple[Any, ...]:
    paper = item["paper"]
    title, abstract = item["title"], paper["summary"]
    upvotes, comments, stars = _counts(item)
    return (
        paper["id"],
        at,
        at,
        at,
        _line(title),
        title,
        _line(abstract),
        abstract,
        moment(paper.get("publishedAt")),
        paper.get("discussionId"),
        item.get("thumbnail"),
        _line(paper.get("ai_summary")),
        paper.get("ai_summary_model"),
        paper.get("githubRepoAddedBy"),
        paper["organization"]["name"] if "organization" in paper else None,
        upvotes,
        at,
        comments,
        at,
        stars,
        None if stars is None else at,
    )


def _authors(items: Iterable[Item], at: str) -> Rows:
    for item in items:
        paper = item["paper"]
        for position, author in enumerate(paper["authors"], start=1):
            login = author["user"]["user"] if "user" in author else None
            said = author.get("status"), moment(author.get("statusLastChangedAt")), author["hidden"]
            yield paper["id"], "huggingface", position, _line(author["name"]), login, author["_id"], *said, None, at


def _keywords(items: Iterable[Item], at: str) -> Rows:
    for item in items:
        for position, keyword in enumerate(dict.fromkeys(item["paper"].get("ai_keywords", ())), start=1):
            yield item["paper"]["id"], "huggingface", keyword, position, at


def _links(items: Iterable[Item], at: str) -> Rows:
    for item in items:
        paper = item["paper"]
        found = [
            (kind, paper[key]) for kind, key in (("code", "githubRepo"), ("project", "projectPage")) if key in paper
        ]
        found += [("video", url) for url in item.get("mediaUrls", ())]
        for position, (kind, url) in enumerate(dict.fromkeys(found), start=1):
            yield paper["id"], "huggingface", kind, url, at, None, position, at


def _listing(item: Item, day: str, position: int, at: str) -> tuple[Any, ...]:
    paper = item["paper"]
    submitted_at = moment(paper["submittedOnDailyAt"])
    submitter = paper["submittedOnDailyBy"]["user"]
    participating = item["isAuthorParticipating"]
    return day, paper["id"], at, position, at, _line(item["title"]), submitter, submitted_at, None, participating


def _arxiv_id(entry: Element) -> tuple[str, int]:
    arxiv_id, _, version = (entry.findtext(f"{_ATOM}id") or "").rpartition("/")[2].rpartition("v")
    return arxiv_id, int(version)


def _arxiv_paper(arxiv_id: str, version: int, entry: Element, at: str) -> tuple[Any, ...]:
    title, abstract = entry.findtext(f"{_ATOM}title"), entry.findtext(f"{_ATOM}summary")
    return (
        arxiv_id,
        at,
        at,
        at,
        _line(title),
        title,
        _line(abstract),
        abstract,
        moment(entry.findtext(f"{_ATOM}published")),
        moment(entry.findtext(f"{_ATOM}updated")),
        version,
        _primary(entry),
        _line(entry.findtext(f"{_ARXIV}comment")),
        _line(entry.findtext(f"{_ARXIV}journal_ref")),
        entry.findtext(f"{_ARXIV}doi"),
    )


def _primary(entry: Element) -> str | None:
    primary = entry.find(f"{_ARXIV}primary_category")
    return None if primary is None else primary.get("term")


def _versions(entries: Iterable[tuple[tuple[str, int], Element]]) -> Rows:
    for (arxiv_id, version), entry in entries:
        yield arxiv_id, 1, moment(entry.findtext(f"{_ATOM}published"))
        if version > 1:
            yield arxiv_id, version, moment(entry.findtext(f"{_ATOM}updated"))


def _arxiv_authors(entries: Iterable[tuple[tuple[str, int], Element]], at: str) -> Rows:
    for (arxiv_id, _), entry in entries:
        for position, author in enumerate(entry.findall(f"{_ATOM}author"), start=1):
            name = _line(author.findtext(f"{_ATOM}name"))
            yield arxiv_id, "arxiv", position, name, None, None, None, None, None, None, at


def _categories(entries: Iterable[tuple[tuple[str, int], Element]], at: str) -> Rows:
    for (arxiv_id, _), entry in entries:
        terms = [category.get("term") for category in entry.findall(f"{_ATOM}category")]
        primary = _primary(entry)
        ordered = terms if primary in terms else [primary, *terms]
        for position, term in enumerate(dict.fromkeys(ordered), start=1):
            yield arxiv_id, term, position, at
