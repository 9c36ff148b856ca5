"""Telling of a crawl while it goes on: what it reports in, steps of a `Progress` out.

A short crawl has a line for each page. Of a long one plain lines say how far it has got and how long the rest
takes, as soon as that can be known; JSON lines are for each page in either case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hfpapers.commands.counting import number_of
from hfpapers.commands.durations import about
from hfpapers.commands.progress import Progress, Standing

if TYPE_CHECKING:
    from hfpapers.crawl import CrawlEstimate, CrawlProgress
    from hfpapers.ingest import WriteReport

#: More requests than these are told by how far it has got.
LONG_CRAWL_REQUESTS = 50

#: What is asked for one paper at a time, in words.
_OF_ONE_PAPER = {
    "paper-api": "linked repositories",
    "paper-text": "text",
    "arxiv-oai": "licence and versions",
}

_EVERY_SECONDS = 5.0
_BATCH = 100


class CrawlTelling:
    """Who is told of a crawl; its three methods are what `run_crawl` calls."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._report: WriteReport | None = None

    def plan(self, estimate: CrawlEstimate) -> None:
        """Take in what the crawl will take."""
        if estimate.list_requests + estimate.arxiv_requests + estimate.paper_requests > LONG_CRAWL_REQUESTS:
            self._progress.sum_up(_EVERY_SECONDS)

    def report(self, report: WriteReport) -> None:
        """Take in what was written; it is told together with how far that is."""
        self._report = report

    def progress(self, progress: CrawlProgress) -> None:
        """Say what a page, or the lack of it, came to, and how far that is."""
        report = self._report
        if report is None:
            return
        self._progress.step(
            _line(report),
            _standing(progress),
            endpoint=str(report.intent.endpoint),
            day=report.intent.day,
            page=_page(report),
            papers=report.papers,
            issues=report.issues,
            state=None if report.coverage is None else report.coverage.state,
            problem=report.detail,
            days_done=progress.days_done,
            days=progress.days,
            seconds_left=None if progress.seconds_left is None else round(progress.seconds_left),
        )


def _line(report: WriteReport) -> str:
    intent = report.intent
    came = f"{number_of(report.papers, 'paper')} read" if report.detail is None else report.detail
    if intent.day is not None:
        return f"{intent.day}, page {_page(report)}: {came}"
    if intent.endpoint in _OF_ONE_PAPER:
        return f"{_papers(report)}, {_OF_ONE_PAPER[intent.endpoint]}: {report.detail or 'read'}"
    return f"{'arXiv' if intent.source == 'arxiv' else 'Hugging Face'}, {_papers(report)}: {came}"


def _papers(report: WriteReport) -> str:
    ids = report.intent.arxiv_ids
    return ids[0] if len(ids) == 1 else number_of(len(ids), "paper")


def _page(report: WriteReport) -> int | None:
    return None if report.intent.day is None else report.intent.page + 1


def _standing(progress: CrawlProgress) -> Standing:
    papers = progress.papers_done + progress.papers_owed
    words = [f"{progress.days_done:,} of {number_of(progress.days, 'day')}"] if progress.days else []
    if papers:
        words.append(f"{progress.papers_done:,} of {number_of(papers, 'paper')} from arXiv")
    if progress.seconds_left is not None and progress.seconds_left > 0:
        words.append(f"{about(progress.seconds_left)} left")
    return Standing(
        done=progress.days_done + progress.papers_done / _BATCH,
        total=progress.days + papers / _BATCH,
        words=", ".join(words),
    )
