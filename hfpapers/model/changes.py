"""What will be stored: records after normalising, before the database.

Text is clean (one blank for a run of white space, LaTeX as Unicode where it certainly is
LaTeX); the `raw_*` twin holds it as served. `None` is "not said" and never erases what is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hfpapers.model.fetched import Intent
from hfpapers.model.kinds import LinkKind, PaperState
from hfpapers.model.records import Account, ArxivVersion, Organization


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkChange:
    """A cleaned link and, where cleaning changed it, the link as served (`raw_url`, else None)."""

    kind: LinkKind
    url: str
    raw_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorChange:
    """One author in one source's order; `login` is the Hugging Face account."""

    name: str
    login: str | None = None
    hf_id: str | None = None
    status: str | None = None
    status_changed_at: datetime | None = None
    is_hidden: bool | None = None
    affiliation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HuggingFacePaperChange:
    """What Hugging Face says of one paper. Collections are None where it did not say, else they replace older ones.

    Attributes:
        links: What people entered for the paper.
        linked: Repositories whose cards cite it; only the paper's own record names them.
    """

    arxiv_id: str
    title: str | None
    raw_title: str | None
    abstract: str | None
    raw_abstract: str | None
    published_at: datetime | None
    discussion_id: str | None
    thumbnail_url: str | None
    ai_summary: str | None
    ai_summary_model: str | None
    code_added_by: str | None
    organization: str | None
    authors: tuple[AuthorChange, ...] | None
    keywords: tuple[str, ...] | None
    links: tuple[LinkChange, ...]
    emptied: frozenset[str]
    linked: tuple[LinkChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArxivPaperChange:
    """What arXiv says of one paper. `categories` hold the primary one, too, in arXiv's order."""

    arxiv_id: str
    version: int | None
    title: str | None
    raw_title: str | None
    abstract: str | None
    raw_abstract: str | None
    published_at: datetime | None
    updated_at: datetime | None
    primary_category: str | None
    comment: str | None
    journal_ref: str | None
    doi: str | None
    authors: tuple[AuthorChange, ...]
    categories: tuple[str, ...]
    links: tuple[LinkChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingChange:
    """One paper's place on one day's list. `rank` counts from 1 within the page; the writer adds the pages before."""

    arxiv_id: str
    rank: int
    title: str | None
    submitter: str | None
    submitted_at: datetime | None
    submitter_organization: str | None
    author_participating: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationChange:
    """Counts of one paper at one moment; 0 is a value, None is "not said"."""

    arxiv_id: str
    upvotes: int | None
    comments: int | None
    github_stars: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HuggingFaceChange:
    """What one answer of Hugging Face says of papers and people. No key comes twice in any of its parts."""

    observed_at: datetime
    papers: tuple[HuggingFacePaperChange, ...]
    observations: tuple[ObservationChange, ...]
    accounts: tuple[Account, ...]
    organizations: tuple[Organization, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyChange(HuggingFaceChange):
    """One page of a day's list, ready to be written in one transaction. `taken_down` of those offered are left out."""

    day: date
    intent: Intent
    offered: int
    duplicates: int
    unreadable: int
    listings: tuple[ListingChange, ...]
    taken_down: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailChange(HuggingFaceChange):
    """One paper's own record; `papers` is that paper. The totals are None where the record did not say."""

    arxiv_id: str
    models: int | None
    datasets: int | None
    spaces: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChange:
    """One paper's text."""

    arxiv_id: str
    observed_at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceChange:
    """What OAI-PMH says of one paper; `versions` by number. `is_deleted`: arXiv has it no more."""

    arxiv_id: str
    observed_at: datetime
    licence: str | None
    versions: tuple[ArxivVersion, ...]
    is_deleted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ArxivChange:
    """One answer of arXiv, ready to be written in one transaction; `states` has every id that was asked for."""

    observed_at: datetime
    papers: tuple[ArxivPaperChange, ...]
    states: tuple[tuple[str, PaperState], ...]
