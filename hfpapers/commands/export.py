"""`hfpapers export`: writes the digest of a period."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hfpapers.commands import logs, output
from hfpapers.commands.failures import INCOMPLETE, OK
from hfpapers.commands.forms import form_of, form_options
from hfpapers.commands.manifests import WrittenDigest, verify
from hfpapers.commands.moments import PAST_MOMENT
from hfpapers.commands.periods import NamedPeriod, period_options
from hfpapers.commands.session import Session, pass_session, today

if TYPE_CHECKING:
    from hfpapers.digest.model import Digest
    from hfpapers.digest.options import DigestOptions
    from hfpapers.edition import Inputs
    from hfpapers.model.periods import Period

# Said here once more, so that `--help` need not import what makes digests; a test compares them.
STYLES = ("list", "speedread", "roundup", "review")

_logger = logging.getLogger(logs.COMMANDS)


def _not_blank(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    from hfpapers.digest.text import clean_text

    if not all(map(clean_text, values)):
        raise click.BadParameter("must not be empty.")
    return values


def _print_schema(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if not value or ctx.resilient_parsing:
        return
    from hfpapers.digest.schema import schema_text

    output.write(schema_text(), output.STDOUT)
    ctx.exit()


def _verify(ctx: click.Context, _param: click.Parameter, value: Path | None) -> None:
    if value is None or ctx.resilient_parsing:
        return
    ctx.exit(verify(ctx.find_object(Session) or Session(), value))


@click.command()
@period_options(with_year=True)
@click.option("--style", type=click.Choice(STYLES), default="list", show_default=True, help="How the papers are told.")
@click.option(
    "--lang",
    default="en",
    show_default=True,
    metavar="L",
    help="The reader's language, as a tag (zh, pt-BR): of text by a model, and of our own words where we have them.",
)
@form_options
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
@click.option(
    "--topic-share",
    type=click.FloatRange(min=0, max=1, min_open=True),
    default=0.4,
    show_default=True,
    metavar="SHARE",
    help="In a roundup or review, no more than this share of the papers may be of one topic.",
)
@click.option(
    "--as-of",
    type=PAST_MOMENT,
    metavar="TIME",
    help="Votes and lists as they were at this moment (UTC): 2024-04-10T08:00, or 2024-04-10 for the end of that day.",
)
@click.option("--no-manifest", is_flag=True, help="Write no FILE.manifest.json beside FILE.")
@click.option(
    "--verify",
    type=click.Path(path_type=Path),
    metavar="FILE",
    is_eager=True,
    expose_value=False,
    callback=_verify,
    help="Tell whether the archive still says what this digest was made from, and nothing else.",
)
@click.option(
    "--schema",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_schema,
    help="Print the JSON Schema of the format json, and nothing else.",
)
@click.option(
    "--enrich",
    "with_model",
    is_flag=True,
    help="First have the language model that is configured write what the digest would show (see `enrich`).",
)
@output.output_option(
    "File to write, whole or not at all. In a folder, the file is named after period, style and language."
)
@pass_session
@click.pass_context
def export(
    ctx: click.Context,
    session: Session,
    /,
    *,
    period: NamedPeriod,
    target: str,
    fmt: str | None,
    front_matter: str | None,
    template: Path | None,
    with_model: bool,
    no_manifest: bool,
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
      hfpapers export --date 2024-04-04 --style speedread --lang zh --front-matter hugo -o site/content/

    Ends with 0, also where the list can still change (a banner says when it was seen), and where it
    is known that there was none; with 3 where something of the period is missing: it is written, and
    a banner names what and how to get it; with 1, writing nothing, where there is no list at all.

    Beside FILE stands FILE.manifest.json: what the digest was made from, for `--verify`, which ends
    with 0 where the archive still says the same, and with 1 where it does not.
    """
    from hfpapers.digest.options import DigestOptions

    form = form_of(target, fmt=fmt, front_matter=front_matter, template=template)
    named, options = period.resolve(session), DigestOptions(**chosen)
    code = _enrich(ctx, session, named, options) if with_model else OK
    inputs, digest = _load(session, named, options)
    written = WrittenDigest(inputs, digest, form, with_manifest=not no_manifest)
    written.write(target)
    if digest.is_incomplete:
        _tell_lacks(digest)
        code = INCOMPLETE
    ctx.exit(code)


def _enrich(ctx: click.Context, session: Session, period: Period, options: DigestOptions) -> int:
    from hfpapers.commands.export_enrich import enrich_shown
    from hfpapers.edition import load_digest

    with session.reading() as queries:
        digest = load_digest(queries, period, options, today=today())
    code = enrich_shown(ctx, session, digest)
    if code not in {OK, INCOMPLETE}:
        ctx.exit(code)
    return code


def _load(session: Session, period: Period, options: DigestOptions) -> tuple[Inputs, Digest]:
    from hfpapers.edition import build, load_inputs

    with session.reading() as queries:
        inputs = load_inputs(queries, period, options, today=today())
    if inputs.period.until != period.until:
        _logger.info(
            "note: the days after %s have not ended, nor been asked for: they are left out", inputs.period.until
        )
    return inputs, build(inputs)


def _tell_lacks(digest: Digest) -> None:
    from hfpapers.digest.coverage import list_lacks

    for text, command in list_lacks(digest.coverage):
        _logger.warning("%s%s", text, f" Run: {command}" if command else "")
