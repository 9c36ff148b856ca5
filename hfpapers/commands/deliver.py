"""`hfpapers deliver`: sends digests to the channels of the configuration, each once."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import click

from hfpapers.commands import logs, output
from hfpapers.commands.failures import INCOMPLETE, OK, command_line
from hfpapers.commands.periods import DAY, Named, NamedPeriod
from hfpapers.commands.session import Session, pass_session
from hfpapers.model.periods import Period

if TYPE_CHECKING:
    from hfpapers.config import Config
    from hfpapers.deliver.choice import DeliveryOrder

FORMATS = ("text", "json")

_logger = logging.getLogger(logs.COMMANDS)


@click.command()
@click.option(
    "--channel", "channels", multiple=True, metavar="NAME", help="Only this channel. May be given several times."
)
@click.option("--date", type=DAY, help="Only the digest of this day: 2024-04-04, yesterday, latest.")
@click.option("--week", type=Named("week", Period.of_week), help="Only the digest of this ISO week: 2024-W14.")
@click.option("--month", type=Named("month", Period.of_month), help="Only the digest of this month: 2024-04.")
@click.option("--dry-run", is_flag=True, help="Show what would be sent, and where; send and write nothing.")
@click.option("--repeat", metavar="KEY", help="Send the digest of this key once more.")
@click.option(
    "--done", metavar="KEY", help="The digest of this key needs no more sending: it arrived, or is not wanted."
)
@click.option("--list", "lists", is_flag=True, help="List what was sent, and how it stands.")
@click.option("--format", "fmt", type=click.Choice(FORMATS), default="text", show_default=True, help="Of the list.")
@pass_session
@click.pass_context
def deliver(
    ctx: click.Context,
    session: Session,
    /,
    channels: tuple[str, ...],
    lists: bool,
    fmt: str,
    dry_run: bool,
    **named: Any,
) -> None:
    """Send digests to the channels of hfpapers.toml: mail, chat services, files, feeds.

    Each channel gets what is due: the days, weeks or months that have ended, were listed whole since, and
    were not sent there before; a new channel the newest one only. A digest goes to a channel once, however
    often this is run. What a channel refused is tried again by the next run. What nobody knows the fate of,
    since the program was killed or no answer came, is named by every run, and sent again on request only.

    \b
      hfpapers deliver --dry-run
      hfpapers deliver
      hfpapers deliver --channel team --date 2026-11-19
      hfpapers deliver --list
      hfpapers deliver --channel team --repeat speedread/zh/day/2026-11-19

    `nightly` does it by itself. Ends with 0 when all that was due went, with 3 when something did not (it is
    named), with 2 when a channel cannot be used as it is configured.
    """
    _check_given([f"--{name}" for name, value in named.items() if value is not None], dry_run=dry_run, lists=lists)
    config = session.config()
    if lists:
        output.write(_listed(config, channels, fmt), output.STDOUT)
        return
    order = _order(session, channels, **named)
    if dry_run:
        output.write(_previewed(config, order), output.STDOUT)
        return
    ctx.exit(_deliver(ctx, config, order) if named["done"] is None else _complete(ctx, config, order))


def _check_given(named: list[str], *, dry_run: bool, lists: bool) -> None:
    if len(named) > 1:
        raise click.UsageError(f"{' and '.join(named)} each name a digest: give one of them.")
    if lists and (named or dry_run):
        raise click.UsageError("--list stands alone, or with --channel.")
    if dry_run and "--done" in named:
        raise click.UsageError("--done sends nothing: --dry-run does nothing to it.")


def _order(
    session: Session,
    channels: tuple[str, ...],
    *,
    date: str | None,
    week: Period | None,
    month: Period | None,
    repeat: str | None,
    done: str | None,
) -> DeliveryOrder:
    from hfpapers.deliver.choice import DeliveryOrder

    period = None
    if date or week or month:
        period = NamedPeriod(day=date, span=week or month).resolve(session)
    return DeliveryOrder(channels=channels, period=period, repeat=repeat or done)


def _deliver(ctx: click.Context, config: Config, order: DeliveryOrder) -> int:
    from hfpapers.commands.delivery_telling import tell_outcome, tell_rest
    from hfpapers.jobs.delivery import deliver as send

    result = send(config, order, command=command_line(ctx), on_outcome=tell_outcome)
    tell_rest(result)
    if not result.outcomes and result.is_whole:
        _logger.info("nothing is due")
    return OK if result.is_whole else INCOMPLETE


def _complete(ctx: click.Context, config: Config, order: DeliveryOrder) -> int:
    from hfpapers.jobs.delivery import complete_delivery

    for outcome in complete_delivery(config, order, command=command_line(ctx)):
        _logger.info("channel %s: %s: put down as sent", outcome.channel, outcome.digest_key)
    return OK


def _previewed(config: Config, order: DeliveryOrder) -> str:
    from hfpapers.commands.delivery_telling import preview_text
    from hfpapers.jobs.delivery import preview_delivery

    previews = preview_delivery(config, order)
    if not previews:
        _logger.info("nothing is due")
    return "\n".join(map(preview_text, previews))


def _listed(config: Config, channels: tuple[str, ...], fmt: str) -> str:
    from hfpapers.commands.delivery_telling import list_text
    from hfpapers.jobs.delivery import list_deliveries

    rows = [row for row in list_deliveries(config) if not channels or row.channel in channels]
    return list_text(rows, fmt)
