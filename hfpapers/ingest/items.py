"""What a request came to: an answer that was read, or what happened instead; and what was written of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hfpapers.model.coverage import DayCoverage
from hfpapers.model.fetched import Fetched, Intent
from hfpapers.model.records import ArxivFeed, ArxivRaw, DailyPage, PaperDetail, PaperText, Parsed


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyAnswer:
    """A page of a day's list, read."""

    fetched: Fetched
    parsed: Parsed[DailyPage]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArxivAnswer:
    """An answer of arXiv, read."""

    fetched: Fetched
    parsed: Parsed[ArxivFeed]


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailAnswer:
    """A paper's own record at Hugging Face, read."""

    fetched: Fetched
    parsed: Parsed[PaperDetail]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextAnswer:
    """A paper's text, read."""

    fetched: Fetched
    parsed: Parsed[PaperText]


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceAnswer:
    """A paper's record at arXiv's OAI-PMH interface, read."""

    fetched: Fetched
    parsed: Parsed[ArxivRaw]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperAbsent:
    """Upstream says that it does not have what was asked for of a paper."""

    fetched: Fetched
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSuchDay:
    """Upstream, or the calendar, says that there is no list for the day. `fetched` is None where nobody was asked."""

    intent: Intent
    at: datetime
    detail: str
    fetched: Fetched | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Nothing usable was had. `fetched` is what was served instead; None where nothing was.

    `is_forbidden`: the site's robots.txt forbids the path, which `detail` says by its rule.
    """

    intent: Intent
    at: datetime
    detail: str
    fetched: Fetched | None = None
    is_forbidden: bool = False


Answer = DailyAnswer | ArxivAnswer | DetailAnswer | TextAnswer | LicenceAnswer | PaperAbsent | NoSuchDay
Item = Answer | Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteReport:
    """What was written.

    Attributes:
        intent: What was asked for.
        coverage: The day's new state; None where papers were asked for.
        papers, issues: How many were written.
        detail: Why nothing was had; None where something was.
        is_absent: Upstream says that it does not have what was asked for, which `detail` tells; no failure.
        is_forbidden: It was not, since the site's robots.txt forbids it.
    """

    intent: Intent
    coverage: DayCoverage | None
    papers: int
    issues: int
    detail: str | None = None
    is_forbidden: bool = False
    is_absent: bool = False
