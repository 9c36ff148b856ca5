"""What Hugging Face says of papers and people, from record to change; shared by lists and by papers' own records.

Cleans text and links, and gathers counts, accounts and organisations, each once. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from typing import TypeVar

from hfpapers.model.changes import AuthorChange, HuggingFacePaperChange, LinkChange, ObservationChange
from hfpapers.model.issues import Code, Issue, warning
from hfpapers.model.kinds import LinkKind
from hfpapers.model.records import Account, DailyAuthor, DailyEntry, Organization
from hfpapers.normalize.links import clean_link
from hfpapers.normalize.text import clean_line, clean_text, line_or_none, storable, storable_or_none, text_or_none

#: What is a key or stands in an index must fit into a page of any database: PostgreSQL allows 2,704 bytes.
MAX_KEY_BYTES = 2000

_SaidT = TypeVar("_SaidT", Account, Organization)

#: Stands for a name of nothing but control characters: a name is never empty, and the order of authors holds.
_NAMELESS = "\N{REPLACEMENT CHARACTER}"


def normalize_entry(entry: DailyEntry, issues: list[Issue]) -> HuggingFacePaperChange:
    """Make what an entry says of its paper into what will be stored; what was odd is added to the issues."""
    raw_title = served_title(entry)
    title = text_or_none(raw_title)
    if raw_title is not None and title is None:
        issues.append(warning(Code.ODD_VALUE, "title", "nothing is left of the title", arxiv_id=entry.arxiv_id))
    return HuggingFacePaperChange(
        arxiv_id=entry.arxiv_id,
        title=title,
        raw_title=storable_or_none(raw_title),
        abstract=text_or_none(entry.abstract),
        raw_abstract=storable_or_none(entry.abstract),
        published_at=entry.published_at,
        discussion_id=line_or_none(entry.discussion_id),
        thumbnail_url=line_or_none(entry.thumbnail_url),
        ai_summary=line_or_none(entry.ai_summary),
        ai_summary_model=line_or_none(entry.ai_summary_model),
        code_added_by=line_or_none(entry.github_added_by),
        organization=name_of(entry.organization.slug) if entry.organization else None,
        authors=None if entry.authors is None else tuple(_author(author) for author in entry.authors),
        keywords=_keywords(entry, issues),
        links=_links(entry, issues),
        emptied=entry.emptied,
    )


def observations_of(entries: Iterable[DailyEntry]) -> Iterator[ObservationChange]:
    """Yield the counts of each entry that has any."""
    for entry in entries:
        if (entry.upvotes, entry.comments, entry.github_stars) != (None, None, None):
            yield ObservationChange(
                arxiv_id=entry.arxiv_id,
                upvotes=entry.upvotes,
                comments=entry.comments,
                github_stars=entry.github_stars,
            )


def accounts_of(entries: Iterable[DailyEntry]) -> tuple[Account, ...]:
    """Gather the accounts that entries name, each once; a later mention fills what an earlier one leaves out."""
    merged: dict[str, Account] = {}
    for entry in entries:
        accounts = [entry.submitter, *(author.account for author in entry.authors or ())]
        for account in accounts:
            if account is not None:
                clean = _account(account)
                merged[clean.login] = _filled(merged.get(clean.login), clean)
    return tuple(merged.values())


def organizations_of(entries: Iterable[DailyEntry]) -> tuple[Organization, ...]:
    """Gather the organisations that entries name, each once, likewise."""
    merged: dict[str, Organization] = {}
    for entry in entries:
        for organization in (entry.organization, entry.submitter_organization):
            if organization is not None:
                clean = _organization(organization)
                merged[clean.slug] = _filled(merged.get(clean.slug), clean)
    return tuple(merged.values())


def served_title(entry: DailyEntry) -> str | None:
    """Return the item's own title, which was never wrapped and kept its LaTeX; else the paper's."""
    return entry.title or entry.paper_title


def name_of(raw: str) -> str:
    """Return a name that is a key, on one line and never empty."""
    return clean_line(raw) or _NAMELESS


def _author(author: DailyAuthor) -> AuthorChange:
    return AuthorChange(
        name=clean_text(author.name) or _NAMELESS,
        login=name_of(author.account.login) if author.account else None,
        hf_id=line_or_none(author.hf_id),
        status=line_or_none(author.status),
        status_changed_at=author.status_changed_at,
        is_hidden=author.hidden,
    )


def _keywords(entry: DailyEntry, issues: list[Issue]) -> tuple[str, ...] | None:
    """Return the keywords as written, each once; they are a model's words, LaTeX and all."""
    if entry.ai_keywords is None:
        return None
    keywords = dict.fromkeys(keyword for keyword in map(clean_line, entry.ai_keywords) if keyword)
    return tuple(keyword for keyword in keywords if _fits(keyword, "ai_keywords", entry, issues))


def _fits(key: str, field: str, entry: DailyEntry, issues: list[Issue]) -> bool:
    """Tell whether a text can be a key in any database; one that cannot is told, and left out."""
    if len(key.encode("utf-8", "replace")) <= MAX_KEY_BYTES:
        return True
    detail = f"longer than {MAX_KEY_BYTES} bytes, and left out"
    issues.append(warning(Code.ODD_VALUE, field, detail, arxiv_id=entry.arxiv_id, raw=key))
    return False


def _links(entry: DailyEntry, issues: list[Issue]) -> tuple[LinkChange, ...]:
    links: dict[tuple[LinkKind, str], LinkChange] = {}
    for field, raw, default in _served_links(entry):
        link = clean_link(raw, default=default)
        if link is None:
            issues.append(
                warning(Code.ODD_VALUE, field, "not an http or https link", arxiv_id=entry.arxiv_id, raw=storable(raw))
            )
            continue
        if not _fits(link.url, field, entry, issues):
            continue
        raw_url = None if link.raw_url is None else storable(link.raw_url)
        links.setdefault((link.kind, link.url), replace(link, raw_url=raw_url))
    return tuple(links.values())


def _served_links(entry: DailyEntry) -> Iterator[tuple[str, str, LinkKind]]:
    if entry.github_url is not None:
        yield "githubRepo", entry.github_url, LinkKind.CODE
    if entry.project_url is not None:
        yield "projectPage", entry.project_url, LinkKind.PROJECT
    for url in entry.media_urls or ():
        yield "mediaUrls", url, LinkKind.IMAGE


def _account(account: Account) -> Account:
    return Account(
        login=name_of(account.login),
        full_name=line_or_none(account.full_name),
        hf_id=line_or_none(account.hf_id),
        kind=line_or_none(account.kind),
        avatar_url=line_or_none(account.avatar_url),
    )


def _organization(organization: Organization) -> Organization:
    return Organization(
        slug=name_of(organization.slug),
        full_name=line_or_none(organization.full_name),
        hf_id=line_or_none(organization.hf_id),
        avatar_url=line_or_none(organization.avatar_url),
    )


def _filled(known: _SaidT | None, said: _SaidT) -> _SaidT:
    """Return what was known first, with what only the later mention says."""
    if known is None or known == said:
        return said
    gaps = {f.name: getattr(said, f.name) for f in fields(known) if getattr(known, f.name) is None}
    return replace(known, **gaps)
