"""Papers into rows: an answer about them, or what happened instead, with what each endpoint came to for each paper."""

from __future__ import annotations

from collections.abc import Sequence

from hfpapers.ingest.items import (
    ArxivAnswer,
    DetailAnswer,
    Failure,
    LicenceAnswer,
    PaperAbsent,
    TextAnswer,
    WriteReport,
)
from hfpapers.ingest.reading import paper_of
from hfpapers.ingest.telling import tell
from hfpapers.model.issues import Issue
from hfpapers.model.kinds import PaperState
from hfpapers.normalize.arxiv import normalize_arxiv
from hfpapers.normalize.licences import normalize_licence
from hfpapers.normalize.paper import normalize_detail, normalize_text
from hfpapers.store.archive import Archive


def store_arxiv(archive: Archive, answer: ArxivAnswer) -> WriteReport:
    """Write what arXiv's search API said of a batch of papers."""
    fetched = answer.fetched
    change = normalize_arxiv(answer.parsed, fetched)
    with archive.write() as writer:
        writer.write_arxiv(change, fetch_id=fetched.fetch_id)
        told = tell(archive, writer, answer.parsed.issues, fetched=fetched, day=None, at=change.observed_at)
    return WriteReport(intent=fetched.intent, coverage=None, papers=len(change.papers), issues=told)


def store_one_paper(archive: Archive, item: DetailAnswer | TextAnswer | LicenceAnswer | PaperAbsent) -> WriteReport:
    """Write what came of asking for one paper."""
    match item:
        case DetailAnswer():
            return _store_detail(archive, item)
        case TextAnswer():
            return _store_text(archive, item)
        case LicenceAnswer():
            return _store_licence(archive, item)
        case PaperAbsent():
            return _store_absent(archive, item)


def store_failed_papers(archive: Archive, item: Failure, odd: Sequence[Issue]) -> WriteReport:
    """Write that an endpoint could not be had for the papers it was asked for."""
    states = [(arxiv_id, PaperState.FAILED) for arxiv_id in item.intent.arxiv_ids]
    fetch_id = None if item.fetched is None else item.fetched.fetch_id
    with archive.write() as writer:
        writer.write_paper_states(item.intent.endpoint, states, asked_at=item.at, detail=item.detail, fetch_id=fetch_id)
        told = tell(archive, writer, odd, fetched=item.fetched, day=None, at=item.at)
    return WriteReport(
        intent=item.intent, coverage=None, papers=0, issues=told, detail=item.detail, is_forbidden=item.is_forbidden
    )


def _store_detail(archive: Archive, answer: DetailAnswer) -> WriteReport:
    fetched = answer.fetched
    change, odd = normalize_detail(answer.parsed, fetched)
    with archive.write() as writer:
        writer.write_detail(change, fetch_id=fetched.fetch_id)
        issues = [*answer.parsed.issues, *odd]
        told = tell(archive, writer, issues, fetched=fetched, day=None, at=fetched.requested_at)
    return WriteReport(intent=fetched.intent, coverage=None, papers=1, issues=told)


def _store_text(archive: Archive, answer: TextAnswer) -> WriteReport:
    fetched = answer.fetched
    change = normalize_text(answer.parsed.record, fetched, arxiv_id=paper_of(fetched.intent))
    with archive.write() as writer:
        writer.write_text(change, fetch_id=fetched.fetch_id)
        told = tell(archive, writer, answer.parsed.issues, fetched=fetched, day=None, at=fetched.requested_at)
    return WriteReport(intent=fetched.intent, coverage=None, papers=1, issues=told)


def _store_licence(archive: Archive, answer: LicenceAnswer) -> WriteReport:
    fetched = answer.fetched
    change, odd = normalize_licence(answer.parsed.record, fetched)
    with archive.write() as writer:
        writer.write_licence(change, fetch_id=fetched.fetch_id)
        issues = [*answer.parsed.issues, *odd]
        told = tell(archive, writer, issues, fetched=fetched, day=None, at=fetched.requested_at)
    return WriteReport(intent=fetched.intent, coverage=None, papers=1, issues=told)


def _store_absent(archive: Archive, item: PaperAbsent) -> WriteReport:
    fetched = item.fetched
    arxiv_id = paper_of(fetched.intent)
    with archive.write() as writer:
        writer.write_paper_states(
            fetched.intent.endpoint,
            [(arxiv_id, PaperState.ABSENT)],
            asked_at=fetched.requested_at,
            detail=item.detail,
            fetch_id=fetched.fetch_id,
            arxiv_version=writer.latest_version(arxiv_id),
        )
    return WriteReport(intent=fetched.intent, coverage=None, papers=0, issues=0, detail=item.detail, is_absent=True)
