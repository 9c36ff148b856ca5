"""Which source wins for each field of a paper: the one place.

The views choose by it, and the table in `docs/sources.md` is made from it. A source that
does not say is passed over; what the others said stays stored beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hfpapers.model.kinds import Source

_HF = Source.HUGGINGFACE
_ARXIV = Source.ARXIV


@dataclass(frozen=True, slots=True)
class Precedence:
    """The sources of a field, the first that says something wins, and why."""

    sources: tuple[Source, ...]
    reason: str


WINNERS: Mapping[str, Precedence] = {
    "title": Precedence((_ARXIV, _HF), "the authors' own, corrected with each version; Hugging Face copies it once"),
    "abstract": Precedence((_ARXIV, _HF), "the authors' own, corrected with each version"),
    "published_at": Precedence(
        (_ARXIV, _HF), "arXiv's clock is the original; Hugging Face often gives midnight since April 2026"
    ),
    "authors": Precedence((_ARXIV, _HF), "complete, in order; accounts and hidden flags are joined from Hugging Face"),
    "updated_at": Precedence((_ARXIV,), "only arXiv has versions"),
    "version": Precedence((_ARXIV,), "only arXiv has versions"),
    "primary_category": Precedence((_ARXIV,), "only arXiv has categories"),
    "categories": Precedence((_ARXIV,), "only arXiv has categories"),
    "comment": Precedence((_ARXIV,), "only arXiv has it"),
    "journal_ref": Precedence((_ARXIV,), "only arXiv has it"),
    "doi": Precedence((_ARXIV,), "only arXiv has it"),
    "licence": Precedence((_ARXIV,), "only arXiv has it (by OAI-PMH)"),
    "upvotes": Precedence((_HF,), "votes are cast there"),
    "comments": Precedence((_HF,), "written there"),
    "github_stars": Precedence((_HF,), "as Hugging Face counted them; GitHub is not asked"),
    "organization": Precedence((_HF,), "arXiv has no organisation of a paper"),
    "keywords": Precedence((_HF,), "Hugging Face's `ai_keywords`; arXiv has none"),
    "ai_summary": Precedence((_HF,), "written by a model at Hugging Face, and labelled so"),
    "links": Precedence((_HF,), "repository, project page and media are entered there"),
}
