"""What is wanted of a crawl, how far it has got, and what came of it: plain values."""

from __future__ import annotations

from dataclasses import dataclass

from hfpapers import checks
from hfpapers.model.coverage import DayCoverage
from hfpapers.model.periods import Period
from hfpapers.plan import DayPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlOrder:
    """What is wanted.

    Attributes:
        period: The days; those before Hugging Face's first list are passed over.
        via: `auto`, `api` or `page`.
        with_arxiv: Whether arXiv is asked for what it owes.
        again: Whether settled days are asked for, too.
        with_votes: Whether settled days whose votes are due (`plan.votes_due`) are asked for, too.
        with_refresh: Whether arXiv is asked again, weekly, for papers that are young.
        deep: Whether each paper's own record is asked for: linked models, datasets and spaces.
        fulltext: Whether each paper's text is asked for.
        licences: Whether arXiv is asked for licences and versions.
        waits: Whether another program that writes to the archive is waited for; else the crawl ends at once.
    """

    period: Period
    via: str = "auto"
    with_arxiv: bool = True
    again: bool = False
    with_votes: bool = False
    with_refresh: bool = False
    deep: bool = False
    fulltext: bool = False
    licences: bool = False
    waits: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlProgress:
    """How far a crawl has got.

    Attributes:
        days_done, days: Days whose lists were had, or not, of those that are asked for.
        papers_done, papers_owed: Papers that arXiv was asked for, and those known so far that it still owes.
        seconds_left: How long the rest takes by the rate of late and by what the sites allow; None until it can be
            known.
    """

    days_done: int
    days: int
    papers_done: int
    papers_owed: int
    seconds_left: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlResult:
    """What came of it.

    Attributes:
        days: Every day that was wanted, with its state now.
        plan: Which of them were asked for.
        requests: Responses that were had, robots.txt, retries and redirects included.
        issues: Oddities that were recorded.
        arxiv_failed: Papers that arXiv was asked for in vain; `arxiv_absent` those that it does not know.
        forbidden: What robots.txt kept us from, where a day could not be had for it.
        interrupted: The crawl was told to stop before its end.
        papers_failed: Records, texts and licences of single papers that are still owed, where they were asked for.
    """

    days: tuple[DayCoverage, ...]
    plan: DayPlan
    requests: int
    issues: int
    arxiv_failed: int
    arxiv_absent: int
    forbidden: tuple[str, ...]
    interrupted: bool
    papers_failed: int = 0

    @property
    def is_incomplete(self) -> bool:
        """Whether something that upstream offers is not stored."""
        looked_at = set(self.plan.ask)
        whole_before = [coverage for coverage in self.days if coverage.day not in looked_at and coverage.settled_at]
        judged = [coverage for coverage in self.days if coverage not in whole_before]
        return self.interrupted or self.arxiv_failed > 0 or self.papers_failed > 0 or checks.is_incomplete(judged)
