"""arXiv's answer, from record to change: `Parsed[ArxivFeed]` and its `Fetched` in, `ArxivChange` out.

Every id that was asked for gets a state, so that what is owed is known by paper.
"""

from __future__ import annotations

from hfpapers.errors import InvalidIdError
from hfpapers.model.changes import ArxivChange, ArxivPaperChange, AuthorChange
from hfpapers.model.fetched import Fetched
from hfpapers.model.ids import ArxivId
from hfpapers.model.issues import Code
from hfpapers.model.kinds import PaperState
from hfpapers.model.records import ArxivEntry, ArxivFeed, Parsed
from hfpapers.normalize.text import clean_text, line_or_none, storable_or_none, text_or_none


def normalize_arxiv(feed: Parsed[ArxivFeed], fetched: Fetched) -> ArxivChange:
    """Make a feed's record into what will be stored.

    Args:
        feed: What the parser read; no paper comes twice in it.
        fetched: Where it came from. Ids of `intent.arxiv_ids` that the feed does not have are `ABSENT`, or
            `FAILED` where an entry could not be told apart and may have been theirs.
    """
    found = {entry.arxiv_id for entry in feed.record.entries}
    missing = PaperState.ABSENT
    if any(issue.code is Code.UNUSABLE_ENTRY for issue in feed.issues):
        missing = PaperState.FAILED
    asked = dict.fromkeys(_canonical(text) for text in fetched.intent.arxiv_ids)
    return ArxivChange(
        observed_at=fetched.requested_at,
        papers=tuple(_paper(entry) for entry in feed.record.entries),
        states=tuple((arxiv_id, PaperState.FOUND if arxiv_id in found else missing) for arxiv_id in asked),
    )


def _canonical(text: str) -> str:
    try:
        return ArxivId.parse(text).text
    except InvalidIdError:
        return text


def _paper(entry: ArxivEntry) -> ArxivPaperChange:
    return ArxivPaperChange(
        arxiv_id=entry.arxiv_id,
        version=entry.version,
        title=text_or_none(entry.title),
        raw_title=storable_or_none(entry.title),
        abstract=text_or_none(entry.abstract),
        raw_abstract=storable_or_none(entry.abstract),
        published_at=entry.published_at,
        updated_at=entry.updated_at,
        primary_category=entry.primary_category,
        comment=text_or_none(entry.comment),
        journal_ref=text_or_none(entry.journal_ref),
        doi=line_or_none(entry.doi),
        authors=tuple(
            AuthorChange(name=clean_text(author.name), affiliation=text_or_none(author.affiliation))
            for author in entry.authors
        ),
        categories=_categories(entry),
        links=(),
    )


def _categories(entry: ArxivEntry) -> tuple[str, ...]:
    """Return the categories in arXiv's order; the primary one comes first where arXiv left it out of the list."""
    if entry.primary_category is None or entry.primary_category in entry.categories:
        return entry.categories
    return (entry.primary_category, *entry.categories)
