"""`export --enrich`: has a language model write what a digest is about to show, of the papers that it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from hfpapers.commands.failures import FAILED, INCOMPLETE, INTERRUPTED, OK, command_line
from hfpapers.commands.progress import Progress
from hfpapers.commands.session import Session

if TYPE_CHECKING:
    from hfpapers.digest.model import Digest


def enrich_shown(ctx: click.Context, session: Session, digest: Digest) -> int:
    """Ask for what the style uses and the archive lacks of the papers of a digest, which is then to be built anew.

    Returns:
        The exit code: 0 also where answers were refused, since the digest says so; 1 and 130 where there is no point
        in going on.

    Raises:
        HfpapersError: No model is configured, or the archive cannot be written to.
    """
    from hfpapers.commands.enrich_outcome import EnrichTelling, tell_outcome
    from hfpapers.enrich.budget import Limits
    from hfpapers.jobs.enrichment import run_enrichment
    from hfpapers.jobs.enrichment_order import KINDS_OF_STYLE, EnrichmentOrder

    if digest.options.as_of is not None:
        raise click.UsageError(
            "--enrich has a model write now, and --as-of shows what was held then: give one of them."
        )
    shown = tuple(entry.listing.arxiv_id for section in digest.sections for entry in section.entries)
    order = EnrichmentOrder(
        period=digest.period,
        language=digest.reader_language,
        kinds=KINDS_OF_STYLE[digest.style],
        arxiv_ids=shown,
    )
    if not shown or not order.wanted_kinds:
        return OK
    config = session.config()
    with Progress("enrich", log_format=session.log_format) as progress:
        telling = EnrichTelling(progress, config)
        result = run_enrichment(
            config,
            [order],
            limits=Limits(),
            command=command_line(ctx),
            on_plan=telling.plan,
            on_progress=telling.progress,
        )
    code = tell_outcome(result, config)
    if code in {FAILED, INTERRUPTED}:
        return code
    return OK if result.is_answered else INCOMPLETE
