"""The facts of a paper as the sample knows them, whatever the era in which they are served.

`None` is "not known" and is not served. `eras` renders them for Hugging Face, `arxiv` for arXiv.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

AuthorStatus = Literal[
    "admin_assigned", "claimed_verified", "extracted_pending", "extracted_confirmed", "extracted_infirmed"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A Hugging Face account. `followers` is optional on the wire; `avatar_url` None gives a relative one."""

    login: str
    full_name: str
    avatar_url: str | None = None
    is_pro: bool = False
    followers: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """An author in order; `status` is served only beside an account."""

    name: str
    hidden: bool = False
    person: Person | None = None
    status: AuthorStatus = "claimed_verified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """An organisation: `slug` in links, `full_name` as shown; one may lack its avatar."""

    slug: str
    full_name: str
    avatar_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArxivFacts:
    """What only arXiv says.

    Attributes:
        version: The latest; `updated_at` None means that the first version is.
        licence: Told by OAI-PMH only.
        is_deleted: OAI-PMH has the record no more; the search API has.
    """

    primary_category: str
    categories: tuple[str, ...] = ()
    version: int = 1
    updated_at: datetime | None = None
    comment: str | None = None
    journal_ref: str | None = None
    doi: str | None = None
    licence: str | None = "http://creativecommons.org/licenses/by/4.0/"
    is_deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One paper.

    Attributes:
        title, abstract: On one line; the eras that wrap text wrap it.
        published_at: When arXiv published it, UTC.
        upvotes: 0 is a value.
        github_repo, project_page: As served, odd forms included.
        arxiv: None leaves the paper unknown to arXiv.
        models, datasets, spaces: Repositories whose cards cite it; only the paper's own record names them.
        text: As Markdown; None is no text, for which the site gives its page of the paper.
    """

    arxiv_id: str
    title: str
    abstract: str
    authors: tuple[Author, ...] = ()
    published_at: datetime | None = None
    upvotes: int | None = 0
    comments: int = 1
    submitter: Person | None = None
    author_participating: bool = False
    organization: Organization | None = None
    github_repo: str | None = None
    github_stars: int | None = None
    github_added_by: Literal["user", "auto"] | None = None
    project_page: str | None = None
    media_urls: tuple[str, ...] = ()
    ai_summary: str | None = None
    ai_summary_model: str | None = None
    ai_keywords: tuple[str, ...] | None = None
    arxiv: ArxivFacts | None = None
    models: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    spaces: tuple[str, ...] = ()
    text: str | None = None
