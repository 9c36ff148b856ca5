"""The tables. `docs/data-model.md` tells what they are for; the public interface is the views.

Sources differ in what they say of a paper, so each has columns or rows of its own and
the views choose between them: nothing that one source said is overwritten by another.
Every table that holds what a source said has a time at which it was said, so that
rows can be written in any order and the newest word still wins.
"""

from __future__ import annotations

from hfpapers.store.tables.base import metadata
from hfpapers.store.tables.bookkeeping import fetch, forgotten, issue
from hfpapers.store.tables.days import coverage, listing, look_page, look_position
from hfpapers.store.tables.papers import (
    account,
    emptied_field,
    observation,
    organization,
    paper,
    paper_author,
    paper_category,
    paper_coverage,
    paper_keyword,
    paper_link,
    paper_text,
    paper_version,
)
from hfpapers.store.tables.tasks import bookmark, run
from hfpapers.store.tables.written import delivery, enrichment, llm_request

__all__ = [
    "account",
    "bookmark",
    "coverage",
    "delivery",
    "emptied_field",
    "enrichment",
    "fetch",
    "forgotten",
    "issue",
    "listing",
    "llm_request",
    "look_page",
    "look_position",
    "metadata",
    "observation",
    "organization",
    "paper",
    "paper_author",
    "paper_category",
    "paper_coverage",
    "paper_keyword",
    "paper_link",
    "paper_text",
    "paper_version",
    "run",
]
