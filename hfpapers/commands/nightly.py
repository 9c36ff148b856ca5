"""`hfpapers nightly`: the one line for cron, systemd or a scheduled workflow."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from hfpapers.commands import logs
from hfpapers.commands.crawl import VIA
from hfpapers.commands.failures import INCOMPLETE, OK, command_line
from hfpapers.commands.progress import Progress
from hfpapers.commands.session import Session, pass_session
from hfpapers.errors import ArchiveBusyError

if TYPE_CHECKING:
    from hfpapers.config import Config
    from hfpapers.jobs.nightly import NightlyOrder, NightlyResult

_ERROR_CHARACTERS = 300

_logger = logging.getLogger(logs.COMMANDS)


@click.command()
@click.option(
    "--via",
    type=click.Choice(VIA),
    default="auto",
    show_default=True,
    help="How lists are read: by Hugging Face's API, the site's page, or (auto) the page where the API fails.",
)
@click.option("--no-arxiv", is_flag=True, help="Do not ask arXiv for what it says of the papers.")
@click.option("--deep", is_flag=True, help="Ask for each paper's own record: linked models, datasets and spaces.")
@click.option("--fulltext", is_flag=True, help="Ask for the text of each paper.")
@click.option("--licences", is_flag=True, help="Ask arXiv for licences and versions.")
@click.option("--no-enrich", is_flag=True, help="Ask no language model, though enrich_languages is configured.")
@click.option("--no-deliver", is_flag=True, help="Send no digests, though channels are configured.")
@click.option(
    "--healthcheck-url",
    metavar="URL",
    help="Call this address at the end, and URL/fail where the night did not do all. "
    "[environment: HFPAPERS_HEALTHCHECK_URL]",
)
@pass_session
@click.pass_context
def nightly(
    ctx: click.Context,
    session: Session,
    /,
    via: str,
    no_arxiv: bool,
    no_enrich: bool,
    no_deliver: bool,
    healthcheck_url: str | None,
    **asks: bool,
) -> None:
    """Bring the archive up to date: the one line for cron, systemd or a scheduled workflow.

    Takes every day since the archive's first that is not settled or was never asked for; looks again
    at votes 1, 3, 7, 14 and 30 days after a day; asks arXiv for what it owes, and weekly for papers
    younger than 60 days. Then it asks a language model for what the last week lacks, where
    enrich_languages is set (see `enrich`), and last, it sends the digests that are due to the channels
    of hfpapers.toml (see `deliver`). The first night of a new archive takes yesterday and today: the
    history is had by `crawl --since 2023-05-04`.

    \b
      hfpapers nightly
      hfpapers --log-format json nightly --healthcheck-url https://hc-ping.com/your-uuid

    Ends with 0 when all that upstream offers is stored and all that was due is sent, with 3 when
    something is missing (it is named; the next night asks and sends again), with 1 when it failed.
    Where another program is writing to the archive it leaves with 0. What upstream has changed is
    warned of, and explained by `doctor`.
    """
    from hfpapers.jobs.nightly import NightlyOrder

    config = _with_address(session.config(), healthcheck_url)
    order = NightlyOrder(via=via, with_arxiv=not no_arxiv, enriches=not no_enrich, delivers=not no_deliver, **asks)
    try:
        with _telling_of_faults(config):
            code = _run(ctx, session, config, order)
    except ArchiveBusyError as busy:
        _logger.info("%s is writing to this archive already: nothing to do", busy.holder)
        code = OK
    ctx.exit(code)


def _run(ctx: click.Context, session: Session, config: Config, order: NightlyOrder) -> int:
    from hfpapers.commands.crawl_progress import CrawlTelling
    from hfpapers.commands.enrich_outcome import EnrichTelling
    from hfpapers.jobs.nightly import Watchers, run_nightly

    with Progress("nightly", log_format=session.log_format) as progress:
        telling = CrawlTelling(progress)
        watchers = Watchers(
            on_plan=telling.plan,
            on_report=telling.report,
            on_progress=telling.progress,
            on_enriched=EnrichTelling(progress, config).progress,
        )
        result = run_nightly(config, order, command=command_line(ctx), watchers=watchers)
    return _tell(config, result)


def _tell(config: Config, result: NightlyResult) -> int:
    from hfpapers.commands.crawl_outcome import tell_outcome
    from hfpapers.commands.nightly_outcome import (
        summary_line,
        summary_values,
        tell_deliveries,
        tell_enrichment,
        tell_findings,
    )

    code = tell_outcome(result.crawl)
    tell_findings(result)
    tell_enrichment(result)
    tell_deliveries(result)
    if code == OK and not (result.delivered.is_whole and result.enriched.is_whole):
        code = INCOMPLETE
    line = summary_line(result)
    _logger.info("%s", line, extra={"fields": summary_values(result, code)})
    _ping(config, is_success=code == OK, body=line)
    return code


def _with_address(config: Config, given: str | None) -> Config:
    from hfpapers.config import read_secret_url

    if given is None:
        return config
    return dataclasses.replace(config, healthcheck_url=read_secret_url("--healthcheck-url", given))


@contextmanager
def _telling_of_faults(config: Config) -> Iterator[None]:
    """Tell the monitor what ends the night, and let it end it; that another writes already is no fault."""
    try:
        yield
    except ArchiveBusyError:
        raise
    except BaseException as fault:
        words = " ".join(str(fault).split())[:_ERROR_CHARACTERS]
        _ping(config, is_success=False, body=f"nightly failed: {words or type(fault).__name__}")
        raise


def _ping(config: Config, *, is_success: bool, body: str) -> None:
    from hfpapers.jobs.healthcheck import ping

    if config.healthcheck_url is None:
        return
    problem = ping(config.healthcheck_url, is_success=is_success, body=body)
    if problem is not None:
        # By its host only: whoever knows the address can speak for us.
        host = urlsplit(config.healthcheck_url).hostname
        _logger.warning("the monitor at %s was not told how the night ended: %s", host, problem)
