"""`hfpapers search`: finds papers of the archive by words of their titles, abstracts and texts."""

from __future__ import annotations

import json
import logging
import re
from typing import TYPE_CHECKING

import click

from hfpapers.commands import logs, output
from hfpapers.commands.session import Session, pass_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hfpapers.model.archive_views import SearchHit

PARTS = ("title", "abstract", "text")
FORMATS = ("text", "json")
SUFFIXES = {".txt": "text", ".json": "json"}

_logger = logging.getLogger(logs.COMMANDS)

#: Written without blanks: Chinese, Japanese, Thai, Lao, Khmer, Burmese.
_UNSPLIT = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


def _parts(_ctx: click.Context, _option: click.Parameter, value: str) -> tuple[str, ...]:
    named = tuple(part.strip() for part in value.split(","))
    for part in named:
        if part not in PARTS:
            raise click.BadParameter(f"{part!r} is not one of {', '.join(PARTS)}; several are written title,abstract")
    return named


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--in",
    "parts",
    default=",".join(PARTS),
    show_default=True,
    metavar="PARTS",
    callback=_parts,
    help="Where to look: title, abstract, text, or several with commas between them.",
)
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="At most so many papers.")
@click.option("--format", "fmt", type=click.Choice(FORMATS), help="Format; else told by the suffix of FILE, else text.")
@output.output_option("File to write, whole or not at all.")
@pass_session
def search(
    session: Session, words: tuple[str, ...], parts: tuple[str, ...], limit: int, fmt: str | None, target: str
) -> None:
    """Find papers by words, the best match first.

    A paper is found that holds all WORDS, in any order and in any of their English forms. Words between
    double quotes must stand side by side; the shell needs quotes of its own around them. Titles and
    abstracts of all papers are searched, and the texts that `crawl --fulltext` brought in.

    Chinese, and what else is written without blanks, is not split into words: only a whole run of
    characters between blanks or punctuation is found.

    \b
      hfpapers search diffusion transformers
      hfpapers search '"chain of thought" pruning' --in title,abstract
      hfpapers search quantisation --limit 100 --format json | jq -r .[].arxiv_id

    Ends with 0, also where nothing is found.
    """
    from hfpapers.store.search import search_terms

    text = " ".join(words)
    if not search_terms(text):
        raise click.UsageError(f"{text!r} holds no word that could be searched for.")
    chosen = output.format_of(target, fmt, SUFFIXES, default="text")
    with session.reading() as queries:
        hits = queries.texts.search(text, parts=parts, limit=limit)
        has_texts = "text" not in parts or queries.texts.has_texts()
    output.write(_render(hits, chosen), target)
    _tell(text, hits, has_texts=has_texts)


def _render(hits: Sequence[SearchHit], fmt: str) -> str:
    if fmt == "json":
        return json.dumps([_values(hit) for hit in hits], indent=2, ensure_ascii=False) + "\n"
    width = max((len(hit.arxiv_id) for hit in hits), default=0)
    return "".join(
        f"{hit.arxiv_id:<{width}}  {hit.day or 'not listed'}  {hit.title or ''}\n  {hit.url}\n" for hit in hits
    )


def _values(hit: SearchHit) -> dict[str, object]:
    return {
        "arxiv_id": hit.arxiv_id,
        "title": hit.title,
        "day": None if hit.day is None else hit.day.isoformat(),
        "url": hit.url,
    }


def _tell(text: str, hits: Sequence[SearchHit], *, has_texts: bool) -> None:
    """Say what may be why less was found than was looked for."""
    if not hits:
        _logger.info("nothing found: no paper holds all of that")
    if not has_texts:
        _logger.info("no texts of papers are in the archive; hfpapers crawl --fulltext brings them in")
    if _UNSPLIT.search(text):
        _logger.info("writing without blanks is not split into words: only whole runs of characters are found")
