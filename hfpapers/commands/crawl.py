"""`hfpapers crawl`: archives the lists of days, then what arXiv says of their papers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from hfpapers.commands.counting import number_of
from hfpapers.commands.failures import command_line
from hfpapers.commands.periods import NamedPeriod, period_options
from hfpapers.commands.progress import Progress
from hfpapers.commands.session import Session, pass_session, today
from hfpapers.errors import InvalidPeriodError
from hfpapers.model.periods import Period

if TYPE_CHECKING:
    from hfpapers.ingest import WriteReport

VIA = ("auto", "api", "page")
_FARTHEST = timedelta(days=366)


@click.command()
@period_options()
@click.option(
    "--via",
    type=click.Choice(VIA),
    default="auto",
    show_default=True,
    help="How lists are read: by Hugging Face's API, the site's page, or (auto) the page where the API fails.",
)
@click.option("--no-arxiv", is_flag=True, help="Do not ask arXiv for what it says of the papers.")
@click.option("--again", is_flag=True, help="Ask for settled days, too. They are final, so this is rarely of use.")
@pass_session
@click.pass_context
def crawl(ctx: click.Context, session: Session, period: NamedPeriod, via: str, no_arxiv: bool, again: bool) -> None:
    """Archive the lists of days, then ask arXiv about their papers.

    A day can change until 48 hours after its end in UTC. Then it is settled, and asking for it again
    costs no request to Hugging Face. The pace is the one that the sites ask for: 3 seconds between
    requests to arXiv, and no more requests to Hugging Face than its headers allow.

    \b
      hfpapers crawl --date yesterday
      hfpapers crawl --week 2024-W14
      hfpapers crawl --since 2026-11-01      # to today
      hfpapers crawl --month 2024-04 --via page --no-arxiv

    Ends with 0 when all that upstream offers is stored, with 3 when something is missing (it is
    named, and so is the command that mends it), with 1 when robots.txt forbids a day.
    """
    from hfpapers.commands.crawl_outcome import tell_outcome
    from hfpapers.crawl import CrawlOrder, run_crawl

    order = CrawlOrder(period=_not_far(period.resolve(session)), via=via, with_arxiv=not no_arxiv, again=again)
    with Progress("crawl", log_format=session.log_format) as progress:
        result = run_crawl(
            session.config(),
            order,
            command=command_line(ctx),
            on_report=lambda report: _tell_page(progress, report),
        )
    ctx.exit(tell_outcome(result))


def _not_far(period: Period) -> Period:
    """Refuse a slip of the finger: each day to come is recorded as not open, and centuries of them help nobody."""
    if period.until - today() > _FARTHEST:
        raise InvalidPeriodError(period.until.isoformat(), "is more than a year ahead; there will be no list for long")
    return period


def _tell_page(progress: Progress, report: WriteReport) -> None:
    """Say what a page, or the lack of it, came to."""
    intent = report.intent
    page = None if intent.day is None else intent.page + 1
    asked = f"arXiv, {number_of(len(intent.arxiv_ids), 'paper')}" if page is None else f"{intent.day}, page {page}"
    came = f"{number_of(report.papers, 'paper')} read" if report.detail is None else report.detail
    progress.step(
        f"{asked}: {came}",
        endpoint=str(intent.endpoint),
        day=intent.day,
        page=page,
        papers=report.papers,
        issues=report.issues,
        state=None if report.coverage is None else report.coverage.state,
        problem=report.detail,
    )
