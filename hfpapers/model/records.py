"""What a source said, in the source's own words and order: the output of parsers.

`None` means "the source did not say". A field that the source named and left empty
(`""`, `[]`, `null`) is None as well and is listed in `emptied`. Text is as served,
line breaks and LaTeX included; `normalize` cleans it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from hfpapers.model.issues import Issue

RecordT = TypeVar("RecordT", covariant=True)  # noqa: PLC0105 - the house names type variables RecordT, not RecordT_co


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed(Generic[RecordT]):
    """A record and the oddities met while reading it."""

    record: RecordT
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A Hugging Face account. `login` is its name in links and never None; `hf_id` its internal id."""

    login: str
    full_name: str | None = None
    hf_id: str | None = None
    kind: str | None = None
    avatar_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """A Hugging Face organisation. `slug` is its name in links (`google`), `full_name` how it is shown (`Google`)."""

    slug: str
    full_name: str | None = None
    hf_id: str | None = None
    avatar_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyAuthor:
    """An author as listed; `hidden` authors asked not to be shown. `status` tells how the account was matched."""

    name: str
    hidden: bool | None = None
    account: Account | None = None
    hf_id: str | None = None
    status: str | None = None
    status_changed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyEntry:
    """One paper of a day's list.

    Attributes:
        arxiv_id: Canonical, without a version.
        title: The item's own title; `paper_title` the paper's. Until 2025-03-11 they differ in line breaks and LaTeX.
        item_published_at: The item's `publishedAt`: the time of listing until 2025-03-11, nearly arXiv's date since.
        published_at: The paper's `publishedAt`: when arXiv published it.
        submitted_at: `submittedOnDailyAt`: when it was put on the list; since 2026-05-14 only the day is real.
        named_day: The day that `submittedOnDailyAt` names, by its first ten characters.
        submitter: `submittedOnDailyBy`, else `submittedBy`.
        organization: The paper's organisation (since 2025-10-03).
        submitter_organization: `submitterOrganization`, in the four days that had it.
        upvotes, comments, github_stars: As of the answer; 0 is a value.
        authors: None where the source did not say; in order.
        emptied: Names of the fields of this class that were present and empty.
    """

    arxiv_id: str
    title: str | None = None
    paper_title: str | None = None
    abstract: str | None = None
    published_at: datetime | None = None
    item_published_at: datetime | None = None
    submitted_at: datetime | None = None
    named_day: date | None = None
    submitter: Account | None = None
    organization: Organization | None = None
    submitter_organization: Organization | None = None
    authors: tuple[DailyAuthor, ...] | None = None
    upvotes: int | None = None
    comments: int | None = None
    github_stars: int | None = None
    github_url: str | None = None
    github_added_by: str | None = None
    project_url: str | None = None
    media_urls: tuple[str, ...] | None = None
    thumbnail_url: str | None = None
    discussion_id: str | None = None
    author_participating: bool | None = None
    ai_summary: str | None = None
    ai_summary_model: str | None = None
    ai_keywords: tuple[str, ...] | None = None
    emptied: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyPage:
    """One page of a day's list, or the whole list where it came from the site's page.

    Attributes:
        entries: The readable entries, in the order shown.
        offered: How many entries the body held, unreadable and repeated ones included.
        duplicates: How many of them named a paper that came before in the same body, and were left out.
        unreadable: How many of them were left out, or lost a field that could not be read.
        gaps: Ranks, from 1, of papers that were taken down on request; the entries have the other ranks, in order.
        named_day: The day that the body itself names; None where it names none.
        prev_day, next_day: The neighbouring days that the site's page links to; None from the API.
    """

    entries: tuple[DailyEntry, ...]
    offered: int
    duplicates: int = 0
    unreadable: int = 0
    gaps: tuple[int, ...] = ()
    named_day: date | None = None
    prev_day: date | None = None
    next_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArxivAuthor:
    """An author as arXiv names them; `affiliation` where the submitter gave one."""

    name: str
    affiliation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArxivEntry:
    """One paper as arXiv's search API describes it; authors and categories in arXiv's order, the primary one named."""

    arxiv_id: str
    version: int | None
    title: str | None
    abstract: str | None
    published_at: datetime | None
    updated_at: datetime | None
    authors: tuple[ArxivAuthor, ...]
    categories: tuple[str, ...]
    primary_category: str | None = None
    comment: str | None = None
    journal_ref: str | None = None
    doi: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArxivFeed:
    """One answer of the search API. `total` is what the feed says matches in all; `entries` are all of this slice."""

    entries: tuple[ArxivEntry, ...]
    total: int
    start: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperDetail:
    """One paper's own record at Hugging Face.

    Attributes:
        entry: What a list's entry would say of it; what concerns a listing is None where the record does not say it.
        models, datasets, spaces: Names of the linked repositories that were shown (`owner/name`), in order; None
            where the record did not say. They may be fewer than the totals.
        model_total, dataset_total, space_total: How many there are in all.
    """

    entry: DailyEntry
    models: tuple[str, ...] | None = None
    datasets: tuple[str, ...] | None = None
    spaces: tuple[str, ...] | None = None
    model_total: int | None = None
    dataset_total: int | None = None
    space_total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperText:
    """A paper's text as Markdown, as served."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArxivVersion:
    """One version; `size_bytes` is rounded by arXiv to whole kB."""

    version: int
    submitted_at: datetime | None = None
    size_bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArxivRaw:
    """One paper as arXiv's OAI-PMH interface describes it, as far as the search API does not.

    Attributes:
        licence: The address of its licence; None for old papers, which have arXiv's assumed one.
        versions: By number; empty where none could be read.
        is_deleted: arXiv took the record away, and says no more of it.
    """

    arxiv_id: str
    licence: str | None = None
    versions: tuple[ArxivVersion, ...] = ()
    is_deleted: bool = False
