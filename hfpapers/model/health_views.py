"""What drift and nights are told by: sums over stored rows as plain values, read back for `drift` and for reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hfpapers.model.issues import Code, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueKindView:
    """All issues of one kind that the newest reading of an endpoint met, told by the newest of them.

    Attributes:
        endpoint: What was asked; a member of `Endpoint` as text.
        field: Path in the body, as issues have it.
        number: How many rows there are; of the kinds that are told once a run, one.
        first_seen_at: When this code and field was met for the first time, by any run.
        observed_at: When the newest was met.
        day: The day whose list it was; None where papers were asked for.
        url: The address of the body that shows it.
        nth: Which of the responses that are kept of that address it is: 1 is the newest.
    """

    code: Code
    field: str
    severity: Severity
    endpoint: str
    number: int
    first_seen_at: datetime
    observed_at: datetime
    detail: str
    raw: str | None
    arxiv_id: str | None
    day: date | None
    url: str
    nth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldShareView:
    """On how many of the papers of a day (`of`) upstream has ever said something for a field (`had`)."""

    day: date
    field: str
    had: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunIssuesView:
    """How many pages of some endpoints a run read, and how many oddities it met in them, those told once left out.

    Attributes:
        url: The address of the newest body with such an oddity; None where there is none. `nth` is as in
            `IssueKindView`.
    """

    run_id: int
    started_at: datetime
    pages: int
    issues: int
    url: str | None = None
    nth: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """One row of `run`: `state` is None while it runs, and where it was killed."""

    run_id: int
    command: str
    version: str
    started_at: datetime
    finished_at: datetime | None
    state: str | None
    detail: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunYieldView:
    """What came in since a run began.

    Attributes:
        new_papers: Papers that were not known before.
        votes_seen: Observations of votes.
        arxiv_found, arxiv_absent, arxiv_failed: Papers that arXiv was asked for, by what that came to.
        responses: How many responses the run kept, by endpoint; those of none (robots.txt) by site (`https://host`).
    """

    new_papers: int
    votes_seen: int
    arxiv_found: int
    arxiv_absent: int
    arxiv_failed: int
    responses: dict[str, int]
