"""What is read back: rows of the public views as plain values, for digests and commands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hfpapers.model.kinds import LinkKind


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorView:
    """One author in order; `login` is the Hugging Face account, `is_hidden` that they asked not to be shown there.

    `affiliation` is as the submitter gave it to arXiv, which few do; several are parted by `; `.
    """

    position: int
    name: str
    login: str | None = None
    is_hidden: bool = False
    affiliation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeywordView:
    """A keyword and who gave it (`huggingface`)."""

    keyword: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """A link and what it leads to."""

    kind: LinkKind
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingView:
    """One paper on one day's list: a row of `daily_papers` with its authors, keywords, links and categories.

    Attributes:
        position: Place in the latest whole list, from 1; None once the paper is absent from it.
        upvotes: The latest seen, as of `upvotes_observed_at`.
        organization: As shown (`Google`).
        licence: URL of the licence; None where it is not known.
    """

    day: date
    position: int | None
    arxiv_id: str
    title: str | None
    abstract: str | None
    upvotes: int | None
    upvotes_observed_at: datetime | None
    comments: int | None
    github_stars: int | None
    submitter: str | None
    submitter_name: str | None
    submitted_at: datetime | None
    organization: str | None
    organization_slug: str | None
    ai_summary: str | None
    ai_summary_model: str | None
    published_at: datetime | None
    updated_at: datetime | None
    version: int | None
    primary_category: str | None
    comment: str | None
    journal_ref: str | None
    doi: str | None
    licence: str | None
    code_url: str | None
    project_url: str | None
    hf_url: str
    arxiv_url: str
    authors: tuple[AuthorView, ...] = ()
    keywords: tuple[KeywordView, ...] = ()
    links: tuple[LinkView, ...] = ()
    categories: tuple[str, ...] = ()
