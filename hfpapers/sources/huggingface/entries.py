"""One entry of a day's list: plain JSON in, a `DailyEntry` and its issues out; the same for the API and the page.

It does not look at the day, nor at other entries: `listing` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hfpapers.errors import InvalidIdError
from hfpapers.model.ids import ArxivId
from hfpapers.model.issues import Code, Issue, Severity, error, warning
from hfpapers.model.records import Account, DailyAuthor, DailyEntry, Organization
from hfpapers.sources.huggingface.emptied import emptied_fields, text_or_none
from hfpapers.sources.huggingface.wire import (
    Fault,
    WireAuthor,
    WireItem,
    WireOrganization,
    WireUser,
    read_item,
    unknown_keys,
)
from hfpapers.sources.samples import sample

#: Keys that every era has; one that is absent is told. (Of the two titles: one of them.)
_ALWAYS_IN_PAPER = {
    "title": "title",
    "summary": "summary",
    "authors": "authors",
    "upvotes": "upvotes",
    "published_at": "publishedAt",
}
_ALWAYS_IN_ITEM = {"title": "title", "published_at": "publishedAt", "comments": "numComments"}

#: What a list's entry has beside its `paper`, and a paper's own record may have among its keys.
_BESIDE_PAPER = frozenset({"numComments", "thumbnail", "isAuthorParticipating", "submittedBy", "upvoted"})


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """What came of one entry.

    Attributes:
        entry: None where it cannot be used; an error says why.
        unknown: Path and value of keys that no era is known to have had.
    """

    entry: DailyEntry | None
    issues: tuple[Issue, ...]
    unknown: tuple[tuple[str, object], ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the entry was lost."""
        return self.entry is not None and not any(issue.severity is Severity.ERROR for issue in self.issues)


def read_entry(raw: object, *, root: str) -> ReadEntry:
    """Read one entry.

    Args:
        raw: The element of the list, whatever it is.
        root: Path of the list's elements in the body, `[]` or `dailyPapers[]`; issues begin with it.
    """
    if not isinstance(raw, dict):
        return _unusable(root, "an entry must be an object", raw)
    paper = raw.get("paper")
    if not isinstance(paper, dict):
        return _unusable(f"{root}.paper", "an entry must have a paper, an object", paper)
    try:
        arxiv_id = _read_id(paper)
    except InvalidIdError as problem:
        return _unusable(f"{root}.paper.id", problem.problem, problem.text)
    item, faults = read_item(raw)
    reader = _Reader(root=root, arxiv_id=arxiv_id, item=item, faults=faults)
    return ReadEntry(reader.read(), tuple(reader.issues), tuple(unknown_keys(item)))


def read_own_record(raw: Mapping[str, Any], *, arxiv_id: str) -> ReadEntry:
    """Read a paper's own record, which has at its top what a list's entry has under `paper`.

    Args:
        raw: The record, without what only such records have.
        arxiv_id: The paper's id, as read from the record.
    """
    paper = {key: value for key, value in raw.items() if key not in _BESIDE_PAPER}
    beside = {key: value for key, value in raw.items() if key in _BESIDE_PAPER}
    item, faults = read_item({"paper": paper, **beside})
    reader = _Reader(root=None, arxiv_id=arxiv_id, item=item, faults=faults)
    unknown = tuple((path.removeprefix("paper."), value) for path, value in unknown_keys(item))
    return ReadEntry(reader.read(), tuple(reader.issues), unknown)


def _unusable(field: str, detail: str, raw: object) -> ReadEntry:
    return ReadEntry(None, (error(Code.UNUSABLE_ENTRY, field, detail, raw=sample(raw)),))


def _read_id(paper: Mapping[str, Any]) -> str:
    value = paper.get("id")
    if not isinstance(value, str):
        raise InvalidIdError(sample(value), "an id must be text")
    return ArxivId.parse(value).text


