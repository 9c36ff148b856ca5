"""`hfpapers enrich`: has a language model write of papers what digests show."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import click

from hfpapers.commands import logs, output
from hfpapers.commands.failures import OK, command_line
from hfpapers.commands.periods import NamedPeriod, period_options
from hfpapers.commands.progress import Progress
from hfpapers.commands.session import Session, pass_session

if TYPE_CHECKING:
    from hfpapers.config import Config
    from hfpapers.jobs.enrichment_order import EnrichmentOrder

# Said here once more, so that `--help` need not import what asks models; a test compares them.
KINDS = ("translation", "speedread", "roundup", "review")
SOURCES = ("abstract", "fulltext")
FORMATS = ("text", "json")

_logger = logging.getLogger(logs.COMMANDS)


def _language(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
    from hfpapers.config.readers import read_language
    from hfpapers.errors import ConfigError

    try:
        return read_language("--lang", value)
    except ConfigError as error:
        raise click.BadParameter(error.problem) from error


@click.command()
@period_options(with_year=True)
@click.option(
    "--lang", required=True, metavar="L", callback=_language, help="The reader's language, as a tag: zh, de, pt-BR."
)
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(KINDS),
    help="What to ask for; all kinds unless told. May be given several times.",
)
@click.option(
    "--from",
    "source",
    type=click.Choice(SOURCES),
    default="abstract",
    show_default=True,
    help="What the model is told: the abstract, or the full text where `crawl --fulltext` has got it.",
)
@click.option(
    "--top",
    type=click.IntRange(min=1),
    metavar="N",
    help="At most so many papers, as `export --top` shows them.",
)
@click.option(
    "--all",
    "all_papers",
    is_flag=True,
    help="Ask for roundups and reviews of all papers, and not only of those that these styles would show.",
)
@click.option("--dry-run", is_flag=True, help="Say how many requests, tokens and how much money it takes; ask nobody.")
@click.option(
    "--max-cost",
    type=click.FloatRange(min=0),
    metavar="X",
    help="Stop before more than this could be spent, in llm_currency; needs llm_input_price and llm_output_price.",
)
@click.option(
    "--max-tokens",
    type=click.IntRange(min=1),
    metavar="N",
    help="Stop before more tokens than these could be spent, prompts and answers together.",
)
@click.option(
    "--stale", "renews_stale", is_flag=True, help="Renew answers to an earlier version of the paper or of the prompt."
)
@click.option("--refused", "asks_refused", is_flag=True, help="Ask once more for what was refused.")
@click.option("--report", is_flag=True, help="List what was refused or failed, by paper, kind and check; ask nobody.")
@click.option(
    "--format", "fmt", type=click.Choice(FORMATS), help="Format of what --dry-run or --report says; else text."
)
@pass_session
@click.pass_context
def enrich(ctx: click.Context, session: Session, /, period: NamedPeriod, **wanted: Any) -> None:
    """Have a language model write what digests show of papers, in any language.

    Any endpoint that speaks OpenAI's chat completions will do, hosted or on this machine: name it by
    HFPAPERS_LLM_BASE_URL, HFPAPERS_LLM_MODEL and HFPAPERS_LLM_API_KEY, or in hfpapers.toml. Each
    answer is checked against the paper; one that does not pass is asked for once more, and then left
    out. What is there is not asked for again, and what was had before a stop is kept. Crawls go on
    meanwhile.

    \b
      hfpapers enrich --date 2026-11-19 --lang zh --dry-run
      hfpapers enrich --date 2026-11-19 --lang zh
      hfpapers enrich --week 2026-W47 --lang zh --kind roundup --max-cost 1
      hfpapers enrich --date 2026-11-19 --lang zh --report

    Ends with 0 when every entry that is wanted is there, with 3 when some were refused, failed or are
    left since a limit was reached (--report lists them), with 2 where no model is configured.
    """
    fmt, dry_run, report = wanted.pop("fmt"), wanted.pop("dry_run"), wanted.pop("report")
    limits = {name: wanted.pop(name) for name in ("max_cost", "max_tokens")}
    if dry_run and report:
        raise click.UsageError("--dry-run and --report each say something else: give one of them.")
    if fmt is not None and not (dry_run or report):
        raise click.UsageError("--format is the format of what --dry-run or --report says: give one of them, too.")
    config, order = session.config(), _order(period, session, **wanted)
    if report:
        ctx.exit(_report(session, order, fmt or "text"))
    ctx.exit(_foresee(config, order, fmt or "text") if dry_run else _run(ctx, session, config, order, **limits))


def _order(
    period: NamedPeriod, session: Session, *, lang: str, kinds: tuple[str, ...], **wanted: Any
) -> EnrichmentOrder:
    from hfpapers.jobs.enrichment_order import ALL_KINDS, EnrichmentOrder
    from hfpapers.model.enrichment import EnrichmentKind, TextSource

    source = TextSource(wanted.pop("source"))
    chosen = tuple(EnrichmentKind(kind) for kind in dict.fromkeys(kinds)) or ALL_KINDS
    order = EnrichmentOrder(period=period.resolve(session), language=lang, kinds=chosen, source=source, **wanted)
    if not order.wanted_kinds:
        raise click.UsageError("Papers are in English: there is nothing to translate into en.")
    return order


def _foresee(config: Config, order: EnrichmentOrder, fmt: str) -> int:
    from hfpapers.commands.enrich_outcome import render_estimate
    from hfpapers.jobs.enrichment import foresee_enrichment

    output.write(render_estimate(foresee_enrichment(config, [order]), config, fmt), output.STDOUT)
    return OK


def _report(session: Session, order: EnrichmentOrder, fmt: str) -> int:
    from hfpapers.commands.enrich_report import render_report

    with session.reading() as queries:
        rows = queries.list_listings(order.period.since, order.period.until)
        arxiv_ids = {row.arxiv_id for row in rows}
        found = queries.enrichments.list_not_accepted(arxiv_ids, order.language, order.kinds)
    output.write(render_report(found, fmt), output.STDOUT)
    return OK


def _run(
    ctx: click.Context,
    session: Session,
    config: Config,
    order: EnrichmentOrder,
    *,
    max_cost: float | None,
    max_tokens: int | None,
) -> int:
    from hfpapers.commands.enrich_outcome import EnrichTelling, tell_outcome
    from hfpapers.enrich.budget import Limits
    from hfpapers.jobs.enrichment import run_enrichment

    with Progress("enrich", log_format=session.log_format) as progress:
        telling = EnrichTelling(progress, config)
        result = run_enrichment(
            config,
            [order],
            limits=Limits(tokens=max_tokens, cost=max_cost),
            command=command_line(ctx),
            on_plan=telling.plan,
            on_progress=telling.progress,
        )
    return tell_outcome(result, config)
