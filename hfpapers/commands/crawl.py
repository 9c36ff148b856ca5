"""`hfpapers crawl`: archives the lists of days, then what arXiv says of their papers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from hfpapers.commands import output
from hfpapers.commands.crawl_estimate import FORMATS
from hfpapers.commands.crawl_progress import CrawlTelling
from hfpapers.commands.failures import OK, command_line
from hfpapers.commands.periods import NamedPeriod, period_options
from hfpapers.commands.progress import Progress
from hfpapers.commands.session import Session, now, pass_session, today
from hfpapers.errors import InvalidPeriodError
from hfpapers.model.periods import Period

if TYPE_CHECKING:
    from hfpapers.crawl import CrawlOrder

VIA = ("auto", "api", "page")
_FARTHEST = timedelta(days=366)


@click.command()
@period_options(of_archive=("deep", "fulltext", "licences"))
@click.option(
    "--via",
    type=click.Choice(VIA),
    default="auto",
    show_default=True,
    help="How lists are read: by Hugging Face's API, the site's page, or (auto) the page where the API fails.",
)
@click.option("--no-arxiv", is_flag=True, help="Do not ask arXiv for what it says of the papers.")
@click.option("--again", is_flag=True, help="Ask for settled days, too. They are final, so this is rarely of use.")
@click.option("--deep", is_flag=True, help="Ask for each paper's own record: linked models, datasets and spaces.")
@click.option("--fulltext", is_flag=True, help="Ask for the text of each paper.")
@click.option("--licences", is_flag=True, help="Ask arXiv for licences and versions.")
@click.option("--dry-run", is_flag=True, help="Say how many requests it would take, and how long; ask nobody.")
@click.option("--format", "fmt", type=click.Choice(FORMATS), help="Format of what --dry-run says; text by default.")
@pass_session
@click.pass_context
def crawl(
    ctx: click.Context, session: Session, /, period: NamedPeriod, dry_run: bool, fmt: str | None, **wanted: Any
) -> None:
    """Archive the lists of days, then ask arXiv about their papers.

    A day can change until 48 hours after its end in UTC. Then it is settled, and asking for it again
    costs no request to Hugging Face. The pace is the one that the sites ask for: 3 seconds between
    requests to arXiv, and no more requests to Hugging Face than its headers allow, evenly spread. Where
    another program is writing to the archive, it is waited for, and what it asked for is not asked
    for again.

    \b
      hfpapers crawl --date yesterday
      hfpapers crawl --week 2024-W14
      hfpapers crawl --since 2023-05-04      # the whole history, to today
      hfpapers crawl --since 2023-05-04 --dry-run
      hfpapers crawl --month 2024-04 --via page --no-arxiv
      hfpapers crawl --licences      # of every day in the archive

    Ends with 0 when all that upstream offers is stored, with 3 when something is missing (it is
    named, and so is the command that mends it), with 1 when robots.txt forbids a day.
    """
    if fmt is not None and not dry_run:
        raise click.UsageError("--format is the format of what --dry-run says: give --dry-run, too.")
    order = _order(_not_far(period.resolve(session)), **wanted)
    ctx.exit(_estimate(session, order, fmt or "text") if dry_run else _crawl(ctx, session, order))


def _order(period: Period, *, no_arxiv: bool, **wanted: Any) -> CrawlOrder:
    from hfpapers.crawl import CrawlOrder

    return CrawlOrder(period=period, with_arxiv=not no_arxiv, **wanted)


def _estimate(session: Session, order: CrawlOrder, fmt: str) -> int:
    from hfpapers.commands.crawl_estimate import render_estimate
    from hfpapers.crawl import estimate_crawl

    output.write(render_estimate(estimate_crawl(session.config(), order, now=now()), fmt), output.STDOUT)
    return OK


def _crawl(ctx: click.Context, session: Session, order: CrawlOrder) -> int:
    from hfpapers.commands.crawl_outcome import tell_outcome
    from hfpapers.crawl import run_crawl

    with Progress("crawl", log_format=session.log_format) as progress:
        telling = CrawlTelling(progress)
        result = run_crawl(
            session.config(),
            order,
            command=command_line(ctx),
            on_plan=telling.plan,
            on_report=telling.report,
            on_progress=telling.progress,
        )
    return tell_outcome(result)


def _not_far(period: Period) -> Period:
    """Refuse a slip of the finger: each day to come is recorded as not open, and centuries of them help nobody."""
    if period.until - today() > _FARTHEST:
        raise InvalidPeriodError(period.until.isoformat(), "is more than a year ahead; there will be no list for long")
    return period
