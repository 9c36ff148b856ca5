"""Which answer of a language model an entry may show: what is held of a paper in, one answer or why there is none out.

Pure. An answer is shown only if it passed its checks and was written from the paper as it is held now.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from hfpapers.digest.material import Material
from hfpapers.model.kinds import EnrichmentKind, EnrichmentState
from hfpapers.model.views import ListingView

if TYPE_CHECKING:
    from hfpapers.model.enrichment import Answer, EnrichmentView


class Lack(StrEnum):
    """Why there is no answer to show."""

    REFUSED = "refused"
    FAILED = "failed"
    STALE = "stale"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What is held of one kind for one paper.

    Attributes:
        answer: Of the kind that was asked for; None where none may be shown.
        lack: Why not; None where there is an answer.
        checks: Names of those that refused the newest answer, in their order.
        outcome: The stored row that decided; None where there is none.
    """

    kind: EnrichmentKind
    answer: Answer | None = None
    lack: Lack | None = None
    checks: tuple[str, ...] = ()
    outcome: EnrichmentView | None = None

    @classmethod
    def of(cls, material: Material, row: ListingView, kind: EnrichmentKind) -> Self:
        """Choose the newest answer that passed and is of the paper as it is now, else tell the newest reason.

        Args:
            material: Holds what was written in the reader's language, the newest first.
            row: As `clean_listing` left it.
            kind: What was asked of the model.
        """
        from hfpapers.model.enrichment import source_hash  # noqa: PLC0415 - a list in English has no answers

        held = [one for one in material.enrichments.get(row.arxiv_id, ()) if one.key.kind is kind]
        now = source_hash(title=row.title, abstract=row.abstract, version=row.version)
        current = [one for one in held if one.source_hash == now]
        accepted = _first(one for one in current if one.state is EnrichmentState.ACCEPTED)
        if accepted is not None:
            return cls(kind=kind, answer=accepted.answer, outcome=accepted)
        newest = _first(current)
        if newest is not None:
            checks = tuple(dict.fromkeys(verdict.check for verdict in newest.verdicts if not verdict.is_passed))
            lack = Lack.REFUSED if newest.state is EnrichmentState.REFUSED else Lack.FAILED
            return cls(kind=kind, lack=lack, checks=checks, outcome=newest)
        stale = _first(one for one in held if one.state is EnrichmentState.ACCEPTED)
        return cls(kind=kind, lack=Lack.ABSENT if stale is None else Lack.STALE, outcome=stale)


def _first(views: Iterable[EnrichmentView]) -> EnrichmentView | None:
    return next(iter(views), None)
