"""One paper of a digest of style `list`, without any model: a cleaned row in, an `Entry` out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from hfpapers.digest import wording
from hfpapers.digest.blocks import Paragraph, ParagraphKind
from hfpapers.digest.model import Entry, Fact, Link
from hfpapers.digest.text import web_address
from hfpapers.model.changes import LinkKind
from hfpapers.model.views import ListingView

_LINK_LABELS = {
    LinkKind.CODE: "Code",
    LinkKind.PROJECT: "Project",
    LinkKind.MODEL: "Model",
    LinkKind.DATASET: "Dataset",
    LinkKind.SPACE: "Space",
    LinkKind.VIDEO: "Video",
}
_MOST_OF_A_KIND = 3


def build_entry(row: ListingView, *, also_listed_on: tuple[date, ...], was_dropped: bool, shows_day: bool) -> Entry:
    """Build the entry of one row.

    Args:
        row: As `clean_listing` left it.
        also_listed_on: Other days of the period that list the paper.
        was_dropped: The day's latest list no longer has the paper.
        shows_day: The day of the listing is among the entry's marks, since no heading tells it.
    """
    return Entry(
        anchor=re.sub(r"[^A-Za-z0-9.-]+", "-", f"{row.day.isoformat()}-{row.arxiv_id}"),
        heading=row.title or f"arXiv:{row.arxiv_id}",
        blocks=tuple(_paragraphs(row, also_listed_on, was_dropped=was_dropped)),
        facts=tuple(_facts(row, shows_day=shows_day)),
        links=_links(row),
        listing=row,
        also_listed_on=also_listed_on,
    )


def _paragraphs(row: ListingView, also_listed_on: tuple[date, ...], *, was_dropped: bool) -> Iterator[Paragraph]:
    authors = wording.authors_line([author.name for author in row.authors])
    if authors:
        yield Paragraph(kind=ParagraphKind.AUTHORS, text=authors)
    if row.title is None:
        yield Paragraph(kind=ParagraphKind.NOTE, text=wording.NO_TITLE)
    if row.abstract:
        yield Paragraph(kind=ParagraphKind.ABSTRACT, text=row.abstract)
    else:
        yield Paragraph(kind=ParagraphKind.NOTE, text=wording.NO_ABSTRACT)
    if row.ai_summary:
        label = wording.summary_label(row.ai_summary_model)
        yield Paragraph(kind=ParagraphKind.SUMMARY, text=row.ai_summary, label=label)
    yield from _keyword_paragraphs(row)
    if was_dropped:
        yield Paragraph(kind=ParagraphKind.NOTE, text=wording.WAS_DROPPED)
    if also_listed_on:
        yield Paragraph(kind=ParagraphKind.NOTE, text=wording.also_listed(also_listed_on))


def _keyword_paragraphs(row: ListingView) -> Iterator[Paragraph]:
    by_label: dict[str, dict[str, str]] = {}
    for given in row.keywords:
        by_label.setdefault(wording.keywords_label(given.source), {}).setdefault(
            given.keyword.casefold(), given.keyword
        )
    for label, keywords in by_label.items():
        yield Paragraph(kind=ParagraphKind.KEYWORDS, text=", ".join(keywords.values()), label=label)


def _facts(row: ListingView, *, shows_day: bool) -> Iterator[Fact]:
    if row.upvotes is not None:
        yield Fact(text=f"▲ {row.upvotes:,}", hint=wording.counted(row.upvotes, "vote"))
    category = row.primary_category or next(iter(row.categories), None)
    if category:
        yield Fact(text=category)
    if row.organization:
        yield Fact(text=row.organization)
    if shows_day:
        yield Fact(text=wording.listed_on(row.day))


def _links(row: ListingView) -> tuple[Link, ...]:
    """Name each link for what it is; an address comes once, a second one of a kind is numbered, a fourth left out.

    Some papers are cited by hundreds of models; the formats of data have all of them.
    """
    wanted = [("arXiv", row.arxiv_url), ("Code", row.code_url), ("Project", row.project_url)]
    wanted += [(_LINK_LABELS[link.kind], link.url) for link in row.links if link.kind in _LINK_LABELS]
    wanted.append(("Discussion", row.hf_url))
    links: dict[str, Link] = {}
    used: dict[str, int] = {}
    for label, url in wanted:
        address = web_address(url)
        if address is None or address in links or used.get(label, 0) == _MOST_OF_A_KIND:
            continue
        used[label] = used.get(label, 0) + 1
        links[address] = Link(label=label if used[label] == 1 else f"{label} {used[label]}", url=address)
    return tuple(links.values())
