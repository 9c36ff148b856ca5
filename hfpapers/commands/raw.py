"""`hfpapers raw`: what was served, as it was served."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hfpapers.commands import logs, output, raw_prune, raw_verify
from hfpapers.commands.session import Session, pass_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hfpapers.store.raw import StoredExchange

FORMATS = ("text", "json")
SUFFIXES = {".txt": "text", ".json": "json"}

_logger = logging.getLogger(logs.COMMANDS)


@click.group()
def raw() -> None:
    """Look at the bodies as they were served, and look after them."""


raw.add_command(raw_verify.verify)
raw.add_command(raw_prune.prune)


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


@raw.command()
@click.argument("what", metavar="URL|ID|DAY")
@click.option("--case", "name", required=True, metavar="NAME", help="Name of the case: no-day-named.")
@click.option(
    "--to",
    "top",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder of all goldens; tests/golden of the checkout in which you are if left out.",
)
@click.option("--nth", type=click.IntRange(min=1), metavar="N", help="The N-th response of `raw show --list`.")
@pass_session
def golden(session: Session, what: str, name: str, top: Path | None, nth: int | None) -> None:
    """Make a test case of what was served, for whoever mends the parser.

    Writes the folder SOURCE/PAGE/NAME with the body, what was asked for, and what the parser of this
    version makes of it: a record, or the error by which it refuses. Several pages of a day make a case
    each. Nothing is overwritten.

    \b
      hfpapers raw golden 2024-04-04 --case two-keys-more
      hfpapers raw golden 2404.02258 --case no-comment --nth 2 --to tests/golden

    The body is upstream's text, with the names of people: before you publish the case, shorten it to
    the entries that matter, put invented names in place of theirs, and renew expected.json.
    """
    from hfpapers.commands import golden as cases
    from hfpapers.commands import kept

    name = cases.require_name(name)
    if top is None and not cases.DEFAULT_FOLDER.is_dir():
        raise click.UsageError(f"There is no {cases.DEFAULT_FOLDER} here: say by --to where the goldens are.")
    config = session.config()
    exchanges = kept.read_kept(config.warc_dir, kept.find_kept(session, what), nth=nth)
    for stored in exchanges:
        kept.require_body(stored)
    folders = cases.write_cases(exchanges, name, top or cases.DEFAULT_FOLDER, max_bytes=config.max_body_bytes)
    output.write("".join(f"{folder}\n" for folder in folders), output.STDOUT)
    _logger.info("read expected.json, and set right what is wrong; the test: %s", cases.TEST.format(name=name))


def _tell(exchanges: Sequence[StoredExchange], *, kept: int) -> None:
    """Say what is printed where it could be taken for something else."""
    for stored in exchanges:
        exchange = stored.exchange
        about = f"{exchange.url}: status {exchange.status}, {exchange.requested_at:%Y-%m-%d %H:%M:%S} UTC"
        cut = ", cut off on its way" if exchange.truncated else ""
        if stored.tombstone is not None:
            cut += f", {stored.tombstone.deed} on {stored.tombstone.at:%Y-%m-%d}: not all that was served"
        is_plain = len(exchanges) == 1 and exchange.status == 200 and not cut  # noqa: PLR2004 - OK
        _logger.log(logging.DEBUG if is_plain else logging.INFO, "%s%s", about, cut)
    if kept > len(exchanges):
        _logger.info("%d of %d kept responses; --list names them all", len(exchanges), kept)