class _Reader:
    """Reads one typed entry and gathers its issues; `root` is None for a paper's own record."""

    def __init__(self, *, root: str | None, arxiv_id: str, item: WireItem, faults: tuple[Fault, ...]) -> None:
        self._root = root
        self._arxiv_id = arxiv_id
        self._item = item
        self._paper = item.paper
        self._at_fault = {fault.path for fault in faults}
        self.issues: list[Issue] = [
            error(Code.WRONG_TYPE, self._field(f.path), f.detail, arxiv_id=arxiv_id, raw=sample(f.value))
            for f in faults
        ]

    def read(self) -> DailyEntry:
        item, paper = self._item, self._paper
        title, paper_title = text_or_none(item.title), text_or_none(paper.title)
        self._note_missing(titled=bool(title or paper_title))
        submitter = self._account(paper.submitter, "paper.submittedOnDailyBy")
        submitted_by = self._account(item.submitter, "submittedBy")
        return DailyEntry(
            arxiv_id=self._arxiv_id,
            title=title,
            paper_title=paper_title,
            abstract=text_or_none(paper.summary) or text_or_none(item.summary),
            published_at=paper.published_at,
            item_published_at=item.published_at,
            submitted_at=None if paper.submitted_at is None else paper.submitted_at.moment,
            named_day=None if paper.submitted_at is None else paper.submitted_at.day,
            submitter=submitter or submitted_by,
            organization=self._organization(paper.organization, "paper.organization")
            or self._organization(item.organization, "organization"),
            submitter_organization=self._organization(item.submitter_organization, "submitterOrganization"),
            authors=self._authors(),
            upvotes=paper.upvotes,
            comments=item.comments,
            github_stars=paper.github_stars,
            github_url=text_or_none(paper.github_url),
            github_added_by=text_or_none(paper.github_added_by),
            project_url=text_or_none(paper.project_url),
            media_urls=_media(item),
            thumbnail_url=text_or_none(item.thumbnail_url),
            discussion_id=text_or_none(paper.discussion_id),
            author_participating=item.author_participating,
            ai_summary=text_or_none(paper.ai_summary),
            ai_summary_model=text_or_none(paper.ai_summary_model),
            ai_keywords=tuple(paper.ai_keywords) if paper.ai_keywords else None,
            emptied=emptied_fields(item),
        )

    def _note_missing(self, *, titled: bool) -> None:
        if not titled:
            self._missing("paper.title", "the entry has no title at all", is_error=True)
        beside = {} if self._root is None else _ALWAYS_IN_ITEM
        for part, prefix, always in ((self._paper, "paper.", _ALWAYS_IN_PAPER), (self._item, "", beside)):
            for name, key in always.items():
                path = prefix + key
                if name not in part.model_fields_set and not self._was_at_fault(path) and (titled or key != "title"):
                    self._missing(path, "every era has this key")

    def _was_at_fault(self, path: str) -> bool:
        return path in self._at_fault or f"{path}[]" in self._at_fault

    def _missing(self, path: str, detail: str, *, is_error: bool = False) -> None:
        build = error if is_error else warning
        issue = build(Code.MISSING_KEY, self._field(path), detail, arxiv_id=self._arxiv_id)
        if issue not in self.issues:
            self.issues.append(issue)

    def _field(self, path: str) -> str:
        return path.removeprefix("paper.") if self._root is None else f"{self._root}.{path}"

    def _authors(self) -> tuple[DailyAuthor, ...] | None:
        """Return the authors; None, too, where one has no name, since a list with a hole would pass for whole."""
        if not self._paper.authors:
            return None
        authors = tuple(self._author(author) for author in self._paper.authors)
        named = tuple(author for author in authors if author is not None)
        if len(named) < len(authors):
            if "paper.authors[].name" not in self._at_fault:
                self._missing("paper.authors[].name", "an author without a name", is_error=True)
            return None
        return named

    def _author(self, author: WireAuthor) -> DailyAuthor | None:
        if text_or_none(author.name) is None or author.name is None:
            return None
        return DailyAuthor(
            name=author.name,
            hidden=author.hidden,
            account=self._account(author.user, "paper.authors[].user"),
            hf_id=text_or_none(author.hf_id),
            status=text_or_none(author.status),
            status_changed_at=author.status_changed_at,
        )

    def _account(self, user: WireUser | None, path: str) -> Account | None:
        if user is None:
            return None
        login = text_or_none(user.user) or text_or_none(user.name)
        if login is None:
            self._missing(f"{path}.user", "an account without a name")
            return None
        return Account(
            login=login,
            full_name=text_or_none(user.full_name),
            hf_id=text_or_none(user.hf_id) or text_or_none(user.old_id),
            kind=text_or_none(user.kind),
            avatar_url=text_or_none(user.avatar_url),
        )

    def _organization(self, organization: WireOrganization | None, path: str) -> Organization | None:
        if organization is None:
            return None
        slug = text_or_none(organization.name)
        if slug is None:
            self._missing(f"{path}.name", "an organisation without a name")
            return None
        return Organization(
            slug=slug,
            full_name=text_or_none(organization.full_name),
            hf_id=text_or_none(organization.hf_id),
            avatar_url=text_or_none(organization.avatar_url),
        )


def _media(item: WireItem) -> tuple[str, ...] | None:
    """Return the media of item and paper, each once: `mediaUrl` until 2024-06-11, then lists, since 2025-03 in both."""
    urls = [*(item.media_urls or ()), *(item.paper.media_urls or ()), item.media_url or ""]
    return tuple(dict.fromkeys(url for url in urls if text_or_none(url))) or None
