"""`hfpapers export`: writes the digest of a period."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import click

from hfpapers.commands import logs, output
from hfpapers.commands.failures import INCOMPLETE
from hfpapers.commands.periods import NamedPeriod, period_options
from hfpapers.commands.session import Session, pass_session, today

if TYPE_CHECKING:
    from hfpapers.digest.model import Digest
    from hfpapers.digest.options import DigestOptions
    from hfpapers.model.periods import Period

# Said here once more, so that `--help` need not import what makes digests; a test compares them.
STYLES = ("list", "speedread", "roundup", "review")
FORMATS = ("md", "html", "json", "jsonl", "csv", "txt")
SUFFIXES = {
    ".md": "md",
    ".markdown": "md",
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".txt": "txt",
}

_logger = logging.getLogger(logs.COMMANDS)


def _not_blank(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    from hfpapers.digest.text import clean_text

    if not all(map(clean_text, values)):
        raise click.BadParameter("must not be empty.")
    return values


@click.command()
@period_options(with_year=True)
@click.option("--style", type=click.Choice(STYLES), default="list", show_default=True, help="How the papers are told.")
@click.option("--format", "fmt", type=click.Choice(FORMATS), help="Format; else told by the suffix of FILE, else md.")
@click.option(
    "--top",
    type=click.IntRange(min=1),
    metavar="N",
    help="At most so many papers, those with the most votes first. Without it each day's list stands in its own order.",
)
@click.option("--min-upvotes", type=click.IntRange(min=0), metavar="N", help="Only papers with at least so many votes.")
@click.option(
    "--category",
    "categories",
    multiple=True,
    callback=_not_blank,
    metavar="C",
    help="Only papers in this arXiv category (cs.CL) or archive (cs). May be given several times: any.",
)
@click.option(
    "--keyword",
    "keywords",
    multiple=True,
    callback=_not_blank,
    metavar="K",
    help="Only papers with this word or phrase in title, abstract or keywords. May be given several times: any.",
)
@output.output_option("File to write, whole or not at all. In a folder, the file is named after period and style.")
@pass_session
@click.pass_context
def export(
    ctx: click.Context,
    session: Session,
    /,
    period: NamedPeriod,
    fmt: str | None,
    target: str,
    **chosen: Any,
) -> None:
    """Write the digest of a period.

    It is made from what the archive holds; nothing is asked of upstream. The same holdings and
    options give the same bytes; only days that had not ended when they were left out are told anew.

    \b
      hfpapers export --date 2026-11-19
      hfpapers export --week 2024-W14 --top 10 -o week.html
      hfpapers export --month 2024-04 --category cs.CL --min-upvotes 20 -o april.csv
      hfpapers export --date latest --format json | jq .

    Ends with 0, also where the list can still change (a banner says when it was seen), and where it
    is known that there was none; with 3 where something of the period is missing: it is written, and
    a banner names what and how to get it; with 1, writing nothing, where there is no list at all.
    """
    from hfpapers.digest.filenames import default_filename
    from hfpapers.digest.options import DigestOptions
    from hfpapers.digest.render import render

    fmt = output.format_of(target, fmt, SUFFIXES, default="md")
    digest = _load_digest(session, period.resolve(session), DigestOptions(**chosen))
    path = output.write(render(digest, fmt), target, default_name=default_filename(digest, fmt))
    if path is not None:
        _logger.info("wrote %s", path)
    if digest.is_incomplete:
        _tell_lacks(digest)
        ctx.exit(INCOMPLETE)


def _load_digest(session: Session, period: Period, options: DigestOptions) -> Digest:
    from hfpapers.edition import load_digest

    with session.reading() as queries:
        digest = load_digest(queries, period, options, today=today())
    if digest.period.until != period.until:
        _logger.info(
            "note: the days after %s have not ended, nor been asked for: they are left out", digest.period.until
        )
    return digest


def _tell_lacks(digest: Digest) -> None:
    for banner in digest.coverage.banners:
        if banner.command is not None:
            _logger.warning("%s Run: %s", banner.text, banner.command)
