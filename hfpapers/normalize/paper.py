"""A paper's own record at Hugging Face and its text, from record to change. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hfpapers.model.changes import DetailChange, LinkChange, TextChange
from hfpapers.model.fetched import Fetched
from hfpapers.model.issues import Issue
from hfpapers.model.kinds import LinkKind
from hfpapers.model.records import PaperDetail, PaperText, Parsed
from hfpapers.normalize.entries import accounts_of, normalize_entry, observations_of, organizations_of
from hfpapers.normalize.text import storable

#: The site's own address, whichever mirror was asked.
_SITE = "https://huggingface.co"


def normalize_detail(detail: Parsed[PaperDetail], fetched: Fetched) -> tuple[DetailChange, tuple[Issue, ...]]:
    """Make a paper's own record into what will be stored, and tell what cleaning brought up."""
    record = detail.record
    issues: list[Issue] = []
    paper = normalize_entry(record.entry, issues)
    change = DetailChange(
        arxiv_id=record.entry.arxiv_id,
        observed_at=fetched.requested_at,
        papers=(replace(paper, linked=tuple(_repositories(record))),),
        observations=tuple(observations_of([record.entry])),
        accounts=accounts_of([record.entry]),
        organizations=organizations_of([record.entry]),
        models=record.model_total,
        datasets=record.dataset_total,
        spaces=record.space_total,
    )
    return change, tuple(issues)


def normalize_text(text: PaperText, fetched: Fetched, *, arxiv_id: str) -> TextChange:
    """Make a paper's text into what will be stored: as served, but for what no database holds."""
    return TextChange(arxiv_id=arxiv_id, observed_at=fetched.requested_at, text=storable(text.text))


def _repositories(record: PaperDetail) -> Iterator[LinkChange]:
    kinds: Sequence[tuple[LinkKind, str, tuple[str, ...] | None]] = (
        (LinkKind.MODEL, _SITE, record.models),
        (LinkKind.DATASET, f"{_SITE}/datasets", record.datasets),
        (LinkKind.SPACE, f"{_SITE}/spaces", record.spaces),
    )
    for kind, where, names in kinds:
        for name in names or ():
            yield LinkChange(kind=kind, url=f"{where}/{name}")
