"""Entries of a digest: a row and the blocks of a style in, an `Entry` out; and the blocks that need no model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from hfpapers.digest.blocks import Block, Paragraph, ParagraphKind, Writer
from hfpapers.digest.languages import source_language
from hfpapers.digest.model import Entry, Fact, Link
from hfpapers.digest.text import web_address
from hfpapers.digest.words import Words
from hfpapers.model.kinds import LinkKind
from hfpapers.model.views import ListingView

if TYPE_CHECKING:  # the package of the styles imports this module
    from hfpapers.digest.styles.body import BuildInput

_MOST_OF_A_KIND = 3


def build_entry(
    given: BuildInput,
    row: ListingView,
    blocks: Iterable[Block],
    *,
    number: int | None = None,
    heading: str | None = None,
    shows_day: bool = False,
) -> Entry:
    """Build the entry of one row, with the facts and links that all styles show.

    Args:
        given: What the digest is made from.
        row: One of its rows.
        blocks: What the style says of the paper.
        number: Its place among all entries, from 1, where the style numbers them.
        heading: In the reader's language; None for the paper's own title.
        shows_day: The day of the listing is among the entry's marks, since no heading tells it.
    """
    return Entry(
        anchor=anchor_of(row),
        heading=heading or title_of(row),
        heading_language=given.text_language if heading else given.tag(source_language(row.title)),
        blocks=tuple(blocks),
        facts=tuple(_facts(given.words, row, shows_day=shows_day)),
        links=links_of(given.words, row),
        listing=row,
        also_listed_on=given.also_listed_on(row),
        number=number,
    )


def anchor_of(row: ListingView) -> str:
    """Name the entry of a row within the document."""
    return re.sub(r"[^A-Za-z0-9.-]+", "-", f"{row.day.isoformat()}-{row.arxiv_id}")


def title_of(row: ListingView) -> str:
    """Return the paper's title, or its id where no title is held."""
    return row.title or f"arXiv:{row.arxiv_id}"


def authors_blocks(given: BuildInput, row: ListingView) -> Iterator[Paragraph]:
    """Name the authors, where any are known."""
    line = given.words.authors_line([author.name for author in row.authors])
    if line:
        yield Paragraph(kind=ParagraphKind.AUTHORS, text=line)


def abstract_blocks(given: BuildInput, row: ListingView) -> Iterator[Paragraph]:
    """Show the abstract as it was published; say so where title or abstract are not held."""
    if row.title is None:
        yield _note(given.words.no_title)
    if row.abstract:
        language = given.tag(source_language(row.abstract))
        yield Paragraph(kind=ParagraphKind.ABSTRACT, text=row.abstract, language=language)
    else:
        yield _note(given.words.no_abstract)


def huggingface_blocks(given: BuildInput, row: ListingView) -> Iterator[Paragraph]:
    """Show Hugging Face's summary, and keywords by who gave them, each named as theirs."""
    words = given.words
    if row.ai_summary:
        yield Paragraph(
            kind=ParagraphKind.SUMMARY,
            text=row.ai_summary,
            label=words.summary_label(row.ai_summary_model),
            language=given.tag(source_language(row.ai_summary)),
            writer=Writer.HUGGINGFACE,
        )
    by_label: dict[str, dict[str, str]] = {}
    for one in row.keywords:
        by_label.setdefault(words.keywords_label(one.source), {}).setdefault(one.keyword.casefold(), one.keyword)
    for label, keywords in by_label.items():
        yield Paragraph(
            kind=ParagraphKind.KEYWORDS,
            text=words.separator.join(keywords.values()),
            label=label,
            writer=Writer.HUGGINGFACE,
        )


def note_blocks(given: BuildInput, row: ListingView) -> Iterator[Paragraph]:
    """Say where else in the period the paper stands, and whether it has left the day's list."""
    if given.was_dropped(row):
        yield _note(given.words.was_dropped)
    if given.also_listed_on(row):
        yield _note(given.words.also_listed(given.also_listed_on(row)))


def links_of(words: Words, row: ListingView) -> tuple[Link, ...]:
    """Name each link for what it is; an address comes once, a second one of a kind is numbered, a fourth left out.

    Some papers are cited by hundreds of models; the formats of data have all of them.
    """
    wanted = [
        (words.paper_label, row.arxiv_url),
        (words.link_label(LinkKind.CODE), row.code_url),
        (words.link_label(LinkKind.PROJECT), row.project_url),
        *((words.link_label(link.kind), link.url) for link in row.links),
        (words.discussion_label, row.hf_url),
    ]
    links: dict[str, Link] = {}
    used: dict[str, int] = {}
    for label, url in wanted:
        address = web_address(url)
        if label is None or address is None or address in links or used.get(label, 0) == _MOST_OF_A_KIND:
            continue
        used[label] = used.get(label, 0) + 1
        links[address] = Link(label=label if used[label] == 1 else f"{label} {used[label]}", url=address)
    return tuple(links.values())


def _facts(words: Words, row: ListingView, *, shows_day: bool) -> Iterator[Fact]:
    if row.upvotes is not None:
        yield Fact(text=f"▲ {row.upvotes:,}", hint=words.votes(row.upvotes))
    category = row.primary_category or next(iter(row.categories), None)
    if category:
        yield Fact(text=category)
    if row.organization:
        yield Fact(text=row.organization)
    if shows_day:
        yield Fact(text=words.listed_on(row.day))


def _note(text: str) -> Paragraph:
    return Paragraph(kind=ParagraphKind.NOTE, text=text, writer=Writer.HFPAPERS)
