"""`hfpapers raw`: what was served, as it was served."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import click

from hfpapers.commands import logs, output
from hfpapers.commands.session import Session, pass_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hfpapers.store.raw import StoredExchange

FORMATS = ("text", "json")
SUFFIXES = {".txt": "text", ".json": "json"}

_logger = logging.getLogger(logs.COMMANDS)


@click.group()
def raw() -> None:
    """Look at the bodies as they were served."""


@raw.command()
@click.argument("what", metavar="URL|ID|DAY")
@click.option("--list", "is_list", is_flag=True, help="List all that is kept of it, the newest first, and no body.")
@click.option("--nth", type=click.IntRange(min=1), metavar="N", help="The N-th response of --list; 1 is the newest.")
@click.option("--headers", is_flag=True, help="Print the head of the HTTP answer before its body.")
@click.option("--undecoded", is_flag=True, help="Print the body in its content encoding (gzip), as it came.")
@click.option("--format", "fmt", type=click.Choice(FORMATS), help="Format of --list; text if left out.")
@output.output_option("File to write, whole or not at all.")
@pass_session
def show(
    session: Session,
    what: str,
    is_list: bool,
    nth: int | None,
    headers: bool,
    undecoded: bool,
    fmt: str | None,
    target: str,
) -> None:
    """Print what was served for an address, of a paper, or for a day.

    URL is an address as it was asked for. ID is an arXiv id in any form (2404.02258v1,
    arXiv:2404.02258, a link to arXiv): the newest response that tells of the paper, most often with
    others. DAY is 2024-04-04, today, yesterday or latest: the pages of the newest look at the day's
    list, in order, with a line break after each where there are several.

    \b
      hfpapers raw show 2024-04-04 | jq '.[].paper.title'
      hfpapers raw show 2404.02258 --headers
      hfpapers raw show 2024-04-04 --list

    Ends with 1 where nothing is kept.
    """
    from hfpapers.commands import kept

    if fmt is not None and not is_list:
        raise click.UsageError("--format is for --list: bodies are printed as they were served.")
    found = kept.find_kept(session, what)
    if is_list:
        chosen = output.format_of(target, fmt, SUFFIXES, default="text")
        output.write(kept.render_kept(found, chosen), target)
        return
    config = session.config()
    exchanges = kept.read_kept(config.warc_dir, found, nth=nth)
    bodies = [kept.served_bytes(one, config, with_head=headers, decoded=not undecoded) for one in exchanges]
    _tell(exchanges, kept=len(found.fetches))
    output.write(bodies[0] if len(bodies) == 1 else b"".join(body + b"\n" for body in bodies), target)


def _tell(exchanges: Sequence[StoredExchange], *, kept: int) -> None:
    """Say what is printed where it could be taken for something else."""
    for stored in exchanges:
        exchange = stored.exchange
        about = f"{exchange.url}: status {exchange.status}, {exchange.requested_at:%Y-%m-%d %H:%M:%S} UTC"
        cut = ", cut off on its way" if exchange.truncated else ""
        is_plain = len(exchanges) == 1 and exchange.status == 200 and not exchange.truncated  # noqa: PLR2004 - OK
        _logger.log(logging.DEBUG if is_plain else logging.INFO, "%s%s", about, cut)
    if kept > len(exchanges):
        _logger.info("%d of %d kept responses; --list names them all", len(exchanges), kept)
