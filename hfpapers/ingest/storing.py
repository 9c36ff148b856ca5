"""From an item to rows: hands each kind of item to the module that writes it."""

from __future__ import annotations

from hfpapers.ingest.days import store_daily, store_failed_day, store_no_such_day
from hfpapers.ingest.items import (
    ArxivAnswer,
    DailyAnswer,
    DetailAnswer,
    Failure,
    Item,
    LicenceAnswer,
    NoSuchDay,
    PaperAbsent,
    TextAnswer,
    WriteReport,
)
from hfpapers.ingest.papers import store_arxiv, store_failed_papers, store_one_paper
from hfpapers.ingest.telling import beginning
from hfpapers.model.issues import Code, error
from hfpapers.store.archive import Archive


def store(archive: Archive, item: Item) -> WriteReport:
    """Write what a request came to.

    Raises:
        StoreError: The database refused; nothing of the item was written.
    """
    match item:
        case DailyAnswer():
            return store_daily(archive, item)
        case ArxivAnswer():
            return store_arxiv(archive, item)
        case DetailAnswer() | TextAnswer() | LicenceAnswer() | PaperAbsent():
            return store_one_paper(archive, item)
        case NoSuchDay():
            return store_no_such_day(archive, item)
        case Failure():
            return _store_failure(archive, item)


def _store_failure(archive: Archive, item: Failure) -> WriteReport:
    code = Code.FETCH_FAILED if item.fetched is None else Code.REFUSED_BODY
    odd = [error(code, "", item.detail, raw=beginning(item.fetched))]
    if item.intent.day is not None:
        return store_failed_day(archive, item, odd)
    return store_failed_papers(archive, item, odd)
